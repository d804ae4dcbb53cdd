//! A server's tables and the functions that carry out its calls.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;

use super::accepted::{Accepted, Fitted};
use super::bound::bounded;
use super::catalog::Catalog;
use super::completion::Completer;
use super::json::{is_null, is_object};
use super::own::Own;
use super::updates::Updates;
use super::{Dispatch, ProtocolError, ToolError, ToolResult};
use crate::input::Inputs;

/// How large a result may be unless another limit is set, in bytes: about what the hosts of agents let
/// through.
pub(super) const RESULT_LIMIT: usize = 100_000;

/// What a server has and what carries it out, shared by all of its transports.
#[derive(Clone)]
pub(super) struct Tools {
    pub(super) catalog: Catalog,
    pub(super) accepted: Arc<Accepted>,
    pub(super) dispatch: Arc<dyn Dispatch>,
    pub(super) own: Own,
    pub(super) completer: Option<Completer>,
    pub(super) updates: Option<Updates>,
    pub(super) result_limit: usize,
}

impl Tools {
    /// Carries out a call with the text of its arguments, an object; `None` when there is no such tool. A tool that panics fails, and fails alone.
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
        let outcome = AssertUnwindSafe(pending).catch_unwind().await;
        let outcome =
            outcome.unwrap_or_else(|_| Err(ToolError::new("The tool failed inside of the server.")));
        let result = match outcome {
            Ok(result) => result,
            Err(error) => match error.as_protocol() {
                Some(error) => return Some(Err(error.clone())),
                None => error.into_result(self.has_output_schema(name)),
            },
        };
        Some(Ok(bounded(result, self.result_limit)))
    }

    fn has_output_schema(&self, name: &str) -> bool {
        let tool = self.catalog.tool(name);
        tool.is_some_and(|tool| tool.output_schema.trim_start().starts_with('{'))
    }
}

/// The text of arguments; `None` when that is not an object. Arguments that are null or absent are none.
pub(super) fn arguments_text(text: Option<&str>) -> Option<&str> {
    match text {
        None => Some("{}"),
        Some(text) if is_null(text) => Some("{}"),
        Some(text) => is_object(text).then_some(text),
    }
}
