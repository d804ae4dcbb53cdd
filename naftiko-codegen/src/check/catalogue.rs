//! How clients see the tools of MCP adapters.

use super::Checks;
use crate::catalogue::{LIST_LIMIT, chosen, list_bytes};
use crate::diagnostic::codes;
use crate::model::{self, RESULT_TOOL};
use crate::options::Catalogue;
use crate::spec::McpAdapter;
use crate::spelling::nearest;

/// The names of the tools that search for others; the runtime has the same.
const SEARCH_TOOLS: [&str; 4] = ["search_tools", "describe_tools", "call_read_tool", "call_tool"];

/// Reports lists that are too large, names that the runtime has too, and unknown pinned tools.
pub(super) fn check(checks: &mut Checks<'_>) {
    for (declared, adapter) in checks.mcp_adapters() {
        large_list(checks, declared, adapter);
        taken_names(checks, declared, adapter);
        let names = || adapter.tools.iter().map(|tool| tool.name.as_str());
        let unknown = adapter
            .pinned_tools
            .iter()
            .filter(|pinned| !names().any(|name| name == **pinned));
        for pinned in unknown {
            let message = format!("unknown tool `{pinned}` in `pinned_tools`; it is ignored");
            let help = nearest(pinned, names()).map_or_else(
                || "name a tool of this adapter".to_owned(),
                |near| format!("a similar name exists: `{near}`"),
            );
            checks.say(codes::PINNED_TOOL, declared.namespace.span, message, help);
        }
    }
}

fn large_list(checks: &mut Checks<'_>, declared: &McpAdapter, adapter: &model::McpAdapter) {
    let is_automatic = adapter.catalogue.is_none();
    if is_automatic && chosen(checks.capability, adapter) == Some(Catalogue::Search) {
        let (count, kib) = (adapter.tools.len(), list_bytes(checks.capability, adapter) / 1024);
        let message = format!(
            "the list of {count} tools has {kib} KiB, more than {} KiB; clients search for tools",
            LIST_LIMIT / 1024
        );
        let help = "write `x-naftiko-catalogue: search` to keep it, or `all` or `toolsets`";
        checks.say(codes::LIST_LARGE, declared.namespace.span, message, help);
    }
}

fn taken_names(checks: &mut Checks<'_>, declared: &McpAdapter, adapter: &model::McpAdapter) {
    let capability = checks.capability;
    let mut tools = adapter.tools.iter();
    let returns_results = tools.any(|tool| capability.long_running_of_tool(tool).is_some());
    for (declared, tool) in declared.tools.iter().zip(&adapter.tools) {
        let name = tool.name.as_str();
        let message = if SEARCH_TOOLS.contains(&name) {
            format!(
                "tool `{name}` has the name of a tool that the server has itself where clients search; only `call_tool` calls it there"
            )
        } else if name == RESULT_TOOL && returns_results {
            format!(
                "tool `{name}` has the name of a tool that the server has itself, for results of long-running operations; it is not offered"
            )
        } else {
            continue;
        };
        let place = declared.name.as_ref().map_or(declared.span, |name| name.span);
        checks.say(codes::SERVER_TOOL_NAME, place, message, "choose another name");
    }
}
