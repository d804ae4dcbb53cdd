//! Lints: authentication of calls to token endpoints, and of adapters that expose them.

use std::collections::{HashMap, HashSet};

use super::Checks;
use crate::address::Address;
use crate::diagnostic::{Diagnostic, codes};
use crate::method::Method;
use crate::model::{self, Authentication, Client, Exposed, McpAdapter, Operation, Piece};
use crate::spec::{Adapter, ConsumedApi, RestAdapter, Scheme, Text};
use crate::token_endpoint::is_token_path;

/// Checks the called and the exposed token endpoints.
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
    // Adapters with the same namespace share their operations.
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

/// Reports a token endpoint that is called with a bearer token, since a client without a token cannot call it.
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
            operation.method.value == Method::Post && is_token_path(own)
        }) else {
            continue;
        };
        let message = format!(
            "`{}` requests a token, but its API uses bearer authentication",
            operation.name
        );
        let diagnostic = Diagnostic::new(codes::TOKEN_BEARER, authentication.span, message)
            .related(resource.path.span, "the token endpoint")
            .help("move it to its own `consumes` entry, with `basic` or without `authentication`");
        checks.diagnostics.push(diagnostic);
    }
}

/// Reports a plain http token endpoint, to which the client does not send its secret.
fn plain_endpoint(checks: &mut Checks<'_>, api: &ConsumedApi) {
    let Some(Scheme::OAuth2(oauth2)) = api.scheme() else {
        return;
    };
    let Some(endpoint) = oauth2.token_endpoint.as_ref().filter(|_| oauth2.client.is_some()) else {
        return;
    };
    let address = Address::of(&endpoint.value);
    let own = address.is_loopback() || address.is_link_local() || address.has_variable_host();
    if address.is_cleartext() && !own {
        let message = "`tokenEndpoint` must use https; the client does not send its credentials otherwise";
        checks.say(codes::OAUTH2_SETUP, endpoint.span, message, "write `https://…`");
    }
}

/// Reports an adapter without authentication that returns tokens, which the capability obtains with its own credentials or those of
/// its machine.
fn unguarded(checks: &mut Checks<'_>, adapter: &Adapter, exposed: &[&Exposed]) {
    let capability = checks.capability;
    for operation in exposed {
        let answering = capability.answering(operation).target.answering();
        let Some((client, called)) = answering.and_then(|call| capability.called(call)) else {
            continue;
        };
        if !is_token_path(&called.shown_path) || !has_credentials(client, called) {
            continue;
        }
        let message = format!("`{}` returns tokens to unauthenticated callers", operation.name);
        let help = "add `authentication` to the adapter, or remove the operation";
        checks.say_alike(codes::TOKEN_UNGUARDED, adapter.span(), message, help);
        return;
    }
}

/// Reports an adapter without authentication that forwards requests with the credentials of a client.
fn forwarding(checks: &mut Checks<'_>, adapter: &RestAdapter, authenticated: &HashSet<&str>) {
    for forward in adapter
        .resources
        .iter()
        .filter_map(|resource| resource.forward.as_ref())
    {
        let target = &forward.target_namespace;
        if authenticated.contains(target.as_str()) {
            let message = format!("unauthenticated callers can use the credentials of `{target}`");
            let help = "add `authentication` to the adapter, or expose single operations";
            checks.say_alike(codes::FORWARD_UNGUARDED, forward.span, message, help);
        }
    }
}

/// Returns whether a call has credentials of the capability.
fn has_credentials(client: &Client, operation: &Operation) -> bool {
    let variable = |piece: &Piece| matches!(piece, Piece::Variable(_));
    let mut in_body = false;
    operation.body.visit(&mut |piece| in_body |= variable(piece));
    client.authentication != Authentication::None
        || in_body
        || Address::of(&client.shown_base_uri).is_link_local()
        || operation
            .headers
            .iter()
            .chain(&operation.query)
            .any(|(_, template)| template.iter().any(variable))
}
