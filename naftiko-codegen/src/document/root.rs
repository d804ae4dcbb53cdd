//! From the root of a tree to a document.

use super::context::Context;
use super::entries::{entries, list};
use super::fields::Fields;
use super::recognise::{Marker, recognise, wrapped, written};
use super::{Adapter, Aggregate, Bind, ConsumedApi, Dialect, Document, Entry, Lowered, Text};
use super::{adapter, aggregates, binds, consumes, info, record};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::source::Spanned;
use crate::yaml::{Node, Tree};

/// Versions of the list dialect.
const LIST_VERSIONS: [&str; 4] = ["0.4", "0.5", "1.0.0-alpha1", "1.0.0-alpha2"];
/// Versions of the map dialect.
const MAP_VERSIONS: [&str; 7] = [
    "1.0.0-alpha3",
    "1.0.0-alpha4",
    "1.0.0-beta1",
    "1.0.0-beta2",
    "1.0.0-beta3",
    "1.0.0-beta4",
    "1.0.0-beta5",
];

/// The sections that may stand at the root or in the capability.
#[derive(Default)]
struct Sections {
    binds: Vec<Entry<Bind>>,
    consumes: Vec<Entry<ConsumedApi>>,
    exposes: Vec<Entry<Adapter>>,
    aggregates: Vec<Entry<Aggregate>>,
}

/// Reads a tree as a document.
pub(super) fn lower(tree: &Tree, imported: bool, diagnostics: &mut Diagnostics) -> Lowered {
    let (node, marker, is_wrapped) = match recognise(&tree.root, tree.truncated) {
        Ok(marker) => (&tree.root, marker, false),
        Err(diagnostic) => match wrapped(&tree.root, tree.truncated) {
            Some((node, marker)) => (node, marker, true),
            None => return Lowered::NotACapability(*diagnostic),
        },
    };
    let cx = &mut Context::new(tree, marker.dialect, diagnostics);
    cx.imported = imported;
    if is_wrapped {
        let message = "the capability stands in the `spec` of a cluster's resource";
        let diagnostic = Diagnostic::new(codes::WRAPPED, tree.root.head(), message);
        cx.tolerate(diagnostic.help("only `spec` is compiled"));
    }
    let keys = node.as_mapping().unwrap_or_default();
    let mut root = Fields::new("the document", marker.span, keys, cx.is_cut(node));
    let version = version(&mut root, &marker, cx);
    other_dialect(node, &marker, cx);
    let info = root.node("info").and_then(|node| info::info(node, cx));
    let mut sections = capability(&mut root, cx);
    let mut own = Sections::read(&mut root, cx);
    own.binds.extend(external_references(&mut root, &version, cx));
    check_shape(&root, &sections, &own, cx);
    sections.append(own);
    unsupported(&mut root, &["import", "imports"], cx);
    let standalone = !root.has("capability");
    root.finish(cx);
    Lowered::Document(Box::new(Document {
        source: tree.source,
        dialect: marker.dialect,
        version,
        span: marker.span,
        info,
        binds: sections.binds,
        consumes: sections.consumes,
        exposes: sections.exposes,
        aggregates: sections.aggregates,
        standalone,
        truncated: tree.truncated,
    }))
}

fn version(root: &mut Fields<'_>, marker: &Marker, cx: &mut Context<'_>) -> Text {
    let (key, versions) = match marker.dialect {
        Dialect::Lists => ("naftiko", &LIST_VERSIONS[..]),
        Dialect::Maps => ("ikanos", &MAP_VERSIONS[..]),
    };
    record::dialect(root, "naftiko", "ikanos");
    let Some(version) = root.text(cx, key) else {
        let diagnostic = Diagnostic::new(
            codes::MISSING_KEY,
            marker.span,
            "the version of the format is missing",
        );
        let help =
            "begin the file with `ikanos: 1.0.0-beta5`, or `naftiko: 1.0.0-alpha2` if named things are lists";
        root.report(cx, diagnostic.help(help));
        return Spanned::new(String::new(), marker.span);
    };
    if !versions.contains(&version.as_str()) {
        let message = format!("`{version}` is no version of the format that `{key}` marks");
        let help = format!("the versions are `{}`", versions.join("`, `"));
        cx.tolerate(Diagnostic::new(codes::UNKNOWN_VERSION, version.span, message).help(help));
    }
    version
}

/// A file that is marked as of one dialect and written in the other throughout: said once, and read as it is written.
fn other_dialect(root: &Node, marker: &Marker, cx: &mut Context<'_>) {
    let Some(written) = written(root).filter(|written| *written != marker.dialect) else {
        return;
    };
    let (wanted, form, help) = match marker.dialect {
        Dialect::Lists => ("lists", "maps", "write `ikanos: 1.0.0-beta5`"),
        Dialect::Maps => ("maps", "lists", "write `naftiko: 1.0.0-alpha2`"),
    };
    let message = format!("the version is of the dialect with {wanted}, the file is written with {form}");
    cx.tolerate(Diagnostic::new(codes::OTHER_DIALECT_COLLECTION, marker.span, message).help(help));
    cx.dialect = written;
}

fn capability(root: &mut Fields<'_>, cx: &mut Context<'_>) -> Sections {
    let Some(node) = root.node("capability") else {
        if root.has("capability") {
            nothing(root, cx);
        }
        return Sections::default();
    };
    let Some(mut fields) = Fields::of(node, "`capability`", cx) else {
        return Sections::default();
    };
    unsupported(&mut fields, &["imports", "tools"], cx);
    let sections = Sections::read(&mut fields, cx);
    if !fields.has("exposes") && !fields.has("consumes") {
        nothing(&fields, cx);
    }
    fields.finish(cx);
    sections
}

fn nothing(fields: &Fields<'_>, cx: &mut Context<'_>) {
    let message = "a capability needs `consumes` or `exposes`";
    fields.report(cx, Diagnostic::new(codes::MISSING_KEY, fields.span, message));
}

impl Sections {
    fn read(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Self {
        Self {
            binds: entries(fields, cx, "binds", binds::bind),
            consumes: entries(fields, cx, "consumes", consumes::consumed_api),
            aggregates: entries(fields, cx, "aggregates", aggregates::aggregate),
            exposes: entries(fields, cx, "exposes", adapter::adapter),
        }
    }

    /// Whether any entry stands in another file.
    fn imports(&self) -> bool {
        fn any<T>(entries: &[Entry<T>]) -> bool {
            entries.iter().any(|entry| matches!(entry, Entry::Import(_)))
        }
        any(&self.binds) || any(&self.consumes) || any(&self.exposes) || any(&self.aggregates)
    }

    fn append(&mut self, other: Self) {
        self.binds.extend(other.binds);
        self.consumes.extend(other.consumes);
        self.exposes.extend(other.exposes);
        self.aggregates.extend(other.aggregates);
    }
}

/// `externalRefs`, until version 0.5.
fn external_references(root: &mut Fields<'_>, version: &Text, cx: &mut Context<'_>) -> Vec<Entry<Bind>> {
    let Some((name, _)) = root.peek("externalRefs") else {
        return Vec::new();
    };
    if !version.value.starts_with("0.") {
        cx.note(
            codes::OTHER_DIALECT_KEY,
            name.span,
            "`externalRefs` are `binds` since 1.0.0-alpha1",
        );
    }
    let items = list(root, cx, "externalRefs");
    items
        .iter()
        .filter_map(|item| binds::external_reference(item, cx))
        .map(Entry::Inline)
        .collect()
}

/// Sections that published files have but that nobody reads.
fn unsupported(fields: &mut Fields<'_>, keys: &[&'static str], cx: &mut Context<'_>) {
    for key in keys {
        let message = format!("`{key}` of {} is not in the format, and not read", fields.what());
        fields.tolerated(cx, key, codes::ENTRY_UNSUPPORTED, &message);
    }
}

/// Which sections may stand beside each other at the root; `own` are those of the root, `sections` those of the capability.
fn check_shape(root: &Fields<'_>, sections: &Sections, own: &Sections, cx: &mut Context<'_>) {
    let has = |key: &str| root.peek(key).is_some();
    let standing = ["consumes", "exposes", "aggregates", "binds"]
        .into_iter()
        .filter(|key| has(key))
        .count();
    let message = match (cx.has_lists(), root.has("capability")) {
        (true, _) if has("exposes") || has("aggregates") => {
            "`exposes` and `aggregates` stand in `capability` in this dialect"
        }
        (true, true) if has("consumes") => "the format does not allow `consumes` beside a `capability`",
        (false, false) if standing > 1 => "a file without `capability` has only one section in the format",
        (false, false) if own.imports() => "a file without `capability` imports nothing in the format",
        _ if sections.consumes.is_empty()
            && sections.exposes.is_empty()
            && !sections.aggregates.is_empty() =>
        {
            "a capability needs `consumes` or `exposes` besides `aggregates`"
        }
        _ => return,
    };
    root.tolerate(cx, Diagnostic::new(codes::DOCUMENT_SHAPE, root.span, message));
}
