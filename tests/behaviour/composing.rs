//! Examples of docs/composing.md, word for word.

use std::time::Duration;

use naftiko::Bytes;
use naftiko::axum::Router;
use naftiko::axum::extract::{Request as AnyRequest, State};
use naftiko::axum::middleware::{Next, from_fn};
use naftiko::axum::response::Response;
use naftiko::axum::routing::get;
use naftiko::http::{HeaderValue, Method, StatusCode};
use naftiko::mcp::ToolError;
use naftiko::rest::{Problem, Reply, Request};
use naftiko::serve::{Adapter, Limits, Server};
use serde_json::{Value, json};

use super::parcel_desk::mcp::{GetParcelInput, Tools};
use super::parcel_desk::{Capability, mcp, rest, types};
use super::{capability, upstream::Upstream};

async fn served(app: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    format!("http://{address}")
}

async fn text(uri: String) -> (u16, String) {
    let response = super::http().get(uri).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

fn mounted(capability: Capability) -> Router {
    Router::new()
        .nest("/desk", rest::router(capability))
        .route("/about", get(async || "The parcel desk."))
}

#[tokio::test]
async fn router_serves_below_a_path() {
    let upstream = Upstream::start().await;
    let base = served(mounted(capability(&upstream))).await;
    assert_eq!(text(format!("{base}/about")).await.1, "The parcel desk.");
    assert_eq!(text(format!("{base}/desk/parcels/P1")).await.0, 200);
    assert_eq!(text(format!("{base}/desk/docs")).await.0, 200);
    assert_eq!(text(format!("{base}/parcels/P1")).await.0, 404);
    let document = text(format!("{base}/desk/openapi.json")).await.1;
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["servers"], json!([{"url": "/desk"}]));
    assert!(document["paths"]["/parcels/{id}"]["get"].is_object());
}

/// Adds the age of a response.
async fn stamped(request: AnyRequest, next: Next) -> Response {
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .insert("age", HeaderValue::from_static("0"));
    response
}

fn layered(capability: Capability) -> Router {
    rest::router(capability).layer(from_fn(stamped))
}

#[tokio::test]
async fn layer_wraps_every_route() {
    let upstream = Upstream::start().await;
    let base = served(layered(capability(&upstream))).await;
    for path in ["/ping", "/nowhere", "/openapi.json"] {
        let response = super::http().get(format!("{base}{path}")).send().await.unwrap();
        assert_eq!(response.headers()["age"], "0", "{path}");
    }
}

/// Old parcels are gone; the API returns the others.
async fn get_parcel(state: State<Capability>, request: Request) -> Result<Reply, Problem> {
    if request.path("id").is_some_and(|id| id.starts_with("old-")) {
        return Err(Problem::new(
            StatusCode::GONE,
            "Gone",
            "It was delivered long ago.",
        ));
    }
    rest::get_parcel(state, request).await
}

fn replaced(capability: Capability) -> Router {
    rest::routes()
        .route(Method::GET, "/parcels/{id}", get_parcel)
        .into_router(capability)
}

#[tokio::test]
async fn replaced_handler_is_served() {
    let upstream = Upstream::start().await;
    let capability = capability(&upstream);
    let loopback = "127.0.0.1:0".parse().unwrap();
    let own = Adapter::rest("desk-api", "127.0.0.1", 0, replaced(capability.clone()));
    let running = capability
        .server()
        .adapter(own)
        .address("desk-mcp", loopback)
        .start()
        .await
        .unwrap();
    let base = format!("http://{}", running.address("desk-api").unwrap());
    let (status, problem) = text(format!("{base}/parcels/old-1")).await;
    assert_eq!(status, 410);
    assert!(problem.contains("delivered long ago"), "{problem}");
    assert_eq!(upstream.count(), 0);
    assert_eq!(text(format!("{base}/parcels/P1")).await.0, 200);
}

/// The tools of the spec, with one that adds to the response of the API.
struct Polite(Capability);

impl Tools for Polite {
    fn capability(&self) -> &Capability {
        &self.0
    }

    async fn get_parcel(&self, input: GetParcelInput) -> Result<types::GetParcelResult, ToolError> {
        let mut parcel = self.0.get_parcel(input).await?;
        parcel.state = parcel.state.map(|state| format!("{state}, thank you"));
        Ok(parcel)
    }
}

#[tokio::test]
async fn replaced_tool_is_called_without_a_server() {
    let upstream = Upstream::start().await;
    let tools = mcp::server(Polite(capability(&upstream)));

    let answer = tools.call("get-parcel", json!({"id": "P1"})).await;
    assert!(!answer.is_error());
    assert_eq!(
        answer.structured().unwrap().at().key("state").string().unwrap(),
        "moving, thank you"
    );
}

#[tokio::test]
async fn handler_is_called_without_a_server() {
    let upstream = Upstream::start().await;
    let capability = capability(&upstream);

    let request = naftiko::http::Request::get("/parcels/P1?lang=de")
        .body(Bytes::new())
        .unwrap();
    let request = Request::new(request, vec![("id".to_owned(), "P1".to_owned())]);
    let reply = rest::get_parcel(State(capability), request).await.unwrap();
    assert_eq!(reply.status(), StatusCode::OK);
    assert_eq!(upstream.only().line, "GET /v2/parcels/P1?lang=de");
}

fn limited(capability: &Capability) -> Server {
    capability
        .server()
        .limits(Limits::new().body(1024))
        .shutdown_delay(Duration::from_secs(5))
        .shutdown_timeout(Duration::from_secs(20))
}

#[tokio::test]
async fn server_with_its_own_limit_rejects_larger_bodies() {
    let upstream = Upstream::start().await;
    let loopback = "127.0.0.1:0".parse().unwrap();
    let server = limited(&capability(&upstream))
        .address("desk-api", loopback)
        .address("desk-mcp", loopback);
    let running = server.start().await.unwrap();
    let uri = format!("http://{}/parcels", running.address("desk-api").unwrap());
    let body = json!({"to": "x".repeat(2048)});
    let response = super::http().post(uri).json(&body).send().await.unwrap();
    assert_eq!(response.status(), 413);
}
