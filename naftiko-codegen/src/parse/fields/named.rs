//! Named objects: lists of objects with a `name`, or maps from names to objects.

use super::Fields;
use crate::diagnostic::{Diagnostic, codes};
use crate::parse::context::Context;
use crate::parse::record;
use crate::source::Span;
use crate::spec::Text;
use crate::yaml::Node;

/// The forms that the format allows for named objects.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum Form {
    /// The form of the dialect.
    Dialect,
    /// Both forms.
    Either,
}

/// A named object.
pub(in crate::parse) struct Item<'n> {
    /// The key in a map, or `name` in a list; `None` if missing or empty.
    pub(in crate::parse) name: Option<Text>,
    pub(in crate::parse) fields: Fields<'n>,
}

impl<'n> Fields<'n> {
    /// Reads named objects in the order of the file. Names may be duplicate or missing. `what` is the name of an item in messages,
    /// with its article.
    pub(in crate::parse) fn named(
        &mut self,
        cx: &mut Context<'_>,
        key: &'static str,
        what: &'static str,
        form: Form,
    ) -> Vec<Item<'n>> {
        record::value(self, key, || {
            let form = if form == Form::Either {
                "map or list"
            } else {
                "named"
            };
            format!("{form}: {what}")
        });
        let Some((name, node)) = self.entry(key) else {
            if let Some(span) = self.key_span(key) {
                self.empty(cx, key, span);
            }
            return Vec::new();
        };
        if let Some(items) = node.as_sequence() {
            self.check_form(
                cx,
                key,
                name.span,
                form == Form::Either || cx.has_lists(),
                items.is_empty(),
            );
            return items
                .iter()
                .filter_map(|item| from_list(item, what, cx))
                .collect();
        }
        if let Some(entries) = node.as_mapping() {
            self.check_form(
                cx,
                key,
                name.span,
                form == Form::Either || !cx.has_lists(),
                entries.is_empty(),
            );
            return entries
                .iter()
                .filter_map(|(name, value)| from_map(name, value, what, cx))
                .collect();
        }
        self.wrong_type(cx, key, node, if cx.has_lists() { "a list" } else { "a map" });
        Vec::new()
    }

    fn check_form(&self, cx: &mut Context<'_>, key: &str, span: Span, official: bool, empty: bool) {
        if empty {
            self.empty(cx, key, span);
        } else if !official {
            let (found, wanted, help) = if cx.has_lists() {
                ("map", "list", "write each item as `- name: …`")
            } else {
                ("list", "map", "write each item as `<name>:` with its keys below")
            };
            let message = format!(
                "expected a {wanted} for `{key}` of {} in this dialect, found a {found}; it is read",
                self.what()
            );
            self.warn(
                cx,
                Diagnostic::new(codes::OTHER_DIALECT_COLLECTION, span, message).help(help),
            );
        }
    }

    /// Reports an empty list or map where the format requires an item.
    fn empty(&self, cx: &mut Context<'_>, key: &str, span: Span) {
        const MAY_BE_EMPTY: [&str; 4] = ["inputParameters", "mappings", "arguments", "keys"];
        if !MAY_BE_EMPTY.contains(&key) {
            let message = format!("`{key}` of {} is empty", self.what());
            let diagnostic = Diagnostic::new(codes::EMPTY_COLLECTION, span, message);
            self.warn(cx, diagnostic.help(format!("add an item, or remove `{key}`")));
        }
    }
}

fn from_list<'n>(node: &'n Node, what: &'static str, cx: &mut Context<'_>) -> Option<Item<'n>> {
    let mut fields = Fields::of(node, what, cx)?;
    let name = fields.text(cx, "name").filter(|name| !name.value.is_empty());
    if let Some(name) = &name {
        fields.span = name.span;
    }
    Some(Item { name, fields })
}

fn from_map<'n>(
    name: &'n Text,
    node: &'n Node,
    what: &'static str,
    cx: &mut Context<'_>,
) -> Option<Item<'n>> {
    let mut fields = if node.is_null() {
        Fields::new(what, name.span, &[], cx.is_truncated(node))
    } else {
        Fields::of(node, what, cx)?
    };
    fields.span = name.span;
    let name = (!name.value.is_empty()).then(|| name.clone());
    Some(Item { name, fields })
}

impl<'n> Item<'n> {
    /// Returns the name and the fields, and reports a missing name.
    pub(in crate::parse) fn with_required_name(mut self, cx: &mut Context<'_>) -> (Option<Text>, Fields<'n>) {
        if self.name.is_none() {
            self.fields.missing(cx, "name");
        }
        (self.name, self.fields)
    }
}
