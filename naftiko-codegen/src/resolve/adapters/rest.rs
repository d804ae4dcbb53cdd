//! REST adapters and their routes.

use std::collections::{HashMap, HashSet};

use super::forward::{Forwarding, forwards};
use super::{Exposed, Exposing, Offer};
use crate::diagnostic::{Diagnostic, codes};
use crate::method::Method;
use crate::model::{Source, Target};
use crate::percent;
use crate::resolve::arguments::{Placeholders, Surface};
use crate::resolve::authentication::GuardScheme;
use crate::source::Span;
use crate::spec::{Parameter, RestAdapter, RestOperation, RestResource, Text};
use crate::spelling::folded;
use crate::template::{self, Notation, Part};

/// A REST adapter.
pub(in crate::resolve) struct RestDraft<'a> {
    pub declared: &'a RestAdapter,
    pub guard: Option<GuardScheme>,
    pub routes: Vec<RouteDraft<'a>>,
    pub forwards: Vec<Forwarding<'a>>,
}

/// A route and its operation.
pub(in crate::resolve) struct RouteDraft<'a> {
    pub method: Method,
    /// Pattern with `{name}` placeholders.
    pub pattern: String,
    pub operation: Exposed<'a>,
}

impl<'a> Exposing<'_, 'a> {
    /// Resolves a REST adapter.
    pub(super) fn rest(&mut self, declared: &'a RestAdapter) -> RestDraft<'a> {
        let mut routes: Vec<RouteDraft<'a>> = Vec::new();
        let mut taken: HashMap<String, Span> = HashMap::new();
        for resource in &declared.resources {
            for operation in &resource.operations {
                let route = self.route(declared, resource, operation);
                let key = format!("{} {}", route.method, shape(&route.pattern));
                if let Some(first) = taken.get(&key) {
                    let message = format!(
                        "duplicate route `{} {}`; this operation gets no route",
                        route.method, route.pattern
                    );
                    let diagnostic = Diagnostic::new(codes::ROUTE_DUPLICATE, operation.span, message)
                        .related(*first, "this one is used");
                    self.diagnostics
                        .push_alike(diagnostic.help("change its `path` or `method`"));
                    continue;
                }
                taken.insert(key, operation.span);
                routes.push(route);
            }
        }
        RestDraft {
            declared,
            forwards: forwards(declared, self.index, self.diagnostics),
            guard: self.guard(&declared.namespace, declared.authentication.as_ref()),
            routes,
        }
    }

    fn route(
        &mut self,
        adapter: &'a RestAdapter,
        resource: &'a RestResource,
        operation: &'a RestOperation,
    ) -> RouteDraft<'a> {
        let (pattern, placeholders) = pattern(&resource.path.value);
        let placeholders = Placeholders::new(placeholders);
        let method = operation.method.value;
        let name = operation.name.as_ref().map_or_else(
            || {
                let subject = resource.name.as_ref().unwrap_or(&resource.path);
                format!("{}-{subject}", method.as_str().to_lowercase())
            },
            |name| name.value.clone(),
        );
        let own: HashSet<&str> = operation.inputs.iter().map(|input| input.name.as_str()).collect();
        let outer = resource.inputs.iter();
        let outer = outer.filter(|outer| !own.contains(outer.name.as_str()));
        let inputs: Vec<&Parameter> = operation.inputs.iter().chain(outer).collect();
        let exposed = self.expose(&Offer {
            name: &name,
            span: operation.span,
            about: &operation.about,
            inputs,
            own: operation.inputs.len(),
            action: &operation.action,
            namespace: &adapter.namespace.value,
            surface: Surface::Rest {
                placeholders: &placeholders,
                has_body: method.has_body(),
            },
            max_binary_size: adapter.max_binary_size.map(|size| size.value),
            media_type: media_type(operation),
        });
        let fed = exposed.inputs.iter().filter_map(|input| match &input.source {
            Source::Path(name) => Some(name),
            _ => None,
        });
        let fed: HashSet<&String> = fed.collect();
        if let Some(unused) = placeholders.all.iter().find(|name| !fed.contains(name))
            && matches!(exposed.target, Target::Call(_) | Target::Steps(_))
        {
            let message = format!("unused placeholder `{{{unused}}}`");
            let diagnostic = Diagnostic::new(codes::PLACEHOLDER_UNUSED, resource.path.span, message);
            self.diagnostics
                .push(diagnostic.help("pass it in `with`, or remove it from the path"));
        }
        RouteDraft {
            method,
            pattern,
            operation: exposed,
        }
    }
}

/// Returns the declared media type of a binary response.
fn media_type(operation: &RestOperation) -> Option<&Text> {
    let own = operation.response_binary.as_ref();
    let mut contents = operation.responses.iter().flat_map(|response| &response.content);
    own.map(|response| &response.media_type).or_else(|| {
        let binary = contents.find(|content| content.binary);
        binary.map(|content| &content.media_type)
    })
}

/// Returns a pattern without the names of its placeholders. Two routes with equal shapes are duplicates.
fn shape(pattern: &str) -> String {
    let parts = template::parse(pattern, Notation::Braces).parts.into_iter();
    let shape = parts.map(|part| match part {
        Part::Text(text) => text,
        Part::Hole(_) => "{}".to_owned(),
    });
    shape.collect()
}

/// Returns the query parameters of a pattern.
pub(in crate::resolve) fn query(pattern: &str) -> Vec<(String, String)> {
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
