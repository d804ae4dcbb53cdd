//! The pages of a control adapter, at an address of their own: the paths of other adapters belong to their specs.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Method, StatusCode};

use super::endpoint::ServerState;
use super::{Control, Info, traces};
use crate::guard::Guard;
use crate::problem;
use crate::serve::Limits;
use crate::serve::connection::Phase;
use crate::value::Writer;

/// The format of Prometheus.
const PROMETHEUS: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What a control adapter shows, and to which callers.
pub(super) struct ControlState {
    pub(super) server: ServerState,
    pub(super) control: Control,
    pub(super) guard: Option<Guard>,
    pub(super) started: Instant,
}

/// An adapter that is served.
#[derive(Debug)]
pub(in crate::serve) struct ServedAdapter {
    pub(in crate::serve) namespace: String,
    /// `rest` or `mcp`.
    pub(in crate::serve) kind: &'static str,
    /// None for stdio.
    pub(in crate::serve) address: Option<SocketAddr>,
    pub(in crate::serve) is_guarded: bool,
    pub(in crate::serve) limits: Limits,
    pub(in crate::serve) has_stopped: AtomicBool,
}

/// Settings of the whole server.
#[derive(Clone, Copy, Debug)]
pub(in crate::serve) struct Settings {
    /// The memory of everything under way in bytes.
    pub(in crate::serve) memory: usize,
    pub(in crate::serve) workers: usize,
}

/// Returns the router of a control adapter.
pub(super) fn router(state: ControlState) -> Router {
    let state = Arc::new(state);
    Router::new().fallback(move |request: Request| {
        let state = Arc::clone(&state);
        async move { state.answer(request).await }
    })
}

impl ControlState {
    async fn answer(&self, request: Request) -> Response {
        let is_health = request.uri().path().starts_with("/health/");
        // Those who check health have no credentials.
        let request = match self.guard.as_ref().filter(|_| !is_health) {
            Some(guard) => match guard.authenticate(request).await {
                Ok(request) => request,
                Err(rejection) => return rejection,
            },
            None => request,
        };
        let Some(page) = self.page(&request) else {
            return problem::response(StatusCode::NOT_FOUND, "No route matches this path.");
        };
        if matches!(*request.method(), Method::GET | Method::HEAD) {
            return page.into_response();
        }
        let mut response = problem::response(StatusCode::METHOD_NOT_ALLOWED, "Only GET is allowed.");
        let allowed = HeaderValue::from_static("GET, HEAD");
        response.headers_mut().insert(ALLOW, allowed);
        response
    }

    fn page(&self, request: &Request) -> Option<Page> {
        let Control { health, info, .. } = &self.control;
        let telemetry = self.server.telemetry.as_ref();
        match request.uri().path() {
            "/health/live" if *health => Some(Page::json(r#"{"status":"UP"}"#.to_owned())),
            "/health/ready" if *health => Some(self.readiness()),
            "/status" => Some(Page::json(self.status(info.as_ref()?))),
            "/config" => Some(Page::json(self.configuration(info.as_ref()?))),
            "/metrics" if self.control.metrics => Some(Page {
                status: StatusCode::OK,
                content_type: PROMETHEUS,
                text: telemetry?.metrics().text(&self.server.name),
            }),
            path => self.traces(path, request.uri().query().unwrap_or_default()),
        }
    }

    fn readiness(&self) -> Page {
        let mut adapters = self.server.adapters.iter();
        let (status, name) = if *self.server.phase.borrow() != Phase::Serving {
            (StatusCode::SERVICE_UNAVAILABLE, "DRAINING")
        } else if adapters.any(|adapter| adapter.has_stopped.load(Ordering::Relaxed)) {
            (StatusCode::SERVICE_UNAVAILABLE, "DEGRADED")
        } else {
            (StatusCode::OK, "UP")
        };
        let mut json = Writer::new();
        json.object().member("status", name);
        self.write_adapters(&mut json);
        json.end_object();
        Page {
            status,
            ..Page::json(json.into_string())
        }
    }

    fn status(&self, info: &Info) -> String {
        let mut json = Writer::new();
        json.object().name("capability").object();
        json.member("display", info.title)
            .member("specVersion", info.format);
        json.member("digest", &format!("sha256:{}", info.digest))
            .end_object();
        json.name("engine").object();
        json.member("version", env!("CARGO_PKG_VERSION"));
        json.member("generator", info.generator).end_object();
        json.member("uptime", &iso8601(self.started.elapsed()));
        self.write_adapters(&mut json);
        json.end_object();
        json.into_string()
    }

    fn write_adapters(&self, json: &mut Writer) {
        json.name("adapters").array();
        for adapter in self.server.adapters.iter() {
            json.separate().object();
            json.member("type", adapter.kind);
            json.member("namespace", &adapter.namespace);
            json.optional_member(
                "port",
                adapter.address.map(|address| i64::from(address.port())).as_ref(),
            );
            let has_stopped = adapter.has_stopped.load(Ordering::Relaxed);
            json.member("state", if has_stopped { "stopped" } else { "started" });
            json.end_object();
        }
        json.end_array();
    }

    fn configuration(&self, info: &Info) -> String {
        let mut json = Writer::new();
        json.object();
        json.name("memoryBytes").count(self.server.settings.memory);
        json.name("workers").count(self.server.settings.workers);
        json.name("adapters").array();
        for adapter in self.server.adapters.iter() {
            json.separate().object();
            json.member("type", adapter.kind);
            json.member("namespace", &adapter.namespace);
            let address = adapter.address.map(|address| address.to_string());
            json.optional_member("address", address.as_ref());
            json.member("authentication", &adapter.is_guarded);
            write_limits(json.name("limits"), &adapter.limits);
            json.end_object();
        }
        json.end_array().name("variables").array();
        for name in info.variables {
            let is_set = std::env::var_os(name).is_some_and(|value| !value.is_empty());
            json.separate().object();
            json.member("name", *name).member("set", &is_set).end_object();
        }
        json.end_array().end_object();
        json.into_string()
    }

    fn traces(&self, path: &str, query: &str) -> Option<Page> {
        let rest = path.strip_prefix("/traces").filter(|_| self.control.traces > 0)?;
        let traces = self.server.telemetry.as_ref()?.traces()?;
        let text = match rest.strip_prefix('/') {
            Some(id) => traces::one(traces, id)?,
            None if rest.is_empty() => traces::list(traces, query),
            None => return None,
        };
        Some(Page::json(text))
    }
}

fn write_limits(json: &mut Writer, limits: &Limits) {
    json.object();
    if let Some(bytes) = limits.body_size() {
        json.name("bodyBytes").count(bytes);
    }
    json.name("headBytes").count(limits.head_size());
    json.name("requests").count(limits.requests_at_once());
    json.name("connections").count(limits.connections_at_once());
    json.member("idleSeconds", &limits.idle_time().as_secs_f64());
    json.member("requestSeconds", &limits.request_time().as_secs_f64());
    json.end_object();
}

/// Returns a duration as ISO 8601 writes it: `PT3661.5S`.
fn iso8601(time: Duration) -> String {
    format!("PT{}.{:03}S", time.as_secs(), time.subsec_millis())
}

/// A page that can be shown.
struct Page {
    status: StatusCode,
    content_type: &'static str,
    text: String,
}

impl Page {
    fn json(text: String) -> Self {
        Self {
            status: StatusCode::OK,
            content_type: "application/json",
            text,
        }
    }

    fn into_response(self) -> Response {
        let mut response = Response::new(self.text.into());
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}
