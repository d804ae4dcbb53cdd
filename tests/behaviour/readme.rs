//! The README's example: its spec, its call of the client, and its `curl` commands.

use naftiko::client::{Error, ErrorKind};
use naftiko::http::StatusCode;
use naftiko::serve::Running;
use naftiko_tests::workspace;
use serde_json::{Value, json};

use super::parcels::Capability;

fn readme() -> String {
    std::fs::read_to_string(workspace().join("README.md")).unwrap()
}

/// The first code block in a language.
fn block(language: &str) -> String {
    let page = readme();
    let (_, rest) = page.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

/// The capability over an upstream API that has one parcel and checks the key.
async fn capability() -> Capability {
    use naftiko::axum::{Json, Router, http::HeaderMap, http::StatusCode, routing::get};
    let parcel = |headers: HeaderMap| async move {
        if headers.get("x-api-key").is_none_or(|key| key != "secret") {
            return Err(StatusCode::UNAUTHORIZED);
        }
        Ok(Json(json!({"id": "P1", "status": {"state": "moving"}})))
    };
    let router = Router::new().route("/v1/parcels/P1", get(parcel));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/v1", listener.local_addr().unwrap());
    tokio::spawn(async move { naftiko::axum::serve(listener, router).await.unwrap() });
    Capability::builder()
        .variable("TRACKING_KEY", "secret")
        .tracking(|api| api.base_uri(base))
        .build()
        .unwrap()
}

async fn served() -> Running {
    let loopback = "127.0.0.1:0".parse().unwrap();
    let server = capability().await.server();
    let server = server
        .address("parcels-rest", loopback)
        .address("parcels-mcp", loopback);
    server.start().await.unwrap()
}

/// The path below a port in the README's commands.
fn path(port: &str) -> String {
    let block = block("sh");
    let (_, rest) = block.split_once(port).unwrap();
    rest.split_whitespace().next().unwrap().to_owned()
}

#[test]
fn readme_spec_is_the_tested_spec() {
    let tested = std::fs::read_to_string(workspace().join("tests/specs/parcels.yaml")).unwrap();
    assert_eq!(block("yaml"), tested);
}

#[tokio::test]
async fn readme_call_returns_the_typed_value() {
    let code = block("rust");
    assert!(code.contains("capability.tracking().get_parcel(\"P1\").await?.value()?;"));
    let parcel = capability()
        .await
        .tracking()
        .get_parcel("P1")
        .await
        .unwrap()
        .value()
        .unwrap();
    assert_eq!(parcel.state, "moving");
}

#[tokio::test]
async fn readme_commands_return_the_parcel() {
    let running = served().await;
    let rest = running.address("parcels-rest").unwrap();
    let uri = format!("http://{rest}{}", path("127.0.0.1:8080"));
    let response = super::http().get(uri).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["status"]["state"], "moving");

    let commands = block("sh");
    let (_, request) = commands.split_once("-d '").unwrap();
    let request = request.split('\'').next().unwrap().to_owned();
    let mcp = running.address("parcels-mcp").unwrap();
    let mut call = super::http()
        .post(format!("http://{mcp}{}", path("127.0.0.1:9090")))
        .body(request);
    for header in commands.split("-H '").skip(1) {
        let (name, value) = header.split('\'').next().unwrap().split_once(": ").unwrap();
        call = call.header(name, value);
    }
    let response: Value = call.send().await.unwrap().json().await.unwrap();
    assert_eq!(
        response["result"]["structuredContent"]["status"]["state"], "moving",
        "{response}"
    );
}

#[test]
fn unset_variable_is_named_by_the_error_on_the_page() {
    let error = Capability::builder().build().unwrap_err();
    let page = std::fs::read_to_string(workspace().join("docs/authentication.md")).unwrap();
    let problems: Vec<String> = error.problems().iter().map(ToString::to_string).collect();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(page.contains(&problems[0]), "{problems:?}");
}

async fn state(capability: &Capability, id: &str) -> Result<Option<String>, Error> {
    match capability.tracking().get_parcel(id).await {
        Ok(response) => Ok(Some(response.value()?.state)),
        Err(error) => match error.kind() {
            ErrorKind::Status(status) if status.status() == StatusCode::NOT_FOUND => Ok(None),
            _ => Err(error),
        },
    }
}

#[tokio::test]
async fn missing_parcel_is_told_from_a_failed_call() {
    let capability = capability().await;
    assert_eq!(state(&capability, "P1").await.unwrap().as_deref(), Some("moving"));
    assert_eq!(state(&capability, "P2").await.unwrap(), None);
}
