//! Detection of files that are not capability specs.

use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::spec::{Dialect, Text};
use crate::spelling;
use crate::yaml::Node;

/// The key that makes a file a capability spec, and its dialect.
pub(super) struct Marker {
    pub(super) dialect: Dialect,
    /// The version key, or the first key of a spec without a version.
    pub(super) span: Span,
}

/// The version keys of the two dialects.
const MARKERS: [&str; 2] = ["naftiko", "ikanos"];

/// The key of the sections in a spec that is not imported.
pub(super) const CAPABILITY: &str = "capability";

/// The sections of a spec.
pub(super) const SECTIONS: [&str; 4] = ["consumes", "exposes", "aggregates", "binds"];

/// Returns whether a line of a file begins with a root key of capability specs, even if the file is invalid.
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

/// Returns the marker of a spec, or a diagnostic that names the kind of file.
pub(super) fn recognise(root: &Node, truncated: bool) -> Result<Marker, Box<Diagnostic>> {
    let Some(keys) = root.as_mapping() else {
        let kind = format!("the file contains {}, not a map", root.describe());
        return Err(Box::new(not_a_capability(root.head(), &kind)));
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
        // The version is missing, but the sections show that it is a spec.
        None if has_adapters(root) && !MARKERS.into_iter().any(|key| root.get(key).is_some()) => Ok(Marker {
            dialect: guess(root),
            span: root.head(),
        }),
        _ => Err(Box::new(describe(root, keys))),
    }
}

/// Returns the capability in the `spec` of a Kubernetes-style resource, and its marker.
pub(super) fn wrapped(root: &Node, truncated: bool) -> Option<(&Node, Marker)> {
    root.get("apiVersion")?;
    root.get("kind")?;
    let spec = root.get("spec")?;
    Some((spec, recognise(spec, truncated).ok()?))
}

/// Returns the dialect of the named objects, if all of them agree.
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

/// Returns whether the file has a capability with at least one section, or an empty one.
fn has_capability(root: &Node) -> bool {
    let Some(capability) = root.get("capability") else {
        return false;
    };
    match capability.as_mapping() {
        Some(keys) => keys.is_empty() || keys.iter().any(|(key, _)| SECTIONS.contains(&key.value.as_str())),
        None => true,
    }
}

/// Returns whether the file has a capability with a list of APIs or adapters.
fn has_adapters(root: &Node) -> bool {
    let listed = |capability: &Node, key| {
        capability
            .get(key)
            .is_some_and(|section| section.as_sequence().is_some())
    };
    root.get("capability")
        .is_some_and(|capability| listed(capability, "consumes") || listed(capability, "exposes"))
}

/// Returns the dialect that the form of the first API's resources shows.
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

/// Returns the diagnostic of a map that is not a spec. Its help names a misspelt version key, or a misspelt `capability`.
fn describe(root: &Node, keys: &[(Text, Node)]) -> Diagnostic {
    let diagnostic = not_a_capability(root.head(), &kind(root));
    let is_marked = MARKERS.into_iter().any(|key| root.get(key).is_some());
    let meant = keys.iter().find_map(|(key, value)| {
        let wanted = match (is_marked, value.as_scalar()) {
            (true, None) => &[CAPABILITY][..],
            (false, Some(_)) => &MARKERS[..],
            _ => return None,
        };
        let meant = spelling::nearest(key.as_str(), wanted.iter().copied())?;
        root.get(meant).is_none().then_some((key, meant))
    });
    match meant {
        Some((key, meant)) => diagnostic.help(format!("rename `{key}` to `{meant}`")),
        None => diagnostic,
    }
}

fn kind(root: &Node) -> String {
    const SIGNS: [(&str, &str); 12] = [
        ("openapi", "an OpenAPI description"),
        ("swagger", "an OpenAPI (Swagger) description"),
        ("asyncapi", "an AsyncAPI description"),
        ("arazzo", "an Arazzo description"),
        ("$schema", "a file with its own JSON Schema"),
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
        return format!("`{key}` is not a format version");
    }
    if let (Some(_), Some(kind)) = (root.get("apiVersion"), root.get("kind").and_then(Node::as_str)) {
        return format!("this looks like a Kubernetes-style resource of kind `{kind}`");
    }
    if let Some((_, kind)) = SIGNS.iter().find(|(key, _)| root.get(key).is_some()) {
        return format!("this looks like {kind}");
    }
    if root.get("capability").is_some() {
        return "`capability` has neither `consumes` nor `exposes`".to_owned();
    }
    if root.get("consumes").is_some() || root.get("exposes").is_some() {
        return "the format version is missing".to_owned();
    }
    if MARKERS.into_iter().any(|key| root.get(key).is_some()) {
        return "`capability` is missing".to_owned();
    }
    "the format version and `capability` are missing".to_owned()
}

fn not_a_capability(span: Span, kind: &str) -> Diagnostic {
    let message = format!("not a capability spec: {kind}");
    let help = "add `ikanos: 1.0.0-beta5` and a `capability` with `consumes` or `exposes`";
    Diagnostic::new(codes::NOT_A_CAPABILITY, span, message).help(help)
}
