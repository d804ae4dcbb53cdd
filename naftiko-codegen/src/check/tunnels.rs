//! Lints: tunnels of consumed APIs.

use crate::address::Address;
use std::collections::HashSet;

use super::Checks;
use crate::diagnostic::codes;
use crate::index::inline;
use crate::spec::{ConsumedApi, Text, Tunnel};

/// Checks every tunnel.
pub(super) fn check(checks: &mut Checks<'_>) {
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
