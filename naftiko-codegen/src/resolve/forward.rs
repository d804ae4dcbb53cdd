//! Resolves `forward`: paths of REST adapters whose requests go to an upstream API.

use std::collections::{HashMap, HashSet};

use super::exposed::Adapters;
use super::rest;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Client, Forward};
use crate::names::Scope;
use crate::spec::{self, RestResource};

/// Resolves the forwards of an adapter. Unknown targets are already reported.
pub(super) fn forwards(
    adapters: &mut Adapters<'_>,
    adapter: &spec::RestAdapter,
    handlers: &mut Scope,
) -> Vec<Forward> {
    let mut forwards: Vec<Forward> = Vec::new();
    let declared = adapter
        .resources
        .iter()
        .filter_map(|resource| Some((resource, resource.forward.as_ref()?)));
    let mut declared = declared.peekable();
    if declared.peek().is_none() {
        return forwards;
    }
    let mut taken: HashSet<String> = HashSet::new();
    let mut namespaces: HashMap<String, usize> = HashMap::new();
    for (index, client) in adapters.clients.iter().enumerate() {
        namespaces.entry(client.namespace.clone()).or_insert(index);
    }
    for (resource, declared) in declared {
        let (pattern, below) = pattern(adapters, resource);
        if taken.contains(&pattern) {
            let message = format!("duplicate route `{pattern}`; this one is not forwarded");
            let diagnostic = Diagnostic::new(codes::ROUTE_DUPLICATE, declared.span, message);
            adapters
                .diagnostics
                .push_alike(diagnostic.help("change its `path`"));
            continue;
        }
        let target = &declared.target_namespace.value;
        let Some(index) = namespaces.get(target).copied() else {
            continue;
        };
        taken.insert(pattern.clone());
        adapters.clients.get_mut(index).into_iter().for_each(name_method);
        let name = resource
            .name
            .as_ref()
            .map_or(resource.path.value.as_str(), |name| name.value.as_str());
        forwards.push(Forward {
            ident: handlers.assign(&format!("forward-{name}")),
            pattern,
            below,
            client: index,
            trusted_headers: declared
                .trusted_headers
                .iter()
                .map(|name| name.value.clone())
                .collect(),
        });
    }
    forwards
}

/// Names the client's method for forwards, after the methods of its operations.
fn name_method(client: &mut Client) {
    if client.forward.is_some() {
        return;
    }
    let mut methods = Scope::methods();
    for operation in &client.operations {
        methods.assign(&operation.name);
    }
    client.forward = Some(methods.assign("forward"));
}

/// Returns the pattern of the path, and its last placeholder, which matches the rest of the path. Other placeholders match one segment
/// and are not sent.
fn pattern(adapters: &mut Adapters<'_>, resource: &RestResource) -> (String, Option<String>) {
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
        adapters.diagnostics.push(
            Diagnostic::new(codes::PLACEHOLDER_UNUSED, resource.path.span, message)
                .help("remove it from the path, or end the path with it"),
        );
    }
    (pattern, below)
}
