//! Rows of the official engine's checklist that hold here too: REST. `docs/engine-differences.md` names the tests.

use naftiko::serve::Running;
use serde_json::{Value, json};

use super::{engine_rows, upstream::Upstream};

pub(super) async fn start(upstream: &Upstream) -> Running {
    let loopback = "127.0.0.1:0".parse().unwrap();
    engine_rows::Capability::builder()
        .ships(|api| api.base_uri(upstream.uri("/rows")))
        .build()
        .unwrap()
        .server()
        .address("rows-api", loopback)
        .address("rows-mcp", loopback)
        .start()
        .await
        .unwrap()
}

fn uri(server: &Running, path: &str) -> String {
    format!("http://{}{path}", server.address("rows-api").unwrap())
}

async fn get(server: &Running, path: &str) -> (u16, Value) {
    let response = super::http().get(uri(server, path)).send().await.unwrap();
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

#[tokio::test]
async fn a_mock_answers_its_values_and_leaves_out_what_has_none() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let fleet = json!({"flagship": {"name": "Aurora", "decks": 3}, "ports": [{"city": "Turku"}]});
    assert_eq!(get(&server, "/fleet").await, (200, fleet));
    assert_eq!(upstream.count(), 0);
}

#[tokio::test]
async fn a_mock_is_filled_from_its_inputs() {
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
async fn a_body_that_nobody_reads_may_be_anything() {
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
async fn inputs_come_from_path_query_header_and_body() {
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
async fn a_body_input_of_one_s_own_is_the_whole_body() {
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
async fn bytes_are_relayed_whatever_outputs_say() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let response = super::http().get(uri(&server, "/photos/1")).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "image/jpeg");
    assert_eq!(response.bytes().await.unwrap().as_ref(), [0xff, 0xd8, 0xff, 0xe0]);
}

#[tokio::test]
async fn media_types_are_agreed_on_before_anything_is_done() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let html = super::http()
        .get(uri(&server, "/fleet"))
        .header("accept", "text/html");
    assert_eq!(html.send().await.unwrap().status(), 406);
    for (name, value) in [("content-type", "application/xml"), ("content-encoding", "gzip")] {
        let post = super::http().post(uri(&server, "/ships")).header(name, value);
        let response = post.body("{\"imo\": 1}").send().await.unwrap();
        assert_eq!(response.status(), 415, "{name}");
        assert_eq!(response.headers()["content-type"], "application/problem+json");
    }
    assert_eq!(upstream.count(), 0);
}
