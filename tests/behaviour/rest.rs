use naftiko::serve::Running;
use serde_json::{Value, json};

use super::{capability, parcel_desk, upstream::Upstream};

struct Desk {
    running: Running,
    http: reqwest::Client,
}

impl Desk {
    async fn start(upstream: &Upstream) -> Self {
        let loopback = "127.0.0.1:0".parse().unwrap();
        let server = capability(upstream)
            .server()
            .address("desk-api", loopback)
            .address("desk-mcp", loopback);
        let http = super::http();
        Self {
            running: server.start().await.unwrap(),
            http,
        }
    }

    fn uri(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.address("desk-api").unwrap())
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        let response = self.http.get(self.uri(path)).send().await.unwrap();
        let status = response.status().as_u16();
        (
            status,
            serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or(Value::Null),
        )
    }
}

#[tokio::test]
async fn response_is_relayed_with_its_status() {
    let upstream = Upstream::start().await;
    let desk = Desk::start(&upstream).await;
    assert_eq!(desk.get("/parcels/P1?lang=de").await.0, 200);
    assert_eq!(upstream.only().line, "GET /v2/parcels/P1?lang=de");
    assert_eq!(
        desk.get("/parcels/missing").await,
        (404, json!({"message": "no such parcel"}))
    );
}

#[tokio::test]
async fn response_is_mapped_to_outputs() {
    let upstream = Upstream::start().await;
    let desk = Desk::start(&upstream).await;
    let expected =
        json!({"state": "moving", "depot": {"id": "D1"}, "lines": [{"weight": 1.5}, {"weight": 2}]});
    assert_eq!(desk.get("/parcels/P1/state").await, (200, expected));
    assert_eq!(
        desk.get("/parcels/bare/state").await,
        (200, json!({"state": null, "depot": {"id": null}, "lines": null}))
    );
    assert_eq!(desk.get("/parcels/broken/state").await.0, 502);
}

#[tokio::test]
async fn mapped_part_is_returned() {
    let upstream = Upstream::start().await;
    let desk = Desk::start(&upstream).await;
    assert_eq!(
        desk.get("/parcels?limit=3").await,
        (200, json!([{"z": 1.10, "a": 2}]))
    );
    assert_eq!(
        upstream.only().line,
        "GET /v2/regions/north%2Fwest/parcels?source=front%20desk&limit=3"
    );
}

#[tokio::test]
async fn all_input_errors_are_returned_and_nothing_is_sent() {
    let upstream = Upstream::start().await;
    let desk = Desk::start(&upstream).await;
    let (status, problem) = desk.get("/parcels?limit=many").await;
    assert_eq!(status, 400, "{problem}");
    assert!(problem.to_string().contains("limit"), "{problem}");
    let response = desk
        .http
        .post(desk.uri("/parcels"))
        .json(&json!({"weight": "heavy"}))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 422);
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let problem = response.text().await.unwrap();
    assert!(
        problem.contains("`to`") || problem.contains("\"to\""),
        "{problem}"
    );
    assert!(problem.contains("weight"), "{problem}");
    assert_eq!(upstream.count(), 0);
}

#[tokio::test]
async fn body_fields_are_used_in_the_template() {
    let upstream = Upstream::start().await;
    let desk = Desk::start(&upstream).await;
    let body = json!({"to": "Ada", "weight": 1.5, "note": "soft"});
    let response = desk
        .http
        .post(desk.uri("/parcels"))
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(
        response.text().await.unwrap(),
        r#"{"data": [{"z": 1.10, "a": 2}], "next": null}"#,
        "bytes untouched"
    );
    assert_eq!(upstream.only().json()["note"], "for Ada: soft");
}

#[tokio::test]
async fn binary_response_is_relayed() {
    let upstream = Upstream::start().await;
    let desk = Desk::start(&upstream).await;
    let response = desk.http.get(desk.uri("/labels/L1")).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/pdf");
    assert_eq!(
        response.bytes().await.unwrap().as_ref(),
        [0x25, 0x50, 0x44, 0x46, 0xff]
    );
}

#[tokio::test]
async fn unknown_method_or_path_is_a_problem_document() {
    let upstream = Upstream::start().await;
    let desk = Desk::start(&upstream).await;
    let response = desk.http.put(desk.uri("/parcels/P1")).send().await.unwrap();
    assert_eq!(response.status(), 405);
    let allow = response.headers()["allow"].to_str().unwrap().to_owned();
    assert!(
        allow.contains("GET") && allow.contains("DELETE") && !allow.contains("PUT"),
        "{allow}"
    );
    assert_eq!(desk.get("/nowhere").await.0, 404);
    assert_eq!(desk.get("/parcels/%252e%252e").await.0, 400);
    assert_eq!(desk.get("/ping").await, (200, json!({"pong": "ok"})));
    assert_eq!(upstream.count(), 0);
}

#[tokio::test]
async fn unreachable_upstream_is_a_bad_gateway() {
    let capability = parcel_desk::Capability::builder()
        .variable("PARCEL_TOKEN", "secret-token")
        .variable("PARCEL_REGION", "north")
        .parcels(|api| api.base_uri("http://127.0.0.1:9"))
        .build()
        .unwrap();
    let server = capability
        .server()
        .address("desk-api", "127.0.0.1:0".parse().unwrap())
        .address("desk-mcp", "127.0.0.1:0".parse().unwrap());
    let running = server.start().await.unwrap();
    let uri = format!("http://{}/parcels/P1", running.address("desk-api").unwrap());
    let response = super::http().get(uri).send().await.unwrap();
    assert_eq!(response.status(), 502);
    let problem = response.text().await.unwrap();
    assert!(
        !problem.contains("127.0.0.1") && !problem.contains("secret-token"),
        "{problem}"
    );
}

#[tokio::test]
async fn handler_can_be_replaced() {
    use axum::extract::State;
    use naftiko::rest::{Problem, Reply, Request};
    let upstream = Upstream::start().await;
    let changed = parcel_desk::rest::routes().route(
        naftiko::http::Method::GET,
        "/ping",
        |_: State<parcel_desk::Capability>, _: Request| async {
            Ok::<Reply, Problem>(Reply::json(
                naftiko::http::StatusCode::OK,
                json!({"pong": "mine"}),
            ))
        },
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = axum::Router::new().nest("/desk", changed.into_router(capability(&upstream)));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let http = super::http();
    let pong = http
        .get(format!("http://{address}/desk/ping"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert_eq!(pong, r#"{"pong":"mine"}"#);
    let parcel = http
        .get(format!("http://{address}/desk/parcels/P1"))
        .send()
        .await
        .unwrap();
    assert_eq!(parcel.status(), 200);
}

#[tokio::test]
async fn openapi_document_and_its_page_are_served() {
    let upstream = Upstream::start().await;
    let desk = Desk::start(&upstream).await;
    let (status, document) = desk.get("/openapi.json").await;
    assert_eq!((status, &document["openapi"]), (200, &json!("3.1.0")));
    let booking =
        &document["paths"]["/parcels"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(booking["required"], json!(["to", "weight"]));
    insta::assert_snapshot!(
        "parcel_desk__openapi",
        serde_json::to_string_pretty(&document).unwrap()
    );
    for (path, content_type) in [
        ("/docs", "text/html"),
        ("/docs/page.css", "text/css"),
        ("/docs/page.js", "text/javascript"),
        ("/docs/dom.js", "text/javascript"),
        ("/docs/form.js", "text/javascript"),
        ("/docs/answer.js", "text/javascript"),
        ("/docs/schema.js", "text/javascript"),
    ] {
        let response = desk.http.get(desk.uri(path)).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert!(
            response.headers()["content-type"]
                .to_str()
                .unwrap()
                .starts_with(content_type)
        );
        let policy = response.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(policy.contains("default-src 'none'"), "{policy}");
        let text = response.text().await.unwrap();
        assert!(
            !text.contains("https://") && !text.contains("http://"),
            "nothing from elsewhere: {path}"
        );
    }
}
