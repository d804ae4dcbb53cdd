//! Resolves consumed operations: inputs, path, constants, body and payload.

mod files;
mod parameter;
mod path;
mod payload;
mod sent;

use std::collections::{BTreeSet, HashSet};

use super::beside::{beside, holes};
use super::context::Context;
use super::drafts::Drafts;
use super::prune;
use super::repeatable::is_repeatable;
use crate::model::{JsonTemplate, Operation, Place, Template};
use crate::names::Scope;
use crate::spec::{ConsumedApi, ConsumedOperation, ConsumedResource, Text};
use parameter::parameters;
use path::placeholders;
use payload::payload;

/// The resolved parameters of an operation.
#[derive(Default)]
struct Collected {
    drafts: Drafts,
    query: Vec<(String, Template)>,
    headers: Vec<(String, Template)>,
    computed: Vec<(Place, String, Template)>,
    /// Indexes of `in: body` inputs.
    fields: Vec<usize>,
    /// Constant fields of the body.
    constants: Vec<(String, JsonTemplate)>,
    /// Indexes of `in: formData` inputs.
    form: Vec<usize>,
    /// Names of the path's placeholders.
    placeholders: HashSet<String>,
    /// Indexes of inputs that are declared as files.
    files: BTreeSet<usize>,
}

/// Resolves one operation. Its names are set after all operations of the API are known.
pub(super) fn operation(
    context: &mut Context<'_>,
    api: &ConsumedApi,
    resource: &ConsumedResource,
    operation: &ConsumedOperation,
) -> Operation {
    let mut collected = Collected {
        placeholders: placeholders(resource, operation),
        ..Collected::default()
    };
    let body_holes = operation.body.as_ref().and_then(holes);
    for parameter in parameters(context, api, resource, operation) {
        if beside(context, parameter, body_holes.as_ref()) {
            continue;
        }
        collected.parameter(context, parameter);
    }
    let (path, shown_path) = collected.path(context, resource, operation);
    let (body, unsupported) = collected.body(context, operation);
    let (payload, format) = payload(context, operation);

    let text = |text: &Option<Text>| text.as_ref().map_or_else(String::new, |text| text.value.clone());
    let mut resolved = Operation {
        name: operation.name.value.clone(),
        id: format!("{}.{}", api.namespace.value, operation.name.value),
        method_name: String::new(),
        static_name: String::new(),
        params_name: None,
        title: text(&operation.display),
        description: text(&operation.description),
        method: operation.method.value,
        path,
        shown_path,
        query: collected.query,
        headers: collected.headers,
        inputs: collected.drafts.finish(),
        computed: collected.computed,
        body,
        payload,
        mints_tokens: false,
        repeatable: false,
        media_type: operation
            .output_media_type
            .as_ref()
            .map(|text| text.value.clone()),
        max_binary_size: operation.max_binary_size.as_ref().map(|size| size.value),
        format,
        unsupported,
    };
    files::settle(context, operation, &mut resolved, &collected.files);
    if resolved.unsupported.is_none() {
        prune::prune(&mut resolved);
    }
    // Further inputs of callers get their names after these, so that no two have the same.
    let mut names = Scope::locals();
    for input in &mut resolved.inputs {
        input.ident = names.assign(&input.name);
    }
    resolved.repeatable = is_repeatable(&resolved);
    resolved
}
