//! A server's tool table in the form it is sent in, made once.

use std::collections::HashMap;
use std::sync::Arc;

use rmcp::model::{
    Implementation, JsonObject, MetaObject, ServerCapabilities, ServerConfig, Tool as McpTool,
    ToolAnnotations,
};
use serde_json::{Map, Value};

use super::{Hints, ServerInfo, Tool};

/// Where results carry who answered.
const SERVER_INFO: &str = "io.modelcontextprotocol/serverInfo";

/// What a server says about itself and its tools, ready to be sent.
#[derive(Debug)]
pub(super) struct Catalog {
    pub(super) config: ServerConfig,
    /// In the order of the spec.
    pub(super) tools: Vec<McpTool>,
    /// What every result carries: who answered.
    pub(super) meta: MetaObject,
    positions: HashMap<&'static str, usize>,
}

impl Catalog {
    pub(super) fn new(info: &ServerInfo, tools: &[Tool]) -> Self {
        let mut implementation = Implementation::new(info.name, info.version);
        implementation.title = text(info.title);
        let meta = server_info(&implementation);
        let mut config = ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(implementation);
        config.instructions = text(info.instructions);
        config.meta = Some(meta.clone());
        Self {
            config,
            tools: tools.iter().map(to_mcp).collect(),
            meta,
            positions: tools
                .iter()
                .enumerate()
                .map(|(position, tool)| (tool.name, position))
                .collect(),
        }
    }

    pub(super) fn tool(&self, name: &str) -> Option<&McpTool> {
        self.tools.get(*self.positions.get(name)?)
    }
}

fn text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn server_info(implementation: &Implementation) -> MetaObject {
    // An implementation is plain strings: turning it into JSON has no way to fail.
    let value = serde_json::to_value(implementation).unwrap_or_default();
    MetaObject(Map::from_iter([(SERVER_INFO.to_owned(), value)]))
}

fn to_mcp(tool: &Tool) -> McpTool {
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
