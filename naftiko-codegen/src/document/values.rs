//! Values of keys: texts, booleans, numbers, choices.

use super::context::Context;
use super::fields::Fields;
use super::{Spanned, Text};
use crate::diagnostic::{Diagnostic, codes};
use crate::suggest;
use crate::yaml::Node;

impl<'n> Fields<'n> {
    /// A text; numbers, booleans and dates are taken as they are written.
    pub(super) fn text(&mut self, cx: &mut Context<'_>, key: &'static str) -> Option<Text> {
        let node = self.node(key)?;
        self.to_text(cx, key, node)
    }

    /// A text that has to be there.
    pub(super) fn required_text(&mut self, cx: &mut Context<'_>, key: &'static str) -> Option<Text> {
        if self.node(key).is_none() {
            self.missing(cx, key);
        }
        self.text(cx, key)
    }

    /// A text that the format demands for people: its lack is a tolerance.
    pub(super) fn expected_text(&mut self, cx: &mut Context<'_>, key: &'static str) -> Option<Text> {
        if self.node(key).is_none() {
            let message = format!("{} has no `{key}`, which the format demands", self.what());
            self.tolerate(cx, Diagnostic::new(codes::TEXT_MISSING, self.span, message));
        }
        self.text(cx, key)
    }

    /// A list of texts; a single text counts as a list of one.
    pub(super) fn texts(&mut self, cx: &mut Context<'_>, key: &'static str) -> Vec<Text> {
        let Some(node) = self.node(key) else {
            return Vec::new();
        };
        if let Some(text) = node.to_text() {
            return vec![text];
        }
        let Some(items) = node.as_sequence() else {
            self.wrong_type(cx, key, node, "a list of texts");
            return Vec::new();
        };
        items
            .iter()
            .filter(|item| !item.is_null())
            .filter_map(|item| self.to_text(cx, key, item))
            .collect()
    }

    /// The items of a list.
    pub(super) fn list(&mut self, cx: &mut Context<'_>, key: &'static str) -> &'n [Node] {
        let Some(node) = self.node(key) else { return &[] };
        let items = node.as_sequence();
        if items.is_none() {
            self.wrong_type(cx, key, node, "a list");
        }
        items.unwrap_or_default()
    }

    /// A map of texts.
    pub(super) fn text_map(&mut self, cx: &mut Context<'_>, key: &'static str) -> Vec<(Text, Text)> {
        let Some(node) = self.node(key) else {
            return Vec::new();
        };
        let Some(entries) = node.as_mapping() else {
            self.wrong_type(cx, key, node, "a map");
            return Vec::new();
        };
        let pairs = entries.iter().filter(|(_, value)| !value.is_null());
        pairs
            .filter_map(|(name, value)| Some((name.clone(), self.to_text(cx, key, value)?)))
            .collect()
    }

    fn to_text(&self, cx: &mut Context<'_>, key: &str, node: &Node) -> Option<Text> {
        let text = node.to_text();
        if text.is_none() {
            self.wrong_type(cx, key, node, "a text");
        }
        text
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self, cx: &mut Context<'_>, key: &'static str) -> Option<Spanned<bool>> {
        let node = self.node(key)?;
        let value = node.as_bool().map(|value| Spanned::new(value, node.span));
        if value.is_none() {
            self.wrong_type(cx, key, node, "`true` or `false`");
        }
        value
    }

    /// An integer from `least` to what the type holds; quotes around it do not matter.
    pub(super) fn integer<T>(
        &mut self,
        cx: &mut Context<'_>,
        key: &'static str,
        least: T,
    ) -> Option<Spanned<T>>
    where
        T: TryFrom<i64> + PartialOrd + Copy,
    {
        let node = self.node(key)?;
        let number = node.as_integer().or_else(|| node.as_str()?.trim().parse().ok());
        let Some(number) = number else {
            self.wrong_type(cx, key, node, "an integer");
            return None;
        };
        match T::try_from(number) {
            Ok(value) if value >= least => Some(Spanned::new(value, node.span)),
            _ => {
                let message = format!("{number} is out of range for `{key}` of {}", self.what());
                self.report(cx, Diagnostic::new(codes::WRONG_VALUE, node.span, message));
                None
            }
        }
    }

    /// A number.
    pub(super) fn number(&mut self, cx: &mut Context<'_>, key: &'static str) -> Option<Spanned<f64>> {
        let node = self.node(key)?;
        let value = node.as_number().map(|value| Spanned::new(value, node.span));
        if value.is_none() {
            self.wrong_type(cx, key, node, "a number");
        }
        value
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(
        &mut self,
        cx: &mut Context<'_>,
        key: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<Spanned<T>> {
        let text = self.text(cx, key)?;
        let found = words.iter().find(|(word, _)| *word == text.value);
        if found.is_none() {
            self.wrong_word(cx, key, &text, words);
        }
        found.map(|(_, value)| Spanned::new(*value, text.span))
    }

    fn wrong_word<T>(&self, cx: &mut Context<'_>, key: &str, text: &Text, words: &[(&'static str, T)]) {
        let message = format!("`{text}` is no `{key}` of {}", self.what());
        let diagnostic = Diagnostic::new(codes::WRONG_VALUE, text.span, message);
        let names = || words.iter().map(|(word, _)| *word);
        let diagnostic = match suggest::nearest(&text.value, names()) {
            Some(near) => diagnostic.label(format!("did you mean `{near}`?")),
            None => diagnostic.help(format!("one of `{}`", names().collect::<Vec<_>>().join("`, `"))),
        };
        self.report(cx, diagnostic);
    }

    /// What something is called for people: `label` in the list dialect, `display` in the map dialect.
    pub(super) fn display(&mut self, cx: &mut Context<'_>) -> Option<Text> {
        let key = self.dialect_key(cx, "label", "display");
        self.text(cx, key)
    }

    /// `tags`, which some objects have since the map dialect.
    pub(super) fn tags(&mut self, cx: &mut Context<'_>) -> Vec<Text> {
        self.texts(cx, "tags")
    }
}
