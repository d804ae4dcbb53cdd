//! The spec of an imported document, as a tree and as text.

use std::fmt::Write as _;

use super::api::{Api, apis};
use super::choice::chosen;
use super::prose::{line, sentence};
use super::{ImportOptions, adapter, name};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::digest::sha256;
use crate::openapi::outline::Outline;
use crate::source::SourceId;
use crate::yaml::Node;

/// The files that a spec comes from.
pub(super) struct Origin {
    /// The document, relative to the spec.
    pub(super) document: String,
    /// Its overlays, relative to the spec.
    pub(super) overlays: Vec<String>,
    /// The files in place of those that references name, each after the start of the reference and `=`.
    pub(super) refs: Vec<String>,
    /// The text of the document.
    pub(super) text: String,
}

/// Returns the text of the spec; `None` if no operation is imported.
pub(super) fn spec(
    outline: &Outline,
    origin: &Origin,
    import: &ImportOptions,
    source: SourceId,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    report_outline(outline, diagnostics);
    let operations = chosen(outline, import, source, diagnostics);
    let given = import.namespace.as_deref().unwrap_or(&outline.title);
    let namespace = name::named(given, "api");
    let apis: Vec<Api<'_>> = apis(outline, &operations, &namespace, source, diagnostics)
        .into_iter()
        .filter(|api| !api.operations.is_empty())
        .collect();
    if apis.is_empty() {
        return None;
    }
    if import.expose.rest || import.expose.mcp {
        for api in &apis {
            api.report_unexposed(diagnostics);
        }
    }
    let root = root(outline, origin, import, &namespace, &apis);
    Some(head(outline, origin) + &root.to_yaml())
}

/// Returns the comments at the start of the spec.
fn head(outline: &Outline, origin: &Origin) -> String {
    let mut head = format!(
        "# Made by `naftiko import openapi` from {}, which has the types of bodies and responses.\n",
        line(&origin.document)
    );
    let _ = writeln!(
        head,
        "# {}, version {}",
        line(&outline.title),
        line(&outline.version)
    );
    let _ = writeln!(head, "# sha256 {}", sha256(&origin.text));
    head
}

fn root(
    outline: &Outline,
    origin: &Origin,
    import: &ImportOptions,
    namespace: &str,
    apis: &[Api<'_>],
) -> Node {
    let title = line(&outline.title);
    let title = if title.is_empty() {
        namespace.to_owned()
    } else {
        title
    };
    let about = sentence([outline.description.as_str()]).unwrap_or_else(|| title.clone());
    let info = Node::map([("display", Node::text(title)), ("description", Node::text(about))]);
    let mut keys = vec![("ikanos", Node::text("1.0.0-beta5")), ("info", info)];
    keys.extend(binds(apis).map(|binds| ("binds", Node::list([binds]))));
    let consumes = apis.iter().map(|api| api.consumed(outline, origin));
    let mut capability = vec![("consumes", Node::list(consumes))];
    let mut adapters = Vec::new();
    // An adapter has an operation at least.
    let is_exposed = apis
        .iter()
        .any(|api| api.operations.iter().any(|imported| api.exposes(imported)));
    adapters.extend((is_exposed && import.expose.rest).then(|| adapter::rest(namespace, apis)));
    adapters.extend((is_exposed && import.expose.mcp).then(|| adapter::mcp(namespace, outline, apis)));
    if !adapters.is_empty() {
        capability.push(("exposes", Node::list(adapters)));
    }
    keys.push(("capability", Node::map(capability)));
    Node::map(keys)
}

/// Returns the bind of the variables of all APIs.
fn binds(apis: &[Api<'_>]) -> Option<Node> {
    let mut names: Vec<&str> = Vec::new();
    for name in apis.iter().flat_map(Api::variables) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let keys = names.iter().map(|name| (*name, Node::text(*name)));
    let keys = Node::map(keys);
    (!names.is_empty()).then(|| Node::map([("namespace", Node::text("env")), ("keys", keys)]))
}

/// Reports the parts of a document that specs do not have.
fn report_outline(outline: &Outline, diagnostics: &mut Diagnostics) {
    if let Some(span) = outline.webhooks {
        let message = "specs do not have webhooks; they are not imported";
        let diagnostic = Diagnostic::new(codes::IMPORT_PART, span, message);
        diagnostics.push(diagnostic.help("write the code for them in the program"));
    }
    for reference in &outline.missing {
        let message = format!("the parameter `{reference}` does not exist; it is not imported");
        let diagnostic = Diagnostic::new(codes::IMPORT_PARAMETER, reference.span, message);
        diagnostics
            .push_once(diagnostic.help("add the file of the parameter, or add the parameter by an overlay"));
    }
}
