#!/usr/bin/env bash
# Imports the meters of m3ter's published document, serves them over a fake API, and calls them by REST and MCP. The document that the REST
# adapter serves is exported, imported again, and validated by openapi-spec-validator. Not part of .ci/run. Needs the published documents
# beside the project (../shared/corpus/openapi), Python and PyPI.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-$PWD/target}
crate=$target/imported-api
cargo build --quiet -p naftiko-cli
naftiko=$target/debug/naftiko
rm -rf "$crate"
mkdir -p "$crate/src"
cd "$crate"
cp "$OLDPWD/../shared/corpus/openapi/m3ter/m3ter-openapi.yml" meters.openapi.yml
"$naftiko" import openapi meters.openapi.yml --tag Meter --namespace meters --out meters.yaml
"$naftiko" generate meters.yaml --out src/generated 2>/dev/null
"$naftiko" export openapi meters.yaml --out served.json 2>/dev/null
"$naftiko" import openapi served.json --namespace meters --out again.yaml 2>/dev/null
diff <(grep -E '^ *(path|method|in|call): ' meters.yaml) <(grep -E '^ *(path|method|in|call): ' again.yaml)
python3 -m venv venv
venv/bin/pip install --quiet openapi-spec-validator
venv/bin/openapi-spec-validator served.json
cat >Cargo.toml <<END
[package]
name = "imported-api"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
naftiko = { path = "$OLDPWD/naftiko" }
reqwest = { version = "*", default-features = false, features = ["json"] }
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
END
cp "$OLDPWD/Cargo.lock" .
cat >src/main.rs <<'END'
mod generated;

use generated::meters;
use naftiko::client::{FakeResponse, FakeTransport};
use serde_json::{Value, json};

#[tokio::main]
async fn main() {
    let api = FakeTransport::new(|request| match (request.method().as_str(), request.uri().path()) {
        ("POST", "/oauth/token") => FakeResponse::json(200, &json!({"access_token": "t", "expires_in": 60})),
        ("GET", "/organizations/o1/meters") => FakeResponse::json(200, &json!({"data": [{"id": "m1", "version": 1}]})),
        ("POST", "/organizations/o1/meters") => FakeResponse::json(200, &json!({"id": "m2", "version": 1})),
        _ => FakeResponse::status(404),
    });
    let capability = meters::Capability::builder()
        .variable("METERS_CLIENT_ID", "id")
        .variable("METERS_CLIENT_SECRET", "secret")
        .meters(|config| config.transport(api.clone()))
        .build()
        .unwrap();
    let loopback = "127.0.0.1:0".parse().unwrap();
    let server = capability.server().address("meters-rest", loopback).address("meters-mcp", loopback);
    let running = server.start().await.unwrap();
    let client = reqwest::Client::new();

    let meters = format!("http://{}/organizations/o1/meters", running.address("meters-rest").unwrap());
    let listed: Value = client.get(format!("{meters}?codes=a&codes=b")).send().await.unwrap().json().await.unwrap();
    assert_eq!(listed["data"][0]["id"], "m1");
    let query = api.requests().pop().unwrap().uri().query().unwrap_or_default().to_owned();
    assert_eq!(query, "codes=a&codes=b");

    let meter = json!({"name": "Calls", "code": "calls", "dataFields": [], "derivedFields": []});
    let mcp = format!("http://{}/mcp", running.address("meters-mcp").unwrap());
    let mut sent = json!({"orgId": "o1"});
    for (name, arguments) in [("list-meters", sent.clone()), ("post-meter", {
        // A body is one argument, or its members are.
        let tools: Value = message(&client, &mcp, "tools/list", json!({})).await;
        let tools = tools["result"]["tools"].as_array().unwrap().clone();
        let tool = tools.iter().find(|tool| tool["name"] == "post-meter").unwrap();
        if tool["inputSchema"]["properties"].get("body").is_some() {
            sent["body"] = meter.clone();
        } else {
            sent.as_object_mut().unwrap().extend(meter.as_object().unwrap().clone());
        }
        sent
    })] {
        let answer = message(&client, &mcp, "tools/call", json!({"name": name, "arguments": arguments})).await;
        assert_ne!(answer["result"]["isError"], true, "{answer}");
        println!("{name}: {}", answer["result"]["content"][0]["text"]);
    }
    let body: Value = serde_json::from_slice(api.requests().pop().unwrap().body()).unwrap();
    assert_eq!(body["code"], "calls");
    running.shutdown().await;
    println!("the imported meters are served over REST and MCP");
}

async fn message(client: &reqwest::Client, mcp: &str, method: &str, params: Value) -> Value {
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    let request = client.post(mcp).json(&message).header("accept", "application/json, text/event-stream");
    let request = request.header("mcp-protocol-version", "2025-06-18");
    let text = request.send().await.unwrap().text().await.unwrap();
    let data = text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap_or(&text);
    serde_json::from_str(data).unwrap()
}
END
CARGO_TARGET_DIR=$target/user-crates cargo run --quiet --offline
