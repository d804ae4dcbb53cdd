//! `forward`: paths of REST adapters whose requests go to an upstream API.

use std::collections::HashSet;

use super::rest;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::Index;
use crate::spec::{Forward, RestAdapter, RestResource};

/// A path whose requests are forwarded.
pub(in crate::resolve) struct Forwarding<'a> {
    pub resource: &'a RestResource,
    pub declared: &'a Forward,
    /// The path of the spec, with `{*name}` for a placeholder at its end.
    pub pattern: String,
    /// The placeholder at the end.
    pub below: Option<String>,
    /// The position of the API.
    pub client: usize,
}

/// Resolves the forwards of an adapter. Unknown targets are already reported.
pub(super) fn forwards<'a>(
    adapter: &'a RestAdapter,
    index: &Index<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Forwarding<'a>> {
    let mut forwards: Vec<Forwarding<'a>> = Vec::new();
    let mut taken: HashSet<String> = HashSet::new();
    for resource in &adapter.resources {
        let Some(declared) = &resource.forward else {
            continue;
        };
        let (pattern, below) = pattern(resource, diagnostics);
        if taken.contains(&pattern) {
            let message = format!("duplicate route `{pattern}`; this one is not forwarded");
            let diagnostic = Diagnostic::new(codes::ROUTE_DUPLICATE, declared.span, message);
            diagnostics.push_alike(diagnostic.help("change its `path`"));
            continue;
        }
        let Some(client) = index.namespace(declared.target_namespace.as_str()) else {
            continue;
        };
        taken.insert(pattern.clone());
        forwards.push(Forwarding {
            resource,
            declared,
            pattern,
            below,
            client,
        });
    }
    forwards
}

/// Returns the pattern of the path, and its last placeholder, which matches the rest of the path. Other placeholders match one segment
/// and are not sent.
fn pattern(resource: &RestResource, diagnostics: &mut Diagnostics) -> (String, Option<String>) {
    let (mut pattern, mut names) = rest::pattern(&resource.path.value);
    let below = names.pop_if(|name| {
        let before = pattern.strip_suffix(&format!("{{{name}}}"));
        before.is_some_and(|before| before.ends_with('/'))
    });
    if let Some(name) = &below {
        pattern.truncate(pattern.len() - name.len() - 2);
        pattern.extend(["{*", name, "}"]);
    }
    for name in names {
        let message = format!("only the last placeholder of a `forward` path is sent; `{{{name}}}` is not");
        let diagnostic = Diagnostic::new(codes::PLACEHOLDER_UNUSED, resource.path.span, message);
        diagnostics.push(diagnostic.help("remove it from the path, or end the path with it"));
    }
    (pattern, below)
}
