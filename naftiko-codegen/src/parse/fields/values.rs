//! Values of keys: strings, booleans, numbers and choices.

use std::ops::RangeInclusive;

use super::Fields;
use super::line;
use crate::diagnostic::{Diagnostic, codes};
use crate::parse::context::Context;
use crate::parse::record;
use crate::source::Spanned;
use crate::spec::{About, Text};
use crate::spelling;
use crate::yaml::Node;

impl<'n> Fields<'n> {
    /// Reads a string. Numbers, booleans and dates are read as they are written.
    pub(in crate::parse) fn text(&mut self, cx: &mut Context<'_>, key: &'static str) -> Option<Text> {
        record::value(self, key, || "string".to_owned());
        let node = self.node(key)?;
        self.to_text(cx, key, node)
    }

    /// Reads a required string.
    pub(in crate::parse) fn required_text(
        &mut self,
        cx: &mut Context<'_>,
        key: &'static str,
    ) -> Option<Text> {
        if self.node(key).is_none() {
            self.missing(cx, key);
        }
        self.text(cx, key)
    }

    /// Reads a string that the format requires and the generator does not: a missing one is a warning.
    pub(in crate::parse) fn expected_text(
        &mut self,
        cx: &mut Context<'_>,
        key: &'static str,
    ) -> Option<Text> {
        record::expected(self, key);
        if self.node(key).is_none() {
            let message = format!("missing key `{key}` in {}", self.what());
            let diagnostic = Diagnostic::new(codes::TEXT_MISSING, self.span, message);
            let line = line(self.what(), key);
            self.warn(cx, diagnostic.help(format!("add `{line}`")));
        }
        self.text(cx, key)
    }

    /// Reads a list of strings. A single string counts as a list of one item, with a diagnostic.
    pub(in crate::parse) fn text_list(&mut self, cx: &mut Context<'_>, key: &'static str) -> Vec<Text> {
        record::value(self, key, || "list of strings".to_owned());
        if let Some(text) = self.node(key).and_then(Node::to_text) {
            let message = format!(
                "expected a list for `{key}` in {}, found a string; it is read as the only item",
                self.what()
            );
            let diagnostic = Diagnostic::new(codes::VALUE_FORM, text.span, message);
            self.warn(cx, diagnostic.help(format!("write `[{text}]`")));
        }
        self.texts(cx, key)
    }

    /// Reads a list of strings, or a single one.
    pub(in crate::parse) fn texts(&mut self, cx: &mut Context<'_>, key: &'static str) -> Vec<Text> {
        record::value(self, key, || "string or list of strings".to_owned());
        let Some(node) = self.node(key) else {
            return Vec::new();
        };
        if let Some(text) = node.to_text() {
            return vec![text];
        }
        let Some(items) = node.as_sequence() else {
            self.wrong_type(cx, key, node, "a list of strings");
            return Vec::new();
        };
        items
            .iter()
            .filter(|item| !item.is_null())
            .filter_map(|item| self.to_text(cx, key, item))
            .collect()
    }

    /// Returns the items of a list.
    pub(in crate::parse) fn list(&mut self, cx: &mut Context<'_>, key: &'static str) -> &'n [Node] {
        record::value(self, key, || "list".to_owned());
        let Some(node) = self.node(key) else { return &[] };
        let items = node.as_sequence();
        if items.is_none() {
            self.wrong_type(cx, key, node, "a list");
        }
        items.unwrap_or_default()
    }

    /// Reads a map of strings.
    pub(in crate::parse) fn text_map(
        &mut self,
        cx: &mut Context<'_>,
        key: &'static str,
    ) -> Vec<(Text, Text)> {
        record::value(self, key, || "map of strings".to_owned());
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
        let text = match key {
            "description" | "display" | "label" => prose(node),
            _ => node.to_text(),
        };
        if text.is_none() {
            self.wrong_type(cx, key, node, "a string");
        }
        text
    }

    /// Reads `true` or `false`.
    pub(in crate::parse) fn boolean(
        &mut self,
        cx: &mut Context<'_>,
        key: &'static str,
    ) -> Option<Spanned<bool>> {
        record::value(self, key, || "boolean".to_owned());
        let node = self.node(key)?;
        let value = node.as_bool().or_else(|| {
            let meant = match node.as_str()?.to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" => true,
                "false" | "no" | "off" => false,
                _ => return None,
            };
            self.quoted(cx, node, "a boolean", &meant.to_string());
            Some(meant)
        });
        if value.is_none() {
            self.wrong_type(cx, key, node, "`true` or `false`");
        }
        value.map(|value| Spanned::new(value, node.span))
    }

    /// Reports a string where another type of value is meant.
    fn quoted(&self, cx: &mut Context<'_>, node: &Node, expected: &str, value: &str) {
        let message = format!("expected {expected}, found a string; it is read as `{value}`");
        let diagnostic = Diagnostic::new(codes::TEXT_FOR_VALUE, node.span, message);
        self.warn(cx, diagnostic.help(format!("write `{value}`, without quotes")));
    }

    /// Reads an integer within bounds.
    pub(in crate::parse) fn integer<T>(
        &mut self,
        cx: &mut Context<'_>,
        key: &'static str,
        bounds: RangeInclusive<T>,
    ) -> Option<Spanned<T>>
    where
        T: TryFrom<i64> + Into<u64> + PartialOrd + Copy,
    {
        record::value(self, key, || {
            match ((*bounds.start()).into(), (*bounds.end()).into()) {
                (0, u64::MAX) => "integer".to_owned(),
                (least, u64::MAX) => format!("integer, {least} or more"),
                (least, most) => format!("integer, {least} to {most}"),
            }
        });
        let node = self.node(key)?;
        let number = node.as_integer().or_else(|| {
            let number: i64 = node.as_str()?.trim().parse().ok()?;
            self.quoted(cx, node, "a number", &number.to_string());
            Some(number)
        });
        let Some(number) = number else {
            self.wrong_type(cx, key, node, "an integer");
            return None;
        };
        let value = T::try_from(number).ok().filter(|value| bounds.contains(value));
        if value.is_none() {
            let (least, most) = ((*bounds.start()).into(), (*bounds.end()).into());
            let help = if most == u64::MAX {
                format!("expected a number of at least {least}")
            } else {
                format!("expected a number from {least} to {most}")
            };
            self.out_of_range(cx, key, node, &help);
        }
        value.map(|value| Spanned::new(value, node.span))
    }

    /// Reads a number within bounds.
    pub(in crate::parse) fn number(
        &mut self,
        cx: &mut Context<'_>,
        key: &'static str,
        bounds: RangeInclusive<f64>,
    ) -> Option<Spanned<f64>> {
        record::value(self, key, || {
            format!("number, {} to {}", bounds.start(), bounds.end())
        });
        let node = self.node(key)?;
        let Some(number) = node.as_number() else {
            self.wrong_type(cx, key, node, "a number");
            return None;
        };
        if !bounds.contains(&number) {
            let help = format!("expected a number from {} to {}", bounds.start(), bounds.end());
            self.out_of_range(cx, key, node, &help);
            return None;
        }
        Some(Spanned::new(number, node.span))
    }

    fn out_of_range(&self, cx: &mut Context<'_>, key: &str, node: &Node, help: &str) {
        let number = node.as_str().unwrap_or_default();
        let message = format!("`{number}` is out of range for `{key}` in {}", self.what());
        let diagnostic = Diagnostic::new(codes::WRONG_VALUE, node.span, message);
        self.report(cx, diagnostic.help(help));
    }

    /// Reads one of a few words.
    pub(in crate::parse) fn choice<T: Copy>(
        &mut self,
        cx: &mut Context<'_>,
        key: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<Spanned<T>> {
        record::value(self, key, || {
            let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            format!("`{}`", words.join("`, `"))
        });
        let text = self.text(cx, key)?;
        let found = words.iter().find(|(word, _)| *word == text.value);
        if found.is_none() {
            self.wrong_word(cx, key, &text, words);
        }
        found.map(|(_, value)| Spanned::new(*value, text.span))
    }

    fn wrong_word<T>(&self, cx: &mut Context<'_>, key: &str, text: &Text, words: &[(&'static str, T)]) {
        let message = format!("invalid `{key}` `{text}` in {}", self.what());
        let diagnostic = Diagnostic::new(codes::WRONG_VALUE, text.span, message);
        let names = || words.iter().map(|(word, _)| *word);
        let help = match spelling::nearest(&text.value, names()) {
            Some(near) => format!("write `{near}`"),
            None => format!("expected one of `{}`", names().collect::<Vec<_>>().join("`, `")),
        };
        self.report(cx, diagnostic.help(help));
    }

    /// Reads title, tags and description.
    pub(in crate::parse) fn about(&mut self, cx: &mut Context<'_>) -> About {
        About {
            title: self.title(cx),
            tags: self.tags(cx),
            description: self.text(cx, "description"),
        }
    }

    /// Reads the title, and a description that the format requires.
    pub(in crate::parse) fn expected_about(&mut self, cx: &mut Context<'_>) -> About {
        About {
            title: self.title(cx),
            description: self.expected_text(cx, "description"),
            tags: Vec::new(),
        }
    }

    /// Reads the title: `label` in the list dialect, `display` in the map dialect.
    pub(in crate::parse) fn title(&mut self, cx: &mut Context<'_>) -> Option<Text> {
        let key = self.dialect_key(cx, "label", "display");
        self.text(cx, key)
    }

    /// Reads `tags`.
    pub(in crate::parse) fn tags(&mut self, cx: &mut Context<'_>) -> Vec<Text> {
        self.text_list(cx, "tags")
    }
}

/// Returns a title or description, without white space around it, which block scalars have at their end.
pub(in crate::parse) fn prose(node: &Node) -> Option<Text> {
    let text = node.to_text()?;
    Some(Spanned::new(text.value.trim().to_owned(), text.span))
}
