//! Tests of the official engine's checklist for REST. `tests/engine.md` names the tests.

use naftiko::serve::{Running, Server};
use serde_json::{Value, json};

use super::{engine_rows, upstream::Upstream};

pub(super) async fn start(upstream: &Upstream) -> Running {
    server(upstream).start().await.unwrap()
}

/// Returns the server of the rows, on free ports.
pub(super) fn server(upstream: &Upstream) -> Server {
    let loopback = "127.0.0.1:0".parse().unwrap();
    engine_rows::Capability::builder()
        .ships(|api| api.base_uri(upstream.uri("/rows")))
        .fleet(|api| api.base_uri(upstream.uri("/rows")))
        .build()
        .unwrap()
        .server()
        .address("rows-api", loopback)
        .address("rows-mcp", loopback)
}

pub(super) fn uri(server: &Running, path: &str) -> String {
    format!("http://{}{path}", server.address("rows-api").unwrap())
}

async fn get(server: &Running, path: &str) -> (u16, Value) {
    let response = super::http().get(uri(server, path)).send().await.unwrap();
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

#[tokio::test]
async fn mock_returns_values_and_omits_missing_ones() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let fleet = json!({"flagship": {"name": "Aurora", "decks": 3}, "ports": [{"city": "Turku"}]});
    assert_eq!(get(&server, "/fleet").await, (200, fleet));
    assert_eq!(upstream.count(), 0);
}

#[tokio::test]
async fn mock_uses_its_inputs() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let greeting = json!({"greeting": "Hello, Ada & \"Bob\"!"});
    assert_eq!(
        get(&server, "/hello?name=Ada+%26+%22Bob%22").await,
        (200, greeting)
    );
    assert_eq!(get(&server, "/hello").await.0, 400);
}

#[tokio::test]
async fn unused_body_may_be_invalid() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let response = super::http()
        .post(uri(&server, "/ships/9074729"))
        .header("content-type", "application/json")
        .body("{")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 204);
    assert_eq!(upstream.only().line, "POST /rows/ships/9074729");
}

#[tokio::test]
async fn inputs_are_read_from_path_query_header_and_body() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let response = super::http()
        .get(uri(&server, "/ships/9074729?lang=fi"))
        .header("x-trace", "t-1")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 204);
    let asked = upstream.only();
    assert_eq!(asked.line, "GET /rows/ships/9074729?lang=fi");
    assert_eq!(asked.header("x-trace"), "t-1");
}

#[tokio::test]
async fn single_body_input_is_the_whole_body() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let ship = json!({"imo": "9074729", "name": "Aurora"});
    let response = super::http()
        .post(uri(&server, "/ships"))
        .json(&ship)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 204);
    assert_eq!(upstream.only().json(), ship);
}

#[tokio::test]
async fn binary_response_is_relayed_in_spite_of_outputs() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let response = super::http().get(uri(&server, "/photos/1")).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "image/jpeg");
    assert_eq!(response.bytes().await.unwrap().as_ref(), [0xff, 0xd8, 0xff, 0xe0]);
}

#[tokio::test]
async fn accept_header_is_checked_before_the_call() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let html = super::http()
        .get(uri(&server, "/fleet"))
        .header("accept", "text/html");
    assert_eq!(html.send().await.unwrap().status(), 406);
    for (name, value) in [
        ("content-type", "application/xml"),
        ("content-encoding", "compress"),
    ] {
        let post = super::http().post(uri(&server, "/ships")).header(name, value);
        let response = post.body("{\"imo\": 1}").send().await.unwrap();
        assert_eq!(response.status(), 415, "{name}");
        assert_eq!(response.headers()["content-type"], "application/problem+json");
    }
    assert_eq!(upstream.count(), 0);
}

#[tokio::test]
async fn media_type_of_the_spec_replaces_that_of_the_api() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let response = super::http()
        .post(uri(&server, "/photos/2"))
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()["content-type"], "image/png");
    assert_eq!(response.bytes().await.unwrap().as_ref(), [0x89, 0x50]);
}

#[tokio::test]
async fn constant_input_ignores_the_request() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let (status, _) = get(&server, "/flagship?imo=1&note=x").await;
    assert_eq!(status, 204);
    assert_eq!(
        upstream.only().line,
        "GET /rows/ships/9074729?lang=of%20the%209074729"
    );
    let document: Value = serde_json::from_str(engine_rows::rest::OPENAPI).unwrap();
    assert_eq!(document["paths"]["/flagship"]["get"]["parameters"], Value::Null);
}

#[tokio::test]
async fn body_path_selects_the_input() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let arrive = |body: Value| super::http().post(uri(&server, "/arrivals")).json(&body).send();
    let response = arrive(json!({"ships": [{"imo": "7"}], "language": "fi"}))
        .await
        .unwrap();
    assert_eq!(response.status(), 204);
    assert_eq!(upstream.only().line, "GET /rows/ships/7?lang=fi");
    let response = arrive(json!({"ships": []})).await.unwrap();
    assert_eq!(response.status(), 422);
    let problem: Value = response.json().await.unwrap();
    assert_eq!(problem["errors"][0]["name"], "$.ships[0].imo");
}

#[tokio::test]
async fn body_path_with_the_inputs_name_selects_the_field() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let launch = |body: Value| super::http().post(uri(&server, "/launches")).json(&body).send();
    let response = launch(json!({"ship": {"imo": "7"}, "port": "Turku"}))
        .await
        .unwrap();
    assert_eq!(response.status(), 204);
    let asked = upstream.only();
    assert_eq!(asked.line, "POST /rows/ships");
    assert_eq!(
        serde_json::from_str::<Value>(&asked.body).unwrap(),
        json!({"imo": "7"})
    );
}

#[tokio::test]
async fn query_in_a_path_selects_the_operation() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let ask = async |target: &str| {
        let response = super::http().post(uri(&server, target)).send().await.unwrap();
        response.status().as_u16()
    };
    for (target, asked) in [
        ("/moves?imo=7&action=depart+now", "POST /rows/ships/7"),
        ("/moves?action=look&imo=8&to=port", "GET /rows/ships/8"),
    ] {
        assert_eq!(ask(target).await, 204, "{target}");
        assert_eq!(upstream.last().line, asked);
    }
    assert_eq!(ask("/moves?imo=7&action=depart").await, 404);
    let document: Value = serde_json::from_str(engine_rows::rest::OPENAPI).unwrap();
    let parameters = &document["paths"]["/moves#action=depart%20now"]["post"]["parameters"];
    assert_eq!(
        parameters[1],
        json!({"name": "action", "in": "query", "required": true, "schema": {"type": "string", "enum": ["depart now"]}})
    );
}

#[tokio::test]
async fn forwarded_request_has_trusted_headers_and_constants() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let response = super::http()
        .put(uri(&server, "/proxy/fleet/a%2Fb/?edition=9&q=x%20y&api_key=mine"))
        .header("x-trace", "t-1")
        .header("x-fleet", "another")
        .header("x-other", "not trusted")
        .header("authorization", "Bearer canary")
        .header("content-type", "text/plain")
        .body("cargo")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 204);
    let asked = upstream.only();
    assert_eq!(asked.line, "PUT /rows/fleet/a%2Fb/?edition=2&q=x%20y&api_key=k-1");
    assert_eq!(asked.header("x-trace"), "t-1");
    assert_eq!(asked.header("x-fleet"), "baltic");
    assert_eq!(asked.header("content-type"), "text/plain");
    assert_eq!(asked.header("x-other"), "");
    assert_eq!(asked.header("authorization"), "");
    assert_eq!(asked.body, "cargo");
}

#[tokio::test]
async fn forwarded_response_is_relayed() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let (status, photo) = (200, vec![0xff_u8, 0xd8, 0xff, 0xe0]);
    let response = super::http()
        .get(uri(&server, "/proxy/photos/1"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (status, &"image/jpeg".parse().unwrap())
    );
    assert_eq!(response.bytes().await.unwrap(), photo);
    assert_eq!(
        get(&server, "/proxy/gone/a%2Fb").await,
        (410, json!({"gone": true}))
    );
    let head = super::http()
        .head(uri(&server, "/proxy/photos/1"))
        .send()
        .await
        .unwrap();
    assert_eq!(head.status(), 200);
}

#[tokio::test]
async fn forwarded_path_stays_below_the_base_uri() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    for path in [
        "%252e%252e/secret",
        "a/%2E%2e%2fsecret",
        "a%5cb",
        "a%0ab",
        "..%252fsecret",
        "..;/secret",
        "%2e%2e;x=1/secret",
        "..%20/secret",
        "..%3b/secret",
        "%c0%ae%c0%ae/secret",
    ] {
        let put = super::http().put(uri(&server, &format!("/proxy/{path}")));
        assert_eq!(put.send().await.unwrap().status(), 400, "{path}");
    }
    assert_eq!(upstream.count(), 0);
    assert_eq!(get(&server, "/root").await.0, 204);
    assert_eq!(upstream.only().line, "GET /rows?edition=2&api_key=k-1");
}

#[tokio::test]
async fn operation_takes_precedence_over_forward() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    assert_eq!(get(&server, "/proxy/one").await, (200, json!({"known": true})));
    assert_eq!(upstream.count(), 0);
    let response = super::http()
        .post(uri(&server, "/proxy/one"))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 204);
    assert_eq!(upstream.only().line, "POST /rows/one?edition=2&api_key=k-1");
    let response = super::http().request("TRACE".parse().unwrap(), uri(&server, "/proxy/one"));
    assert_eq!(response.send().await.unwrap().status(), 405);
}
