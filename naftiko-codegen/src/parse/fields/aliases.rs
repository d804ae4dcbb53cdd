//! Keys that are read as other keys: those of the other dialect, and those of published files.

use super::Fields;
use crate::diagnostic::{Code, Diagnostic, codes};
use crate::parse::context::Context;
use crate::parse::record;
use crate::source::Span;
use crate::spec::{Dialect, Text};
use crate::yaml::Node;

impl<'n> Fields<'n> {
    /// Reads `alias` as `official` with a note, if `official` is missing.
    pub(in crate::parse) fn rename(
        &mut self,
        cx: &mut Context<'_>,
        official: &'static str,
        alias: &'static str,
        code: Code,
    ) {
        if code != codes::OTHER_DIALECT_KEY {
            record::alias(self, official, alias, code);
        }
        if self.peek(official).is_some() {
            return;
        }
        let Some((name, _)) = self.peek(alias) else { return };
        self.accepted.push(alias);
        self.renamed.push((official, alias));
        let diagnostic = self.read_as(official, alias, code, name.span);
        cx.warn(diagnostic);
    }

    /// Returns the key of the dialect, and reads the other dialect's key with a note.
    pub(in crate::parse) fn dialect_key(
        &mut self,
        cx: &mut Context<'_>,
        lists: &'static str,
        maps: &'static str,
    ) -> &'static str {
        record::dialect(self, lists, maps);
        let (official, other) = if cx.dialect == Dialect::Lists {
            (lists, maps)
        } else {
            (maps, lists)
        };
        self.rename(cx, official, other, codes::OTHER_DIALECT_KEY);
        official
    }

    /// Reads `alias` as `official` with a note, even if `official` is present with another meaning.
    pub(in crate::parse) fn replace(
        &mut self,
        cx: &mut Context<'_>,
        official: &'static str,
        alias: &'static str,
        code: Code,
    ) {
        record::alias(self, official, alias, code);
        let Some((name, _)) = self.peek(alias) else { return };
        self.accepted.extend([official, alias]);
        self.renamed.push((official, alias));
        let diagnostic = self.read_as(official, alias, code, name.span);
        cx.warn(diagnostic);
    }

    fn read_as(&self, official: &str, alias: &str, code: Code, span: Span) -> Diagnostic {
        let message = format!(
            "unexpected key `{alias}` in {}; read as `{official}`",
            self.what()
        );
        Diagnostic::new(code, span, message).help(format!("rename it to `{official}`"))
    }

    /// Returns the value of a key that is an extension to the format, and reports the key with a message.
    pub(in crate::parse) fn accept(
        &mut self,
        cx: &mut Context<'_>,
        key: &'static str,
        code: Code,
        message: &str,
    ) -> Option<&'n Node> {
        let (name, node) = self.extension(key, code)?;
        cx.warn_at(code, name.span, message);
        Some(node)
    }

    /// Returns the entry of a key that is an extension to the format, without a report.
    pub(in crate::parse) fn extension(&mut self, key: &'static str, code: Code) -> Option<&'n (Text, Node)> {
        let entry = self.peek(key);
        record::extension(self, key, code, entry.map(|(_, node)| node));
        self.accepted.push(key);
        entry
    }
}
