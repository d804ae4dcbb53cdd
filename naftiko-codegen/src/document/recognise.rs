//! Whether a tree is a capability document at all, and what it looks like otherwise.

use super::{Dialect, Span, Text};
use crate::diagnostic::{Diagnostic, codes};
use crate::suggest;
use crate::yaml::Node;

/// What shows that a tree is a document, and of which dialect.
pub(super) struct Marker {
    pub(super) dialect: Dialect,
    /// The key with the version, or else the first key.
    pub(super) span: Span,
}

/// The keys that mark a document.
const MARKERS: [&str; 2] = ["naftiko", "ikanos"];

const SECTIONS: [&str; 4] = ["consumes", "exposes", "aggregates", "binds"];

/// Whether some line of a file begins with a key that a capability spec has, however the rest of it reads.
pub(super) fn may_be_capability(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let begins = |line: &str| {
        let line = line.trim_start_matches(|c: char| c.is_whitespace() || "{\"'\u{feff}".contains(c));
        let mut keys = MARKERS.iter().chain(["capability"].iter()).chain(&SECTIONS);
        keys.any(|key| {
            let rest = line.strip_prefix(key);
            rest.is_some_and(|rest| rest.trim_start_matches(['"', '\'', ' ']).starts_with(':'))
        })
    };
    text.lines().any(begins)
}

/// The marker of a document, or what the tree looks like instead.
pub(super) fn recognise(root: &Node, truncated: bool) -> Result<Marker, Box<Diagnostic>> {
    let Some(keys) = root.as_mapping() else {
        let looks = format!("the file holds {}, not a map", root.describe());
        return Err(Box::new(stranger(root.head(), &looks)));
    };
    let marked = |key: &str| root.get(key).is_some_and(|version| version.as_scalar().is_some());
    let span_of = |key: &str| {
        keys.iter()
            .find(|(name, _)| name.value == key)
            .map(|(name, _)| name.span)
    };
    let dialect = if marked("ikanos") {
        Some((Dialect::Maps, "ikanos"))
    } else if marked("naftiko") {
        Some((Dialect::Lists, "naftiko"))
    } else {
        None
    };
    let has_body = has_capability(root) || SECTIONS.iter().any(|key| root.get(key).is_some()) || truncated;
    match dialect {
        Some((dialect, key)) if has_body => Ok(Marker {
            dialect,
            span: span_of(key).unwrap_or(root.head()),
        }),
        // The version has been forgotten, but the rest is unmistakable.
        None if has_adapters(root) && !MARKERS.into_iter().any(|key| root.get(key).is_some()) => Ok(Marker {
            dialect: guess(root),
            span: root.head(),
        }),
        _ => Err(Box::new(describe(root, keys))),
    }
}

/// The document in the `spec` of a cluster's resource, and its marker.
pub(super) fn wrapped(root: &Node, truncated: bool) -> Option<(&Node, Marker)> {
    root.get("apiVersion")?;
    root.get("kind")?;
    let spec = root.get("spec")?;
    Some((spec, recognise(spec, truncated).ok()?))
}

/// The dialect in which the collections of a document are written, where all of them agree.
pub(super) fn written(root: &Node) -> Option<Dialect> {
    const COLLECTIONS: [&str; 6] = ["resources", "tools", "prompts", "skills", "functions", "flows"];
    let capability = root.get("capability");
    let sections = SECTIONS.iter().flat_map(|key| {
        let nested = capability.and_then(|capability| capability.get(key));
        [root.get(key), nested]
    });
    let items = sections.flatten().filter_map(Node::as_sequence).flatten();
    let mut dialects = items
        .flat_map(|item| COLLECTIONS.iter().filter_map(move |key| item.get(key)))
        .filter_map(|collection| {
            let is_list = collection.as_sequence().is_some_and(|items| !items.is_empty());
            let is_map = collection.as_mapping().is_some_and(|entries| !entries.is_empty());
            match (is_list, is_map) {
                (true, _) => Some(Dialect::Lists),
                (_, true) => Some(Dialect::Maps),
                _ => None,
            }
        });
    let first = dialects.next()?;
    dialects.all(|dialect| dialect == first).then_some(first)
}

/// Whether there is a capability with at least one section, or one that is still empty.
fn has_capability(root: &Node) -> bool {
    let Some(capability) = root.get("capability") else {
        return false;
    };
    match capability.as_mapping() {
        Some(keys) => keys.is_empty() || keys.iter().any(|(key, _)| SECTIONS.contains(&key.value.as_str())),
        None => true,
    }
}

/// Whether there is a capability with a list of APIs or adapters.
fn has_adapters(root: &Node) -> bool {
    let listed = |capability: &Node, key| {
        capability
            .get(key)
            .is_some_and(|section| section.as_sequence().is_some())
    };
    root.get("capability")
        .is_some_and(|capability| listed(capability, "consumes") || listed(capability, "exposes"))
}

/// The dialect by the form of the first API's resources.
fn guess(root: &Node) -> Dialect {
    let api = root
        .get("capability")
        .and_then(|node| node.get("consumes"))
        .and_then(Node::as_sequence);
    let resources = api
        .and_then(|apis| apis.first())
        .and_then(|api| api.get("resources"));
    match resources.map(Node::as_sequence) {
        Some(Some(_)) => Dialect::Lists,
        _ => Dialect::Maps,
    }
}

/// Says what a map of somebody else looks like, or which key may be a misspelt marker.
fn describe(root: &Node, keys: &[(Text, Node)]) -> Diagnostic {
    let diagnostic = stranger(root.head(), &looks(root));
    let misspelt = keys
        .iter()
        .filter(|(key, version)| !MARKERS.contains(&key.as_str()) && version.as_scalar().is_some());
    let mut meant = misspelt.filter_map(|(key, _)| Some((key, suggest::nearest(key.as_str(), MARKERS)?)));
    match meant.next() {
        Some((key, marker)) => diagnostic.label(format!("did you mean `{marker}` by `{key}`?")),
        None => diagnostic,
    }
}

fn looks(root: &Node) -> String {
    const SIGNS: [(&str, &str); 12] = [
        ("openapi", "an OpenAPI description"),
        ("swagger", "an OpenAPI (Swagger) description"),
        ("asyncapi", "an AsyncAPI description"),
        ("arazzo", "an Arazzo description"),
        ("$schema", "a document with a JSON Schema of its own"),
        ("capabilities", "a catalogue of capabilities"),
        ("workflows", "a description of workflows"),
        ("workflow", "a description of a workflow"),
        ("steps", "a description of a workflow"),
        ("tools", "a list of tools"),
        ("actions", "a list of actions"),
        ("operations", "a list of operations"),
    ];
    if let Some(key) = MARKERS
        .into_iter()
        .find(|key| root.get(key).is_some_and(|node| node.as_scalar().is_none()))
    {
        return format!("its `{key}` is not a version of the format");
    }
    if let (Some(_), Some(kind)) = (root.get("apiVersion"), root.get("kind").and_then(Node::as_str)) {
        return format!("it looks like a resource in the style of Kubernetes, of kind `{kind}`");
    }
    if let Some((_, looks)) = SIGNS.iter().find(|(key, _)| root.get(key).is_some()) {
        return format!("it looks like {looks}");
    }
    if root.get("capability").is_some() {
        return "its `capability` has neither `consumes` nor `exposes`".to_owned();
    }
    if root.get("consumes").is_some() || root.get("exposes").is_some() {
        return "it lists APIs, but has no version of the format".to_owned();
    }
    "it has neither a version of the format nor a `capability`".to_owned()
}

fn stranger(span: Span, looks: &str) -> Diagnostic {
    Diagnostic::new(codes::NOT_A_CAPABILITY, span, format!("this is no capability document: {looks}"))
        .help("a capability has a version, `ikanos: …` or `naftiko: …`, and a `capability` with `consumes` or `exposes`")
}
