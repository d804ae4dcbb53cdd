//! Resolves MCP resources.

use std::collections::HashSet;

use super::exposed::{Adapters, Offer};
use super::wiring::Surface;
use crate::diagnostic::{Diagnostic, codes};
use crate::file_path::of_location;
use crate::model::{Resource, ResourceContent, Target};
use crate::names::Scope;
use crate::spec::{self, Text};
use crate::template;

/// Resolves the MCP resources of an adapter. Duplicate URIs are reported and ignored.
pub(super) fn resources(
    adapters: &mut Adapters<'_>,
    adapter: &spec::McpAdapter,
    methods: &mut Scope,
    types: &mut Scope,
) -> Vec<Resource> {
    let mut resources: Vec<Resource> = Vec::new();
    let mut taken: HashSet<String> = HashSet::new();
    for declared in &adapter.resources {
        let uri = template::braced(&declared.uri.value);
        if !taken.insert(uri.clone()) {
            let message = format!("duplicate URI `{uri}`; the first MCP resource is used");
            let diagnostic = Diagnostic::new(codes::NAME_TWICE, declared.uri.span, message);
            adapters.diagnostics.push(diagnostic.help("change its `uri`"));
            continue;
        }
        let content = match &declared.location {
            Some(location) => ResourceContent::Location(of_location(&location.value)),
            None => operation(adapters, adapter, declared, methods, types),
        };
        let text = |text: Option<&Text>| text.map_or_else(String::new, |text| text.value.clone());
        resources.push(Resource {
            uri,
            name: declared.name.value.clone(),
            title: text(declared.display.as_ref()),
            description: text(declared.description.as_ref()),
            mime_type: text(declared.mime_type.as_ref()),
            binary: declared.binary.as_ref().is_some_and(|binary| binary.value),
            content,
        });
    }
    resources
}

fn operation(
    adapters: &mut Adapters<'_>,
    adapter: &spec::McpAdapter,
    declared: &spec::McpResource,
    methods: &mut Scope,
    types: &mut Scope,
) -> ResourceContent {
    let name = &declared.name.value;
    let offer = Offer {
        name,
        span: declared.name.span,
        display: declared.display.as_ref(),
        description: declared.description.as_ref(),
        inputs: declared.inputs.iter().collect(),
        own: declared.inputs.len(),
        action: &declared.action,
        namespace: &adapter.namespace.value,
    };
    let mut operation = adapters.expose(&offer, Surface::Resource);
    let limit = adapter.max_binary_size.as_ref().map(|size| size.value);
    adapters.binary(&mut operation, limit, None);
    operation.ident = methods.assign(&format!("read-{name}"));
    let given: HashSet<&str> = declared.inputs.iter().map(|input| input.name.as_str()).collect();
    let given = |name: &str| given.contains(name);
    if let Some(missing) = operation.inputs.iter().find(|input| !given(&input.name)) {
        // The wiring reports the missing value; a caller can only pass values in the URI.
        operation.target = Target::Unresolved(format!(
            "`{name}` requires `{}`, which is not in its URI",
            missing.name
        ));
    }
    operation.inputs.retain(|input| given(&input.name));
    ResourceContent::Operation {
        operation: Box::new(operation),
        input_name: types.assign(&format!("{name}-input")),
    }
}
