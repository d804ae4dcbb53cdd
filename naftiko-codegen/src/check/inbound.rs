//! Lints: authentication of adapters.

use super::Checks;
use crate::diagnostic::codes;
use crate::spec::{Adapter, OAuth2, Scheme, Text, Transport};

/// Checks the authentication of every adapter.
pub(super) fn check(checks: &mut Checks<'_>) {
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
