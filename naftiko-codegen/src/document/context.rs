//! What every part of the lowering shares.

use super::{Dialect, Span, Text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, codes};
use crate::yaml::{Node, Tree};

/// The document at hand, and where findings go.
pub(super) struct Context<'d> {
    diagnostics: &'d mut Diagnostics,
    pub(super) dialect: Dialect,
    /// Whether another file imports this one.
    pub(super) imported: bool,
    /// Of a cut file: the byte at which its content ends.
    cut: Option<u32>,
}

/// What the format allows in a name.
#[derive(Clone, Copy)]
pub(super) enum Pattern {
    /// Letters, digits and hyphens.
    Kebab,
    /// Underscores and asterisks too.
    Extended,
}

impl<'d> Context<'d> {
    pub(super) fn new(tree: &Tree, dialect: Dialect, diagnostics: &'d mut Diagnostics) -> Self {
        let cut = tree.truncated.then_some(tree.root.span.end);
        Self {
            diagnostics,
            dialect,
            imported: false,
            cut,
        }
    }

    /// Whether a value was cut off: it reaches the end of a cut file, so that what is wrong with it is nobody's mistake.
    pub(super) fn is_cut(&self, node: &Node) -> bool {
        self.cut == Some(node.span.end)
    }

    /// Reports a finding.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports what leaves the official format but is understood; the same words are said once a file.
    pub(super) fn tolerate(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push_once(diagnostic);
    }

    /// The same in short: a code, a place and what is said.
    pub(super) fn note(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.tolerate(Diagnostic::new(code, span, message));
    }

    /// Whether the document is of the list dialect.
    pub(super) fn has_lists(&self) -> bool {
        self.dialect == Dialect::Lists
    }

    /// The same for a name that may be missing.
    pub(super) fn check_given_name(&mut self, name: Option<&Text>, pattern: Pattern) {
        if let Some(name) = name {
            self.check_name(name, pattern);
        }
    }

    /// Reports a name that the format does not allow; it is used all the same.
    pub(super) fn check_name(&mut self, name: &Text, pattern: Pattern) {
        let extended = |byte: u8| matches!(pattern, Pattern::Extended) && (byte == b'_' || byte == b'*');
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || extended(byte);
        if name.value.is_empty() || !name.value.bytes().all(allowed) {
            self.note(
                codes::NAME_PATTERN,
                name.span,
                "the format does not allow all characters of this name",
            );
        }
    }
}
