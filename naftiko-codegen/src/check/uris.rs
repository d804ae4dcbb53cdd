//! Lints: base URIs and paths.

use super::Checks;
use crate::address::Address;
use crate::diagnostic::codes;
use crate::spec::{Adapter, ConsumedApi, Parameter, Text};
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
                super::withs::closed(checks, &resource.uri, Notation::Braces);
            }
        }
        if let Adapter::Rest(adapter) = adapter {
            for resource in &adapter.resources {
                super::withs::closed(checks, &resource.path, Notation::Braces);
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
        if let Some(address) = adapter.address().filter(|address| is_example(&address.value)) {
            let message = format!("`{address}` is a placeholder address");
            checks.say(
                codes::PLACEHOLDER_URI,
                address.span,
                message,
                "write the address to listen on: `address: localhost`",
            );
        }
    }
}

fn base_uri(checks: &mut Checks<'_>, base: &Text) {
    slash(checks, base, "a base URI");
    if is_example(&base.value) {
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

/// Returns whether a host is a placeholder.
fn is_example(uri: &str) -> bool {
    let uri = uri.to_ascii_lowercase();
    let host = uri.split_once("://").map_or(uri.as_str(), |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    ["example.com", "example.org", "example.net"]
        .iter()
        .any(|example| name == *example || name.ends_with(&format!(".{example}")))
        || ["your-", "your_", "yourdomain", "yourcompany", "<"]
            .iter()
            .any(|word| host.contains(word))
}

/// Checks calls to a metadata service. It requires a header, which browsers and forwarded requests do not send, and mostly a version.
fn metadata_service(checks: &mut Checks<'_>, api: &ConsumedApi, base: &Text) {
    if !Address::of(&base.value).is_link_local() {
        return;
    }
    let every = |wanted: fn(&str) -> bool| {
        let has =
            |parameters: &[Parameter]| parameters.iter().any(|parameter| wanted(parameter.name.as_str()));
        has(&api.inputs)
            || api.resources.iter().all(|resource| {
                has(&resource.inputs) || resource.operations.iter().all(|operation| has(&operation.inputs))
            })
    };
    let header = every(|name| name.to_ascii_lowercase().contains("metadata"));
    let version = every(|name| name.eq_ignore_ascii_case("api-version"));
    let missing = match (header, version) {
        (true, _) if Address::of(&base.value).host() != "169.254.169.254" => return,
        (true, true) => return,
        (false, true) => "the header `Metadata: true`",
        (true, false) => "the query parameter `api-version`",
        (false, false) => "the header `Metadata: true` and the query parameter `api-version`",
    };
    let message = format!("the metadata service at `{base}` requires {missing}");
    let help = "add to the API: `inputParameters: [{name: Metadata, in: header, value: 'true'}, \
                {name: api-version, in: query, value: '2018-02-01'}]`";
    checks.say(codes::METADATA_SERVICE, base.span, message, help);
}

fn query(checks: &mut Checks<'_>, path: &Text, help: &str) {
    let what = if path.value.contains('#') {
        "a fragment"
    } else if path.value.contains('?') {
        "a query string"
    } else {
        return;
    };
    let message = format!("path `{path}` contains {what}");
    let help = if what == "a fragment" {
        "remove the fragment, which is never sent; select operations by a header or query parameter"
    } else {
        help
    };
    checks.say_alike(codes::QUERY_IN_PATH, path.span, message, help);
}
