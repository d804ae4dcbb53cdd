//! Sections: lists whose items are written here or taken from other files.

use super::capability::{Entry, Import};
use super::context::{Context, Pattern};
use super::fields::Fields;
use crate::diagnostic::{Diagnostic, codes};
use crate::options::Per;
use crate::yaml::Node;

/// The items of a section.
pub(super) fn entries<T>(
    fields: &mut Fields<'_>,
    cx: &mut Context<'_>,
    key: &'static str,
    lower: fn(&Node, &mut Context<'_>) -> Option<T>,
) -> Vec<Entry<T>> {
    let items = list(fields, cx, key);
    items
        .iter()
        .filter_map(|item| entry(item, key, cx, lower))
        .collect()
}

/// The items of a list; reports when it is none or empty.
pub(super) fn list<'n>(fields: &mut Fields<'n>, cx: &mut Context<'_>, key: &'static str) -> &'n [Node] {
    let items = fields.list(cx, key);
    let is_list = fields.node(key).is_none_or(|node| node.as_sequence().is_some());
    if let Some(span) = fields.key_span(key).filter(|_| items.is_empty() && is_list) {
        let message = format!("`{key}` of {} is empty", fields.what());
        fields.tolerate(cx, Diagnostic::new(codes::EMPTY_COLLECTION, span, message));
    }
    items
}

fn entry<T>(
    node: &Node,
    section: &str,
    cx: &mut Context<'_>,
    lower: fn(&Node, &mut Context<'_>) -> Option<T>,
) -> Option<Entry<T>> {
    if section == "consumes" && is_foreign(node) {
        let message = "this entry refers to another kind of file, which is not read: it is left out";
        let help = "an import is `{from: path, import: namespace}`, in the list dialect `{location, import}`";
        if !cx.is_cut(node) {
            cx.tolerate(Diagnostic::new(codes::ENTRY_UNSUPPORTED, node.head(), message).help(help));
        }
        return None;
    }
    if is_import(node, section) {
        return import(node, section, cx).map(Entry::Import);
    }
    lower(node, cx).map(Entry::Inline)
}

/// `from` or `import` in any section; `location` only where it means nothing else.
fn is_import(node: &Node, section: &str) -> bool {
    let has = |key| node.get(key).is_some();
    has("from") || has("import") || (section == "consumes" && has("location") && !has("baseUri"))
}

/// `{ref}` and `{openapi, location}` of published files.
fn is_foreign(node: &Node) -> bool {
    node.get("namespace").is_none() && (node.get("ref").is_some() || node.get("openapi").is_some())
}

fn import(node: &Node, section: &str, cx: &mut Context<'_>) -> Option<Import> {
    let mut fields = Fields::of(node, "an import", cx)?;
    let key = fields.dialect_key(cx, "location", "from");
    let from = fields.required_text(cx, key);
    let namespace = fields.required_text(cx, "import");
    let alias = fields.text(cx, "as");
    cx.check_given_name(alias.as_ref(), Pattern::Kebab);
    let description = fields.text(cx, "description");
    let options = match section {
        "consumes" => fields.extensions(cx, Per::ConsumedApi),
        "exposes" => fields.extensions(cx, Per::Adapter),
        _ => None,
    };
    let span = fields.span;
    fields.finish(cx);
    Some(Import {
        span,
        from: from?,
        namespace: namespace?,
        alias,
        description,
        options,
    })
}
