//! Resolves REST adapters.

use std::collections::{HashMap, HashSet};

use super::exposed::{Adapters, Offer};
use super::wiring::{Placeholders, Surface};
use super::{forward, guards};
use crate::diagnostic::{Diagnostic, codes};
use crate::method::Method;
use crate::model::{RestAdapter, Route, Source, Target};
use crate::names::Scope;
use crate::percent;
use crate::spec::{self, Parameter, RestOperation, RestResource, Text};
use crate::spelling::folded;
use crate::template::{self, Notation, Part};

/// Resolves an adapter. Its module is named later.
pub(super) fn adapter(adapters: &mut Adapters<'_>, declared: &spec::RestAdapter) -> RestAdapter {
    let mut routes: Vec<Route> = Vec::new();
    let mut taken: HashMap<String, crate::source::Span> = HashMap::new();
    for resource in &declared.resources {
        for operation in &resource.operations {
            let route = route(adapters, declared, resource, operation);
            let key = format!("{} {}", route.method, shape(&route.pattern));
            if let Some(first) = taken.get(&key) {
                let message = format!(
                    "duplicate route `{} {}`; this operation gets no route",
                    route.method, route.pattern
                );
                let diagnostic = Diagnostic::new(codes::ROUTE_DUPLICATE, operation.span, message)
                    .related(*first, "this one is used");
                adapters
                    .diagnostics
                    .push_alike(diagnostic.help("change its `path` or `method`"));
                continue;
            }
            taken.insert(key, operation.span);
            routes.push(route);
        }
    }
    let mut handlers = Scope::methods();
    for route in &mut routes {
        route.operation.ident = handlers.assign(&route.operation.name);
    }
    let forwards = forward::forwards(adapters, declared, &mut handlers);
    RestAdapter {
        namespace: declared.namespace.value.clone(),
        description: declared
            .description
            .as_ref()
            .map_or_else(String::new, |text| text.value.clone()),
        address: declared
            .address
            .as_ref()
            .map_or_else(|| "127.0.0.1".to_owned(), |address| address.value.clone()),
        port: declared.port.as_ref().map_or(8080, |port| port.value),
        module: String::new(),
        guard: guards::guard(adapters, &declared.namespace, declared.authentication.as_ref()),
        routes,
        forwards,
    }
}

/// Returns a pattern without the names of its placeholders. Two routes with equal shapes are duplicates.
fn shape(pattern: &str) -> String {
    template::parse(pattern, Notation::Braces)
        .parts
        .into_iter()
        .map(|part| match part {
            Part::Text(text) => text,
            Part::Hole(_) => "{}".to_owned(),
        })
        .collect()
}

fn route(
    adapters: &mut Adapters<'_>,
    adapter: &spec::RestAdapter,
    resource: &RestResource,
    operation: &RestOperation,
) -> Route {
    let (pattern, placeholders) = pattern(&resource.path.value);
    let placeholders = Placeholders::new(placeholders);
    let method = operation.method.value;
    let name = operation
        .name
        .as_ref()
        .map_or_else(|| unnamed(resource, method), |name| name.value.clone());
    let has_body = method.has_body();
    let own: HashSet<&str> = operation.inputs.iter().map(|input| input.name.as_str()).collect();
    let outer = resource
        .inputs
        .iter()
        .filter(|outer| !own.contains(outer.name.as_str()));
    let inputs: Vec<&Parameter> = operation.inputs.iter().chain(outer).collect();
    let offer = Offer {
        name: &name,
        span: operation.span,
        display: operation.display.as_ref(),
        description: operation.description.as_ref(),
        inputs,
        own: operation.inputs.len(),
        action: &operation.action,
        namespace: &adapter.namespace.value,
    };
    let mut exposed = adapters.expose(
        &offer,
        Surface::Rest {
            placeholders: &placeholders,
            has_body,
        },
    );
    let limit = adapter.max_binary_size.as_ref().map(|size| size.value);
    adapters.binary(&mut exposed, limit, declared_media_type(operation));
    let fed: HashSet<&String> = exposed
        .inputs
        .iter()
        .filter_map(|input| match &input.source {
            Source::Path(name) => Some(name),
            _ => None,
        })
        .collect();
    if let Some(unused) = placeholders.all.iter().find(|name| !fed.contains(name))
        && matches!(exposed.target, Target::Call { .. })
    {
        let message = format!("unused placeholder `{{{unused}}}`");
        adapters.diagnostics.push(
            Diagnostic::new(codes::PLACEHOLDER_UNUSED, resource.path.span, message)
                .help("pass it in `with`, or remove it from the path"),
        );
    }
    Route {
        method,
        query: query(&pattern),
        pattern,
        operation: exposed,
    }
}

/// Returns the declared media type of a binary response.
fn declared_media_type(operation: &RestOperation) -> Option<&Text> {
    let own = operation
        .response_binary
        .as_ref()
        .map(|response| &response.media_type);
    let contents = operation.responses.iter().flat_map(|response| &response.content);
    own.or_else(|| {
        let binary = contents.into_iter().find(|content| content.binary);
        binary.map(|content| &content.media_type)
    })
}

fn unnamed(resource: &RestResource, method: Method) -> String {
    let subject = resource
        .name
        .as_ref()
        .map_or(resource.path.value.as_str(), |name| name.value.as_str());
    format!("{}-{subject}", method.as_str().to_lowercase())
}

/// Returns the query parameters of a pattern.
fn query(pattern: &str) -> Vec<(String, String)> {
    let (_, query) = pattern.split_once('?').unwrap_or_default();
    percent::pairs(query)
        .map(|(name, value)| (percent::form(name), percent::form(value)))
        .collect()
}

/// Returns a path with single-brace placeholders, and their names. A duplicate placeholder gets a number. Query parameters without
/// placeholders select the route; those with placeholders are inputs.
pub(super) fn pattern(path: &str) -> (String, Vec<String>) {
    let path = path.split('#').next().unwrap_or_default();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut names: Vec<String> = Vec::new();
    let mut taken: HashSet<String> = HashSet::new();
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut pattern = String::new();
    for part in template::parse(path, Notation::Braces).parts {
        match part {
            Part::Text(text) => pattern.push_str(&text),
            Part::Hole(name) => {
                let mut free = name.clone();
                while !taken.insert(folded(&free)) {
                    let number = numbers.entry(name.clone()).or_insert(2);
                    free = format!("{name}{number}");
                    *number += 1;
                }
                pattern.extend(["{", &free, "}"]);
                names.push(free);
            }
        }
    }
    if !pattern.starts_with('/') {
        pattern.insert(0, '/');
    }
    let pairs = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.contains('{'));
    for (index, pair) in pairs.enumerate() {
        pattern.push(if index == 0 { '?' } else { '&' });
        pattern.push_str(pair);
    }
    (pattern, names)
}
