//! What a server has, and carrying out its tools.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use rmcp::model::{ErrorData, JsonObject};

use super::bound::bounded;
use super::catalog::Catalog;
use super::completion::Completer;
use super::own::Own;
use super::updates::Updates;
use super::{Dispatch, ToolError, ToolResult};
use crate::input::Inputs;

/// How large a result may be unless another limit is set, in bytes: about what the hosts of agents let
/// through.
pub(super) const RESULT_LIMIT: usize = 100_000;

/// What a server has and what carries it out, shared by all of its transports.
#[derive(Clone)]
pub(super) struct Tools {
    pub(super) catalog: Catalog,
    pub(super) dispatch: Arc<dyn Dispatch>,
    pub(super) own: Own,
    pub(super) completer: Option<Completer>,
    pub(super) updates: Option<Updates>,
    pub(super) result_limit: usize,
}

impl Tools {
    /// Carries out a call; `None` when there is no such tool. A tool that panics fails, and fails alone.
    pub(super) async fn invoke(
        &self,
        name: &str,
        arguments: JsonObject,
    ) -> Option<Result<ToolResult, ErrorData>> {
        let inputs = Inputs::from_arguments(arguments);
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
        let mut result = bounded(result.0, self.result_limit);
        let meta = self.catalog.meta.clone();
        match &mut result.meta {
            Some(present) => present.extend(meta),
            none => *none = Some(meta),
        }
        Some(Ok(ToolResult(result)))
    }

    fn has_output_schema(&self, name: &str) -> bool {
        self.catalog
            .tool(name)
            .is_some_and(|tool| tool.output_schema.is_some())
    }
}
