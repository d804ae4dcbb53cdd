//! Schemas of tools that describe a value less exactly than its document, or are too large.

use super::Checks;
use crate::diagnostic::codes;
use crate::json_schema::{self, Added, Detail, ToolSchema};
use crate::model;
use crate::options::OutputSchemas;
use crate::source::Span;
use crate::spec::Tool;

/// Reports each tool whose schema leaves out members of its document, or is larger than the limit.
pub(super) fn check(checks: &mut Checks<'_>) {
    let capability = checks.capability;
    for (declared, adapter) in checks.mcp_adapters() {
        for (declared, tool) in declared.tools.iter().zip(&adapter.tools) {
            let arguments = json_schema::arguments(capability, adapter, tool, Detail::WHOLE);
            report(checks, declared, tool, "arguments", &arguments);
            let is_on = adapter.output_schemas == OutputSchemas::On;
            let (answering, added) = (capability.answering(&tool.operation), Added::to(capability, tool));
            let result = json_schema::result(capability, answering, added, Detail::WHOLE);
            if let Some(result) = result.filter(|_| is_on) {
                report(checks, declared, tool, "result", &result);
            }
        }
    }
}

fn report(checks: &mut Checks<'_>, declared: &Tool, tool: &model::Tool, what: &str, schema: &ToolSchema) {
    let place: Span = declared.name.as_ref().map_or(declared.span, |name| name.span);
    if let Some(bytes) = schema.excess {
        let message = format!(
            "the schema of the {what} of `{}` has {bytes} bytes, more than the limit of 8 KiB",
            tool.name
        );
        let help = "expose an operation with fewer members";
        checks.say_alike(codes::TOOL_SCHEMA_LARGE, place, message, help);
    }
    let Some(first) = schema.cut.first() else { return };
    let others = match schema.cut.len() - 1 {
        0 => String::new(),
        1 => " and at another place".to_owned(),
        count => format!(" and at {count} other places"),
    };
    let shown = if first.is_empty() { "its root" } else { first };
    let message = format!(
        "the schema of the {what} of `{}` leaves out the members at `{shown}`{others}",
        tool.name
    );
    let help = "expose an operation with fewer members, or describe them in the tool's description";
    checks.say_alike(codes::TOOL_SCHEMA_CUT, place, message, help);
}
