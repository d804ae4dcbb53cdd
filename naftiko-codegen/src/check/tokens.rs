//! Endpoints that give out tokens: how they are called, and to whom they are exposed.

use std::collections::{HashMap, HashSet};

use super::Checks;
use crate::diagnostic::{Diagnostic, codes};
use crate::document::{Adapter, ConsumedApi, RestAdapter, Scheme, Text};
use crate::model::{
    self, Authentication, Body, Client, Content, Exposed, McpAdapter, Operation, Piece, Target,
};
use crate::resolve::clients::is_link_local;
use crate::resolve::repeatable::is_token_path;
use crate::secrets::Address;

/// Looks at what is called and what is exposed.
pub(super) fn check(checks: &mut Checks<'_>) {
    for api in checks.apis() {
        requested_with_token(checks, api);
        plain_endpoint(checks, api);
    }
    let capability = checks.capability;
    let mut rests: HashMap<&str, Vec<&model::RestAdapter>> = HashMap::new();
    for rest in &capability.rest {
        rests.entry(&rest.namespace).or_default().push(rest);
    }
    let mut mcps: HashMap<&str, Vec<&McpAdapter>> = HashMap::new();
    for mcp in &capability.mcp {
        mcps.entry(&mcp.namespace).or_default().push(mcp);
    }
    let mut authenticated: HashMap<&str, bool> = HashMap::new();
    for client in &capability.clients {
        let has_some = client.authentication != Authentication::None;
        authenticated.entry(&client.namespace).or_insert(has_some);
    }
    let authenticated: HashSet<&str> = authenticated
        .into_iter()
        .filter_map(|(namespace, has_some)| has_some.then_some(namespace))
        .collect();
    // Adapters of one namespace share what they expose.
    let mut looked: HashSet<(&str, bool)> = HashSet::new();
    for adapter in checks
        .adapters()
        .filter(|adapter| adapter.authentication().is_none())
    {
        let namespace = adapter.name().map_or("", Text::as_str);
        let rest = rests.get(namespace).into_iter().flatten();
        let mcp = mcps.get(namespace).into_iter().flatten();
        let is_first = looked.insert((namespace, matches!(adapter, Adapter::Rest(_))));
        let exposed: Vec<&Exposed> = match adapter {
            _ if !is_first => Vec::new(),
            Adapter::Rest(_) => rest
                .flat_map(|rest| &rest.routes)
                .map(|route| &route.operation)
                .collect(),
            Adapter::Mcp(_) => mcp.flat_map(|mcp| mcp.operations()).collect(),
            Adapter::Skill(_) | Adapter::Control(_) => Vec::new(),
        };
        unguarded(checks, adapter, &exposed);
        if let Adapter::Rest(adapter) = adapter {
            forwarding(checks, adapter, &authenticated);
        }
    }
}

/// A bearer token is what the endpoint gives: to get one, something else is needed.
fn requested_with_token(checks: &mut Checks<'_>, api: &ConsumedApi) {
    let Some(authentication) = &api.authentication else {
        return;
    };
    if !matches!(authentication.scheme, Scheme::Bearer { .. }) {
        return;
    }
    for resource in &api.resources {
        let mut operations = resource.operations.iter();
        let path = resource.path.as_str();
        let Some(operation) = operations.find(|operation| {
            let own = operation.path.as_ref().map_or(path, Text::as_str);
            operation.method.value.as_str() == "POST" && is_token_path(own)
        }) else {
            continue;
        };
        let message = format!(
            "`{}` asks for a token, and is called with a bearer token",
            operation.name
        );
        let finding = Diagnostic::new(codes::TOKEN_BEARER, authentication.span, message)
            .related(resource.path.span, "the token endpoint")
            .help("consume the endpoint as an API of its own, with `basic` or no `authentication`");
        checks.diagnostics.push(finding);
    }
}

/// The request for a token carries what the client has: no client sends that over plain http.
fn plain_endpoint(checks: &mut Checks<'_>, api: &ConsumedApi) {
    let Some(Scheme::OAuth2(oauth2)) = api.authentication.as_ref().map(|declared| &declared.scheme) else {
        return;
    };
    let Some(endpoint) = oauth2.token_endpoint.as_ref().filter(|_| oauth2.client.is_some()) else {
        return;
    };
    let address = Address::of(&endpoint.value);
    let own = address.is_loopback() || address.is_link_local() || address.has_variable_host();
    if address.is_cleartext() && !own {
        let message = "`tokenEndpoint` is not https: the client refuses to send its credentials there";
        checks.say(codes::OAUTH2_SETUP, endpoint.span, message, "write `https://…`");
    }
}

/// An adapter whose callers need nothing, and that hands out tokens which the capability's own credentials or its machine have got.
fn unguarded(checks: &mut Checks<'_>, adapter: &Adapter, exposed: &[&Exposed]) {
    let capability = checks.capability;
    for operation in exposed {
        let Target::Call {
            client,
            operation: index,
            ..
        } = operation.target
        else {
            continue;
        };
        let Some((client, called)) = capability.operation(client, index) else {
            continue;
        };
        if !is_token_path(&called.shown_path) || !has_credentials(client, called) {
            continue;
        }
        let message = format!(
            "`{}` hands out tokens to everybody who can reach the adapter",
            operation.name
        );
        let help = "add `authentication` to the adapter, or leave the operation out of it";
        checks.say_alike(codes::TOKEN_UNGUARDED, adapter.span(), message, help);
        return;
    }
}

/// An adapter whose callers need nothing, and that passes on whatever they send with the capability's credentials.
fn forwarding(checks: &mut Checks<'_>, adapter: &RestAdapter, authenticated: &HashSet<&str>) {
    for forward in adapter
        .resources
        .iter()
        .filter_map(|resource| resource.forward.as_ref())
    {
        let target = &forward.target_namespace;
        if authenticated.contains(target.as_str()) {
            let message =
                format!("everybody who reaches the adapter may do at `{target}` what the capability may");
            let help = "add `authentication` to the adapter, or expose the operations one by one";
            checks.say_alike(codes::FORWARD_UNGUARDED, forward.span, message, help);
        }
    }
}

/// Whether a call proves who the capability is, so that callers need not.
fn has_credentials(client: &Client, operation: &Operation) -> bool {
    let variable = |piece: &Piece| matches!(piece, Piece::Variable(_));
    let mut in_body = false;
    match &operation.body {
        Body::Json(template) => template.visit(&mut |piece| in_body |= variable(piece)),
        Body::Form(fields) => {
            for (_, value) in fields {
                value.visit(&mut |piece| in_body |= variable(piece));
            }
        }
        Body::Multipart(parts) => {
            for part in parts {
                match &part.content {
                    Content::Value(value) | Content::Json(value) => {
                        value.visit(&mut |piece| in_body |= variable(piece));
                    }
                    Content::Text(template, _) => in_body |= template.iter().any(variable),
                    Content::File(_) => {}
                }
            }
        }
        Body::Text { template, .. } => in_body = template.iter().any(variable),
        Body::None => {}
    }
    client.authentication != crate::model::Authentication::None
        || in_body
        || is_link_local(&client.shown_base_uri)
        || operation
            .headers
            .iter()
            .chain(&operation.query)
            .any(|(_, template)| template.iter().any(variable))
}
