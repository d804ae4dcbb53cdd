//! Lints: user information in URIs, and credentials over cleartext HTTP.

use std::collections::HashSet;

use super::Checks;
use crate::address::Address;
use crate::diagnostic::codes;
use crate::options::Emit;
use crate::secrets::{self, Receiver};
use crate::spec::{ConsumedApi, Scheme, Text};

/// Checks the base URI and the token endpoint of each consumed API.
pub(super) fn check(checks: &mut Checks<'_>) {
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
