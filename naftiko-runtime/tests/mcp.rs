//! The MCP half over a socket, in both eras of the protocol.

#![cfg(feature = "mcp")]

mod loopback;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use loopback::{Answer, Failure, Upstream, http, modern, post, rpc, serve};
use naftiko::client::{Api, Config, HttpClient, Operation, Piece, Retry, Variables, build_clients};
use naftiko::http::Method;
use naftiko::input::{Inputs, ParameterIn};
use naftiko::mcp::{Dispatch, Hints, Server, ServerInfo, Tool, ToolError, ToolFuture, tool_result};
use naftiko::{Bytes, Value};
use serde_json::json;

type Outcome = Result<(), Failure>;

static INFO: ServerInfo = ServerInfo {
    name: "test-mcp",
    title: "",
    version: "0.1.0",
    instructions: "Use with care.",
};

const fn tool(name: &'static str, output_schema: &'static str) -> Tool {
    let hints = Hints {
        read_only: true,
        destructive: false,
        idempotent: true,
        open_world: true,
    };
    let input_schema = r#"{"type":"object","properties":{"z":{"type":"string"},"a":{"type":"string"}}}"#;
    Tool {
        name,
        title: "",
        description: "A tool",
        input_schema,
        output_schema,
        hints,
    }
}

static TOOLS: [Tool; 7] = [
    tool("list", ""),
    tool("text", ""),
    tool("wait", ""),
    tool("panic", ""),
    tool("call", ""),
    tool("call-shaped", r#"{"type":"object"}"#),
    tool("absent", "not a schema"),
];

static API: Api = Api::new("things", &[]);
static GET_THING: Operation = Operation::new("things.get-thing", Method::GET, &[Piece::Text("/thing")]);
static ADD_THING: Operation = Operation::new("things.add-thing", Method::POST, &[Piece::Text("/thing")]);

#[derive(Clone, Default)]
struct Tools {
    client: Option<HttpClient>,
    /// How many calls of `wait` have begun, and how many of them were dropped.
    begun: Arc<AtomicUsize>,
    dropped: Arc<AtomicUsize>,
}

struct CountDrop(Arc<AtomicUsize>);

impl Drop for CountDrop {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Tools {
    async fn call(&self, mut inputs: Inputs) -> Result<Value, ToolError> {
        let add = inputs
            .optional_boolean(ParameterIn::Field("add"))
            .unwrap_or_default();
        inputs.finish()?;
        let client = self.client.as_ref().ok_or_else(|| ToolError::new("no client"))?;
        let operation = if add { &ADD_THING } else { &GET_THING };
        let call = client.call(operation).query("note", add.then_some("new"));
        Ok(call.send::<Value>().await?.value()?)
    }

    async fn wait(&self) -> Result<Value, ToolError> {
        let _drop = CountDrop(Arc::clone(&self.dropped));
        self.begun.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_secs(60)).await;
        Ok(Value::Null)
    }
}

impl Dispatch for Tools {
    fn call<'a>(&'a self, tool: &str, inputs: Inputs) -> Option<ToolFuture<'a>> {
        Some(match tool {
            "list" => Box::pin(async { tool_result(json!([1, 2])) }),
            "text" => Box::pin(async { tool_result(Bytes::from_static(b"plain")) }),
            "wait" => Box::pin(async { tool_result(self.wait().await?) }),
            "panic" => Box::pin(async { std::panic::resume_unwind(Box::new("defect")) }),
            "call" | "call-shaped" => Box::pin(async { tool_result(self.call(inputs).await?) }),
            _ => return None,
        })
    }
}

async fn started(tools: Tools) -> Result<String, Failure> {
    Ok(format!(
        "{}/mcp",
        serve(Server::new(&INFO, &TOOLS, tools).router()).await?
    ))
}

async fn calling(upstream: &Upstream) -> Result<String, Failure> {
    let retry = Retry::default().delays(Duration::from_millis(1), Duration::from_millis(2));
    let config = Config::new()
        .base_uri(upstream.uri(""))
        .retry(retry)
        .timeout(Duration::from_secs(3));
    let [client] = build_clients([(&API, config)], &Variables::default())?;
    started(Tools {
        client: Some(client),
        ..Tools::default()
    })
    .await
}

fn identity() -> Value {
    json!({"io.modelcontextprotocol/serverInfo": {"name": "test-mcp", "version": "0.1.0"}})
}

#[tokio::test]
async fn older_clients_initialize() -> Outcome {
    let url = started(Tools::default()).await?;
    for version in ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"] {
        let params = json!({"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params});
        let answer = post(&url, &message, &[]).await?;
        assert!(answer.headers().get("mcp-session-id").is_none());
        assert_eq!(answer.headers()["content-type"], "application/json");
        let result = serde_json::from_str::<Value>(&answer.text().await?)?["result"].take();
        assert_eq!(result["protocolVersion"], version);
        assert_eq!(result["capabilities"], json!({"tools": {}}));
        assert_eq!(result["serverInfo"]["name"], "test-mcp");
        assert_eq!(result["instructions"], "Use with care.");
    }
    let notification = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    assert_eq!(post(&url, &notification, &[]).await?.status(), 202);
    assert_eq!(rpc(&url, "ping", json!({})).await?, json!({}));
    Ok(())
}

#[tokio::test]
async fn tools_are_listed_in_order_with_all_hints() -> Outcome {
    let url = started(Tools::default()).await?;
    let list = rpc(&url, "tools/list", json!({})).await?;
    let names: Vec<_> = TOOLS.iter().map(|tool| json!(tool.name)).collect();
    let listed: Vec<_> = list["tools"]
        .as_array()
        .ok_or("no tools")?
        .iter()
        .map(|tool| tool["name"].clone())
        .collect();
    assert_eq!(listed, names);
    let first = &list["tools"][0];
    let hints = json!({"readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": true});
    assert_eq!(first["annotations"], hints);
    assert_eq!(first["inputSchema"].to_string(), TOOLS[0].input_schema);
    assert!(first.get("outputSchema").is_none() && first.get("title").is_none());
    assert_eq!((list.get("ttlMs"), &list["_meta"]), (None, &identity()));

    let (status, answer) = modern(&url, "tools/list", json!({})).await?;
    assert_eq!(status, 200);
    assert_eq!(
        (&answer["result"]["ttlMs"], &answer["result"]["cacheScope"]),
        (&json!(300_000), &json!("public"))
    );
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"cursor": "2"}});
    assert_eq!(error_code(post(&url, &message, &[]).await?).await?, -32602);
    Ok(())
}

#[tokio::test]
async fn newer_clients_discover_and_call() -> Outcome {
    let url = started(Tools::default()).await?;
    let (status, answer) = modern(&url, "server/discover", json!({})).await?;
    assert_eq!(
        (status, &answer["result"]["resultType"]),
        (200, &json!("complete"))
    );
    let versions = answer["result"]["supportedVersions"]
        .as_array()
        .ok_or("no versions")?;
    assert!(versions.contains(&json!("2026-07-28")) && versions.contains(&json!("2025-11-25")));
    assert_eq!(answer["result"]["_meta"], identity());

    let (status, answer) = modern(&url, "tools/call", json!({"name": "list", "arguments": {}})).await?;
    assert_eq!(status, 200);
    assert_eq!(answer["result"]["structuredContent"], json!({"result": [1, 2]}));
    assert_eq!(
        answer["result"]["content"],
        json!([{"type": "text", "text": r#"{"result":[1,2]}"#}])
    );
    assert_eq!(answer["result"]["_meta"], identity());
    assert_eq!(answer["result"]["isError"], false);
    let text = rpc(&url, "tools/call", json!({"name": "text"})).await?;
    assert_eq!(
        (&text["content"][0]["text"], text.get("structuredContent")),
        (&json!("plain"), None)
    );
    Ok(())
}

#[tokio::test]
async fn messages_have_a_limit() -> Outcome {
    let url = started(Tools::default()).await?;
    let arguments = json!({"z": "x".repeat(5_000_000)});
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "text", "arguments": arguments}});
    assert_eq!(post(&url, &message, &[]).await?.status(), 413);
    Ok(())
}

async fn error_code(answer: reqwest::Response) -> Result<Value, Failure> {
    Ok(serde_json::from_str::<Value>(&answer.text().await?)?["error"]["code"].take())
}

#[tokio::test]
async fn what_is_not_there_is_a_protocol_error() -> Outcome {
    let url = started(Tools::default()).await?;
    for method in ["prompts/list", "resources/list", "resources/templates/list"] {
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": {}});
        assert_eq!(
            error_code(post(&url, &message, &[]).await?).await?,
            -32601,
            "{method}"
        );
        let (status, answer) = modern(&url, method, json!({})).await?;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (404, &json!(-32601)),
            "{method}"
        );
    }
    let params = json!({"ref": {"type": "ref/prompt", "name": "x"}, "argument": {"name": "a", "value": ""}});
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "completion/complete", "params": params});
    assert_eq!(error_code(post(&url, &message, &[]).await?).await?, -32601);
    for unknown in ["absent", "nothing"] {
        let (_, answer) = modern(&url, "tools/call", json!({"name": unknown})).await?;
        assert_eq!(answer["error"]["code"], -32602);
    }
    Ok(())
}

#[tokio::test]
async fn web_pages_and_other_hosts_are_refused() -> Outcome {
    let server = Server::new(&INFO, &TOOLS, Tools::default());
    let base = serve(server.router()).await?;
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"});
    for path in ["", "/mcp", "/mcp/", "/anywhere/else"] {
        assert_eq!(
            post(&format!("{base}{path}"), &message, &[]).await?.status(),
            200,
            "{path}"
        );
    }
    assert_eq!(
        post(&base, &message, &[("origin", "http://localhost:1")])
            .await?
            .status(),
        403
    );
    assert_eq!(post(&base, &message, &[("origin", "null")]).await?.status(), 403);
    assert_eq!(
        post(&base, &message, &[("host", "evil.example")]).await?.status(),
        403
    );
    assert_eq!(
        http()
            .get(&base)
            .header("accept", "text/event-stream")
            .send()
            .await?
            .status(),
        405
    );

    let open = server
        .allow_hosts(["desk.example"])
        .allow_origins(["https://app.example:*"]);
    let base = serve(open.router()).await?;
    let known = [("host", "desk.example"), ("origin", "https://app.example")];
    assert_eq!(post(&base, &message, &known).await?.status(), 200);
    assert_eq!(
        post(&base, &message, &[("host", "evil.example")]).await?.status(),
        403
    );
    assert_eq!(
        post(&base, &message, &[("origin", "https://evil.example")])
            .await?
            .status(),
        403
    );
    Ok(())
}

#[tokio::test]
async fn a_page_of_the_servers_own_is_answered() -> Outcome {
    let server = Server::new(&INFO, &TOOLS, Tools::default());
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"});
    let status = async |base: &str, headers: &[(&str, &str)]| {
        post(base, &message, headers)
            .await
            .map(|answer| answer.status().as_u16())
    };
    let base = serve(server.router()).await?;
    assert_eq!(status(&base, &[("origin", &base)]).await?, 200);
    let other = base.replace("127.0.0.1", "localhost");
    assert_eq!(status(&base, &[("origin", &other)]).await?, 403);
    // A name that was made to resolve to this machine is its own origin, and still none of its names.
    let rebound = [("host", "evil.example"), ("origin", "http://evil.example")];
    assert_eq!(status(&base, &rebound).await?, 403);
    // Where every host is answered to, nothing says which one is the server's.
    let base = serve(server.allow_hosts(["*"]).router()).await?;
    assert_eq!(status(&base, &[("origin", &base)]).await?, 403);
    assert_eq!(status(&base, &rebound).await?, 403);
    Ok(())
}

#[tokio::test]
async fn a_failing_api_is_a_result_to_act_on() -> Outcome {
    let cases = [
        (
            Answer::json(404, r#"{"error":"no thing"}"#),
            false,
            r#"{"error":"no thing"}"#,
            false,
        ),
        (
            Answer::new(401),
            false,
            "the server's credentials. Do not retry",
            false,
        ),
        // The server has no credentials, and the call has an argument that may be one.
        (Answer::new(401), true, "If an argument is one, correct it", false),
        (
            Answer::json(429, "{}").header("retry-after", "7"),
            false,
            "Retry in 7 seconds",
            true,
        ),
        (
            Answer::json(429, "{}").header("retry-after", "0.5"),
            false,
            "Retry in 1 seconds",
            true,
        ),
        (
            Answer::json(429, "{}").header("retry-after-ms", "1500"),
            true,
            "Retry in 2 seconds",
            true,
        ),
        (
            Answer::json(429, "{}").header("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"),
            true,
            "Retry in 0 seconds",
            true,
        ),
        (Answer::new(502), false, "a retry is safe", true),
        (Answer::new(502), true, "may have taken effect", false),
        (Answer::new(504), true, "may have taken effect", false),
        (Answer::new(503), true, "a retry is safe", true),
        (Answer::new(500), false, "a retry is safe", true),
        (Answer::new(500), true, "may have taken effect", false),
        (Answer::new(422), true, "Correct the arguments", false),
        (
            Answer::json(200, "not json"),
            false,
            "Unexpected API response",
            false,
        ),
        (
            Answer::json(200, "1").after(Duration::from_secs(60)),
            true,
            "may have taken effect",
            false,
        ),
    ];
    for (answer, add, words, retryable) in cases {
        let upstream = Upstream::answering(answer.clone()).await?;
        let url = calling(&upstream).await?;
        let result = rpc(
            &url,
            "tools/call",
            json!({"name": "call", "arguments": {"add": add}}),
        )
        .await?;
        let text = result["content"][0]["text"].as_str().unwrap_or_default();
        assert!(text.contains(words), "{answer:?}: {text}");
        assert!(!text.contains("127.0.0.1"), "{text}");
        assert_eq!(result["isError"], true);
        assert_eq!(result["structuredContent"]["message"], text);
        assert_eq!(result["structuredContent"]["retryable"], retryable, "{answer:?}");
    }
    Ok(())
}

#[tokio::test]
async fn errors_of_shaped_tools_do_not_meet_their_schema() -> Outcome {
    let upstream = Upstream::answering(Answer::new(404)).await?;
    let url = calling(&upstream).await?;
    let result = rpc(&url, "tools/call", json!({"name": "call-shaped"})).await?;
    assert_eq!(
        (&result["isError"], result.get("structuredContent")),
        (&json!(true), None)
    );
    assert_eq!(result["_meta"]["io.naftiko/error"]["status"], 404);
    let invalid = rpc(
        &url,
        "tools/call",
        json!({"name": "call", "arguments": {"add": "maybe", "ad": 1}}),
    )
    .await?;
    assert_eq!(invalid["isError"], true);
    assert_eq!(
        invalid["structuredContent"]["errors"].as_array().map(Vec::len),
        Some(2)
    );
    assert_eq!(upstream.count(), 1);
    Ok(())
}

#[tokio::test]
async fn a_tool_that_panics_fails_alone() -> Outcome {
    let url = started(Tools::default()).await?;
    let result = rpc(&url, "tools/call", json!({"name": "panic"})).await?;
    assert_eq!(result["isError"], true);
    assert!(!result.to_string().contains("defect"));
    assert_eq!(
        rpc(&url, "tools/call", json!({"name": "text"})).await?["isError"],
        false
    );
    Ok(())
}

#[tokio::test]
async fn a_call_ends_with_its_client() -> Outcome {
    let tools = Tools::default();
    let url = started(tools.clone()).await?;
    let (older, newer) = (url.clone(), url);
    let call = json!({"name": "wait"});
    let clients = [
        tokio::spawn({
            let call = call.clone();
            async move { drop(rpc(&older, "tools/call", call).await) }
        }),
        tokio::spawn(async move { drop(modern(&newer, "tools/call", call).await) }),
    ];
    until(|| tools.begun.load(Ordering::SeqCst) == 2).await?;
    assert_eq!(tools.dropped.load(Ordering::SeqCst), 0);
    clients.iter().for_each(tokio::task::JoinHandle::abort);
    until(|| tools.dropped.load(Ordering::SeqCst) == 2).await
}

async fn until(condition: impl Fn() -> bool) -> Outcome {
    for _ in 0..500 {
        if condition() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Err("it did not come about in time".into())
}
