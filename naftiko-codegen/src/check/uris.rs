//! Lints: base URIs and paths, credentials on their way to them, and tunnels.

use std::collections::HashSet;

use super::Checks;
use crate::address::{Address, is_placeholder};
use crate::diagnostic::codes;
use crate::index::inline;
use crate::model::Client;
use crate::options::Emit;
use crate::secrets::{self, Receiver};
use crate::spec::{Adapter, ConsumedApi, Parameter, Scheme, Text, Tunnel};
use crate::template::Notation;

/// The help for query strings in consumed paths.
const MOVE_PAIRS: &str = "move the pairs to `inputParameters` with `in: query` and `value`";

/// Checks every base URI and path.
pub(super) fn check(checks: &mut Checks<'_>) {
    for api in checks.apis() {
        if let Some(base) = &api.base_uri {
            base_uri(checks, base);
            metadata_service(checks, api, base);
        }
        for resource in &api.resources {
            query(checks, &resource.path, MOVE_PAIRS);
            for path in resource
                .operations
                .iter()
                .filter_map(|operation| operation.path.as_ref())
            {
                query(checks, path, MOVE_PAIRS);
            }
        }
    }
    for adapter in checks.adapters() {
        if let Adapter::Mcp(adapter) = adapter {
            for resource in &adapter.resources {
                super::references::closed(checks, &resource.uri, Notation::Braces);
            }
        }
        if let Adapter::Rest(adapter) = adapter {
            for resource in &adapter.resources {
                super::references::closed(checks, &resource.path, Notation::Braces);
                query(
                    checks,
                    &resource.path,
                    "declare inputs of callers in `inputParameters` with `in: query`; these pairs select the operation",
                );
                if resource.path.value.len() > 1 {
                    slash(checks, &resource.path, "a path");
                }
            }
        }
        if let Some(address) = adapter.address().filter(|address| is_placeholder(&address.value)) {
            let message = format!("`{address}` is a placeholder address");
            checks.say(
                codes::PLACEHOLDER_URI,
                address.span,
                message,
                "write the address to listen on: `address: localhost`",
            );
        }
    }
    transport(checks);
    tunnels(checks);
}

fn base_uri(checks: &mut Checks<'_>, base: &Text) {
    slash(checks, base, "a base URI");
    if is_placeholder(&base.value) {
        let message = format!("`{base}` has a placeholder host");
        let help = "write the real host, `https://{{HOST}}`, or call `base_uri(…)` on the builder";
        checks.say(codes::PLACEHOLDER_URI, base.span, message, help);
    }
}

fn slash(checks: &mut Checks<'_>, text: &Text, what: &str) {
    if text.value.ends_with('/') {
        let message = format!("{what} ends with `/`");
        checks.say_alike(codes::TRAILING_SLASH, text.span, message, "remove the slash");
    }
}

/// Checks calls to a metadata service. It requires a header, which browsers and forwarded requests do not send, and mostly a version.
fn metadata_service(checks: &mut Checks<'_>, api: &ConsumedApi, base: &Text) {
    if !Address::of(&base.value).is_link_local() {
        return;
    }
    let mut clients = checks.capability.clients.iter();
    let client = clients.find(|client| client.namespace == api.namespace.value);
    let every = |wanted: fn(&str) -> bool| {
        let has =
            |parameters: &[Parameter]| parameters.iter().any(|parameter| wanted(parameter.name.as_str()));
        has(&api.inputs)
            || api.resources.iter().all(|resource| {
                has(&resource.inputs) || resource.operations.iter().all(|operation| has(&operation.inputs))
            })
            || client.is_some_and(|client| every_call_sends(client, wanted))
    };
    let header = every(|name| name.to_ascii_lowercase().contains("metadata"));
    let version = every(|name| name.eq_ignore_ascii_case("api-version"));
    let is_google = Address::of(&base.value)
        .host()
        .to_ascii_lowercase()
        .starts_with("metadata.google.");
    let missing = match (header, version) {
        (true, _) if Address::of(&base.value).host() != "169.254.169.254" => return,
        (false, _) if is_google => "the header `Metadata-Flavor: Google`",
        (true, true) => return,
        (false, true) => "the header `Metadata: true`",
        (true, false) => "the query parameter `api-version`",
        (false, false) => "the header `Metadata: true` and the query parameter `api-version`",
    };
    let message = format!("the metadata service at `{base}` requires {missing}");
    let help = if is_google {
        "add to the API: `inputParameters: [{name: Metadata-Flavor, in: header, value: Google}]`"
    } else {
        "add to the API: `inputParameters: [{name: Metadata, in: header, value: 'true'}, \
         {name: api-version, in: query, value: '2018-02-01'}]`"
    };
    checks.say(codes::METADATA_SERVICE, base.span, message, help);
}

/// Returns whether each operation of a client sends a constant with the wanted name, which an `OpenAPI` document can add.
fn every_call_sends(client: &Client, wanted: fn(&str) -> bool) -> bool {
    client.operations.iter().all(|operation| {
        let mut constants = operation.headers.iter().chain(&operation.query);
        constants.any(|(name, _)| wanted(name))
    })
}

/// Reports a query string or a fragment in a path. `help` says where the pairs of a query string belong.
fn query(checks: &mut Checks<'_>, path: &Text, help: &str) {
    if path.value.contains('#') {
        let message = format!("path `{path}` contains a fragment");
        let help =
            "remove the fragment, which is never sent; select operations by a header or query parameter";
        checks.say_alike(codes::FRAGMENT_IN_PATH, path.span, message, help);
    } else if path.value.contains('?') {
        let message = format!("path `{path}` contains a query string");
        checks.say_alike(codes::QUERY_IN_PATH, path.span, message, help);
    }
}

/// Checks the base URI and the token endpoint of each consumed API.
fn transport(checks: &mut Checks<'_>) {
    let sent = receivers(checks);
    for api in checks.apis() {
        if let Some(base) = &api.base_uri {
            let help = "declare `authentication: {type: basic, username: '{{USER}}', password: '{{PASSWORD}}'}` instead";
            user_info(checks, "a base URI", base, help);
            if api.authentication.is_some() || sent.contains(&api.namespace.value) {
                cleartext(checks, base);
            }
        }
        if let Some(endpoint) = token_endpoint(api) {
            let help =
                "declare `clientId`, `clientSecret` and `credentialPlacement: basic` of the `oauth2` instead";
            user_info(checks, "`tokenEndpoint`", endpoint, help);
        }
    }
}

/// Returns the endpoint that a client obtains tokens from.
fn token_endpoint(api: &ConsumedApi) -> Option<&Text> {
    match &api.authentication.as_ref()?.scheme {
        Scheme::OAuth2(oauth2) => oauth2.token_endpoint.as_ref().filter(|_| oauth2.client.is_some()),
        _ => None,
    }
}

/// Returns the namespaces of the APIs that get values of variables, besides in their base URI.
fn receivers(checks: &Checks<'_>) -> HashSet<String> {
    let uses = secrets::uses(checks.capability, Emit::default());
    let sent = uses.into_iter().filter(|used| used.how != secrets::IN_BASE_URI);
    let api = sent.filter_map(|used| match used.receiver {
        Receiver::Host {
            api,
            base_uri_variable: Some(_),
            ..
        } => Some(api),
        _ => None,
    });
    api.collect()
}

fn user_info(checks: &mut Checks<'_>, what: &str, uri: &Text, help: &str) {
    if Address::of(&uri.value).has_user_info() {
        let message = format!("{what} has user information; the client rejects it when it is built");
        checks.say(codes::USER_INFO, uri.span, message, help);
    }
}

/// Loopback requests stay on the machine, and those to link-local metadata services on its link; both have no TLS. A variable host
/// is checked by the client when it is built.
fn cleartext(checks: &mut Checks<'_>, base: &Text) {
    let address = Address::of(&base.value);
    if !address.is_cleartext()
        || address.is_loopback()
        || address.is_link_local()
        || address.has_variable_host()
    {
        return;
    }
    let host = address.host();
    let message = format!(
        "credentials are sent to `{host}` over cleartext HTTP; the client rejects this when it is built"
    );
    let help = "write `https://…`; where the network is trusted, call `allow_plain_http()` on the builder of the API";
    checks.say(codes::CLEARTEXT, base.span, message, help);
}

/// Checks every tunnel.
fn tunnels(checks: &mut Checks<'_>) {
    let mut declared: Option<HashSet<(&str, &str)>> = None;
    let document = checks.document;
    for api in checks.apis() {
        if let Some(tunnel) = &api.tunnel {
            let declared = declared.get_or_insert_with(|| {
                let keys = inline(&document.binds).flat_map(|bind| {
                    let keys = bind.keys.iter();
                    keys.map(|key| (bind.namespace.as_str(), key.variable.as_str()))
                });
                keys.collect()
            });
            identity(checks, tunnel, declared);
            fallback(checks, api, tunnel);
        }
    }
}

/// Checks a rule of the format: `{{namespace.KEY}}` is a declared variable.
fn identity(checks: &mut Checks<'_>, tunnel: &Tunnel, declared: &HashSet<(&str, &str)>) {
    let Some(identity) = &tunnel.identity else { return };
    let hole = identity
        .value
        .trim()
        .strip_prefix("{{")
        .and_then(|rest| rest.strip_suffix("}}"));
    let Some((namespace, key)) = hole.and_then(|hole| hole.trim().split_once('.')) else {
        return;
    };
    if !declared.contains(&(namespace, key)) {
        let message = format!("undeclared variable `{namespace}.{key}`");
        let help = format!("add `{key}: {key}` to `keys` of the bind `{namespace}`");
        checks.say(codes::TUNNEL_SETUP, identity.span, message, help);
    }
}

/// Checks a rule of the format: without the tunnel, only loopback addresses may be called.
fn fallback(checks: &mut Checks<'_>, api: &ConsumedApi, tunnel: &Tunnel) {
    let Some(fallback) = tunnel
        .fallback
        .as_ref()
        .filter(|fallback| fallback.value == "direct")
    else {
        return;
    };
    let base = api.base_uri.as_ref().map_or("", Text::as_str);
    if !Address::of(base).is_loopback() {
        let message = "`fallback: direct` bypasses the tunnel";
        checks.say(
            codes::TUNNEL_SETUP,
            fallback.span,
            message,
            "write `fallback: fail`, or use a loopback base URI",
        );
    }
}
