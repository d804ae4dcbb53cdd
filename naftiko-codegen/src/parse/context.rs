//! Shared state of document parsing.

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, codes};
use crate::source::Span;
use crate::spec::{Dialect, Text};
use crate::yaml::{Node, Tree};

/// The file that is read, and its diagnostics.
pub(super) struct Context<'d> {
    diagnostics: &'d mut Diagnostics,
    pub(super) dialect: Dialect,
    /// Whether another file imports this one.
    pub(super) imported: bool,
    /// The namespaces of the file.
    pub(super) namespaces: HashSet<String>,
    /// The byte at which the content of a truncated file ends.
    truncated_at: Option<u32>,
}

/// The characters that the format allows in a name.
#[derive(Clone, Copy)]
pub(super) enum Pattern {
    /// Letters, digits and hyphens.
    Kebab,
    /// Underscores and asterisks too.
    Extended,
}

impl<'d> Context<'d> {
    pub(super) fn new(tree: &Tree, dialect: Dialect, diagnostics: &'d mut Diagnostics) -> Self {
        let truncated_at = tree.truncated.then_some(tree.root.span.end);
        Self {
            diagnostics,
            dialect,
            imported: false,
            namespaces: HashSet::new(),
            truncated_at,
        }
    }

    /// Returns whether a value reaches the end of a truncated file. It is incomplete, so its problems are not mistakes of the author.
    pub(super) fn is_truncated(&self, node: &Node) -> bool {
        self.truncated_at == Some(node.span.end)
    }

    /// Reports an error.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports a warning; equal messages are counted and reported once per file.
    pub(super) fn warn(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push_once(diagnostic);
    }

    /// Reports a warning once per file and key, although its message names a value.
    pub(super) fn warn_once(&mut self, key: &str, diagnostic: Diagnostic) {
        self.diagnostics.push_once_as(diagnostic, key);
    }

    /// Reports a warning that needs no help.
    pub(super) fn warn_at(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.warn(Diagnostic::new(code, span, message));
    }

    /// Returns whether the spec is of the list dialect.
    pub(super) fn has_lists(&self) -> bool {
        self.dialect == Dialect::Lists
    }

    /// Checks a name that may be missing.
    pub(super) fn check_given_name(&mut self, name: Option<&Text>, pattern: Pattern) {
        if let Some(name) = name {
            self.check_name(name, pattern);
        }
    }

    /// Reports a name that the format does not allow. The name is used.
    pub(super) fn check_name(&mut self, name: &Text, pattern: Pattern) {
        let extended = |c: char| matches!(pattern, Pattern::Extended) && (c == '_' || c == '*');
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || extended(c);
        let mut invalid = String::new();
        for character in name.value.chars().filter(|character| !allowed(*character)) {
            if !invalid.contains(character) {
                invalid.push(character);
            }
        }
        let message = if name.value.is_empty() {
            "a name is empty".to_owned()
        } else if invalid.is_empty() {
            return;
        } else {
            format!("name `{name}` contains characters that the format does not allow: `{invalid}`")
        };
        let diagnostic = Diagnostic::new(codes::NAME_PATTERN, name.span, message);
        let characters = match pattern {
            Pattern::Kebab => "letters, digits and `-`",
            Pattern::Extended => "letters, digits, `-`, `_` and `*`",
        };
        self.warn_once("name", diagnostic.help(format!("use {characters}")));
    }
}
