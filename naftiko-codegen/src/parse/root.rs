//! The root of a spec: version, dialect and sections.

use std::collections::HashSet;

use super::Parsed;
use super::context::Context;
use super::entries::{entries, list};
use super::fields::Fields;
use super::recognise::{CAPABILITY, Marker, SECTIONS, recognise, wrapped, written};
use super::{adapter, aggregates, binds, consumes, info, record};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::source::Spanned;
use crate::spec::{Adapter, Aggregate, Bind, ConsumedApi, Dialect, Document, Entry, Text};
use crate::yaml::{Node, Tree};

/// Format versions of the list dialect.
const LIST_VERSIONS: [&str; 4] = ["0.4", "0.5", "1.0.0-alpha1", "1.0.0-alpha2"];

/// Format versions of the map dialect.
const MAP_VERSIONS: [&str; 7] = [
    "1.0.0-alpha3",
    "1.0.0-alpha4",
    "1.0.0-beta1",
    "1.0.0-beta2",
    "1.0.0-beta3",
    "1.0.0-beta4",
    "1.0.0-beta5",
];

/// The sections that may be at the root or in the capability.
#[derive(Default)]
struct Sections {
    binds: Vec<Entry<Bind>>,
    consumes: Vec<Entry<ConsumedApi>>,
    exposes: Vec<Entry<Adapter>>,
    aggregates: Vec<Entry<Aggregate>>,
}

/// Reads a tree as a spec.
pub(super) fn parse(tree: &Tree, imported: bool, diagnostics: &mut Diagnostics) -> Parsed {
    let (node, marker, is_wrapped) = match recognise(&tree.root, tree.truncated) {
        Ok(marker) => (&tree.root, marker, false),
        Err(diagnostic) => match wrapped(&tree.root, tree.truncated) {
            Some((node, marker)) => (node, marker, true),
            None => return Parsed::NotACapability(*diagnostic),
        },
    };
    let cx = &mut Context::new(tree, marker.dialect, diagnostics);
    cx.imported = imported;
    cx.namespaces = namespaces(node);
    if is_wrapped {
        let message = "the capability is inside a Kubernetes-style resource; only its `spec` is read";
        let diagnostic = Diagnostic::new(codes::WRAPPED, tree.root.head(), message);
        cx.warn(diagnostic.help("move the content of `spec` to the root of the file"));
    }
    let keys = node.as_mapping().unwrap_or_default();
    let mut root = Fields::new("the spec", marker.span, keys, cx.is_truncated(node));
    let version = version(&mut root, &marker, cx);
    other_dialect(node, &marker, cx);
    let info = root.node("info").and_then(|node| info::info(node, cx));
    let mut sections = capability(&mut root, cx);
    let mut own = Sections::read(&mut root, cx);
    own.binds.extend(external_references(&mut root, &version, cx));
    check_shape(&root, &sections, &own, cx);
    sections.append(own);
    check_content(&root, node, cx);
    unsupported(&mut root, &["import", "imports"], cx);
    let standalone = !root.has("capability");
    root.finish(cx);
    Parsed::Document(Box::new(Document {
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
        let diagnostic = Diagnostic::new(codes::MISSING_KEY, marker.span, "missing format version");
        let help =
            "begin the file with `ikanos: 1.0.0-beta5`, or with `naftiko: 1.0.0-alpha2` for the list dialect";
        root.report(cx, diagnostic.help(help));
        return Spanned::new(String::new(), marker.span);
    };
    if !versions.contains(&version.as_str()) {
        let message = format!("unknown format version `{version}`");
        let help = format!("known versions of `{key}`: `{}`", versions.join("`, `"));
        cx.warn(Diagnostic::new(codes::UNKNOWN_VERSION, version.span, message).help(help));
    }
    version
}

/// Reports a file whose version is of one dialect and whose named objects are all of the other. Reads the file as it is written.
fn other_dialect(root: &Node, marker: &Marker, cx: &mut Context<'_>) {
    let Some(written) = written(root).filter(|written| *written != marker.dialect) else {
        return;
    };
    let (key, wanted, form, help) = match marker.dialect {
        Dialect::Lists => ("naftiko", "list", "maps", "write `ikanos: 1.0.0-beta5`"),
        Dialect::Maps => ("ikanos", "map", "lists", "write `naftiko: 1.0.0-alpha2`"),
    };
    let message = format!("version key `{key}` is for the {wanted} dialect, but the file uses {form}");
    cx.warn(Diagnostic::new(codes::OTHER_DIALECT_COLLECTION, marker.span, message).help(help));
    cx.dialect = written;
}

fn capability(root: &mut Fields<'_>, cx: &mut Context<'_>) -> Sections {
    let Some(node) = root.node(CAPABILITY) else {
        if root.misspelt(CAPABILITY).is_some() {
            root.missing(cx, CAPABILITY);
        }
        return Sections::default();
    };
    let Some(mut fields) = Fields::of(node, "`capability`", cx) else {
        return Sections::default();
    };
    unsupported(&mut fields, &["imports", "tools"], cx);
    let sections = Sections::read(&mut fields, cx);
    fields.finish(cx);
    sections
}

/// Returns the values of a key at the root and in the capability.
fn places<'n>(root: &'n Node, key: &'static str) -> impl Iterator<Item = &'n Node> {
    let scopes = [Some(root), root.get("capability")];
    scopes
        .into_iter()
        .flatten()
        .filter_map(move |scope| scope.get(key))
}

/// Returns the namespaces that the entries of all sections have, and those of imports.
fn namespaces(root: &Node) -> HashSet<String> {
    let sections = SECTIONS.iter().flat_map(|section| places(root, section));
    let entries = sections.filter_map(Node::as_sequence).flatten();
    let names = entries.flat_map(|entry| ["namespace", "import", "as"].map(|key| entry.get(key)));
    let names = names.flatten().filter_map(Node::to_text);
    names.map(|name| name.value).collect()
}

/// Reports a capability without an API, an adapter or an aggregate, from which an empty module is generated.
fn check_content(root: &Fields<'_>, node: &Node, cx: &mut Context<'_>) {
    let is_written = |value: &Node| !value.as_sequence().is_some_and(<[Node]>::is_empty);
    let mut sections = ["consumes", "exposes", "aggregates"].into_iter();
    if !root.has("capability") || sections.any(|section| places(node, section).any(is_written)) {
        return;
    }
    let message = "the capability neither consumes nor exposes anything; its module is empty";
    let span = root.key_span("capability").unwrap_or(root.span);
    let diagnostic = Diagnostic::new(codes::EMPTY_CAPABILITY, span, message);
    root.warn(
        cx,
        diagnostic.help("add `consumes` with an API, or `exposes` with an adapter"),
    );
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

    /// Returns whether any entry is an import.
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

/// Reads `externalRefs`, which the format has until version 0.5.
fn external_references(root: &mut Fields<'_>, version: &Text, cx: &mut Context<'_>) -> Vec<Entry<Bind>> {
    let Some((name, _)) = root.peek("externalRefs") else {
        return Vec::new();
    };
    if !version.value.starts_with("0.") {
        let message = "unexpected key `externalRefs` in the spec; read as `binds`";
        let diagnostic = Diagnostic::new(codes::OTHER_DIALECT_KEY, name.span, message);
        cx.warn(diagnostic.help("write `binds` with `namespace`, `location` and `keys`"));
    }
    let items = list(root, cx, "externalRefs");
    items
        .iter()
        .filter_map(|item| binds::external_reference(item, cx))
        .map(Entry::Inline)
        .collect()
}

/// Reports sections of published files that the format does not have. They are ignored.
fn unsupported(fields: &mut Fields<'_>, keys: &[&'static str], cx: &mut Context<'_>) {
    for key in keys {
        if let Some((name, _)) = fields.extension(key, codes::ENTRY_UNSUPPORTED) {
            let message = format!("unsupported section `{key}` in {}; it is ignored", fields.what());
            let diagnostic = Diagnostic::new(codes::ENTRY_UNSUPPORTED, name.span, message);
            cx.warn(diagnostic.help("move its entries into `consumes` or `exposes`"));
        }
    }
}

/// Checks which sections are at the root. `own` are those of the root, `sections` those of the capability.
fn check_shape(root: &Fields<'_>, sections: &Sections, own: &Sections, cx: &mut Context<'_>) {
    let has = |key: &str| root.peek(key).is_some();
    let count = ["consumes", "exposes", "aggregates", "binds"]
        .into_iter()
        .filter(|key| has(key))
        .count();
    let (message, help) = match (cx.has_lists(), root.has("capability")) {
        (true, _) if has("exposes") || has("aggregates") => (
            "`exposes` and `aggregates` belong in `capability` in the list dialect; they are used",
            "move them into `capability`",
        ),
        (true, true) if has("consumes") => (
            "`consumes` next to `capability` is an extension to the format; it is used",
            "move `consumes` into `capability`",
        ),
        (false, false) if count > 1 => (
            "several sections without `capability` are an extension to the format; they are used",
            "move the sections into `capability`",
        ),
        (false, false) if own.imports() => (
            "imports without `capability` are an extension to the format; they are used",
            "move the sections into `capability`",
        ),
        _ if sections.consumes.is_empty()
            && sections.exposes.is_empty()
            && !sections.aggregates.is_empty() =>
        {
            (
                "a capability has only `aggregates`; nothing calls their flows",
                "add `exposes` with operations that have `ref`",
            )
        }
        _ => return,
    };
    let diagnostic = Diagnostic::new(codes::DOCUMENT_SHAPE, root.span, message);
    root.warn(cx, diagnostic.help(help));
}
