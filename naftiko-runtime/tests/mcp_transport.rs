//! Streamable HTTP as a transport: what is a message, what is refused, batches and sessions.

#![cfg(feature = "mcp")]

mod loopback;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use loopback::{Failure, http, post, serve};
use naftiko::Value;
use naftiko::input::Inputs;
use naftiko::mcp::{Dispatch, Server, Tool, ToolFuture, Updates, tool_result};
use serde_json::json;

type Outcome = Result<(), Failure>;

static TOOLS: [Tool; 2] = [loopback::tool("echo", ""), loopback::tool("wait", "")];

/// Calls of `wait` that have begun, and those of them that have been dropped.
#[derive(Clone, Default)]
struct Tools {
    begun: Arc<AtomicUsize>,
    dropped: Arc<AtomicUsize>,
}

struct CountDrop(Arc<AtomicUsize>);

impl Drop for CountDrop {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Dispatch for Tools {
    fn call<'a>(&'a self, tool: &str, _: Inputs) -> Option<ToolFuture<'a>> {
        Some(match tool {
            "echo" => Box::pin(async { tool_result(json!({"said": "é\"\\"})) }),
            "wait" => Box::pin(async {
                let _dropped = CountDrop(Arc::clone(&self.dropped));
                self.begun.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_secs(60)).await;
                tool_result(Value::Null)
            }),
            _ => return None,
        })
    }
}

fn server(tools: &Tools) -> Server {
    Server::new(&loopback::INFO, &TOOLS, tools.clone())
}

async fn send(url: &str, body: &str, headers: &[(&str, &str)]) -> Result<(u16, Value), Failure> {
    let request = http()
        .post(url)
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream");
    let request = headers
        .iter()
        .fold(request, |request, (name, value)| request.header(*name, *value));
    let answer = request.body(body.to_owned()).send().await?;
    let status = answer.status().as_u16();
    Ok((
        status,
        serde_json::from_str(&answer.text().await?).unwrap_or_default(),
    ))
}

#[tokio::test]
async fn malformed_message_gets_its_code_and_id() -> Outcome {
    let url = serve(server(&Tools::default()).router()).await?;
    for (body, code, id) in [
        ("{", -32700, None),
        ("\u{1}", -32700, None),
        (r#"{"jsonrpc":"2.0","id":1,"method":"ping"} x"#, -32700, None),
        ("\"x\"", -32600, None),
        ("{}", -32600, None),
        (r#"{"jsonrpc":"2.0","id":7}"#, -32600, Some(json!(7))),
        (r#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, -32600, None),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/list"}"#,
            -32600,
            None,
        ),
        (
            r#"{"jsonrpc":"2.0","id":"a","method":"tools/call","params":[]}"#,
            -32602,
            Some(json!("a")),
        ),
        (r#"{"jsonrpc":"2.0","id":1,"result":{}}"#, -32600, None),
    ] {
        let (status, answer) = send(&url, body, &[]).await?;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (400, &json!(code)),
            "{body}: {answer}"
        );
        assert_eq!(answer.get("id"), id.as_ref(), "{body}: {answer}");
    }
    let (status, answer) = send(
        &url,
        r#"{"id":12345678901234567890,"method":"ping","jsonrpc":"2.0"}"#,
        &[],
    )
    .await?;
    assert_eq!(
        (status, answer["id"].to_string().as_str()),
        (200, "12345678901234567890")
    );
    Ok(())
}

#[tokio::test]
async fn request_without_the_types_of_the_protocol_is_refused() -> Outcome {
    let url = serve(server(&Tools::default()).router()).await?;
    let ping = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
    let status = async |headers: &[(&str, &str)]| -> Result<u16, Failure> {
        let request = headers.iter().fold(http().post(&url), |request, (name, value)| {
            request.header(*name, *value)
        });
        Ok(request.body(ping).send().await?.status().as_u16())
    };
    let (json, both) = (
        ("content-type", "application/json"),
        "application/json, text/event-stream",
    );
    for accept in [
        "application/json",
        "*/*",
        "application/json, text/event-stream;q=0.0",
    ] {
        assert_eq!(status(&[json, ("accept", accept)]).await?, 406, "{accept}");
    }
    assert_eq!(status(&[json]).await?, 406);
    for accept in [both, "text/event-stream;q=0.5,Application/JSON; charset=utf-8"] {
        assert_eq!(status(&[json, ("accept", accept)]).await?, 200, "{accept}");
    }
    for content_type in ["text/plain", "application/json5", ""] {
        assert_eq!(
            status(&[("content-type", content_type), ("accept", both)]).await?,
            415,
            "{content_type}"
        );
    }
    let charset = ("content-type", "application/json; charset=utf-8");
    assert_eq!(status(&[charset, ("accept", both)]).await?, 200);
    assert_eq!(
        status(&[json, ("accept", both), ("content-encoding", "compress")]).await?,
        415
    );
    Ok(())
}

#[tokio::test]
async fn message_may_have_a_byte_order_mark_and_halves_of_surrogate_pairs() -> Outcome {
    let url = serve(server(&Tools::default()).router()).await?;
    let call = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"a":"\ud800"}}}"#;
    for message in [call.to_owned(), format!("\u{feff}{call}")] {
        let (status, answer) = send(&url, &message, &[]).await?;
        assert_eq!(
            (status, &answer["result"]["isError"]),
            (200, &json!(false)),
            "{answer}"
        );
    }
    let version = [("mcp-protocol-version", "2025-03-26")];
    let (status, answer) = send(&url, &format!("\u{feff}[{call}]"), &version).await?;
    assert_eq!((status, &answer[0]["id"]), (200, &json!(1)), "{answer}");
    Ok(())
}

#[tokio::test]
async fn result_is_the_same_json_twice() -> Outcome {
    let url = serve(server(&Tools::default()).router()).await?;
    let result = loopback::rpc(&url, "tools/call", json!({"name": "echo", "arguments": null})).await?;
    let text = result["content"][0]["text"].as_str().ok_or("no text")?;
    assert_eq!(serde_json::from_str::<Value>(text)?, result["structuredContent"]);
    assert_eq!(result["structuredContent"], json!({"said": "é\"\\"}));
    Ok(())
}

#[tokio::test]
async fn batch_is_answered_with_a_batch_in_the_one_revision_that_has_them() -> Outcome {
    let url = serve(server(&Tools::default()).router()).await?;
    let messages = r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}, {"jsonrpc":"2.0","method":"notifications/initialized"}, 7,
        {"jsonrpc":"2.0","id":"b","method":"tools/call","params":{"name":"echo"}}, {"jsonrpc":"2.0","id":3,"method":"nope"}]"#;
    for headers in [vec![], vec![("mcp-protocol-version", "2025-03-26")]] {
        let (status, answers) = send(&url, messages, &headers).await?;
        let answers = answers.as_array().ok_or("no batch")?;
        assert_eq!((status, answers.len()), (200, 4), "{answers:?}");
        assert_eq!(answers[0], json!({"jsonrpc": "2.0", "id": 1, "result": {}}));
        assert_eq!(answers[1]["error"]["code"], -32600);
        assert_eq!(
            (&answers[2]["id"], &answers[2]["result"]["isError"]),
            (&json!("b"), &json!(false))
        );
        assert_eq!(
            (&answers[3]["id"], &answers[3]["error"]["code"]),
            (&json!(3), &json!(-32601))
        );
    }
    for version in ["2024-11-05", "2025-06-18", "2026-07-28"] {
        let (status, answer) = send(&url, messages, &[("mcp-protocol-version", version)]).await?;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (400, &json!(-32600)),
            "{version}"
        );
    }
    let notifications = r#"[{"jsonrpc":"2.0","method":"notifications/initialized"}]"#;
    assert_eq!(send(&url, notifications, &[]).await?.0, 202);
    let many = format!(
        "[{}]",
        vec![r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#; 101].join(",")
    );
    for body in ["[]", &many] {
        assert_eq!(send(&url, body, &[]).await?.0, 400);
    }
    Ok(())
}

/// Opens a session; gives its id.
async fn open(url: &str) -> Result<String, Failure> {
    let hello = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params":
        {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}});
    let answer = post(url, &hello, &[]).await?;
    assert_eq!(answer.status(), 200);
    let id = answer.headers().get("mcp-session-id").ok_or("no session")?;
    Ok(id.to_str()?.to_owned())
}

#[tokio::test]
async fn session_ends_when_its_client_says_so() -> Outcome {
    let url = serve(server(&Tools::default()).sessions().router()).await?;
    let ping = json!({"jsonrpc": "2.0", "id": 1, "method": "ping"});
    let (id, other) = (open(&url).await?, open(&url).await?);
    assert_ne!(id, other);
    let of = |id: &'static str| [("mcp-session-id", id), ("mcp-protocol-version", "2025-11-25")];
    let session = [("mcp-session-id", id.as_str())];
    assert_eq!(post(&url, &ping, &session).await?.status(), 200);
    assert_eq!(post(&url, &ping, &of("unknown")).await?.status(), 404);
    assert_eq!(post(&url, &ping, &[]).await?.status(), 400);
    let unknown = [
        ("mcp-session-id", id.as_str()),
        ("mcp-protocol-version", "1999-01-01"),
    ];
    assert_eq!(post(&url, &ping, &unknown).await?.status(), 400);
    let delete = http().delete(&url).header("mcp-session-id", &id).send().await?;
    assert_eq!(delete.status(), 204);
    assert_eq!(post(&url, &ping, &session).await?.status(), 404);
    assert_eq!(
        post(&url, &ping, &[("mcp-session-id", other.as_str())])
            .await?
            .status(),
        200
    );
    Ok(())
}

#[tokio::test]
async fn cancelled_call_of_a_session_is_dropped() -> Outcome {
    let tools = Tools::default();
    let url = serve(server(&tools).sessions().router()).await?;
    let id = open(&url).await?;
    let headers = [("mcp-session-id", id.as_str())];
    let call = json!({"jsonrpc": "2.0", "id": "c-1", "method": "tools/call", "params": {"name": "wait"}});
    let answer = post(&url, &call, &headers).await?;
    until(|| tools.begun.load(Ordering::SeqCst) == 1).await?;
    for id in ["c-2", "c-1"] {
        assert_eq!(tools.dropped.load(Ordering::SeqCst), 0);
        let cancel =
            json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": id}});
        assert_eq!(post(&url, &cancel, &headers).await?.status(), 202);
    }
    until(|| tools.dropped.load(Ordering::SeqCst) == 1).await?;
    assert_eq!(answer.text().await?, "");
    Ok(())
}

#[tokio::test]
async fn second_stream_of_a_session_takes_over_when_the_first_has_ended() -> Outcome {
    static RESOURCES: [naftiko::mcp::Resource; 1] = [naftiko::mcp::Resource {
        uri: "tide://now",
        name: "tide",
        title: "",
        description: "",
        mime_type: "",
        binary: false,
        location: "",
    }];
    let updates = Updates::new();
    let server = server(&Tools::default())
        .resources(&RESOURCES)
        .updates(&updates)
        .sessions();
    let url = serve(server.router()).await?;
    let id = open(&url).await?;
    let headers = [("mcp-session-id", id.as_str())];
    let subscribe =
        json!({"jsonrpc": "2.0", "id": 2, "method": "resources/subscribe", "params": {"uri": "tide://now"}});
    post(&url, &subscribe, &headers).await?.text().await?;
    // Told before there is a stream: kept until there is one.
    updates.changed("tide://now");
    let stream = async || {
        let request = http().get(&url).header("accept", "text/event-stream");
        request.header("mcp-session-id", &id).send().await
    };
    let mut first = stream().await?;
    let mut second = stream().await?;
    assert!(chunk(&mut first).await?.contains("tide://now"));
    updates.changed("tide://now");
    assert!(chunk(&mut first).await?.contains("tide://now"));
    drop(first);
    // The server notices when it writes to the first one, or when the connection is closed.
    let told = async {
        loop {
            updates.changed("tide://now");
            if let Ok(told) = tokio::time::timeout(Duration::from_millis(100), chunk(&mut second)).await {
                return told;
            }
        }
    };
    assert!(
        tokio::time::timeout(Duration::from_secs(10), told)
            .await??
            .contains("tide://now")
    );
    Ok(())
}

async fn chunk(stream: &mut reqwest::Response) -> Result<String, Failure> {
    let chunk = tokio::time::timeout(Duration::from_secs(10), stream.chunk()).await??;
    Ok(String::from_utf8_lossy(&chunk.unwrap_or_default()).into_owned())
}

async fn until(condition: impl Fn() -> bool) -> Outcome {
    for _ in 0..500 {
        if condition() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Err("it did not happen in time".into())
}
