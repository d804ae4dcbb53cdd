//! HTML parser with limits, whose tree builder never sees the text of the page.

use std::collections::HashSet;

use html5ever::interface::TreeSink as _;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Doctype, Tag, TagKind, Token, TokenSink as _, TokenSinkResult};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, QualName, ns};
use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, Span, State, Tokenizer};
use scraper::Html;

use super::bounded::{CountingSink, Handle};
use super::masks::Masks;
use crate::format::FormatLimits;
use crate::format::limits::{ConversionBudget, within};
use crate::value::DecodeError;

/// The deepest level of elements. Pages nest deeper than JSON, but some rules of HTML scan all open elements, so that
/// depth costs time.
const DEPTH: usize = 512;

/// The steps of the tree builder: for each tag it may look at all open elements, and compare the attributes of each.
const MAX_STEPS: usize = 100_000_000;

/// Parses a document.
///
/// html5ever builds the tree that a browser builds, but it logs every token. So html5gum, which logs nothing,
/// produces the tokens, numbers replace the text in them, and the finished tree gets the text back.
///
/// A few bytes of HTML can create many elements (`<p>` reopens all formatting that is open), and html5ever has no
/// limits. So its nodes are counted after each token.
pub(super) fn parse(text: &str, limits: &FormatLimits) -> Result<Html, DecodeError> {
    let depth = FormatLimits {
        depth: DEPTH,
        ..*limits
    };
    let builder = TreeBuilder::new(CountingSink::new(), TreeBuilderOpts::default());
    let mut masks = Masks::default();
    let emitter = TokenFeed(CallbackEmitter::new(TokenCallback {
        builder: &builder,
        masks: &mut masks,
        budget: ConversionBudget::new(&depth),
        steps: 0,
        tag: None,
        names: HashSet::new(),
        repeated: false,
        state: None,
    }));
    // The iterator yields only errors; otherwise it runs to the end.
    if let Some(Ok(refused)) = Tokenizer::new_with_emitter(text, emitter).next() {
        return Err(refused);
    }
    let mut document = builder.sink.finish();
    masks.restore(&mut document);
    Ok(document)
}

/// Converts events to tokens for the tree builder.
struct TokenCallback<'a> {
    builder: &'a TreeBuilder<Handle, CountingSink>,
    masks: &'a mut Masks,
    budget: ConversionBudget<'a>,
    /// The steps that the tree builder may have taken.
    steps: usize,
    /// The current start tag, the names of its attributes, and whether the last one was a duplicate.
    tag: Option<Tag>,
    names: HashSet<LocalName>,
    repeated: bool,
    /// How the tree builder requires the following text to be read.
    state: Option<State>,
}

impl TokenCallback<'_> {
    fn process(&mut self, token: Token) -> Result<(), DecodeError> {
        match self.builder.process_token(token, 1) {
            TokenSinkResult::Continue | TokenSinkResult::EncodingIndicator(_) => {}
            TokenSinkResult::Script(_) => self.state = Some(State::Data),
            TokenSinkResult::Plaintext => self.state = Some(State::PlainText),
            TokenSinkResult::RawData(RawKind::Rcdata) => self.state = Some(State::RcData),
            TokenSinkResult::RawData(RawKind::Rawtext) => self.state = Some(State::RawText),
            TokenSinkResult::RawData(_) => self.state = Some(State::ScriptData),
        }
        let sink = &self.builder.sink;
        self.budget.values(sink.nodes.take())?;
        self.budget.depth(sink.depth.get())
    }

    /// Processes a tag, after its steps are counted.
    fn process_tag(&mut self, tag: Tag) -> Result<(), DecodeError> {
        let open = self.builder.sink.depth.get() + 1;
        self.steps += open * (tag.attrs.len() + 1);
        within(self.steps, MAX_STEPS, "steps")?;
        self.process(Token::TagToken(tag))
    }

    fn tag(&mut self, kind: TagKind, name: &[u8]) -> Result<Tag, DecodeError> {
        Ok(Tag {
            kind,
            name: self.name(name)?,
            self_closing: false,
            attrs: Vec::new(),
            had_duplicate_attributes: false,
        })
    }

    fn name(&mut self, name: &[u8]) -> Result<LocalName, DecodeError> {
        self.masks.name(&String::from_utf8_lossy(name), &self.budget)
    }

    /// Adds an attribute. Of duplicates the first counts; attributes of end tags are ignored.
    fn attribute(&mut self, name: &[u8]) -> Result<(), DecodeError> {
        let Some(mut tag) = self.tag.take() else {
            return Ok(());
        };
        self.budget.values(1)?;
        let name = self.name(name)?;
        self.repeated = !self.names.insert(name.clone());
        if !self.repeated {
            tag.attrs.push(Attribute {
                name: QualName::new(None, ns!(), name),
                value: StrTendril::new(),
            });
        }
        self.tag = Some(tag);
        Ok(())
    }

    fn text(&mut self, text: &[u8]) -> Result<(), DecodeError> {
        for (index, part) in String::from_utf8_lossy(text).split('\0').enumerate() {
            if index > 0 {
                self.process(Token::NullCharacterToken)?;
            }
            if !part.is_empty() {
                let text = self.masks.text(part);
                self.process(Token::CharacterTokens(text))?;
            }
        }
        Ok(())
    }

    fn event(&mut self, event: &CallbackEvent<'_>) -> Result<(), DecodeError> {
        match *event {
            CallbackEvent::OpenStartTag { name } => {
                self.names.clear();
                self.tag = Some(self.tag(TagKind::StartTag, name)?);
            }
            CallbackEvent::AttributeName { name } => return self.attribute(name),
            CallbackEvent::AttributeValue { value } => {
                let attribute = self.tag.as_mut().and_then(|tag| tag.attrs.last_mut());
                if let Some(attribute) = attribute.filter(|_| !self.repeated) {
                    attribute.value = self.masks.value(&String::from_utf8_lossy(value));
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                if let Some(mut tag) = self.tag.take() {
                    tag.self_closing = self_closing;
                    return self.process_tag(tag);
                }
            }
            CallbackEvent::EndTag { name } => {
                let tag = self.tag(TagKind::EndTag, name)?;
                return self.process_tag(tag);
            }
            CallbackEvent::String { value } => return self.text(value),
            CallbackEvent::Comment { .. } => return self.process(Token::CommentToken(StrTendril::new())),
            CallbackEvent::Doctype {
                name,
                public_identifier,
                system_identifier,
                force_quirks,
            } => {
                let doctype = Doctype {
                    name: (!name.is_empty()).then(|| Masks::doctype_name(name)),
                    public_id: public_identifier.map(Masks::public_id),
                    system_id: system_identifier.map(Masks::system_id),
                    force_quirks,
                };
                return self.process(Token::DoctypeToken(doctype));
            }
            CallbackEvent::Error(_) => {}
        }
        Ok(())
    }
}

impl Callback<DecodeError, ()> for TokenCallback<'_> {
    fn handle_event(&mut self, event: CallbackEvent<'_>, _: Span<()>) -> Option<DecodeError> {
        self.event(&event).err()
    }
}

/// Gives the tokenizer the state of the tree.
struct TokenFeed<'a>(CallbackEmitter<TokenCallback<'a>, DecodeError>);

impl ForwardingEmitter for TokenFeed<'_> {
    type Token = DecodeError;

    fn inner(&mut self) -> &mut impl Emitter<Token = DecodeError> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn emit_eof(&mut self) {
        self.0.emit_eof();
        let builder = self.0.callback_mut().builder;
        // Its result would concern the following token.
        let _ = builder.process_token(Token::EOFToken, 1);
        builder.end();
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        let unchanged = self.0.emit_current_tag();
        self.0.callback_mut().state.take().or(unchanged)
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        let builder = self.0.callback_mut().builder;
        builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
