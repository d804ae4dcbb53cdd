//! Diagnostics for YAML syntax errors, at the place that the author must change.

use granit_parser::{ErrorKind, ScanError};

use super::failure::{Failure, too_deep};
use crate::diagnostic::{Code, Diagnostic, codes};
use crate::source::{SourceId, Span};
use crate::spelling;

/// The place of a syntax error, and what was read before it.
pub(super) struct Site<'a> {
    pub(super) text: &'a str,
    pub(super) source: SourceId,
    /// The byte at which the parser stopped.
    pub(super) at: usize,
    /// The byte after the last event.
    last: usize,
    /// The innermost open bracket.
    opened: Option<Span>,
}

/// Returns the diagnostic of a parser's error.
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

    /// Returns the place of the word at which the parser stopped.
    fn spot(&self) -> Span {
        self.word(self.at)
    }

    fn diagnostic(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.spot(), message)
    }

    fn unclosed_quote(&self) -> Diagnostic {
        let between = self.text.get(self.last..self.at).unwrap_or_default();
        let Some(offset) = between.find(['"', '\'']) else {
            let quote = match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
                Some('\'') => "`'`",
                _ => "`\"`",
            };
            return self
                .diagnostic(codes::UNCLOSED, "unterminated quote")
                .label("opened here")
                .help(format!("add the closing {quote}"));
        };
        let start = self.last + offset;
        let quote = between.get(offset..=offset).unwrap_or_default();
        let span = Span::new(self.source, start, start + 1);
        Diagnostic::new(codes::UNCLOSED, span, "unterminated quote")
            .label("opened here")
            .help(format!("add the closing `{quote}`"))
    }

    fn after_quote(&self) -> Diagnostic {
        self.diagnostic(codes::YAML_SYNTAX, "unexpected text after the closing quote")
            .label("the string ends before this")
            .help("put the whole string in quotes; write a quote inside it as '' in '…', or as \\\" in \"…\"")
    }

    fn unclosed_bracket(&self, bracket: char) -> Diagnostic {
        let close = closing(bracket);
        self.diagnostic(codes::UNCLOSED, format!("unclosed `{bracket}`"))
            .help(format!("add `{close}`, or put the string in quotes"))
    }

    fn mismatch(&self, open: char, close: char) -> Diagnostic {
        let message = format!("mismatched brackets: `{open}` is closed by `{close}`");
        let right = closing(open);
        self.diagnostic(codes::UNCLOSED, message)
            .help(format!("write `{right}` here"))
    }

    fn escape(&self) -> Diagnostic {
        self.diagnostic(codes::YAML_SYNTAX, "unknown escape sequence")
            .help("double the backslash, or put the string in single quotes")
    }

    fn tab(&self) -> Diagnostic {
        let rest = self.text.get(self.line_start()..).unwrap_or_default();
        let tab = rest
            .find('\t')
            .map_or(self.at, |offset| self.line_start() + offset);
        let span = Span::new(self.source, tab, tab + 1);
        Diagnostic::new(codes::TAB_INDENTATION, span, "tab used for indentation")
            .label("a tab")
            .help("indent with two spaces per level")
    }

    /// Returns the diagnostic of a colon without a key: in an unquoted string, or after a line that is not a pair.
    fn colon(&self) -> Diagnostic {
        let line = self.line_before();
        if let Some(offset) = line.find(": ") {
            let value = self.line_start() + offset + 2;
            let end = self.line_start() + line.len() + 1;
            let rest = self.text.get(value..).unwrap_or_default();
            let string = rest.lines().next().unwrap_or_default();
            let string = string.split(" #").next().unwrap_or_default().trim();
            return Diagnostic::new(
                codes::UNQUOTED_TEXT,
                Span::new(self.source, value, end),
                "unquoted value contains `: `",
            )
            .label("read as a key")
            .help(format!("write `{}`", quoted(string)));
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
                .diagnostic(codes::YAML_SYNTAX, "missing space after the colon")
                .help(format!("write `{key}: {value}`"));
        }
        self.diagnostic(codes::YAML_SYNTAX, "expected `key: value`")
            .help("add the colon and the value, or indent the line if it continues the text above")
    }

    fn indentation(&self) -> Diagnostic {
        let column = self.line_before().chars().count();
        self.diagnostic(
            codes::WRONG_INDENTATION,
            "indentation does not match any line above",
        )
        .label(format!("indented by {column}"))
        .help(match self.columns_above().as_slice() {
            [] => "indent this line as the other items of its map or list".to_owned(),
            [column] => format!("indent this line by {column} spaces, as the lines above"),
            [columns @ .., last] => format!(
                "indent this line by {} or {last} spaces, as the lines above",
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
                .help("render the template first, then pass the rendered file");
        }
        if character.is_control() {
            let at = self
                .text
                .get(self.at..)
                .and_then(|rest| rest.find(character))
                .map_or(self.at, |by| self.at + by);
            let span = Span::new(self.source, at, at + character.len_utf8());
            let message = format!(
                "control character U+{:04X} is not allowed in YAML",
                u32::from(character)
            );
            return Diagnostic::new(codes::YAML_SYNTAX, span, message).help("remove it");
        }
        self.diagnostic(
            codes::UNQUOTED_TEXT,
            format!("a string that begins with `{character}` must be quoted"),
        )
        .help("put the string in quotes")
    }

    fn unknown_anchor(&self) -> Diagnostic {
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
            .next()
            .unwrap_or_default();
        let diagnostic = self.diagnostic(codes::UNKNOWN_ANCHOR, format!("unknown anchor `*{alias}`"));
        diagnostic.help(match spelling::nearest(alias, anchors) {
            Some(near) => format!("write `*{near}`"),
            None if alias.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') => {
                format!("add `&{alias}` before a value above, or put the string in quotes: `\"*{alias}\"`")
            }
            None => format!("put the string in quotes: `\"*{alias}\"`"),
        })
    }

    fn other(&self, parser: &str) -> Diagnostic {
        if let Some(opened) = self.opened {
            return self
                .diagnostic(codes::UNCLOSED, "expected `,` or a closing bracket")
                .related(opened, "opened here")
                .help("add `,` here, or close the bracket opened above");
        }
        self.diagnostic(codes::YAML_SYNTAX, format!("invalid YAML: {parser}"))
            .help("correct this line or the one before it; put strings with special characters in quotes")
    }
}

/// Returns the bracket that closes another one.
fn closing(open: char) -> char {
    match open {
        '{' => '}',
        '[' => ']',
        other => other,
    }
}

/// Returns a string in quotes.
fn quoted(string: &str) -> String {
    if string.contains(['"', '\\']) {
        format!("'{}'", string.replace('\'', "''"))
    } else {
        format!("\"{string}\"")
    }
}
