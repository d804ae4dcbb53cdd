//! Skills of MCP servers: MCP resources for older clients, and the extension for newer ones.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use naftiko::serve::Running;
use serde_json::{Value, json};

use super::{http, server, sha256};

const NEWER: &str = "2026-07-28";

/// Calls a method as a client of a version.
async fn call(server: &Running, version: &str, method: &str, mut params: Value) -> Value {
    if version == NEWER {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": NEWER,
            "io.modelcontextprotocol/clientCapabilities": {},
            "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        });
    }
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    let mut request = http()
        .post(format!("http://{}/mcp", server.address("desk-mcp").unwrap()))
        .bearer_auth("desk")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", version)
        .header("mcp-method", method);
    if let (Some(uri), "resources/read") = (params["uri"].as_str(), method) {
        request = request.header("mcp-name", uri);
    }
    let response = request.body(message.to_string()).send().await.unwrap();
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

const FILES: [&str; 4] = [
    "skill://parcel-desk/SKILL.md",
    "skill://rerouting/SKILL.md",
    "skill://rerouting/assets/a%20map.png",
    "skill://rerouting/references/how-to.md",
];

#[tokio::test]
async fn files_of_skills_are_resources_for_every_client() {
    let server = server().start().await.unwrap();
    for version in ["2025-11-25", NEWER] {
        let list = call(&server, version, "resources/list", json!({})).await;
        let resources = list["result"]["resources"].as_array().unwrap();
        let uris: Vec<&str> = resources
            .iter()
            .map(|item| item["uri"].as_str().unwrap())
            .collect();
        // Skills without a tool of the server are not its own.
        assert_eq!(uris, FILES);
        let main = json!({
            "uri": "skill://rerouting/SKILL.md",
            "name": "rerouting",
            "description": "Reroutes parcels. Use when a parcel goes to the wrong depot.",
            "mimeType": "text/markdown",
        });
        assert_eq!(resources[1], main);
    }
    let hello = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
    let older = call(&server, "2025-11-25", "initialize", hello).await;
    assert_eq!(
        older["result"]["capabilities"],
        json!({"resources": {}, "tools": {}})
    );
    let unknown = call(&server, "2025-11-25", "skills/list", json!({})).await;
    assert_eq!(unknown["error"]["code"], -32601);
}

#[tokio::test]
async fn listed_digests_are_those_of_the_contents() {
    let server = server().start().await.unwrap();
    let discovered = call(&server, NEWER, "server/discover", json!({})).await;
    let extensions = &discovered["result"]["capabilities"]["extensions"];
    assert_eq!(extensions, &json!({"io.modelcontextprotocol/skills": {}}));
    let list = call(&server, NEWER, "skills/list", json!({})).await;
    let result = &list["result"];
    assert_eq!(result["resultType"], "complete");
    assert!(result["ttlMs"].is_u64() && result["cacheScope"].is_string());
    let skills = result["skills"].as_array().unwrap();
    let names: Vec<&Value> = skills.iter().map(|skill| &skill["frontmatter"]["name"]).collect();
    assert_eq!(names, ["parcel-desk", "rerouting"]);
    assert_eq!(skills[1]["frontmatter"]["metadata"], json!({"team": "depots"}));
    let resources = skills
        .iter()
        .flat_map(|skill| skill["resources"].as_array().unwrap());
    let mut seen = Vec::new();
    for resource in resources {
        let uri = resource["uri"].as_str().unwrap();
        let read = call(&server, NEWER, "resources/read", json!({"uri": uri})).await;
        let contents = &read["result"]["contents"][0];
        let bytes = match contents["text"].as_str() {
            Some(text) => text.as_bytes().to_vec(),
            None => STANDARD.decode(contents["blob"].as_str().unwrap()).unwrap(),
        };
        assert_eq!(resource["digest"], sha256(&bytes), "{uri}");
        assert_eq!(resource["size"], bytes.len(), "{uri}");
        seen.push(uri);
    }
    assert_eq!(seen, FILES);
}

#[tokio::test]
async fn entry_of_a_skill_is_that_of_the_list() {
    let server = server().start().await.unwrap();
    let list = call(&server, NEWER, "skills/list", json!({})).await;
    let got = call(
        &server,
        NEWER,
        "skills/get",
        json!({"uri": "skill://rerouting/SKILL.md"}),
    )
    .await;
    assert_eq!(got["result"]["skill"], list["result"]["skills"][1]);
    assert_eq!(got["result"]["resultType"], "complete");
    assert!(got["result"]["ttlMs"].is_u64());
    for uri in [
        "skill://rerouting",
        "skill://empty/SKILL.md",
        "skill://rerouting/references/how-to.md",
    ] {
        let unknown = call(&server, NEWER, "skills/get", json!({"uri": uri})).await;
        assert_eq!(unknown["error"]["code"], -32602, "{uri}");
    }
    let cursor = call(&server, NEWER, "skills/list", json!({"cursor": "2"})).await;
    assert_eq!(cursor["error"]["code"], -32602);
}
