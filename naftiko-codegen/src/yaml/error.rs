//! What is wrong with a text, in our words and at the place where the author has to look.

use serde_saphyr::granit_parser::{ErrorKind, ScanError};

use super::failure::{Failure, too_deep};
use crate::diagnostic::{Code, Diagnostic, codes};
use crate::source::{SourceId, Span};
use crate::suggest;

/// Where an error was noticed.
pub(super) struct Site<'a> {
    pub(super) text: &'a str,
    pub(super) source: SourceId,
    /// Byte at which the parser gave up.
    pub(super) at: usize,
    /// Byte after the last thing that was understood.
    last: usize,
    /// The bracket that is open.
    opened: Option<Span>,
}

/// The parser's error in our words.
pub(super) fn explain(
    error: &ScanError,
    text: &str,
    source: SourceId,
    last: usize,
    opened: Option<Span>,
) -> Failure {
    let at = error.marker().byte_offset().unwrap_or(last).min(text.len());
    let site = Site {
        text,
        source,
        at,
        last,
        opened,
    };
    Box::new(site.explain(error))
}

impl Site<'_> {
    fn explain(&self, error: &ScanError) -> Diagnostic {
        use ErrorKind as K;
        match error.kind() {
            K::UnclosedQuotedScalar | K::InvalidQuotedScalarIndent | K::DocumentIndicatorInQuotedScalar => {
                self.unclosed_quote()
            }
            K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => self.after_quote(),
            K::UnclosedFlowCollection { open } => self.unclosed_bracket(*open),
            K::TabInBlockIndentation
            | K::TabInIndentation
            | K::TabNotAllowed
            | K::TabInPlainScalar
            | K::TabAtBlockScalarStart => self.tab(),
            K::MappingValueNotAllowed | K::InvalidColonPlacement | K::InvalidSimpleKey
                if self.opened.is_none() =>
            {
                self.colon()
            }
            K::ExpectedBlockMappingKey
            | K::ExpectedBlockSequenceEntry
            | K::InvalidIndentation
            | K::InvalidBlockScalarIndent
            | K::BlockSequenceEntryNotAllowed => self.indentation(),
            K::SimpleKeyExpected if self.opened.is_none() => self.no_pair(),
            K::UnexpectedCharacter { character } => self.character(*character),
            K::UnknownAnchor => self.unknown_anchor(),
            K::MismatchedFlowCollectionEnd { open, close } => self.mismatch(*open, *close),
            K::UnknownQuotedScalarEscape => self.escape(),
            K::RecursionLimitExceeded => *too_deep(self.spot(), super::builder::MAX_DEPTH),
            _ => self.other(&error.info()),
        }
    }

    /// The word at which the parser gave up.
    fn spot(&self) -> Span {
        self.word(self.at)
    }

    fn diagnostic(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.spot(), message)
    }

    fn unclosed_quote(&self) -> Diagnostic {
        let between = self.text.get(self.last..self.at).unwrap_or_default();
        let Some(offset) = between.find(['"', '\'']) else {
            return self
                .diagnostic(codes::UNCLOSED, "a quote is not closed")
                .label("opened here");
        };
        let start = self.last + offset;
        Diagnostic::new(
            codes::UNCLOSED,
            Span::new(self.source, start, start + 1),
            "this quote is not closed",
        )
        .label("opened here")
        .help("close the text with the quote it begins with")
    }

    fn after_quote(&self) -> Diagnostic {
        self.diagnostic(codes::YAML_SYNTAX, "something follows the closing quote")
            .label("the text ends before this")
            .help("quote the whole text; a quote within is doubled in '…' and written as \\\" in \"…\"")
    }

    fn unclosed_bracket(&self, bracket: char) -> Diagnostic {
        self.diagnostic(codes::UNCLOSED, format!("this `{bracket}` is not closed"))
            .help("close it, or quote the text if it is meant as one")
    }

    fn mismatch(&self, open: char, close: char) -> Diagnostic {
        self.diagnostic(codes::UNCLOSED, format!("this `{open}` is closed by `{close}`"))
    }

    fn escape(&self) -> Diagnostic {
        self.diagnostic(
            codes::YAML_SYNTAX,
            "this text has a backslash that starts no known escape",
        )
        .help("double the backslash, or put the text in single quotes, where it means itself")
    }

    fn tab(&self) -> Diagnostic {
        let rest = self.text.get(self.line_start()..).unwrap_or_default();
        let tab = rest
            .find('\t')
            .map_or(self.at, |offset| self.line_start() + offset);
        let span = Span::new(self.source, tab, tab + 1);
        Diagnostic::new(
            codes::TAB_INDENTATION,
            span,
            "a tab stands where YAML wants spaces",
        )
        .label("a tab")
        .help("indent with two spaces a level")
    }

    /// A colon where no key can stand: in a text without quotes, or after a line that is no pair.
    fn colon(&self) -> Diagnostic {
        let line = self.line_before();
        if let Some(offset) = line.find(": ") {
            let value = self.line_start() + offset + 2;
            let end = self.line_start() + line.len() + 1;
            return Diagnostic::new(
                codes::UNQUOTED_TEXT,
                Span::new(self.source, value, end),
                "`: ` stands in a text without quotes",
            )
            .label("this would be a key")
            .help("quote the text");
        }
        self.no_pair()
    }

    fn no_pair(&self) -> Diagnostic {
        let word = self.text.get(self.at..).unwrap_or_default();
        let word = word.split_whitespace().next().unwrap_or_default();
        if let Some((key, value)) = word.split_once(':')
            && !key.is_empty()
            && !value.is_empty()
            && !value.starts_with('/')
        {
            return self
                .diagnostic(codes::YAML_SYNTAX, "a space is missing after the colon")
                .help(format!("write `{key}: {value}`"));
        }
        self.diagnostic(codes::YAML_SYNTAX, "`key: value` is expected here")
            .help("add the colon and the value, or indent the line if it continues the text above")
    }

    fn indentation(&self) -> Diagnostic {
        let column = self.line_before().chars().count();
        self.diagnostic(
            codes::WRONG_INDENTATION,
            "the indentation of this line fits nothing above it",
        )
        .label(format!("indented by {column}"))
        .help(match self.columns_above().as_slice() {
            [] => "items of one map or list start in the same column".to_owned(),
            columns => format!(
                "items of one map or list start in the same column: above, they are indented by {}",
                columns.join(", ")
            ),
        })
    }

    fn character(&self, character: char) -> Diagnostic {
        if character == '%' && self.line_before().ends_with('{') {
            return self
                .diagnostic(
                    codes::YAML_SYNTAX,
                    "`{% … %}` belongs to a template engine, not to YAML",
                )
                .help("render the template first, and give the file that comes out");
        }
        if character.is_control() {
            let at = self
                .text
                .get(self.at..)
                .and_then(|rest| rest.find(character))
                .map_or(self.at, |by| self.at + by);
            let span = Span::new(self.source, at, at + character.len_utf8());
            let message = format!(
                "the control character U+{:04X} may not stand in YAML",
                u32::from(character)
            );
            return Diagnostic::new(codes::YAML_SYNTAX, span, message).help("remove it");
        }
        self.diagnostic(
            codes::UNQUOTED_TEXT,
            format!("a text that begins with `{character}` needs quotes"),
        )
        .help("put the text in quotes")
    }

    fn unknown_anchor(&self) -> Diagnostic {
        let finding = self.diagnostic(codes::UNKNOWN_ANCHOR, "this alias names no anchor above it");
        let above = self.text.get(..self.at).unwrap_or_default();
        let anchors = above
            .split_whitespace()
            .filter_map(|word| word.trim_start_matches(['[', '{']).strip_prefix('&'));
        let alias = self
            .text
            .get(self.at..)
            .unwrap_or_default()
            .trim_start_matches('*');
        let alias = alias
            .split(|c: char| c.is_whitespace() || ",]}".contains(c))
            .next();
        match suggest::nearest(alias.unwrap_or_default(), anchors) {
            Some(near) => finding.label(format!("did you mean `*{near}`?")),
            None => finding
                .help("`&name` before a value marks it, `*name` repeats it; if a text is meant, quote it"),
        }
    }

    fn other(&self, parser: &str) -> Diagnostic {
        if let Some(opened) = self.opened {
            return self
                .diagnostic(
                    codes::UNCLOSED,
                    "a `,` or the closing bracket is missing before this",
                )
                .related(opened, "opened here")
                .help("close there what is opened, or separate the items with a comma");
        }
        self.diagnostic(codes::YAML_SYNTAX, format!("this is not valid YAML: {parser}"))
    }
}
