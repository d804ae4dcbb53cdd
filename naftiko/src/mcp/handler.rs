//! The one place where a server meets the protocol library.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CompleteRequestMethod, CompleteRequestParams,
    CompleteResult, ErrorData, JsonObject, ListPromptsRequestMethod, ListPromptsResult,
    ListResourceTemplatesRequestMethod, ListResourceTemplatesResult, ListResourcesRequestMethod,
    ListResourcesResult, ListToolsResult, PaginatedRequestParams, ProtocolVersion, ServerConfig,
    Tool as McpTool,
};
use rmcp::service::RequestContext;
use rmcp::{RoleServer, ServerHandler};

use super::catalog::Catalog;
use super::{Dispatch, ToolError, ToolResult};
use crate::input::Inputs;

/// How long a client may keep the list of tools: it is part of the program, a new one needs a restart.
const LIST_TTL_MS: u64 = 300_000;

type Context = RequestContext<RoleServer>;

/// A server's tools and what carries them out, shared by all of its transports.
pub(super) struct Tools {
    pub(super) catalog: Catalog,
    pub(super) dispatch: Box<dyn Dispatch>,
}

impl Tools {
    /// Carries out a call; `None` when there is no such tool. A tool that panics fails, and fails alone.
    pub(super) async fn invoke(&self, name: &str, arguments: JsonObject) -> Option<ToolResult> {
        let pending = self.dispatch.call(name, Inputs::from_arguments(arguments))?;
        let outcome = AssertUnwindSafe(pending).catch_unwind().await;
        let outcome =
            outcome.unwrap_or_else(|_| Err(ToolError::new("The tool failed inside of the server.")));
        let mut result = outcome.unwrap_or_else(|error| error.into_result(self.has_output_schema(name)));
        result
            .0
            .meta
            .get_or_insert_default()
            .extend(self.catalog.meta.clone());
        Some(result)
    }

    fn has_output_schema(&self, name: &str) -> bool {
        self.catalog
            .tool(name)
            .is_some_and(|tool| tool.output_schema.is_some())
    }
}

/// What the protocol library calls. Features that are not declared are refused, not answered with nothing.
#[derive(Clone)]
pub(super) struct Handler(pub(super) Arc<Tools>);

impl ServerHandler for Handler {
    fn get_info(&self) -> ServerConfig {
        self.0.catalog.config.clone()
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        context: Context,
    ) -> Result<ListToolsResult, ErrorData> {
        if request.is_some_and(|request| request.cursor.is_some()) {
            return Err(ErrorData::invalid_params(
                "unknown cursor: the list of tools has one page",
                None,
            ));
        }
        let mut list = ListToolsResult::with_all_items(self.0.catalog.tools.clone());
        list.meta = Some(self.0.catalog.meta.clone());
        if context
            .protocol_version()
            .is_some_and(|version| version >= ProtocolVersion::V_2026_07_28)
        {
            list.ttl_ms = Some(LIST_TTL_MS);
            list.cache_scope = Some(CacheScope::Public);
        }
        Ok(list)
    }

    fn get_tool(&self, name: &str) -> Option<McpTool> {
        self.0.catalog.tool(name).cloned()
    }

    /// A call whose client cancels it, or goes away, is dropped where it stands.
    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: Context,
    ) -> Result<CallToolResponse, ErrorData> {
        let call = self
            .0
            .invoke(&request.name, request.arguments.unwrap_or_default());
        tokio::select! {
            biased;
            () = context.ct.cancelled() => Err(ErrorData::internal_error("the call was cancelled", None)),
            result = call => match result {
                Some(result) => Ok(CallToolResponse::Complete(result.0)),
                None => Err(ErrorData::invalid_params(format!("unknown tool `{}`", request.name), None)),
            },
        }
    }

    async fn complete(&self, _: CompleteRequestParams, _: Context) -> Result<CompleteResult, ErrorData> {
        Err(ErrorData::method_not_found::<CompleteRequestMethod>())
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: Context,
    ) -> Result<ListPromptsResult, ErrorData> {
        Err(ErrorData::method_not_found::<ListPromptsRequestMethod>())
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: Context,
    ) -> Result<ListResourcesResult, ErrorData> {
        Err(ErrorData::method_not_found::<ListResourcesRequestMethod>())
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: Context,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Err(ErrorData::method_not_found::<ListResourceTemplatesRequestMethod>())
    }
}
