//! Items of a server's lists, in the form of the protocol.

use std::borrow::Cow;

use serde_json::Value;

use super::files::Listed;
use super::{Hints, Prompt, PromptArgument, Resource, Tool};
use crate::mcp::protocol::json::is_object;
use crate::media_type;
use crate::value::{Budget, CheckedText, Writer, checked};

/// Appends the item of a tool in `tools/list`.
pub(crate) fn tool(row: &Tool, json: &mut Writer) {
    tool_with_schema(row, compact_schema(row.name, row.input_schema).as_deref(), json);
}

/// Appends the item of a tool with this schema of its arguments.
pub(crate) fn tool_with_schema(row: &Tool, input_schema: Option<&str>, json: &mut Writer) {
    json.raw("{").name("name").string(row.name);
    json.text_member("title", row.title);
    json.text_member("description", row.description);
    json.name("inputSchema")
        .raw(input_schema.unwrap_or(r#"{"type":"object"}"#));
    if let Some(schema) = compact_schema(row.name, row.output_schema) {
        json.name("outputSchema").raw(&schema);
    }
    annotations(row.hints, json.name("annotations"));
    json.raw("}");
}

/// Returns the text of a schema of the table on one line; `None` when there is none, or when it is not an object. Generated schemas are
/// compact, and are not parsed for a list.
fn compact_schema<'t>(tool: &str, text: &'t str) -> Option<Cow<'t, str>> {
    match checked(text.as_bytes(), Budget::default()) {
        Ok(CheckedText { text, compact: true }) if is_object(text) => Some(text.into()),
        _ => schema(tool, text).map(|schema| schema.to_string().into()),
    }
}

/// Parses a schema of the table; `None` when there is none, or when it is not an object (which generated code never
/// has).
pub(crate) fn schema(tool: &str, text: &str) -> Option<Value> {
    if text.is_empty() {
        return None;
    }
    let schema = serde_json::from_str(text).ok().filter(Value::is_object);
    if schema.is_none() {
        tracing::error!(target: "naftiko::mcp", tool, "ignored tool schema: not an object");
    }
    schema
}

fn annotations(hints: Hints, json: &mut Writer) {
    json.raw("{").name("readOnlyHint").boolean(hints.read_only);
    json.name("destructiveHint").boolean(hints.destructive);
    json.name("idempotentHint").boolean(hints.idempotent);
    json.name("openWorldHint").boolean(hints.open_world).raw("}");
}

/// Appends the item of an MCP resource in `resources/list`.
pub(crate) fn resource(row: &Resource, json: &mut Writer) {
    json.raw("{").name("uri").string(row.uri);
    described(row, row.mime_type, json);
}

/// Appends the item of a template in `resources/templates/list`.
pub(crate) fn template(row: &Resource, json: &mut Writer) {
    json.raw("{").name("uriTemplate").string(row.uri);
    described(row, row.mime_type, json);
}

/// Appends the common members of MCP resources and templates, and the end of the item.
fn described(row: &Resource, mime_type: &str, json: &mut Writer) {
    json.name("name").string(row.name);
    json.text_member("title", row.title);
    json.text_member("description", row.description);
    json.text_member("mimeType", mime_type).raw("}");
}

/// Appends the item of a file: the MCP resource itself if it is a single file.
pub(crate) fn file(row: &Resource, file: &Listed, json: &mut Writer) {
    let mime_type = match row.mime_type {
        "" => media_type::of_name(&file.name).unwrap_or_default(),
        declared => declared,
    };
    json.raw("{").name("uri");
    if file.below.is_empty() {
        json.string(row.uri);
        return described(row, mime_type, json);
    }
    json.string(&format!("{}{}", row.uri.trim_end_matches('/'), file.below));
    json.name("name").string(&file.name);
    json.text_member("mimeType", mime_type).raw("}");
}

/// Appends the item of a prompt in `prompts/list`.
pub(crate) fn prompt(row: &Prompt, json: &mut Writer) {
    json.raw("{").name("name").string(row.name);
    json.text_member("title", row.title);
    json.text_member("description", row.description);
    if !row.arguments.is_empty() {
        json.name("arguments").raw("[");
        row.arguments
            .iter()
            .for_each(|row| argument(row, json.separate()));
        json.raw("]");
    }
    json.raw("}");
}

fn argument(row: &PromptArgument, json: &mut Writer) {
    json.raw("{").name("name").string(row.name);
    json.text_member("title", row.title);
    json.text_member("description", row.description);
    json.name("required").boolean(row.required).raw("}");
}
