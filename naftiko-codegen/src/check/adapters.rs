//! Lints: addresses, ports and authentication of adapters.

use std::collections::HashMap;

use super::Checks;
use crate::address::is_loopback;
use crate::diagnostic::{Diagnostic, codes};
use crate::spec::{Adapter, OAuth2, Scheme, Text, Transport};

/// Checks the ports of adapters, and the control adapter.
pub(super) fn check(checks: &mut Checks<'_>) {
    let mut taken: HashMap<(u16, String), crate::source::Span> = HashMap::new();
    for adapter in checks.adapters() {
        let Some(port) = adapter.port() else { continue };
        let address = adapter.address().map_or("", |address| address.value.as_str());
        let local = matches!(address, "" | "localhost" | "127.0.0.1");
        let key = (port.value, if local { String::new() } else { address.to_owned() });
        if let Some(first) = taken.get(&key) {
            let message = format!("two adapters listen on port {}", port.value);
            let diagnostic = Diagnostic::new(codes::PORT_SHARED, port.span, message)
                .related(*first, "the first adapter")
                .help("give each adapter its own port; otherwise the second one cannot start");
            checks.diagnostics.push(diagnostic);
        } else {
            taken.insert(key, port.span);
        }
    }
    control(checks);
    authentication(checks);
}

fn control(checks: &mut Checks<'_>) {
    let controls = checks
        .adapters()
        .filter(|adapter| matches!(adapter, Adapter::Control(_)));
    for (index, adapter) in controls.enumerate() {
        if index > 0 {
            let message = "a capability can have only one control adapter";
            checks.say(
                codes::CONTROL_ADAPTER,
                adapter.span(),
                message,
                "remove this adapter",
            );
        }
        let Some(address) = adapter.address() else {
            continue;
        };
        if !is_loopback(address.as_str()) && adapter.authentication().is_none() {
            let message =
                format!("the control adapter listens on `{address}`, which other machines can reach");
            checks.say(
                codes::CONTROL_ADAPTER,
                address.span,
                message,
                "write `address: localhost`, or add `authentication`",
            );
        }
    }
}

/// Checks the authentication of every adapter.
fn authentication(checks: &mut Checks<'_>) {
    for adapter in checks.adapters() {
        let Some(authentication) = adapter.authentication() else {
            continue;
        };
        if let Scheme::OAuth2(oauth2) = &authentication.scheme {
            resource_server(checks, oauth2, authentication.span);
        }
        let transport = match adapter {
            Adapter::Mcp(adapter) => adapter.transport.map(|transport| transport.value),
            _ => None,
        };
        if transport == Some(Transport::Stdio) {
            let message = "`authentication` has no effect with `transport: stdio`";
            checks.say(
                codes::STDIO_AUTHENTICATION,
                authentication.span,
                message,
                "remove `authentication`",
            );
        }
    }
}

/// Checks two rules of the format: https URIs, and scopes.
fn resource_server(checks: &mut Checks<'_>, oauth2: &OAuth2, span: crate::source::Span) {
    let uris = [
        (&oauth2.authorization_server_uri, "authorizationServerUri"),
        (&oauth2.resource, "resource"),
    ];
    for (uri, key) in uris {
        let plain = |uri: &&Text| uri.value.starts_with("http://");
        if let Some(uri) = uri.as_ref().filter(plain) {
            let message = format!("`{key}` must use https");
            checks.say(codes::OAUTH2_SETUP, uri.span, message, "write `https://…`");
        }
    }
    if oauth2.scopes.is_empty() {
        let message = "`oauth2` has no `scopes`; every token of the server is accepted";
        checks.say(codes::OAUTH2_SETUP, span, message, "add `scopes: [parcels:read]`");
    }
}
