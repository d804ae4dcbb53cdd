//! The tools that an MCP adapter offers, as the environment narrows them.

use super::ServeError;
use super::address::{Environment, variable, variable_name};
use crate::mcp::{Catalogue, Selection, Server};

/// Returns what the startup message says about the tools of a server, if it does not list them all.
pub(super) fn note(server: &Server, namespace: &str) -> Option<String> {
    server.catalogue_note(namespace, &variable_name(namespace, "MCP_CATALOGUE"))
}

/// Returns a server with the values of `<NAMESPACE>_MCP_CATALOGUE`, `…_MCP_TOOLSETS`, `…_MCP_TOOLS`, `…_MCP_EXCLUDE_TOOLS` and
/// `…_MCP_READONLY`. They narrow what the program allows.
///
/// # Errors
/// When a value is invalid, and when a name is unknown, in the environment or in code.
pub(super) fn with_environment(
    server: &Server,
    namespace: &str,
    environment: Environment<'_>,
) -> Result<Server, ServeError> {
    let name = |suffix: &str| variable_name(namespace, suffix);
    let names = |suffix: &str| {
        variable(environment, name(suffix), "a list of names", |text| {
            Some(Selection::list(text))
        })
    };
    let catalogue = variable(
        environment,
        name("MCP_CATALOGUE"),
        Catalogue::WORDS,
        Catalogue::of,
    )?;
    let read_only = variable(environment, name("MCP_READONLY"), "1 or 0", |text| match text {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    })?;
    let selection = Selection {
        toolsets: names("MCP_TOOLSETS")?,
        tools: names("MCP_TOOLS")?,
        excluded: names("MCP_EXCLUDE_TOOLS")?.unwrap_or_default(),
        read_only: read_only.unwrap_or_default(),
    };
    let chosen = server.clone().chosen_by_operator(catalogue, selection);
    chosen.map_err(|problem| ServeError::Tools {
        adapter: namespace.to_owned(),
        problem,
    })
}
