//! Server state and tool execution.

use std::sync::Arc;

use super::accepted::{Accepted, Fitted};
use super::catalog::Catalog;
use super::completion::Completer;
use super::json::{is_null, is_object};
use super::tool_overrides::ToolOverrides;
use super::truncate::truncate;
use super::updates::Updates;
use super::{Dispatch, ProtocolError, ToolError, ToolResult};
use crate::input::Inputs;
use crate::panics;

/// The default limit of a result in bytes, similar to that of MCP hosts.
pub(super) const RESULT_LIMIT: usize = 100_000;

/// The tables of a server and its functions, shared by all transports.
#[derive(Clone)]
pub(super) struct Tools {
    pub(super) catalog: Catalog,
    pub(super) accepted: Arc<Accepted>,
    pub(super) dispatch: Arc<dyn Dispatch>,
    pub(super) own: ToolOverrides,
    pub(super) completer: Option<Completer>,
    pub(super) updates: Option<Updates>,
    pub(super) result_limit: usize,
}

impl Tools {
    /// Runs a call with the text of its arguments, an object; `None` when the tool is unknown. A panic fails this call
    /// alone.
    pub(super) async fn invoke(
        &self,
        name: &str,
        arguments: &str,
    ) -> Option<Result<ToolResult, ProtocolError>> {
        let Fitted { arguments, problems } = self.accepted.fit(name, arguments);
        let inputs = Inputs::from_arguments(arguments).with_problems(problems);
        let pending = match self.own.call(name) {
            Some(own) => own(inputs),
            None => self.dispatch.call(name, inputs)?,
        };
        let result = match caught(pending).await {
            Ok(result) => result,
            Err(error) => match error.as_protocol() {
                Some(error) => return Some(Err(error.clone())),
                None => error.into_result(self.has_output_schema(name)),
            },
        };
        Some(Ok(truncate(result, self.result_limit)))
    }

    fn has_output_schema(&self, name: &str) -> bool {
        let tool = self.catalog.tool(name);
        tool.is_some_and(|tool| tool.output_schema.trim_start().starts_with('{'))
    }
}

/// Returns the result of a function of the program, or the error of a panic in it.
pub(super) async fn caught<T>(pending: impl Future<Output = Result<T, ToolError>>) -> Result<T, ToolError> {
    let outcome = panics::catch(pending).await;
    outcome.unwrap_or_else(|_| Err(ToolError::new("The server failed to process the request.")))
}

/// Returns the text of arguments, without arguments if they are null or absent; `None` when they are not an object.
pub(super) fn arguments_text(text: Option<&str>) -> Option<&str> {
    match text {
        None => Some("{}"),
        Some(text) if is_null(text) => Some("{}"),
        Some(text) => is_object(text).then_some(text),
    }
}
