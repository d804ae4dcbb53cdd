//! Resolves consumed APIs: base URI, authentication, constants and names.

use std::collections::HashMap;

use super::authentication::authentication;
use super::base_uri::with_scheme;
use super::context::{Context, Hole};
use super::drafts::Drafts;
use super::operation::operation;
use super::placed_keys::{self, PlacedKeys};
use super::types::TypeTable;
use crate::address::Address;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::Index;
use crate::model::{Authentication, Client, Operation, Template};
use crate::names::{Case, Scope, environment};
use crate::options::Options;
use crate::source::Spanned;
use crate::spec::{ConsumedApi, ConsumedOperation, Place as Declared, Scheme};
use crate::template::Notation;

/// Resolves every consumed API of the spec.
pub(super) fn clients(
    index: &Index<'_>,
    options: &Options,
    types: &mut TypeTable,
    diagnostics: &mut Diagnostics,
) -> Vec<Client> {
    let mut names = Scope::types();
    let mut accessors = Scope::methods();
    if index.document.consumes.len() > 1 {
        // The module of the clients, and the name of its file.
        for taken in ["client", "mod"] {
            accessors.assign(taken);
        }
    }
    let mut clients = Vec::new();
    let mut namespaces: HashMap<&str, usize> = HashMap::new();
    for indexed in &index.apis {
        let api = indexed.api;
        let mut context = Context::new(&api.namespace.value, &index.binds, diagnostics);
        let mut client = client(&mut context, api, options, types);
        let number = namespaces.entry(api.namespace.as_str()).or_default();
        *number += 1;
        if *number > 1 {
            let name = format!("{}-{number}", client.namespace);
            client.base_uri_variable = environment(&name, "BASE_URI");
        }
        client.type_name = names.assign(&api.namespace.value);
        client.accessor = accessors.assign(&api.namespace.value);
        clients.push(client);
    }
    clients
}

fn client(context: &mut Context<'_>, api: &ConsumedApi, options: &Options, types: &mut TypeTable) -> Client {
    let base_uri = base_uri(context, api);
    let in_spec = api.options.as_deref();
    let mut placed = PlacedKeys::default();
    let authentication = api
        .authentication
        .as_ref()
        .map_or(Authentication::None, |declared| {
            authentication(context, declared, &mut placed)
        });
    if let Some(tunnel) = &api.tunnel {
        let message = "tunnels are not generated yet; the client calls the API directly";
        let diagnostic = Diagnostic::new(codes::NOT_GENERATED, tunnel.span, message);
        let help = "set a transport that uses the tunnel on the builder: `transport(…)`";
        context.diagnostics.push(diagnostic.help(help));
    }
    let (headers, query) = constants(context, api);
    let mut operations = Vec::new();
    for resource in &api.resources {
        for declared in &resource.operations {
            let mut resolved = operation(context, api, resource, declared);
            super::outputs::payload(context, declared, &mut resolved, types);
            placed.apply(&mut resolved);
            operations.push((declared, resolved));
        }
    }
    if let Some(Scheme::ApiKey(keys)) = api.authentication.as_ref().map(|declared| &declared.scheme) {
        let resolved: Vec<&Operation> = operations.iter().map(|(_, resolved)| resolved).collect();
        placed_keys::homeless(context, keys, &resolved);
    }
    report_duplicates(context, &operations);
    let operations = named(operations);
    Client {
        namespace: api.namespace.value.clone(),
        type_name: String::new(),
        accessor: String::new(),
        description: api
            .description
            .as_ref()
            .map_or_else(String::new, |text| text.value.clone()),
        base_uri,
        shown_base_uri: api
            .base_uri
            .as_ref()
            .map_or_else(String::new, |text| text.value.clone()),
        base_uri_variable: environment(&api.namespace.value, "BASE_URI"),
        variables: std::mem::take(&mut context.variables).into_iter().collect(),
        authentication,
        headers,
        query,
        operations,
        instance_metadata: api
            .base_uri
            .as_ref()
            .is_some_and(|uri| Address::of(&uri.value).is_link_local()),
        forward: None,
        lends_variables: false,
        tolerance: options
            .tolerance
            .value(&api.namespace.value, in_spec.map(|given| &given.tolerance)),
    }
}

fn base_uri(context: &mut Context<'_>, api: &ConsumedApi) -> Template {
    let Some(base) = &api.base_uri else {
        let message = format!("the API `{}` has no base URI", api.namespace.value);
        let help = format!(
            "add `baseUri: https://…`, call `base_uri(…)` on the builder, or set `{}`",
            environment(&api.namespace.value, "BASE_URI")
        );
        context
            .diagnostics
            .push(Diagnostic::new(codes::BASE_URI_MISSING, api.namespace.span, message).help(help));
        return Template::new();
    };
    if let Some((scheme, _)) = base.value.split_once("://")
        && !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https")
        && !scheme.contains(['{', '$'])
    {
        let message = format!("unsupported scheme `{scheme}://`; the base URI is ignored");
        let help = "write `https://…`, or call `base_uri(…)` on the builder";
        context
            .diagnostics
            .push(Diagnostic::new(codes::SCHEME_UNSUPPORTED, base.span, message).help(help));
        return Template::new();
    }
    let base = with_scheme(context, base);
    context.template(&base, Notation::All, Hole::Variable, &mut Drafts::default())
}

type Pairs = Vec<(String, Template)>;

/// Returns the constant headers and query parameters of the API.
fn constants(context: &mut Context<'_>, api: &ConsumedApi) -> (Pairs, Pairs) {
    let (mut headers, mut query) = (Pairs::new(), Pairs::new());
    for parameter in &api.inputs {
        let Some(value) = &parameter.value else { continue };
        let text = value
            .to_text()
            .unwrap_or_else(|| Spanned::new(value.to_json().to_string(), value.span));
        let pair = |context: &mut Context<'_>| {
            (
                parameter.name.value.clone(),
                context.template(&text, Notation::Double, Hole::Variable, &mut Drafts::default()),
            )
        };
        match parameter.place.as_ref().map(|place| place.value) {
            Some(Declared::Header) => headers.push(pair(context)),
            Some(Declared::Query) | None => query.push(pair(context)),
            Some(Declared::Cookie) => {
                let (name, mut template) = pair(context);
                template.insert(0, crate::model::Piece::Text(format!("{name}=")));
                headers.push(("Cookie".to_owned(), template));
            }
            Some(Declared::Environment) => {}
            Some(Declared::Path | Declared::Body | Declared::Form) => {
                let message = format!(
                    "constant `{}` of a whole API cannot be in the path or body; it is not sent",
                    parameter.name.value
                );
                context.diagnostics.push(
                    Diagnostic::new(codes::NOT_GENERATED, parameter.span, message)
                        .help("add it to `inputParameters` of the operations that send it"),
                );
            }
        }
    }
    (headers, query)
}

fn report_duplicates(context: &mut Context<'_>, operations: &[(&ConsumedOperation, Operation)]) {
    let mut names: HashMap<&str, &ConsumedOperation> = HashMap::new();
    for (declared, _) in operations {
        let first = *names.entry(declared.name.as_str()).or_insert(declared);
        if !std::ptr::eq(first, *declared) {
            let message = format!("the operation `{}` is declared twice", declared.name.value);
            let diagnostic = Diagnostic::new(codes::OPERATION_DUPLICATE, declared.name.span, message)
                .related(first.name.span, "first defined here");
            context
                .diagnostics
                .push_once(diagnostic.help("rename one of the two; calls use the first one"));
        }
    }
}

/// Names methods and statics in the order of the spec.
fn named(operations: Vec<(&ConsumedOperation, Operation)>) -> Vec<Operation> {
    let mut methods = Scope::methods();
    // A method that every client has besides its operations.
    methods.assign("token_source");
    let mut statics = Scope::with(Case::Shouty, &["API", "TOKEN"]);
    let name = |(_, mut operation): (&ConsumedOperation, Operation)| {
        operation.method_name = methods.assign(&operation.name);
        operation.static_name = statics.assign(&operation.name);
        operation
    };
    operations.into_iter().map(name).collect()
}

/// Names the params structs. Every input must be known.
pub(super) fn name_params(clients: &mut [Client]) {
    for client in clients {
        let mut types = Scope::types();
        types.assign(&client.type_name);
        for operation in &mut client.operations {
            let needed = operation
                .inputs
                .iter()
                .any(|input| !operation.is_positional(input));
            operation.params_name = needed.then(|| types.assign(&format!("{}-params", operation.name)));
        }
    }
}
