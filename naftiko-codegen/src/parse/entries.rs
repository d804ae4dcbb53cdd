//! Sections: lists whose items are in this file or imported from other files.

use super::context::{Context, Pattern};
use super::fields::Fields;
use crate::diagnostic::{Diagnostic, codes};
use crate::options::Per;
use crate::spec::{Entry, Import};
use crate::yaml::Node;

/// Reads the items of a section.
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

/// Reads the items of a list, and reports an empty list or another type.
pub(super) fn list<'n>(fields: &mut Fields<'n>, cx: &mut Context<'_>, key: &'static str) -> &'n [Node] {
    let items = fields.list(cx, key);
    let is_list = fields.node(key).is_none_or(|node| node.as_sequence().is_some());
    if let Some(span) = fields.key_span(key).filter(|_| items.is_empty() && is_list) {
        let message = format!("`{key}` of {} is empty", fields.what());
        let diagnostic = Diagnostic::new(codes::EMPTY_COLLECTION, span, message);
        fields.warn(cx, diagnostic.help(format!("remove `{key}`")));
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
        let message = "unsupported import; the entry is ignored";
        let help = if cx.has_lists() {
            "write `{location: ./depots.yaml, import: depots}`"
        } else {
            "write `{from: ./depots.yaml, import: depots}`"
        };
        if !cx.is_truncated(node) {
            cx.warn(Diagnostic::new(codes::ENTRY_UNSUPPORTED, node.head(), message).help(help));
        }
        return None;
    }
    if is_import(node, section) {
        return import(node, section, cx).map(Entry::Import);
    }
    lower(node, cx).map(Entry::Inline)
}

/// Returns whether an entry is an import: it has `from` or `import`, or in `consumes` a `location` without `baseUri`.
fn is_import(node: &Node, section: &str) -> bool {
    let has = |key| node.get(key).is_some();
    has("from") || has("import") || (section == "consumes" && has("location") && !has("baseUri"))
}

/// Returns whether an entry is `{ref}` or `{openapi, location}`, which published files have.
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
