//! What a program adds to an MCP server: tools in its own way, and what clients are told meanwhile.

#![cfg(feature = "mcp")]

mod loopback;

use loopback::{Failure, http, modern, post, rpc, serve};
use naftiko::Value;
use naftiko::input::{Inputs, ParameterIn};
use naftiko::mcp::{
    self, CompletionRequest, CompletionTarget, ContentBlock, Dispatch, Hints, Level, ProtocolError, Resource,
    ResourceFuture, Server, ServerInfo, Tool, ToolError, ToolFuture, ToolResult, Updates, resource_content,
    tool_result,
};
use serde_json::json;

type Outcome = Result<(), Failure>;

static INFO: ServerInfo = ServerInfo {
    name: "program",
    title: "",
    version: "1.0.0",
    instructions: "",
};

const fn tool(name: &'static str) -> Tool {
    let hints = Hints {
        read_only: true,
        destructive: false,
        idempotent: true,
        open_world: false,
    };
    Tool {
        name,
        title: "",
        description: "A tool",
        input_schema: r#"{"type":"object"}"#,
        output_schema: "",
        hints,
    }
}

static TOOLS: [Tool; 3] = [tool("picture"), tool("slow"), tool("plain")];

static RESOURCES: [Resource; 1] = [Resource {
    uri: "tide://now",
    name: "tide",
    title: "",
    description: "",
    mime_type: "text/plain",
    binary: false,
    location: "",
}];

struct Plain;

impl Dispatch for Plain {
    fn call<'a>(&'a self, tool: &str, _: Inputs) -> Option<ToolFuture<'a>> {
        let tool = tool.to_owned();
        Some(Box::pin(async move { tool_result(json!({ "tool": tool })) }))
    }

    fn read<'a>(&'a self, _: &str, _: Inputs) -> Option<ResourceFuture<'a>> {
        Some(Box::pin(async { resource_content("high") }))
    }
}

fn server() -> Server {
    Server::new(&INFO, &TOOLS, Plain)
        .resources(&RESOURCES)
        .tool("picture", async |mut inputs: Inputs| {
            let kind = inputs.string(ParameterIn::Field("kind"));
            inputs.finish()?;
            let image = ContentBlock::image("AAAA", kind);
            Ok::<_, ToolError>(ToolResult::success(vec![image]))
        })
        .tool("slow", async |_| {
            mcp::progress(1.0, Some(2.0), "half way").await;
            mcp::log(Level::Debug, "", "not wanted").await;
            mcp::log(Level::Info, "slow", json!({"at": 1})).await;
            mcp::progress(2.0, Some(2.0), "").await;
            Ok::<_, ToolError>("done".to_owned())
        })
}

#[tokio::test]
async fn a_tool_is_carried_out_in_another_way_than_its_method() -> Outcome {
    let url = serve(server().router()).await?;
    let call =
        |name: &str, arguments: Value| rpc(&url, "tools/call", json!({"name": name, "arguments": arguments}));
    let picture = call("picture", json!({"kind": "image/png"})).await?;
    assert_eq!(
        picture["content"],
        json!([{"type": "image", "data": "AAAA", "mimeType": "image/png"}])
    );
    let wrong = call("picture", json!({"king": "image/png"})).await?;
    assert_eq!(wrong["isError"], true);
    assert_eq!(
        wrong["structuredContent"]["errors"].as_array().map(Vec::len),
        Some(2)
    );
    assert_eq!(
        call("plain", json!({})).await?["structuredContent"],
        json!({"tool": "plain"})
    );
    let direct = server().call("slow", Value::Null).await;
    assert_eq!(direct.text(), "done");
    Ok(())
}

/// The messages of a stream of events, in their order.
fn events(body: &str) -> Vec<Value> {
    body.lines()
        .filter_map(|line| serde_json::from_str(line.strip_prefix("data:")?.trim()).ok())
        .collect()
}

async fn slow(url: &str, era: &str, meta: Value) -> Result<Vec<Value>, Failure> {
    let params = json!({"name": "slow", "arguments": {}, "_meta": meta});
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    let headers = [
        ("mcp-protocol-version", era),
        ("mcp-method", "tools/call"),
        ("mcp-name", "slow"),
    ];
    let answer = post(url, &message, &headers).await?.text().await?;
    if let Ok(single) = serde_json::from_str(&answer) {
        return Ok(vec![single]);
    }
    Ok(events(&answer))
}

fn newer(mut meta: Value) -> Value {
    meta["io.modelcontextprotocol/protocolVersion"] = json!("2026-07-28");
    meta["io.modelcontextprotocol/clientCapabilities"] = json!({});
    meta
}

#[tokio::test]
async fn clients_are_told_how_far_a_call_is_when_they_ask() -> Outcome {
    let url = serve(server().router()).await?;
    let token = json!({"progressToken": "p"});
    for (era, meta) in [("2025-11-25", token.clone()), ("2026-07-28", newer(token))] {
        let told = slow(&url, era, meta).await?;
        let progress: Vec<_> = told
            .iter()
            .filter(|message| message["method"] == "notifications/progress")
            .map(|message| {
                (
                    message["params"]["progress"].clone(),
                    message["params"]["message"].clone(),
                )
            })
            .collect();
        let expected = [(json!(1.0), json!("half way")), (json!(2.0), Value::Null)];
        assert_eq!(progress, expected, "{era}: {told:?}");
        let last = told.last().ok_or("nothing")?;
        assert_eq!(last["result"]["content"][0]["text"], "done");
    }
    for (era, meta) in [("2025-11-25", json!({})), ("2026-07-28", newer(json!({})))] {
        assert_eq!(slow(&url, era, meta).await?.len(), 1, "{era}");
    }
    Ok(())
}

#[tokio::test]
async fn the_log_is_sent_to_those_who_want_it() -> Outcome {
    let (silent, logging) = (
        serve(server().router()).await?,
        serve(server().logging().router()).await?,
    );
    let level = |level: &str| newer(json!({"io.modelcontextprotocol/logLevel": level}));
    for (url, era, meta, expected) in [
        (&silent, "2025-11-25", json!({}), 0),
        (&logging, "2025-11-25", json!({}), 1),
        (&logging, "2026-07-28", newer(json!({})), 0),
        (&silent, "2026-07-28", level("info"), 1),
        (&silent, "2026-07-28", level("debug"), 2),
        (&silent, "2026-07-28", level("error"), 0),
    ] {
        let told = slow(url, era, meta.clone()).await?;
        let logged: Vec<_> = told
            .iter()
            .filter(|message| message["method"] == "notifications/message")
            .collect();
        assert_eq!(logged.len(), expected, "{era} {meta}: {told:?}");
        if let Some(last) = logged.last() {
            let expected = json!({"level": "info", "logger": "slow", "data": {"at": 1}});
            assert_eq!(last["params"], expected);
        }
    }
    let set = json!({"jsonrpc": "2.0", "id": 1, "method": "logging/setLevel", "params": {"level": "info"}});
    let answer = async |url: &str| -> Result<Value, Failure> {
        Ok(serde_json::from_str(&post(url, &set, &[]).await?.text().await?)?)
    };
    assert_eq!(answer(&logging).await?["result"], json!({}));
    assert_eq!(answer(&silent).await?["error"]["code"], -32601);
    Ok(())
}

#[tokio::test]
async fn values_are_proposed_where_a_program_does() -> Outcome {
    let proposing = server().completions(async |typed: CompletionRequest| {
        let of = typed.target == CompletionTarget::Prompt("greet".to_owned()) && typed.argument == "captain";
        let given = typed.given.iter().any(|(name, _)| name == "ship");
        let many = if typed.value.is_empty() { 150 } else { 1 };
        (0..many)
            .filter(|_| of && given)
            .map(|number| format!("{}{number}", typed.value))
            .collect()
    });
    let url = serve(proposing.router()).await?;
    let complete = |value: &str| {
        json!({"ref": {"type": "ref/prompt", "name": "greet"}, "argument": {"name": "captain", "value": value},
            "context": {"arguments": {"ship": "1"}}})
    };
    let one = rpc(&url, "completion/complete", complete("Ad")).await?;
    assert_eq!(
        one["completion"],
        json!({"values": ["Ad0"], "total": 1, "hasMore": false})
    );
    let (_, all) = modern(&url, "completion/complete", complete("")).await?;
    let all = &all["result"]["completion"];
    assert_eq!(all["values"].as_array().map(Vec::len), Some(100));
    assert_eq!((&all["total"], &all["hasMore"]), (&json!(150), &json!(true)));
    Ok(())
}

#[tokio::test]
async fn a_tool_can_fail_as_the_protocol_has_it() -> Outcome {
    let needing = server().tool("plain", async |_| {
        let needed = json!({"elicitation": {}});
        Err::<String, _>(ToolError::protocol(
            ProtocolError::missing_required_client_capability(needed),
        ))
    });
    let url = serve(needing.clone().router()).await?;
    let (status, answer) = modern(&url, "tools/call", json!({"name": "plain"})).await?;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (400, &json!(-32021)),
        "{answer}"
    );
    assert!(needing.call("plain", Value::Null).await.is_error());
    Ok(())
}

#[tokio::test]
async fn those_who_subscribe_are_told_of_changes() -> Outcome {
    let updates = Updates::new();
    let url = serve(server().updates(&updates).sessions().router()).await?;
    // A client of the older protocol, with a session and a stream.
    let hello = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params":
        {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}});
    let answer = post(&url, &hello, &[]).await?;
    let session = answer.headers()["mcp-session-id"].to_str()?.to_owned();
    let capabilities =
        events(&answer.text().await?).pop().ok_or("no answer")?["result"]["capabilities"].take();
    assert_eq!(capabilities["resources"]["subscribe"], true);
    let headers = [
        ("mcp-session-id", session.as_str()),
        ("mcp-protocol-version", "2025-11-25"),
    ];
    let initialized = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    post(&url, &initialized, &headers).await?;
    let stream = http().get(&url).header("accept", "text/event-stream");
    let stream = headers
        .iter()
        .fold(stream, |stream, (name, value)| stream.header(*name, *value));
    let mut stream = stream.send().await?;
    assert_eq!(stream.status(), 200);
    let ask = async |method: &str, uri: &str| -> Result<Value, Failure> {
        let message = json!({"jsonrpc": "2.0", "id": 2, "method": method, "params": {"uri": uri}});
        let answer = post(&url, &message, &headers).await?.text().await?;
        Ok(events(&answer).pop().ok_or("no answer")?)
    };
    assert_eq!(
        ask("resources/subscribe", "tide://now").await?["result"],
        json!({})
    );
    assert_eq!(
        ask("resources/subscribe", "tide://never").await?["error"]["code"],
        -32002
    );
    updates.changed("tide://other");
    updates.changed("tide://now");
    assert_eq!(told(&mut stream).await?, "tide://now");
    assert_eq!(
        ask("resources/unsubscribe", "tide://now").await?["result"],
        json!({})
    );

    // A client of the newer one, which listens.
    let listen = json!({"jsonrpc": "2.0", "id": 3, "method": "subscriptions/listen", "params": {
        "notifications": {"resourceSubscriptions": ["tide://now", "tide://never"]}, "_meta": newer(json!({}))}});
    let headers = [
        ("mcp-protocol-version", "2026-07-28"),
        ("mcp-method", "subscriptions/listen"),
    ];
    let mut stream = post(&url, &listen, &headers).await?;
    let acknowledged = next(&mut stream).await?;
    assert_eq!(
        acknowledged["params"]["notifications"]["resourceSubscriptions"],
        json!(["tide://now"]),
        "{acknowledged}"
    );
    updates.changed("tide://now");
    assert_eq!(told(&mut stream).await?, "tide://now");
    Ok(())
}

#[tokio::test]
async fn nobody_subscribes_where_nothing_is_told() -> Outcome {
    let without = serve(server().router()).await?;
    // Told of changes, and no way to tell an older client without a session.
    let stateless = serve(server().updates(&Updates::new()).router()).await?;
    for url in [without, stateless] {
        let hello = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
        let hello = rpc(&url, "initialize", hello).await?;
        assert!(
            hello["capabilities"]["resources"].get("subscribe").is_none(),
            "{hello}"
        );
        let subscribe = json!({"jsonrpc": "2.0", "id": 1, "method": "resources/subscribe", "params": {"uri": "tide://now"}});
        let answer: Value = serde_json::from_str(&post(&url, &subscribe, &[]).await?.text().await?)?;
        assert_eq!(answer["error"]["code"], -32601, "{answer}");
    }
    Ok(())
}

#[tokio::test]
async fn what_the_newer_protocol_has_no_more_is_not_there() -> Outcome {
    let everything = server().logging().updates(&Updates::new()).sessions();
    let url = serve(everything.router()).await?;
    for method in [
        "initialize",
        "ping",
        "logging/setLevel",
        "resources/subscribe",
        "resources/unsubscribe",
    ] {
        // Without the parameters that the older protocol wants.
        let (status, answer) = modern(&url, method, json!({})).await?;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (404, &json!(-32601)),
            "{method}"
        );
    }
    let (_, answer) = modern(&url, "tools/call", json!({"name": 1})).await?;
    assert_eq!(answer["error"]["code"], -32602, "{answer}");
    Ok(())
}

/// The next message of a stream.
async fn next(stream: &mut reqwest::Response) -> Result<Value, Failure> {
    let mut text = String::new();
    let all = async {
        while let Some(chunk) = stream.chunk().await? {
            text.push_str(&String::from_utf8_lossy(&chunk));
            if let Some(message) = events(&text).pop() {
                return Ok(message);
            }
        }
        Err("the stream has ended".into())
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), all).await?
}

/// The resource that the next message of a stream tells of.
async fn told(stream: &mut reqwest::Response) -> Result<Value, Failure> {
    let message = next(stream).await?;
    assert_eq!(message["method"], "notifications/resources/updated", "{message}");
    Ok(message["params"]["uri"].clone())
}
