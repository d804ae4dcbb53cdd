//! What belongs to the request that is being answered: its id, its trace, its caller.
//!
//! Adapters set a [`Context`] for the time of a call; whatever runs in the call's task can ask for it
//! ([`Context::current`]), and clients pass the trace on.

use std::cell::Cell;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::inbound::Caller;

/// The header that carries the id of a request.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The headers of W3C trace context and baggage.
static TRACE: [HeaderName; 3] = [
    HeaderName::from_static("traceparent"),
    HeaderName::from_static("tracestate"),
    HeaderName::from_static("baggage"),
];

/// No id, trace or baggage worth passing on is longer, in bytes.
const LENGTH: usize = 8192;

tokio::task_local! {
    static CURRENT: Context;
}

/// What belongs to the request that is being answered. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Context(Arc<Inner>);

#[derive(Clone, Debug, Default)]
struct Inner {
    request_id: Option<HeaderValue>,
    /// `traceparent`, `tracestate`, `baggage`.
    trace: [Option<HeaderValue>; 3],
    caller: Option<Caller>,
    body_limit: Option<usize>,
}

impl Context {
    /// The context of the task that this runs in, if it answers a request.
    pub fn current() -> Option<Self> {
        CURRENT.try_with(Self::clone).ok()
    }

    /// The context of a request: its id is taken when it has a usable one, and made otherwise; its trace is
    /// taken when it is one.
    pub fn from_headers(headers: &HeaderMap) -> Self {
        Self::new(headers, None, None)
    }

    /// The context of a request that nobody has given one, or `None` when somebody has: an adapter's router
    /// may be part of any program.
    pub(crate) fn missing(headers: &HeaderMap, extensions: &http::Extensions) -> Option<Self> {
        if CURRENT.try_with(|_| ()).is_ok() {
            return None;
        }
        Some(Self::new(headers, extensions.get::<Caller>().cloned(), None))
    }

    /// The context of a request, and what the adapter knows.
    fn new(headers: &HeaderMap, caller: Option<Caller>, body_limit: Option<usize>) -> Self {
        let given = headers.get(REQUEST_ID).filter(|id| is_request_id(id));
        let mut inner = Inner {
            request_id: given.cloned().or_else(made_request_id),
            caller,
            body_limit,
            ..Inner::default()
        };
        let value = |name: &HeaderName| headers.get(name).filter(|value| value.len() <= LENGTH).cloned();
        if headers.get(&TRACE[0]).is_some_and(is_trace_parent) {
            inner.trace = TRACE.each_ref().map(value);
        } else {
            inner.trace[2] = value(&TRACE[2]);
        }
        Self(Arc::new(inner))
    }

    /// Runs a future in this context.
    pub fn scope<F: Future>(self, future: F) -> impl Future<Output = F::Output> + use<F> {
        CURRENT.scope(self, future)
    }

    /// The id of the request.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_ref()?.to_str().ok()
    }

    /// Who called, when the adapter asks for credentials.
    pub fn caller(&self) -> Option<&Caller> {
        self.0.caller.as_ref()
    }

    /// The headers of the trace (`traceparent`, `tracestate`, `baggage`), to be sent with what is called on
    /// behalf of the request.
    pub fn trace(&self) -> impl Iterator<Item = (HeaderName, &HeaderValue)> {
        TRACE
            .iter()
            .zip(&self.0.trace)
            .filter_map(|(name, value)| Some((name.clone(), value.as_ref()?)))
    }

    /// The id of the request as a header.
    pub(crate) fn request_id_header(&self) -> Option<HeaderValue> {
        self.0.request_id.clone()
    }

    /// The limit of a body's size that the server sets.
    pub(crate) fn body_limit() -> Option<usize> {
        CURRENT.try_with(|context| context.0.body_limit).ok().flatten()
    }

    /// The same, with what the adapter knows.
    pub(crate) fn with(mut self, caller: Option<Caller>, body_limit: Option<usize>) -> Self {
        let inner = Arc::make_mut(&mut self.0);
        inner.caller = caller;
        inner.body_limit = body_limit;
        self
    }

    /// The same, with who calls.
    pub(crate) fn called_by(mut self, caller: Option<Caller>) -> Self {
        Arc::make_mut(&mut self.0).caller = caller;
        self
    }

    /// The same with another trace, when `parent` is one: that of a message inside of the request.
    #[cfg(feature = "mcp")]
    pub(crate) fn with_trace(mut self, texts: [Option<&str>; 3]) -> Self {
        let values = texts.map(|text| HeaderValue::from_str(text?).ok());
        if values[0].as_ref().is_some_and(is_trace_parent) {
            Arc::make_mut(&mut self.0).trace = values;
        }
        self
    }
}

/// An id that can be echoed and logged as it is: visible characters, not too many.
fn is_request_id(id: &HeaderValue) -> bool {
    (1..=128).contains(&id.len()) && id.as_bytes().iter().all(u8::is_ascii_graphic)
}

/// `00-<32 hex>-<16 hex>-<2 hex>`, neither id all zeros; later versions may go on.
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
    /// Random to begin with, and different for each thread.
    static IDS: Cell<(u64, u64)> = Cell::new((
        RandomState::new().hash_one("naftiko"),
        RandomState::new().hash_one("request"),
    ));
}

/// An id that no other request has: nothing secret hangs on it.
fn made_request_id() -> Option<HeaderValue> {
    let (high, low) = IDS.get();
    // A step that visits every number before it repeats one.
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
    fn an_id_is_taken_or_made() {
        assert_eq!(context(&[("x-request-id", "a-1")]).request_id(), Some("a-1"));
        let (one, other) = (context(&[("x-request-id", "a b")]), context(&[]));
        let ids = (one.request_id(), other.request_id());
        assert_ne!(ids.0, ids.1);
        assert!(ids.0.is_some_and(|id| id.len() == 32), "{ids:?}");
    }

    #[test]
    fn a_trace_is_passed_on_when_it_is_one() {
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let headers = [("traceparent", parent), ("tracestate", "a=1"), ("baggage", "b=2")];
        assert_eq!(context(&headers).trace().count(), 3);
        let zero = "00-00000000000000000000000000000000-b7ad6b7169203331-01";
        for bad in ["", "x", zero, &parent.to_uppercase(), &format!("{parent}-x")] {
            let names: Vec<_> = context(&[("traceparent", bad), ("tracestate", "a=1"), ("baggage", "b=2")])
                .trace()
                .map(|(name, _)| name)
                .collect();
            assert_eq!(names, ["baggage"], "{bad}");
        }
    }
}
