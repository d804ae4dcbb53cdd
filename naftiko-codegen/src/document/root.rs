//! From the root of a tree to a document.

use super::context::Context;
use super::entries::{entries, list};
use super::fields::Fields;
use super::recognise::{Marker, recognise};
use super::{Adapter, Aggregate, Bind, ConsumedApi, Dialect, Document, Entry, Lowered, Text};
use super::{adapter, aggregates, binds, consumes, info};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::source::Spanned;
use crate::yaml::Tree;

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
pub(super) fn lower(tree: &Tree, diagnostics: &mut Diagnostics) -> Lowered {
    let marker = match recognise(tree) {
        Ok(marker) => marker,
        Err(diagnostic) => return Lowered::NotACapability(*diagnostic),
    };
    let cx = &mut Context::new(tree, marker.dialect, diagnostics);
    let keys = tree.root.as_mapping().unwrap_or_default();
    let mut root = Fields::new("the document", marker.span, keys, cx.is_cut(&tree.root));
    let version = version(&mut root, &marker, cx);
    let info = root.node("info").and_then(|node| info::info(node, cx));
    let mut sections = capability(&mut root, cx);
    let mut own = Sections::read(&mut root, cx);
    own.binds.extend(external_references(&mut root, &version, cx));
    check_shape(&root, &sections, cx);
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

/// Which sections may stand beside each other at the root.
fn check_shape(root: &Fields<'_>, sections: &Sections, cx: &mut Context<'_>) {
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
