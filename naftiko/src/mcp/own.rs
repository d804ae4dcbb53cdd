//! Tool overrides of the program.

use std::collections::HashMap;
use std::sync::Arc;

use super::{IntoToolResult, Pending, ToolError, reply};
use crate::input::Inputs;

type Carried = Arc<dyn Fn(Inputs) -> Pending<'static> + Send + Sync>;

/// The program's functions, by tool name.
#[derive(Clone, Default)]
pub(super) struct Own(Arc<HashMap<String, Carried>>);

impl Own {
    pub(super) fn add<T, F>(&mut self, tool: &str, function: impl Fn(Inputs) -> F + Send + Sync + 'static)
    where
        T: IntoToolResult,
        F: Future<Output = Result<T, ToolError>> + Send + 'static,
    {
        let carried: Carried = Arc::new(move |inputs| {
            let pending = function(inputs);
            Box::pin(async move { reply(pending.await?) })
        });
        Arc::make_mut(&mut self.0).insert(tool.to_owned(), carried);
    }

    pub(super) fn call(&self, tool: &str) -> Option<&Carried> {
        self.0.get(tool)
    }
}
