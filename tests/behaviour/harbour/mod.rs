//! Guards, MCP resources and prompts, in both dialects.

mod callers;
mod issuer;
mod prompts;
mod resources;
mod upstream;

use naftiko::guard::{Authenticate, AuthenticateFuture, Caller, Guard, Rejection};
use naftiko::http::HeaderValue;
use naftiko::http::request::Parts;
use naftiko::serve::{Running, Server};
use serde_json::{Value, json};

use upstream::Ships;

naftiko::naftiko! { "harbour.lists.yaml", module: lists }
naftiko::naftiko! { "harbour.maps.yaml", module: maps }

/// Accepts requests with three knocks.
pub(crate) struct Knock;

impl Authenticate for Knock {
    fn authenticate<'a>(&'a self, request: &'a mut Parts) -> AuthenticateFuture<'a> {
        Box::pin(async {
            match request.headers.remove("x-knock") {
                Some(times) if times == "3" => Ok(Caller::new("ada")),
                Some(_) => Err(Rejection::invalid("Knock three times.")),
                None => Err(Rejection::missing()),
            }
        })
    }

    fn challenge(&self) -> Option<HeaderValue> {
        Some(HeaderValue::from_static("Knock"))
    }
}

/// Returns the builder of a dialect's capability with its settings.
macro_rules! builder {
    ($dialect:ident, $ships:expr, $issuer:expr) => {
        $crate::harbour::$dialect::Capability::builder()
            .variable("HARBOUR_USER", "ada")
            .variable("HARBOUR_PASSWORD", "s3cret-password")
            .variable("HARBOUR_KEY", "s3cret-key")
            .variable("HARBOUR_TOKEN", "s3cret-token")
            .variable("HARBOUR_ISSUER", $issuer)
            .ships(|api| api.base_uri($ships.uri()))
    };
}
pub(crate) use builder;

/// Starts the adapters of both dialects over one upstream.
fn servers(ships: &Ships, issuer: &str) -> [Server; 2] {
    let knock = |config: naftiko::guard::GuardConfig| config.guard(Guard::custom(Knock));
    let lists = builder!(lists, ships, issuer).digest_api_guard(knock);
    let maps = builder!(maps, ships, issuer).digest_api_guard(knock);
    [lists.build().unwrap().server(), maps.build().unwrap().server()]
}

const ADAPTERS: [&str; 7] = [
    "basic-api",
    "header-api",
    "query-api",
    "cookie-api",
    "oauth-api",
    "digest-api",
    "harbour-mcp",
];

async fn start(server: Server) -> Running {
    let loopback = "127.0.0.1:0".parse().unwrap();
    let at = |server: Server, adapter: &&str| server.address(adapter, loopback);
    ADAPTERS.iter().fold(server, at).start().await.unwrap()
}

fn uri(running: &Running, adapter: &str, path: &str) -> String {
    format!("http://{}{path}", running.address(adapter).unwrap())
}

/// The generation of the protocol of an MCP client.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Era {
    Older,
    Newer,
}

const ERAS: [Era; 2] = [Era::Older, Era::Newer];

/// Sends a request to the MCP adapter as a client of a generation.
async fn ask(running: &Running, era: Era, method: &str, mut params: Value) -> Value {
    let request = crate::http()
        .post(uri(running, "harbour-mcp", "/mcp"))
        .bearer_auth("s3cret-token")
        .header("accept", "application/json, text/event-stream");
    let request = match era {
        Era::Older => request.header("mcp-protocol-version", "2025-11-25"),
        Era::Newer => {
            let name = params["name"].as_str().or(params["uri"].as_str());
            let request = match name {
                Some(name) => request.header("mcp-name", name),
                None => request,
            };
            params["_meta"] = json!({
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities": {},
                "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
            });
            request
                .header("mcp-protocol-version", "2026-07-28")
                .header("mcp-method", method)
        }
    };
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    let answer = request.json(&message).send().await.unwrap();
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
}
