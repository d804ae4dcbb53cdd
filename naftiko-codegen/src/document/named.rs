//! Collections of named things: lists of objects with a `name`, or maps from names to objects.

use super::context::Context;
use super::fields::Fields;
use super::record;
use super::{Span, Text};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::Node;

/// Which form a collection officially has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// That of the dialect.
    Dialect,
    /// Both.
    Either,
}

/// An item of a named collection.
pub(super) struct Item<'n> {
    /// The key of a map, or the `name` in a list; `None` when missing or empty.
    pub(super) name: Option<Text>,
    pub(super) fields: Fields<'n>,
}

impl<'n> Fields<'n> {
    /// The items of a collection, in the order of the text; names may repeat or be missing. `what` an item is, with its article.
    pub(super) fn named(
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
                ("list", "map", "write each item as `name:` and its keys below")
            };
            let message = format!(
                "`{key}` of {} is a {found}, where this dialect has a {wanted}",
                self.what()
            );
            self.tolerate(
                cx,
                Diagnostic::new(codes::OTHER_DIALECT_COLLECTION, span, message).help(help),
            );
        }
    }

    /// Reports a collection without items, where the format wants one or more.
    fn empty(&self, cx: &mut Context<'_>, key: &str, span: Span) {
        const MAY_BE_EMPTY: [&str; 4] = ["inputParameters", "mappings", "arguments", "keys"];
        if !MAY_BE_EMPTY.contains(&key) {
            let message = format!("`{key}` of {} is empty", self.what());
            self.tolerate(cx, Diagnostic::new(codes::EMPTY_COLLECTION, span, message));
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
        Fields::new(what, name.span, &[], cx.is_cut(node))
    } else {
        Fields::of(node, what, cx)?
    };
    fields.span = name.span;
    let name = (!name.value.is_empty()).then(|| name.clone());
    Some(Item { name, fields })
}

impl Item<'_> {
    /// The name, which has to be there; reported otherwise.
    pub(super) fn required_name(&self, cx: &mut Context<'_>) -> Option<Text> {
        if self.name.is_none() {
            self.fields.missing(cx, "name");
        }
        self.name.clone()
    }
}
