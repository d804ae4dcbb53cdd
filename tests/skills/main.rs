//! Skills over loopback: the catalogue, the files, the archive and the index, and the skills of MCP servers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod archive;
mod packages;
mod servers;

use naftiko::http::{HeaderMap, Method, StatusCode};
use naftiko::serve::{Running, Server};
use serde_json::{Value, json};

naftiko::naftiko!("skills.yaml");

/// Returns the server with every adapter on a free port.
fn server() -> Server {
    let loopback = "127.0.0.1:0".parse().unwrap();
    let capability = skills::Capability::builder()
        .variable("DESK_TOKEN", "desk")
        .variable("VAULT_TOKEN", "vault")
        .build()
        .unwrap();
    ["desk-mcp", "desk-api", "desk-skills", "vault-skills"]
        .iter()
        .fold(capability.server(), |server, name| server.address(name, loopback))
}

/// Returns the digest of bytes as clients compare it.
fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write as _;

    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    let mut text = "sha256:".to_owned();
    for byte in digest.as_ref() {
        write!(text, "{byte:02x}").unwrap();
    }
    text
}

fn http() -> reqwest::Client {
    naftiko::client::http_builder()
        .unwrap()
        .no_proxy()
        .build()
        .unwrap()
}

/// Sends a request to an adapter, with the path as it is.
async fn ask(
    server: &Running,
    adapter: &str,
    method: Method,
    path: &str,
) -> (StatusCode, HeaderMap, Vec<u8>) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let address = server.address(adapter).unwrap();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let mut headers = HeaderMap::new();
    for line in head.lines().skip(1) {
        let (name, value) = line.split_once(": ").unwrap();
        let name: naftiko::http::HeaderName = name.parse().unwrap();
        headers.append(name, value.parse().unwrap());
    }
    (status, headers, bytes[end + 4..].to_vec())
}

/// Returns the status and the body of a GET request of the catalogue.
async fn get(server: &Running, path: &str) -> (u16, Vec<u8>) {
    let (status, _, body) = ask(server, "desk-skills", Method::GET, path).await;
    (status.as_u16(), body)
}

async fn get_json(server: &Running, path: &str) -> Value {
    let (status, body) = get(server, path).await;
    assert_eq!(status, 200, "{path}");
    serde_json::from_slice(&body).unwrap()
}

#[tokio::test]
async fn catalogue_has_the_skills_in_their_order() {
    let server = server().start().await.unwrap();
    let list = get_json(&server, "/skills").await;
    let expected = json!({"count": 4, "skills": [
        {
            "name": "parcel-desk",
            "description": "Answers questions about parcels | and depots",
            "license": "MIT",
            "tools": ["find-parcel", "list-depots"],
        },
        {
            "name": "rerouting",
            "description": "Reroutes parcels. Use when a parcel goes to the wrong depot.",
            "tools": ["how-to", "find-parcel"],
        },
        {"name": "empty", "description": "Has no tools", "tools": []},
        {"name": "Old--Name", "description": "Has a name that agents reject", "tools": []},
    ]});
    assert_eq!(list, expected);
}

#[tokio::test]
async fn description_has_the_keys_of_the_spec_and_the_calls_of_tools() {
    let server = server().start().await.unwrap();
    let found = get_json(&server, "/skills/parcel-desk").await;
    let keys: Vec<&String> = found.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "name",
            "description",
            "license",
            "compatibility",
            "argument-hint",
            "allowed-tools",
            "user-invocable",
            "disable-model-invocation",
            "metadata",
            "tools"
        ]
    );
    assert_eq!(found["allowed-tools"], "find-parcel list-depots");
    assert_eq!(found["user-invocable"], true);
    let expected = json!([
        {
            "name": "find-parcel",
            "description": "Finds a parcel",
            "type": "derived",
            "invocationRef": {
                "targetNamespace": "desk-mcp",
                "action": "find-parcel",
                "mode": "mcp",
                "url": "http://127.0.0.1:9090/mcp",
            },
        },
        {
            "name": "list-depots",
            "description": "Lists depots",
            "type": "derived",
            "invocationRef": {
                "targetNamespace": "desk-api",
                "action": "list-depots",
                "mode": "rest",
                "method": "GET",
                "path": "/cities/{city}/depots",
                "url": "http://127.0.0.1:8080",
            },
        },
    ]);
    assert_eq!(found["tools"], expected);
    let authored = get_json(&server, "/skills/rerouting").await;
    let instruction = json!({
        "name": "how-to",
        "description": "How to reroute",
        "type": "instruction",
        "instruction": "references/how-to.md",
    });
    assert_eq!(authored["tools"][0], instruction);
    let bare = json!({"name": "empty", "description": "Has no tools", "tools": []});
    assert_eq!(get_json(&server, "/skills/empty").await, bare);
}

#[tokio::test]
async fn unknown_skill_is_not_found() {
    let server = server().start().await.unwrap();
    for path in ["", "/download", "/contents", "/contents/SKILL.md"] {
        let (status, body) = get(&server, &format!("/skills/none{path}")).await;
        let problem: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((status, &problem["title"]), (404, &json!("Not found")), "{path}");
    }
    let (status, headers, _) = ask(&server, "desk-skills", Method::POST, "/skills").await;
    assert_eq!(
        (status.as_u16(), headers["allow"].to_str().unwrap()),
        (405, "GET, HEAD, OPTIONS")
    );
    let (status, headers, body) = ask(&server, "desk-skills", Method::HEAD, "/skills").await;
    assert_eq!((status.as_u16(), body.len()), (200, 0));
    assert_ne!(headers["content-length"], "0");
}

#[tokio::test]
async fn files_are_listed_and_served_unchanged() {
    let server = server().start().await.unwrap();
    let contents = get_json(&server, "/skills/rerouting/contents").await;
    let main = std::fs::read("specs/skills/rerouting/SKILL.md").unwrap();
    let expected = json!({"name": "rerouting", "files": [
        {"path": "SKILL.md", "size": main.len(), "type": "text/markdown"},
        {"path": "assets/a map.png", "size": 6, "type": "image/png"},
        {"path": "references/how-to.md", "size": 24, "type": "text/markdown"},
    ]});
    assert_eq!(contents, expected);
    assert_eq!(
        get(&server, "/skills/rerouting/contents/SKILL.md").await,
        (200, main)
    );
    let path = "/skills/rerouting/contents/assets/a%20map.png";
    let (status, headers, body) = ask(&server, "desk-skills", Method::GET, path).await;
    assert_eq!((status.as_u16(), body), (200, b"\x89PNG\x00\xff".to_vec()));
    assert_eq!(headers["content-type"], "image/png");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert!(
        headers["content-security-policy"]
            .to_str()
            .unwrap()
            .starts_with("sandbox")
    );
}

#[tokio::test]
async fn path_of_a_file_cannot_leave_the_folder() {
    let server = server().start().await.unwrap();
    for path in [
        "../../skills.yaml",
        "references/../SKILL.md",
        "%2e%2e/%2e%2e/skills.yaml",
        "references%2Fhow-to.md",
        ".hidden",
        "references",
        "",
        "%FF",
        "/SKILL.md",
    ] {
        let (status, _) = get(&server, &format!("/skills/rerouting/contents/{path}")).await;
        assert_eq!(status, 404, "{path}");
    }
}

#[tokio::test]
async fn guard_protects_every_path_of_a_skill_adapter() {
    let server = server().start().await.unwrap();
    let address = server.address("vault-skills").unwrap();
    for path in [
        "/skills",
        "/skills/vault/download",
        "/.well-known/agent-skills/index.json",
    ] {
        let url = format!("http://{address}{path}");
        let without = http().get(&url).send().await.unwrap();
        assert_eq!(without.status(), 401, "{path}");
        let with = http().get(&url).bearer_auth("vault").send().await.unwrap();
        assert_eq!(with.status(), 200, "{path}");
    }
}
