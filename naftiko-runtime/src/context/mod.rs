//! Context of the current request: id, trace, caller.
//!
//! Adapters set a [`Context`] for each request. Code in the same task reads it with [`Context::current`].

mod caller;
#[cfg(feature = "rest")]
mod negotiation;
#[cfg(feature = "mcp")]
mod operation;
mod page;
mod part;

pub use caller::Caller;
#[cfg(feature = "mcp")]
pub(crate) use operation::{AskedOperation, RunningOperation};
pub(crate) use page::AskedPage;
pub(crate) use part::in_part;

use std::cell::Cell;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::quota::Taken;
use crate::telemetry::{Recording, TraceId};

/// The header with the id of a request.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The headers of W3C trace context and baggage.
static TRACE: [HeaderName; 3] = [
    HeaderName::from_static("traceparent"),
    HeaderName::from_static("tracestate"),
    HeaderName::from_static("baggage"),
];

/// The memory that every request takes: its values, and the buffers of its connection to an API.
pub(crate) const REQUEST_MEMORY: usize = 64 * 1024;

/// The longest trace header and baggage in bytes.
const MAX_HEADER_LENGTH: usize = 8192;

tokio::task_local! {
    static CURRENT: Context;
}

/// The context of the current request. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Context(Arc<ContextInner>);

#[derive(Clone, Debug, Default)]
struct ContextInner {
    request_id: Option<HeaderValue>,
    /// `traceparent`, `tracestate`, `baggage`.
    trace: [Option<HeaderValue>; 3],
    #[cfg(feature = "rest")]
    negotiation: negotiation::Negotiation,
    caller: Option<Caller>,
    body_limit: Option<usize>,
    /// The memory that the request takes from the server.
    memory: Option<Arc<Taken>>,
    /// The record of the request, if its server records any.
    recording: Option<Recording>,
    /// The page that the caller asks for, if the request is for a list in pages.
    page: Option<AskedPage>,
    /// The long-running operation whose result the caller waits for.
    #[cfg(feature = "mcp")]
    operation: Option<AskedOperation>,
}

impl Context {
    /// Returns the context of the current task, if it handles a request.
    pub fn current() -> Option<Self> {
        CURRENT.try_with(Self::clone).ok()
    }

    /// Creates the context of a request. A valid id and a valid trace are taken from the headers; a missing id is
    /// generated.
    pub fn from_headers(headers: &HeaderMap) -> Self {
        Self::new(headers, None, None)
    }

    /// Creates the context of a request that has none; an adapter's router may be part of any program. Returns `None`
    /// when a context is set.
    pub(crate) fn from_request_if_unset(headers: &HeaderMap, extensions: &http::Extensions) -> Option<Self> {
        if CURRENT.try_with(|_| ()).is_ok() {
            return None;
        }
        Some(Self::new(headers, extensions.get::<Caller>().cloned(), None))
    }

    /// Creates the context with what the adapter knows.
    fn new(headers: &HeaderMap, caller: Option<Caller>, body_limit: Option<usize>) -> Self {
        let mut inner = ContextInner {
            caller,
            body_limit,
            ..ContextInner::default()
        };
        let (mut id, mut trace) = (None, [None; 3]);
        // One pass costs less than a lookup of each name.
        for (name, value) in headers {
            match name.as_str() {
                "x-request-id" => id = id.or(Some(value)),
                "traceparent" => trace[0] = trace[0].or(Some(value)),
                "tracestate" => trace[1] = trace[1].or(Some(value)),
                "baggage" => trace[2] = trace[2].or(Some(value)),
                // What the caller accepts, and the conditions of its request (RFC 9110, 12.5 and 13.1).
                #[cfg(feature = "rest")]
                "accept"
                | "accept-encoding"
                | "if-match"
                | "if-modified-since"
                | "if-none-match"
                | "if-unmodified-since" => inner.negotiation.keep(name, value),
                _ => {}
            }
        }
        let id = id.filter(|id| is_request_id(id)).cloned();
        inner.request_id = id.or_else(generate_request_id);
        if !trace[0].is_some_and(is_trace_parent) {
            [trace[0], trace[1]] = [None; 2];
        }
        inner.trace = trace.map(|value| value.filter(|value| value.len() <= MAX_HEADER_LENGTH).cloned());
        Self(Arc::new(inner))
    }

    /// Runs a future in this context.
    pub fn scope<F: Future>(self, future: F) -> impl Future<Output = F::Output> + use<F> {
        CURRENT.scope(self, future)
    }

    /// Runs a function in this context.
    pub(crate) fn enter<T>(self, run: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(self, run)
    }

    /// Returns the id of the request.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_ref()?.to_str().ok()
    }

    /// Returns the caller, if the adapter authenticates callers.
    pub fn caller(&self) -> Option<&Caller> {
        self.0.caller.as_ref()
    }

    /// Returns the headers of the trace (`traceparent`, `tracestate`), which clients send with calls on behalf of the request.
    pub fn trace(&self) -> impl Iterator<Item = (HeaderName, &HeaderValue)> {
        (0..2).filter_map(|place| self.trace_header(place))
    }

    /// Returns the header `baggage`, which clients send where [`Config::send_baggage`](crate::client::Config::send_baggage) is set.
    pub fn baggage(&self) -> Option<(HeaderName, &HeaderValue)> {
        self.trace_header(2)
    }

    fn trace_header(&self, place: usize) -> Option<(HeaderName, &HeaderValue)> {
        let value = self.0.trace.get(place)?.as_ref()?;
        Some((TRACE.get(place)?.clone(), value))
    }

    /// Returns the id of the request as a header.
    pub(crate) fn request_id_header(&self) -> Option<HeaderValue> {
        self.0.request_id.clone()
    }

    /// Adds the headers by which the caller of the current request negotiates the response, unless they are set.
    #[cfg(feature = "rest")]
    pub(crate) fn negotiate(headers: &mut HeaderMap) {
        // Outside of a server there is no caller.
        let _ = CURRENT.try_with(|context| context.0.negotiation.add_to(headers));
    }

    /// Returns the largest body that the server allows.
    pub(crate) fn body_limit() -> Option<usize> {
        CURRENT.try_with(|context| context.0.body_limit).ok().flatten()
    }

    /// Returns the memory of the current request; `None` outside of a server.
    pub(crate) fn memory() -> Option<Arc<Taken>> {
        CURRENT
            .try_with(|context| context.0.memory.clone())
            .ok()
            .flatten()
    }

    /// Returns the context with what the adapter knows.
    pub(crate) fn with(
        mut self,
        caller: Option<Caller>,
        body_limit: Option<usize>,
        memory: Arc<Taken>,
    ) -> Self {
        let inner = Arc::make_mut(&mut self.0);
        inner.caller = caller;
        inner.body_limit = body_limit;
        inner.memory = Some(memory);
        self
    }

    /// Returns the record of the current request, if its server records any.
    pub(crate) fn recording() -> Option<Recording> {
        CURRENT
            .try_with(|context| context.0.recording.clone())
            .ok()
            .flatten()
    }

    /// Returns the trace that the request belongs to, with the span of its caller; a new one without a caller's.
    pub(crate) fn trace_id(&self) -> (TraceId, Option<u64>) {
        let parent = self.0.trace[0].as_ref().and_then(|value| value.to_str().ok());
        match parent.and_then(TraceId::of_parent) {
            Some((trace, span)) => (trace, Some(span)),
            None => (TraceId::new(), None),
        }
    }

    /// Returns the context with the record of the request, or of a part of it. If its trace is recorded, what is called is a part of it.
    pub(crate) fn with_recording(mut self, recording: Recording) -> Self {
        let inner = Arc::make_mut(&mut self.0);
        let parent = recording.trace_parent();
        if let Some(parent) = parent.and_then(|parent| HeaderValue::try_from(parent).ok()) {
            inner.trace[0] = Some(parent);
        }
        inner.recording = Some(recording);
        self
    }

    /// Replaces the trace of the current request in the headers of a call by that of the call, if it is recorded. A trace that the spec or the
    /// program sets stays.
    pub(crate) fn add_trace_of(call: &Recording, headers: &mut HeaderMap) {
        let of_call = call.trace_parent();
        let Some(of_call) = of_call.and_then(|parent| HeaderValue::try_from(parent).ok()) else {
            return;
        };
        let of_request = Self::current().and_then(|context| context.0.trace[0].clone());
        if headers.get(&TRACE[0]) == of_request.as_ref() {
            headers.insert(&TRACE[0], of_call);
        }
    }

    /// Returns the page of an operation that the caller of the current request asks for.
    pub(crate) fn page(operation: &str) -> Option<AskedPage> {
        let page = CURRENT.try_with(|context| context.0.page.clone()).ok().flatten();
        page.filter(|page| page.is_of(operation))
    }

    /// Returns the context with the page that the caller asks for.
    pub(crate) fn with_page(mut self, page: AskedPage) -> Self {
        Arc::make_mut(&mut self.0).page = Some(page);
        self
    }

    /// Returns the long-running operation whose result the caller of the current request waits for, if a call of `operation` is for it.
    #[cfg(feature = "mcp")]
    pub(crate) fn asked_operation(operation: &str) -> Option<AskedOperation> {
        let asked = CURRENT.try_with(|context| context.0.operation.clone());
        asked.ok().flatten().filter(|asked| asked.is_of(operation))
    }

    /// Returns the context with the long-running operation whose result the caller waits for.
    #[cfg(feature = "mcp")]
    pub(crate) fn with_operation(mut self, operation: AskedOperation) -> Self {
        Arc::make_mut(&mut self.0).operation = Some(operation);
        self
    }

    /// Returns the context with the caller.
    pub(crate) fn with_caller(mut self, caller: Option<Caller>) -> Self {
        Arc::make_mut(&mut self.0).caller = caller;
        self
    }

    /// Returns the context with the trace of a message inside the request, if its parent is valid.
    #[cfg(feature = "mcp")]
    pub(crate) fn with_trace(mut self, texts: [Option<&str>; 3]) -> Self {
        let values = texts.map(|text| HeaderValue::from_str(text?).ok());
        if values[0].as_ref().is_some_and(is_trace_parent) {
            Arc::make_mut(&mut self.0).trace = values;
        }
        self
    }
}

/// Returns whether an id can be echoed and logged: visible characters, at most 128.
fn is_request_id(id: &HeaderValue) -> bool {
    (1..=128).contains(&id.len()) && id.as_bytes().iter().all(u8::is_ascii_graphic)
}

/// Returns whether a value is a trace parent: `00-<32 hex>-<16 hex>-<2 hex>` with non-zero ids; later versions may be
/// longer.
fn is_trace_parent(value: &HeaderValue) -> bool {
    let Ok(text) = value.to_str() else {
        return false;
    };
    let parts: Vec<&str> = text.split('-').collect();
    let [version, trace, parent, flags, more @ ..] = parts.as_slice() else {
        return false;
    };
    let hex = |text: &str, length: usize| {
        text.len() == length
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    let some = |text: &str| text.bytes().any(|byte| byte != b'0');
    hex(version, 2)
        && *version != "ff"
        && (*version != "00" || more.is_empty())
        && hex(trace, 32)
        && some(trace)
        && hex(parent, 16)
        && some(parent)
        && hex(flags, 2)
}

thread_local! {
    /// Random at first, and different for each thread.
    static IDS: Cell<(u64, u64)> = Cell::new((
        RandomState::new().hash_one("naftiko"),
        RandomState::new().hash_one("request"),
    ));
}

/// Returns an id that no other request has. It needs to be unique, not secret.
fn generate_request_id() -> Option<HeaderValue> {
    let (high, low) = IDS.get();
    // An odd step visits every number before it repeats one.
    IDS.set((high, low.wrapping_add(0x9E37_79B9_7F4A_7C15)));
    let number = (u128::from(high) << 64) | u128::from(low);
    let digit = |value: u8| b"0123456789abcdef"[usize::from(value & 15)];
    let digits = number.to_be_bytes().map(|byte| [digit(byte >> 4), digit(byte)]);
    HeaderValue::from_bytes(digits.as_flattened()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(headers: &[(&'static str, &str)]) -> Context {
        let map = headers
            .iter()
            .filter_map(|(name, value)| Some((HeaderName::from_static(name), value.parse().ok()?)))
            .collect();
        Context::from_headers(&map)
    }

    #[test]
    fn request_id_is_taken_from_the_header_or_generated() {
        assert_eq!(context(&[("x-request-id", "a-1")]).request_id(), Some("a-1"));
        let (one, other) = (context(&[("x-request-id", "a b")]), context(&[]));
        let ids = (one.request_id(), other.request_id());
        assert_ne!(ids.0, ids.1);
        assert!(ids.0.is_some_and(|id| id.len() == 32), "{ids:?}");
    }

    #[test]
    fn trace_is_kept_when_its_parent_is_valid() {
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let headers = [("traceparent", parent), ("tracestate", "a=1"), ("baggage", "b=2")];
        assert_eq!(context(&headers).trace().count(), 2);
        assert!(context(&headers).baggage().is_some());
        let zero = "00-00000000000000000000000000000000-b7ad6b7169203331-01";
        for bad in ["", "x", zero, &parent.to_uppercase(), &format!("{parent}-x")] {
            let context = context(&[("traceparent", bad), ("tracestate", "a=1"), ("baggage", "b=2")]);
            assert_eq!(context.trace().count(), 0, "{bad}");
            assert!(context.baggage().is_some());
        }
    }
}
