//! Keys that stand for others: those of the other dialect, and of published files.

use super::Dialect;
use super::context::Context;
use super::fields::Fields;
use super::record;
use crate::diagnostic::{Code, Diagnostic, codes};
use crate::yaml::Node;

impl<'n> Fields<'n> {
    /// Reads one key in place of another, with a warning, when the official one is missing.
    pub(super) fn rename(
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
        self.tolerated.push(alias);
        self.renamed.push((official, alias));
        let message = format!(
            "`{alias}` of {} is called `{official}` in the format",
            self.what()
        );
        cx.tolerate(Diagnostic::new(code, name.span, message).help(format!("write `{official}`")));
    }

    /// The key that the list dialect or the map dialect uses; the other one is read with a warning.
    pub(super) fn dialect_key(
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

    /// Reads one key in place of another even where the official one is there with another meaning.
    pub(super) fn replace(
        &mut self,
        cx: &mut Context<'_>,
        official: &'static str,
        alias: &'static str,
        code: Code,
    ) {
        record::alias(self, official, alias, code);
        let Some((name, _)) = self.peek(alias) else { return };
        self.tolerated.extend([official, alias]);
        self.renamed.push((official, alias));
        cx.note(
            code,
            name.span,
            format!(
                "`{alias}` of {} is called `{official}` in the format",
                self.what()
            ),
        );
    }

    /// A key that the format does not have but that is read: the entry, with a warning in these words.
    pub(super) fn tolerated(
        &mut self,
        cx: &mut Context<'_>,
        key: &'static str,
        code: Code,
        message: &str,
    ) -> Option<&'n Node> {
        record::extension(self, key, code, self.peek(key).map(|(_, node)| node));
        self.tolerated.push(key);
        let (name, node) = self.peek(key)?;
        cx.note(code, name.span, message);
        Some(node)
    }
}
