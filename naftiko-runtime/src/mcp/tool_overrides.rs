//! Tool overrides of the program.

use std::collections::HashMap;
use std::sync::Arc;

use crate::input::Inputs;
use crate::mcp::result::{IntoToolResult, ToolError, tool_result};
use crate::mcp::tables::ToolFuture;

type BoxTool = Arc<dyn Fn(Inputs) -> ToolFuture<'static> + Send + Sync>;

/// The program's functions, by tool name.
#[derive(Clone, Default)]
pub(crate) struct ToolOverrides(Arc<HashMap<String, BoxTool>>);

impl ToolOverrides {
    pub(crate) fn add<T, F>(&mut self, tool: &str, function: impl Fn(Inputs) -> F + Send + Sync + 'static)
    where
        T: IntoToolResult,
        F: Future<Output = Result<T, ToolError>> + Send + 'static,
    {
        let running: BoxTool = Arc::new(move |inputs| {
            let pending = function(inputs);
            Box::pin(async move { tool_result(pending.await?) })
        });
        Arc::make_mut(&mut self.0).insert(tool.to_owned(), running);
    }

    pub(crate) fn call(&self, tool: &str) -> Option<&BoxTool> {
        self.0.get(tool)
    }
}
