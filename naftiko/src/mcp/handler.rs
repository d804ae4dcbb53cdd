//! The one place where a server meets the protocol library.

use std::sync::Arc;

use rmcp::ServerHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CompleteRequestMethod, CompleteRequestParams, CompleteResult,
    ErrorData, GetPromptRequestMethod, GetPromptRequestParams, GetPromptResponse, InitializeRequestParams,
    InitializeResult, ListPromptsRequestMethod, ListPromptsResult, ListResourceTemplatesRequestMethod,
    ListResourceTemplatesResult, ListResourcesRequestMethod, ListResourcesResult, ListToolsResult,
    PaginatedRequestParams, ReadResourceRequestMethod, ReadResourceRequestParams, ReadResourceResponse,
    ServerConfig, SetLevelRequestMethod, SubscribeRequestMethod, SubscribeRequestParams, SubscriptionFilter,
    Tool as McpTool, UnsubscribeRequestMethod, UnsubscribeRequestParams,
};
use rmcp::service::SubscriptionContext;

use super::answering::{Context, Handler, is_modern, one_page};
use super::reading::unknown_resource;
use super::updates;

impl ServerHandler for Handler {
    fn get_info(&self) -> ServerConfig {
        self.0.catalog.config.clone()
    }

    async fn initialize(
        &self,
        request: InitializeRequestParams,
        context: Context,
    ) -> Result<InitializeResult, ErrorData> {
        let mut result = self.negotiate_initialize(&request)?;
        context.peer.set_peer_info(request);
        // Where no session is kept, an older client has nothing to be told by.
        if self.subscribing().is_none()
            && let Some(resources) = &mut result.capabilities.resources
        {
            resources.subscribe = None;
        }
        Ok(result)
    }

    async fn subscribe(&self, request: SubscribeRequestParams, context: Context) -> Result<(), ErrorData> {
        let Some((subscribed, updates)) = self.subscribing() else {
            return Err(ErrorData::method_not_found::<SubscribeRequestMethod>());
        };
        if self.0.catalog.resource(&request.uri).is_none() {
            return Err(unknown_resource(&request.uri));
        }
        subscribed.add(updates, context.peer.clone(), request.uri)
    }

    async fn unsubscribe(&self, request: UnsubscribeRequestParams, _: Context) -> Result<(), ErrorData> {
        let Some((subscribed, _)) = self.subscribing() else {
            return Err(ErrorData::method_not_found::<UnsubscribeRequestMethod>());
        };
        subscribed.remove(&request.uri);
        Ok(())
    }

    fn accepted_subscription_filter(&self, wished: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        self.0.updates.as_ref()?;
        Some(updates::accepted(wished, |uri| {
            self.0.catalog.resource(uri).is_some()
        }))
    }

    async fn listen(&self, subscription: SubscriptionContext) -> Result<(), ErrorData> {
        match &self.0.updates {
            Some(updates) => updates.listen(subscription).await,
            None => Ok(()),
        }
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        context: Context,
    ) -> Result<ListToolsResult, ErrorData> {
        one_page(request)?;
        let mut list = ListToolsResult::with_all_items(self.0.catalog.tools.clone());
        self.complete_list(&context, &mut list.meta, &mut list.ttl_ms, &mut list.cache_scope);
        Ok(list)
    }

    fn get_tool(&self, name: &str) -> Option<McpTool> {
        self.0.catalog.tool(name).cloned()
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: Context,
    ) -> Result<CallToolResponse, ErrorData> {
        let call = self
            .0
            .invoke(&request.name, request.arguments.unwrap_or_default());
        match self.in_context(&context, call).await? {
            Some(Ok(result)) => Ok(CallToolResponse::Complete(result.0)),
            Some(Err(error)) => Err(error),
            None => Err(ErrorData::invalid_params(
                format!("unknown tool `{}`", request.name),
                None,
            )),
        }
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        context: Context,
    ) -> Result<CompleteResult, ErrorData> {
        let Some(completer) = &self.0.completer else {
            return Err(ErrorData::method_not_found::<CompleteRequestMethod>());
        };
        let mut result = self.in_context(&context, completer.answer(request)).await??;
        result.meta = Some(self.0.catalog.meta.clone());
        Ok(result)
    }

    /// Without sessions there is nowhere to keep the level: what is logged goes out from `Info` on.
    #[expect(
        deprecated,
        reason = "older versions of the protocol have it, and clients speak them"
    )]
    async fn set_level(
        &self,
        _: rmcp::model::SetLevelRequestParams,
        context: Context,
    ) -> Result<(), ErrorData> {
        if !self.logs() || is_modern(&context) {
            return Err(ErrorData::method_not_found::<SetLevelRequestMethod>());
        }
        Ok(())
    }

    async fn list_prompts(
        &self,
        request: Option<PaginatedRequestParams>,
        context: Context,
    ) -> Result<ListPromptsResult, ErrorData> {
        if !self.has_prompts() {
            return Err(ErrorData::method_not_found::<ListPromptsRequestMethod>());
        }
        one_page(request)?;
        let mut list = ListPromptsResult::with_all_items(self.0.catalog.prompts.clone());
        self.complete_list(&context, &mut list.meta, &mut list.ttl_ms, &mut list.cache_scope);
        Ok(list)
    }

    async fn on_custom_request(
        &self,
        request: rmcp::model::CustomRequest,
        context: Context,
    ) -> Result<rmcp::model::CustomResult, ErrorData> {
        Err(self.unreadable(request.method, &context))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: Context,
    ) -> Result<GetPromptResponse, ErrorData> {
        if !self.has_prompts() {
            return Err(ErrorData::method_not_found::<GetPromptRequestMethod>());
        }
        let prompt = self
            .0
            .prompt(&request.name, request.arguments.unwrap_or_default());
        Ok(self.in_context(&context, prompt).await??.into())
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        context: Context,
    ) -> Result<ListResourcesResult, ErrorData> {
        if !self.has_resources() {
            return Err(ErrorData::method_not_found::<ListResourcesRequestMethod>());
        }
        one_page(request)?;
        let tools = Arc::clone(&self.0);
        let listed = tokio::task::spawn_blocking(move || tools.catalog.listed()).await;
        let listed = listed.map_err(|_| ErrorData::internal_error("the resources cannot be listed", None))?;
        let mut list = ListResourcesResult::with_all_items(listed);
        self.complete_list(&context, &mut list.meta, &mut list.ttl_ms, &mut list.cache_scope);
        Ok(list)
    }

    async fn list_resource_templates(
        &self,
        request: Option<PaginatedRequestParams>,
        context: Context,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        if !self.has_resources() {
            return Err(ErrorData::method_not_found::<ListResourceTemplatesRequestMethod>());
        }
        one_page(request)?;
        let mut list = ListResourceTemplatesResult::with_all_items(self.0.catalog.templates.clone());
        self.complete_list(&context, &mut list.meta, &mut list.ttl_ms, &mut list.cache_scope);
        Ok(list)
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: Context,
    ) -> Result<ReadResourceResponse, ErrorData> {
        if !self.has_resources() {
            return Err(ErrorData::method_not_found::<ReadResourceRequestMethod>());
        }
        let mut result = self.in_context(&context, self.0.read(&request.uri)).await??;
        if is_modern(&context) {
            result.ttl_ms = Some(self.0.catalog.contents.ttl_ms);
            result.cache_scope = Some(self.0.catalog.contents.scope);
        }
        Ok(result.into())
    }
}
