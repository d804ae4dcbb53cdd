//! How clients see the tools of MCP adapters.

use super::Checks;
use crate::catalogue::{LIST_LIMIT, chosen, list_bytes};
use crate::diagnostic::codes;
use crate::json_schema::{Prose, described};
use crate::model::{self, RESULT_TOOL, Source};
use crate::options::{Catalogue, ToolBudget};
use crate::spec::{McpAdapter, Text, Tool};
use crate::spelling::nearest;
use crate::tool_list::ListedTool;

/// The names of the tools that search for others; the runtime has the same.
const SEARCH_TOOLS: [&str; 4] = ["search_tools", "describe_tools", "call_read_tool", "call_tool"];

/// Reports lists and tools that are too large, texts that are cut, names that the runtime has too, and unknown pinned tools.
pub(super) fn check(checks: &mut Checks<'_>) {
    for ((declared, adapter), list) in checks.mcp_adapters().into_iter().zip(checks.lists) {
        large_list(checks, declared, adapter, list);
        let tools = adapter.tools.iter().zip(list);
        for (declared, (tool, listed)) in declared.tools.iter().zip(tools) {
            large_tool(checks, declared, adapter.tool_budget, listed);
            cut_texts(checks, declared, tool, listed);
        }
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

fn large_list(
    checks: &mut Checks<'_>,
    declared: &McpAdapter,
    adapter: &model::McpAdapter,
    list: &[ListedTool],
) {
    let is_automatic = adapter.catalogue.is_none();
    if is_automatic && chosen(adapter, list) == Some(Catalogue::Search) {
        let (count, kib) = (list.len(), list_bytes(list).div_ceil(1024));
        let message = format!(
            "the list of {count} tools has {kib} KiB, more than {} KiB; clients search for tools",
            LIST_LIMIT / 1024
        );
        let help = "write `x-naftiko-catalogue: search` to keep it, or `all` or `toolsets`";
        checks.say(codes::LIST_LARGE, declared.namespace.span, message, help);
    }
}

fn large_tool(checks: &mut Checks<'_>, declared: &Tool, budget: ToolBudget, listed: &ListedTool) {
    let ToolBudget::Bytes(budget) = budget else { return };
    let (name, bytes) = (&listed.name, listed.bytes());
    if bytes > budget {
        let message = format!(
            "tool `{name}` takes {bytes} bytes of the list of tools, more than its budget of {budget}"
        );
        let help = "expose an operation with fewer members, or set a larger `x-naftiko-tool-budget`";
        let place = declared.name.as_ref().map_or(declared.span, |name| name.span);
        checks.say(codes::TOOL_LARGE, place, message, help);
    }
}

/// Reports the descriptions of the spec that the list of tools does not have as a whole.
fn cut_texts(checks: &mut Checks<'_>, declared: &Tool, tool: &model::Tool, listed: &ListedTool) {
    // The members of a body are arguments, without the text of the body.
    let is_argument = |name: &str| {
        let mut inputs = tool.operation.inputs.iter();
        inputs.any(|input| input.name == name && input.source != Source::Body)
    };
    let tool = &listed.name;
    if let (Some(text), Some(_)) = (&declared.about.description, listed.shortening.description) {
        cut_text(checks, text, &format!("tool `{tool}`"), &listed.description);
    }
    let prose = listed.shortening.arguments;
    for input in &declared.inputs {
        if let Some(text) = &input.description
            && is_argument(&input.name.value)
            && described(prose, &text.value, 1) != described(Prose::All, &text.value, 1)
        {
            let what = format!("input `{}` of tool `{tool}`", input.name.value);
            cut_text(checks, text, &what, &described(prose, &text.value, 1));
        }
    }
}

/// The number of words at the end of a text that a message has.
const LAST_WORDS: usize = 4;

fn cut_text(checks: &mut Checks<'_>, text: &Text, what: &str, kept: &str) {
    let words: Vec<&str> = kept.split_whitespace().collect();
    let last = words.len().saturating_sub(LAST_WORDS);
    let message = match words.get(last..).map(|words| words.join(" ")) {
        Some(end) if !end.is_empty() => {
            format!("the list of tools has the description of {what} up to `{end}`")
        }
        _ => format!("the list of tools leaves out the description of {what}"),
    };
    let help =
        "write first what an agent needs to choose and call the tool, or set `x-naftiko-tool-budget: off`";
    checks.say(codes::TOOL_TEXT_CUT, text.span, message, help);
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
