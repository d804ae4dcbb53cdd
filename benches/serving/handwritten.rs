//! The hand-written servers: one upstream call per request, nothing else.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header::CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::serve::ListenerExt as _;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ErrorData, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{RoleServer, ServerHandler};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::process::{report, until_closed};

pub(crate) async fn serve(upstream: &str) {
    let http = client();
    let rest = Router::new()
        .route("/items/{id}", get(get_item))
        .route("/mapped/{id}", get(get_mapped))
        .with_state(Rest {
            http: http.clone(),
            base: upstream.into(),
        });
    let rest = listen(rest).await;
    let mcp = listen(mcp_router(http, upstream)).await;
    report(rest, mcp);
    until_closed().await;
}

/// Returns a client with the settings of the generated server's client.
fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent("desk/1.0")
        .connect_timeout(Duration::from_secs(10))
        .pool_idle_timeout(Duration::from_secs(45))
        .timeout(Duration::from_secs(60))
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .no_proxy()
        .build()
        .unwrap()
}

async fn listen(router: Router) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[derive(Clone)]
struct Rest {
    http: reqwest::Client,
    base: Arc<str>,
}

async fn get_item(State(rest): State<Rest>, Path(id): Path<String>) -> Result<Response, StatusCode> {
    let url = format!("{}/items/{id}", rest.base);
    let mut answer = rest.http.get(url).send().await.map_err(bad_gateway)?;
    let mut headers = HeaderMap::new();
    if let Some(content_type) = answer.headers_mut().remove(CONTENT_TYPE) {
        headers.insert(CONTENT_TYPE, content_type);
    }
    let status = answer.status();
    let body = answer.bytes().await.map_err(bad_gateway)?;
    Ok((status, headers, body).into_response())
}

async fn get_mapped(State(rest): State<Rest>, Path(id): Path<String>) -> Result<Response, StatusCode> {
    let url = format!("{}/items/{id}", rest.base);
    let answer = rest.http.get(url).send().await.map_err(bad_gateway)?;
    let body = answer.bytes().await.map_err(bad_gateway)?;
    let mapped = mapped(&body).map_err(bad_gateway)?;
    let json = serde_json::to_vec(&mapped).map_err(bad_gateway)?;
    Ok(([(CONTENT_TYPE, "application/json")], json).into_response())
}

fn bad_gateway<E>(_: E) -> StatusCode {
    StatusCode::BAD_GATEWAY
}

#[derive(Deserialize)]
struct Answer {
    total: i64,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    id: i64,
    name: String,
    price: f64,
}

#[derive(Serialize)]
struct Mapped {
    count: i64,
    things: Vec<Thing>,
}

#[derive(Serialize)]
struct Thing {
    number: i64,
    title: String,
    price: f64,
}

fn mapped(body: &[u8]) -> Result<Mapped, serde_json::Error> {
    let answer: Answer = serde_json::from_slice(body)?;
    let thing = |item: Item| Thing {
        number: item.id,
        title: item.name,
        price: item.price,
    };
    Ok(Mapped {
        count: answer.total,
        things: answer.items.into_iter().map(thing).collect(),
    })
}

#[derive(Clone)]
struct Mcp {
    http: reqwest::Client,
    base: Arc<str>,
}

fn mcp_router(http: reqwest::Client, upstream: &str) -> Router {
    let server = Mcp {
        http,
        base: upstream.into(),
    };
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true);
    let service = StreamableHttpService::new(
        move || Ok(server.clone()),
        Arc::new(NeverSessionManager::default()),
        config,
    );
    Router::new().nest_service("/mcp", service)
}

impl ServerHandler for Mcp {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let schema = json!({"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]});
        let schema = schema.as_object().cloned().unwrap_or_default();
        Ok(ListToolsResult::with_all_items(vec![
            Tool::new("get-item", "Gets an item.", schema.clone()),
            Tool::new("get-mapped", "Gets some members of an item.", schema),
        ]))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let is_mapped = request.name == "get-mapped";
        if !is_mapped && request.name != "get-item" {
            return Err(ErrorData::invalid_params("unknown tool", None));
        }
        let arguments = request.arguments.unwrap_or_default();
        let Some(id) = arguments.get("id").and_then(Value::as_str) else {
            return Err(ErrorData::invalid_params("`id` is missing", None));
        };
        let failed = |error: reqwest::Error| ErrorData::internal_error(error.to_string(), None);
        let answer = self.http.get(format!("{}/items/{id}", self.base)).send();
        let body = answer.await.map_err(failed)?.bytes().await.map_err(failed)?;
        let value = if is_mapped {
            mapped(&body).and_then(|mapped| serde_json::to_value(&mapped))
        } else {
            serde_json::from_slice(&body)
        };
        let value = value.map_err(|error| ErrorData::internal_error(error.to_string(), None))?;
        Ok(CallToolResponse::Complete(CallToolResult::structured(value)))
    }
}
