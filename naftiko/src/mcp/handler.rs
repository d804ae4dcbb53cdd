//! The one place where a server meets the protocol library.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CompleteRequestMethod, CompleteRequestParams,
    CompleteResult, ErrorData, GetPromptRequestMethod, GetPromptRequestParams, GetPromptResponse,
    InitializeRequestParams, InitializeResult, JsonObject, ListPromptsRequestMethod, ListPromptsResult,
    ListResourceTemplatesRequestMethod, ListResourceTemplatesResult, ListResourcesRequestMethod,
    ListResourcesResult, ListToolsResult, MetaObject, PaginatedRequestParams, ProtocolVersion,
    ReadResourceRequestMethod, ReadResourceRequestParams, ReadResourceResponse, ServerConfig,
    SetLevelRequestMethod, SubscribeRequestMethod, SubscribeRequestParams, SubscriptionFilter,
    Tool as McpTool, UnsubscribeRequestMethod, UnsubscribeRequestParams,
};
use rmcp::service::{RequestContext, SubscriptionContext};
use rmcp::{RoleServer, ServerHandler};

use super::bound::bounded;
use super::catalog::Catalog;
use super::completion::Completer;
use super::notice::Listener;
use super::own::Own;
use super::reading::unknown_resource;
use super::updates::{self, Subscribed, Updates};
use super::{Dispatch, ToolError, ToolResult};
use crate::context::Context as RequestContextOf;
use crate::input::Inputs;

/// How large a result may be unless another limit is set, in bytes: about what the hosts of agents let
/// through.
pub(super) const RESULT_LIMIT: usize = 100_000;

type Context = RequestContext<RoleServer>;

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
        result
            .meta
            .get_or_insert_default()
            .extend(self.catalog.meta.clone());
        Some(Ok(ToolResult(result)))
    }

    fn has_output_schema(&self, name: &str) -> bool {
        self.catalog
            .tool(name)
            .is_some_and(|tool| tool.output_schema.is_some())
    }
}

/// What the protocol library calls. Features that are not declared are refused, not answered with nothing.
#[derive(Clone)]
pub(super) struct Handler(Arc<Tools>, Option<Arc<Subscribed>>);

impl Handler {
    /// A handler of requests that have nothing to do with each other.
    pub(super) fn new(tools: Arc<Tools>) -> Self {
        Self(tools, None)
    }

    /// A handler of one client, which stays.
    pub(super) fn for_one(&self) -> Self {
        Self(Arc::clone(&self.0), Some(Arc::default()))
    }

    /// What older clients need to subscribe: a session, and a server that tells of changes.
    fn subscribing(&self) -> Option<(&Subscribed, &Updates)> {
        Some((self.1.as_deref()?, self.0.updates.as_ref()?))
    }
}

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
        _: Context,
    ) -> Result<rmcp::model::CustomResult, ErrorData> {
        Err(unreadable(
            request.method,
            self.has_prompts(),
            self.has_resources(),
        ))
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

impl Handler {
    fn has_resources(&self) -> bool {
        self.0.catalog.config.capabilities.resources.is_some()
    }

    fn has_prompts(&self) -> bool {
        self.0.catalog.config.capabilities.prompts.is_some()
    }

    fn logs(&self) -> bool {
        self.0.catalog.config.capabilities.logging.is_some()
    }

    /// Runs a call with what belongs to its request: the HTTP request's, the trace that the message itself
    /// has, and who waits for it. A call whose client cancels it, or goes away, is dropped where it stands.
    async fn in_context<T>(&self, context: &Context, call: impl Future<Output = T>) -> Result<T, ErrorData> {
        let request = context.extensions.get::<::http::request::Parts>();
        let outer = request.and_then(|request| request.extensions.get::<RequestContextOf>().cloned());
        let outer = outer.unwrap_or_else(|| RequestContextOf::from_headers(&::http::HeaderMap::new()));
        let meta = &context.meta;
        let trace = [meta.get_traceparent(), meta.get_tracestate(), meta.get_baggage()];
        let call = Listener::new(context, self.logs(), is_modern(context)).scope(call);
        tokio::select! {
            biased;
            () = context.ct.cancelled() => Err(ErrorData::internal_error("the call was cancelled", None)),
            outcome = outer.with_trace(trace).scope(call) => Ok(outcome),
        }
    }

    /// What every list carries: who answered, and for clients that know of it, how long it may be kept.
    fn complete_list(
        &self,
        context: &Context,
        meta: &mut Option<MetaObject>,
        ttl_ms: &mut Option<u64>,
        scope: &mut Option<CacheScope>,
    ) {
        let Catalog {
            lists, meta: info, ..
        } = &self.0.catalog;
        *meta = Some(info.clone());
        if is_modern(context) {
            *ttl_ms = Some(lists.ttl_ms);
            *scope = Some(lists.scope);
        }
    }
}

/// Lists have one page: nobody was given a cursor.
fn one_page(request: Option<PaginatedRequestParams>) -> Result<(), ErrorData> {
    if request.is_some_and(|request| request.cursor.is_some()) {
        return Err(ErrorData::invalid_params(
            "unknown cursor: the list has one page",
            None,
        ));
    }
    Ok(())
}

/// What to say to a request that the protocol library knows no form of: a method that is served has other
/// parameters than these, any other there is not.
fn unreadable(method: String, prompts: bool, resources: bool) -> ErrorData {
    let served = match method.as_str() {
        "initialize" | "tools/call" | "tools/list" => true,
        "prompts/get" | "prompts/list" => prompts,
        "resources/read" | "resources/list" | "resources/templates/list" => resources,
        _ => false,
    };
    if served {
        let message = format!("the parameters of `{method}` are not as the protocol has them");
        return ErrorData::invalid_params(message, None);
    }
    ErrorData::new(rmcp::model::ErrorCode::METHOD_NOT_FOUND, method, None)
}

fn is_modern(context: &Context) -> bool {
    context
        .protocol_version()
        .is_some_and(|version| version >= ProtocolVersion::V_2026_07_28)
}
