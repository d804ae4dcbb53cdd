//! Builds the tree of values from the parser's events, without recursion and within limits.

use std::collections::HashMap;

use granit_parser::{Event, Options, Parser, ScalarStyle, Span as Range, Tag};

use super::collection::{Frame, Open};
use super::error;
use super::failure::{self, Failure};
use super::node::{Kind, Node, Scalar, Style};
use super::parse::Limits;
use super::size::Size;
use crate::diagnostic::Diagnostics;
use crate::source::{SourceId, Span};

/// Limit of the levels of nesting, with the values of aliases.
pub(crate) const MAX_DEPTH: usize = 64;
/// Limit of aliases.
const MAX_ALIASES: usize = 1_000;
/// Limit of the bytes of text that anchors and aliases copy.
const MAX_REPEATED: usize = 8 << 20;

/// The state while the tree is built.
pub(super) struct Builder<'a> {
    text: &'a str,
    source: SourceId,
    diagnostics: &'a mut Diagnostics,
    /// The open collections, the outermost first.
    stack: Vec<Frame>,
    /// The values of anchors.
    anchors: HashMap<usize, Anchored>,
    taken: Taken,
    aliases: usize,
    /// The byte after the last event, for errors that the parser detects late.
    last: usize,
    root: Option<Node>,
}

/// The values and text so far, with their limits.
struct Taken {
    nodes: usize,
    /// The bytes of text that anchors and aliases have copied.
    repeated: usize,
    /// Limit of values, with those that aliases repeat.
    max_nodes: usize,
}

struct Anchored {
    node: Node,
    size: Size,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        text: &'a str,
        source: SourceId,
        limits: Limits,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        let (stack, anchors) = (Vec::new(), HashMap::new());
        Self {
            text,
            source,
            diagnostics,
            stack,
            anchors,
            taken: Taken {
                nodes: 0,
                repeated: 0,
                max_nodes: limits.values,
            },
            aliases: 0,
            last: 0,
            root: None,
        }
    }

    /// Returns the root of the tree, or the first error.
    pub(super) fn build(mut self) -> Result<Node, Failure> {
        let mut options = Options::default();
        options.set_emit_comments(false);
        // One level more than `MAX_DEPTH`, whose message is better than the parser's.
        options.flow_nesting_limit = MAX_DEPTH + 1;
        options.block_nesting_limit = MAX_DEPTH + 1;
        options.simple_key_max_lookahead = 4096;
        for event in Parser::new_from_str_with_options(self.text, options) {
            let (event, range) = event.map_err(|error| {
                let opened = self.stack.iter().rev().find_map(Frame::bracket);
                error::explain(&error, self.text, self.source, self.last, opened)
            })?;
            let range = self.span(&range);
            self.take(event, range)?;
            self.last = self.last.max(range.end as usize);
        }
        match self.root {
            Some(root) if !root.is_null() => Ok(root),
            _ => Err(failure::empty(self.source, self.text)),
        }
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Failure> {
        match event {
            Event::DocumentStart(..) if self.root.is_some() => Err(failure::second_document(span)),
            Event::Scalar(text, style, anchor, tag) => {
                let is_key = self.stack.last().is_some_and(Frame::expects_key);
                let span = self.without_trailing_space(span);
                let node = scalar(&text, style, tag.as_deref(), span, is_key);
                self.finish(node, anchor)
            }
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::SequenceStart(style, anchor, _) => self.open(Open::sequence(style, span, anchor)),
            Event::MappingStart(style, anchor, _) => self.open(Open::mapping(style, span, anchor)),
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            _ => Ok(()),
        }
    }

    fn open(&mut self, open: Open) -> Result<(), Failure> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(failure::too_deep(open.span, MAX_DEPTH));
        }
        if let Some(parent) = self.stack.last()
            && parent.expects_key()
        {
            return Err(failure::key_not_text(parent, &open, self.text));
        }
        self.stack.push(Frame::new(open));
        Ok(())
    }

    fn close(&mut self, end: Span) -> Result<(), Failure> {
        let Some(frame) = self.stack.pop() else {
            return Ok(());
        };
        let anchor = frame.anchor();
        let node = frame.into_node(end, self.diagnostics);
        self.finish(node, anchor)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Failure> {
        self.aliases += 1;
        let Some(anchored) = self.anchors.get(&anchor) else {
            return Err(failure::alias_in_itself(span));
        };
        if self.aliases > MAX_ALIASES {
            return Err(failure::too_many(span, "aliases", MAX_ALIASES));
        }
        let size = anchored.size;
        if self.stack.len() + size.depth > MAX_DEPTH {
            return Err(failure::too_deep(span, MAX_DEPTH));
        }
        // The size is checked before the copy, so that no alias bomb takes memory.
        self.taken.count(size, span)?;
        let node = Node {
            span,
            kind: anchored.node.kind.clone(),
        };
        self.place(node)
    }

    /// Adds a complete value, and keeps it if it has an anchor.
    fn finish(&mut self, node: Node, anchor: usize) -> Result<(), Failure> {
        if anchor != 0 {
            let size = node.size();
            self.taken.count(size, node.span)?;
            let node = node.clone();
            self.anchors.insert(anchor, Anchored { node, size });
        }
        let one = Size {
            values: 1,
            ..Size::default()
        };
        self.taken.count(one, node.span)?;
        self.place(node)
    }

    /// Adds a complete value to the open collection, or makes it the root.
    fn place(&mut self, node: Node) -> Result<(), Failure> {
        if let Some(frame) = self.stack.last_mut() {
            return frame.add(node);
        }
        self.root = Some(node);
        Ok(())
    }

    /// Returns the span of a scalar without the white space after it, since the parser ends block scalars at the next line.
    fn without_trailing_space(&self, span: Span) -> Span {
        let text = self.text.get(span.range()).unwrap_or_default();
        let start = span.start as usize;
        Span::new(self.source, start, start + text.trim_end().len())
    }

    fn span(&self, range: &Range) -> Span {
        let bytes = range.byte_range().unwrap_or(self.last..self.last);
        Span::new(self.source, bytes.start, bytes.end)
    }
}

impl Taken {
    /// Counts values and copied text. Returns an error if a limit is exceeded.
    fn count(&mut self, size: Size, span: Span) -> Result<(), Failure> {
        self.nodes += size.values;
        self.repeated += size.bytes;
        if self.nodes > self.max_nodes {
            return Err(failure::too_many(span, "values", self.max_nodes));
        }
        if self.repeated > MAX_REPEATED {
            return Err(failure::too_much_repeated(span, MAX_REPEATED));
        }
        Ok(())
    }
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>, span: Span, is_key: bool) -> Node {
    let textual = tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
    let style = if style == ScalarStyle::Plain && !textual {
        Style::Plain
    } else {
        Style::Quoted
    };
    // The parser reports a missing value as a `~` without length.
    let text = if span.start == span.end && style == Style::Plain {
        ""
    } else {
        text
    };
    let kind = match (style, text) {
        (Style::Plain, "" | "~" | "null" | "Null" | "NULL") if !is_key => Kind::Null,
        _ => Kind::Scalar(Scalar {
            text: text.to_owned(),
            style,
        }),
    };
    Node { span, kind }
}
