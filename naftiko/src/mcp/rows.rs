//! Rows of a server's tables in the protocol's form.

use std::sync::Arc;

use rmcp::model::{
    JsonObject, Prompt as McpPrompt, PromptArgument as McpArgument, Resource as McpResource,
    ResourceTemplate as McpTemplate, Tool as McpTool, ToolAnnotations,
};
use serde_json::{Map, Value};

use super::files::Listed;
use super::{Hints, Prompt, PromptArgument, Resource, Tool, media};

/// A text, unless it is empty.
pub(super) fn text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

pub(super) fn resource(row: &Resource) -> McpResource {
    let mut mcp = McpResource::new(row.uri, row.name);
    mcp.title = text(row.title);
    mcp.description = text(row.description);
    mcp.mime_type = text(row.mime_type);
    mcp
}

/// A file of a resource: the resource itself when it is one file.
pub(super) fn file(row: &Resource, file: &Listed) -> McpResource {
    let mut mcp = if file.below.is_empty() {
        resource(row)
    } else {
        let uri = format!("{}{}", row.uri.trim_end_matches('/'), file.below);
        let mut mcp = McpResource::new(uri, file.name.clone());
        mcp.mime_type = text(row.mime_type);
        mcp
    };
    if mcp.mime_type.is_none() {
        mcp.mime_type = media::of_name(&file.name).map(str::to_owned);
    }
    mcp
}

pub(super) fn template(row: &Resource) -> McpTemplate {
    let mut mcp = McpTemplate::new(row.uri, row.name);
    mcp.title = text(row.title);
    mcp.description = text(row.description);
    mcp.mime_type = text(row.mime_type);
    mcp
}

pub(super) fn prompt(row: &Prompt) -> McpPrompt {
    let arguments = (!row.arguments.is_empty()).then(|| row.arguments.iter().map(argument).collect());
    let mut mcp = McpPrompt::new(row.name, text(row.description), arguments);
    mcp.title = text(row.title);
    mcp
}

fn argument(row: &PromptArgument) -> McpArgument {
    let mut mcp = McpArgument::new(row.name).with_required(row.required);
    mcp.title = text(row.title);
    mcp.description = text(row.description);
    mcp
}

pub(super) fn tool(tool: &Tool) -> McpTool {
    let input_schema = schema(tool.name, tool.input_schema).unwrap_or_else(any_object);
    let description = (!tool.description.is_empty()).then_some(tool.description.into());
    let mut mcp =
        McpTool::new_with_raw(tool.name, description, input_schema).with_annotations(annotations(tool.hints));
    mcp.title = text(tool.title);
    mcp.output_schema = schema(tool.name, tool.output_schema);
    mcp
}

/// A schema of the table; `None` when it has none, or one that is not an object (generated code has none of
/// these).
fn schema(tool: &str, text: &str) -> Option<Arc<JsonObject>> {
    if text.is_empty() {
        return None;
    }
    if let Ok(Value::Object(schema)) = serde_json::from_str(text) {
        Some(Arc::new(schema))
    } else {
        tracing::error!(tool, "a schema of the tool is not a JSON object and is left out");
        None
    }
}

fn any_object() -> Arc<JsonObject> {
    Arc::new(Map::from_iter([("type".to_owned(), Value::from("object"))]))
}

fn annotations(hints: Hints) -> ToolAnnotations {
    ToolAnnotations::new()
        .read_only(hints.read_only)
        .destructive(hints.destructive)
        .idempotent(hints.idempotent)
        .open_world(hints.open_world)
}
