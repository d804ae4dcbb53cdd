//! Tool overrides of the program.

use std::collections::HashMap;
use std::sync::Arc;

use super::{IntoToolResult, ToolError, ToolFuture, tool_result};
use crate::input::Inputs;

type BoxTool = Arc<dyn Fn(Inputs) -> ToolFuture<'static> + Send + Sync>;

/// The program's functions, by tool name.
#[derive(Clone, Default)]
pub(super) struct ToolOverrides(Arc<HashMap<String, BoxTool>>);

impl ToolOverrides {
    pub(super) fn add<T, F>(&mut self, tool: &str, function: impl Fn(Inputs) -> F + Send + Sync + 'static)
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

    pub(super) fn call(&self, tool: &str) -> Option<&BoxTool> {
        self.0.get(tool)
    }
}
