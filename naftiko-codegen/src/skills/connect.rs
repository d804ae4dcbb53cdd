//! How agents reach the adapters of a skill: addresses, credentials, and the variables of the server by name.

use std::collections::BTreeSet;

use super::line;
use super::tool::{Call, ToolFacts};
use crate::model::{
    CallerScheme, Capability, Guard, KeyPlace, McpAdapter, Piece, RestAdapter, Template, Transport, Variable,
};
use crate::names::environment;

/// The largest number of variables that are listed.
const VARIABLES: usize = 30;

/// Returns the adapters that tools are of, as a list, and the variables that the server needs.
pub(super) fn connect(capability: &Capability, facts: &[ToolFacts<'_>]) -> String {
    let mut seen = BTreeSet::new();
    let (mut text, mut guards) = (String::new(), Vec::new());
    for fact in facts {
        let Some(namespace) = fact.call.namespace().filter(|namespace| seen.insert(*namespace)) else {
            continue;
        };
        let (place, guard) = match fact.call {
            Call::Tool { adapter, .. } => (server(adapter), adapter.guard.as_ref()),
            Call::Route { adapter, .. } => (rest(adapter), adapter.guard.as_ref()),
            Call::Instruction(_) | Call::Description => continue,
        };
        text.extend(["- `", namespace, "`: ", &place]);
        text.extend(guard.map(|guard| credentials(&guard.scheme)));
        text.push('\n');
        guards.extend(guard);
    }
    let names = variables(capability, &guards);
    if !text.is_empty() && !names.is_empty() {
        text.push_str("\nThe server reads these variables from its environment: ");
        let more = names.len().saturating_sub(VARIABLES);
        let names = names.into_iter().take(VARIABLES);
        let mut shown: Vec<String> = names.map(|name| format!("`{}`", line(name))).collect();
        if more > 0 {
            shown.push(format!("and {more} more"));
        }
        text.extend([&shown.join(", "), ".\n"]);
    }
    text
}

fn server(adapter: &McpAdapter) -> String {
    match &adapter.transport {
        Transport::Http { address, port } => {
            let place = url(address, *port);
            format!("an MCP server at `{place}/mcp`{}", moved(&adapter.namespace))
        }
        Transport::Stdio => "an MCP server on the standard input and output of its program.".to_owned(),
    }
}

fn rest(adapter: &RestAdapter) -> String {
    let place = url(&adapter.address, adapter.port);
    format!("an HTTP API at `{place}`{}", moved(&adapter.namespace))
}

/// Returns the URL of an adapter as agents on its machine reach it.
pub(super) fn url(address: &str, port: u16) -> String {
    let host = match address {
        // These are all addresses of the machine.
        "0.0.0.0" | "::" | "[::]" => "<host>".to_owned(),
        address if address.contains(':') && !address.starts_with('[') => format!("[{}]", line(address)),
        address => line(address),
    };
    format!("http://{host}:{port}")
}

fn moved(namespace: &str) -> String {
    format!(
        ", unless `{}` or `{}` of the server set another place.",
        environment(namespace, "ADDRESS"),
        environment(namespace, "PORT")
    )
}

/// Returns what callers send, as a sentence after others.
fn credentials(scheme: &CallerScheme) -> String {
    let what = match scheme {
        CallerScheme::Bearer(_) => "a bearer token in `Authorization`".to_owned(),
        CallerScheme::Basic { .. } => "a user name and a password (HTTP Basic)".to_owned(),
        CallerScheme::ApiKey { place, name, .. } => {
            let place = match place {
                KeyPlace::Header => "header",
                KeyPlace::Query => "query parameter",
                KeyPlace::Cookie => "cookie",
            };
            format!("an API key in the {place} `{}`", line(name))
        }
        CallerScheme::OAuth2(server) => match fixed(&server.authorization_server) {
            Some(issuer) => format!("an OAuth 2 access token of `{}`", line(issuer)),
            None => "an OAuth 2 access token".to_owned(),
        },
        CallerScheme::Own(way) => format!("credentials of the scheme `{way}`"),
    };
    format!(" It needs {what}.")
}

/// Returns a template without variables as a text.
fn fixed(template: &Template) -> Option<&str> {
    match template.as_slice() {
        [Piece::Text(text)] => Some(text),
        _ => None,
    }
}

/// Returns the names of the variables that the server needs, sorted.
fn variables<'m>(capability: &'m Capability, guards: &[&'m Guard]) -> BTreeSet<&'m str> {
    let clients = capability.clients.iter().flat_map(|client| &client.variables);
    let guards = guards.iter().flat_map(|guard| &guard.variables);
    let name = |variable: &'m Variable| variable.environment.as_str();
    clients.chain(guards).map(name).collect()
}
