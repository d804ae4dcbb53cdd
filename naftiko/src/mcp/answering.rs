//! What answers have in common: who asks, in which context, and what every list carries.

use std::sync::Arc;

use rmcp::RoleServer;
use rmcp::model::{CacheScope, ErrorCode, ErrorData, MetaObject, PaginatedRequestParams, ProtocolVersion};
use rmcp::service::RequestContext;

use super::catalog::Catalog;
use super::notice::Listener;
use super::service::Tools;
use super::updates::{Subscribed, Updates};
use crate::context::Context as RequestContextOf;

pub(super) type Context = RequestContext<RoleServer>;

/// What the protocol library calls. Features that are not declared are refused, not answered with nothing.
#[derive(Clone)]
pub(super) struct Handler(pub(super) Arc<Tools>, Option<Arc<Subscribed>>);

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
    pub(super) fn subscribing(&self) -> Option<(&Subscribed, &Updates)> {
        Some((self.1.as_deref()?, self.0.updates.as_ref()?))
    }

    pub(super) fn has_resources(&self) -> bool {
        self.0.catalog.config.capabilities.resources.is_some()
    }

    pub(super) fn has_prompts(&self) -> bool {
        self.0.catalog.config.capabilities.prompts.is_some()
    }

    /// What to say to a request that the protocol library knows no form of: a method that is served has other
    /// parameters than these, any other there is not. The newer protocol has some no more.
    pub(super) fn unreadable(&self, method: String, context: &Context) -> ErrorData {
        let older = !is_modern(context);
        let served = match method.as_str() {
            "initialize" => older,
            "tools/call" | "tools/list" => true,
            "prompts/get" | "prompts/list" => self.has_prompts(),
            "resources/read" | "resources/list" | "resources/templates/list" => self.has_resources(),
            "resources/subscribe" | "resources/unsubscribe" => older && self.subscribing().is_some(),
            "completion/complete" => self.0.completer.is_some(),
            "logging/setLevel" => older && self.logs(),
            _ => false,
        };
        if served {
            let message = format!("the parameters of `{method}` are not as the protocol has them");
            return ErrorData::invalid_params(message, None);
        }
        ErrorData::new(ErrorCode::METHOD_NOT_FOUND, method, None)
    }

    pub(super) fn logs(&self) -> bool {
        self.0.catalog.config.capabilities.logging.is_some()
    }

    /// Runs a call with what belongs to its request: the HTTP request's, the trace that the message itself
    /// has, and who waits for it. A call whose client cancels it, or goes away, is dropped where it stands.
    pub(super) async fn in_context<T>(
        &self,
        context: &Context,
        call: impl Future<Output = T>,
    ) -> Result<T, ErrorData> {
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
    pub(super) fn complete_list(
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
pub(super) fn one_page(request: Option<PaginatedRequestParams>) -> Result<(), ErrorData> {
    if request.is_some_and(|request| request.cursor.is_some()) {
        return Err(ErrorData::invalid_params(
            "unknown cursor: the list has one page",
            None,
        ));
    }
    Ok(())
}

pub(super) fn is_modern(context: &Context) -> bool {
    context
        .protocol_version()
        .is_some_and(|version| version >= ProtocolVersion::V_2026_07_28)
}
