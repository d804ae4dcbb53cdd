//! Links to results that were cut: what they lead to, who reads them, and which results have none.

#![cfg(feature = "mcp")]

mod loopback;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use loopback::{Failure, INFO, modern, post};
use naftiko::Value;
use naftiko::client::{Api, Config, Variables, build_clients};
use naftiko::input::{Inputs, ParameterIn};
use naftiko::mcp::{
    Catalogue, Dispatch, Hints, Server, ServerInfo, Tool, ToolError, ToolFuture, tool_result,
};
use naftiko::serve::{self, Adapter, Control};
use serde_json::json;

type Outcome = Result<(), Failure>;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const OTHER_KEY: &str = "fedcba9876543210fedcba9876543210";

static OTHER: ServerInfo = ServerInfo {
    name: "other-mcp",
    ..INFO
};

const fn tool(name: &'static str, output_schema: &'static str, read_only: bool) -> Tool {
    Tool {
        name,
        title: "",
        description: "Returns rows.",
        input_schema: r#"{"type":"object","properties":{"box":{"type":"string"},"rows":{"type":"integer"},"fields":{"type":"array","items":{"type":"string"}}},"additionalProperties":false}"#,
        output_schema,
        hints: Hints {
            read_only,
            destructive: false,
            idempotent: read_only,
            open_world: true,
        },
    }
}

const ROWS: &str = r#"{"type":"object","properties":{"box":{"type":"string"},"rows":{"type":"array","items":{"type":"object","properties":{"id":{"type":"integer"},"name":{"type":"string"}}}},"truncated":{"type":"boolean"},"notice":{"type":"string"}}}"#;

static TOOLS: [Tool; 4] = [
    tool("list-rows", ROWS, true),
    tool("make-rows", ROWS, false),
    tool("print-rows", "", true),
    tool("list-once", ROWS, true),
];

/// Returns rows, and counts its calls. `list-once` fails when it is called again.
#[derive(Clone, Default)]
struct Rows(Arc<AtomicUsize>);

impl Dispatch for Rows {
    fn call<'a>(&'a self, tool: &str, mut inputs: Inputs) -> Option<ToolFuture<'a>> {
        let calls = self.0.fetch_add(1, Ordering::SeqCst);
        let fails = tool == "list-once" && calls > 0;
        let prints = tool == "print-rows";
        Some(Box::pin(async move {
            let name = inputs.optional_string(ParameterIn::Field("box"));
            let rows = inputs
                .optional_integer(ParameterIn::Field("rows"))
                .unwrap_or(7000);
            inputs.finish()?;
            if fails {
                return Err(ToolError::new("The API is gone.").retryable());
            }
            let rows: Vec<Value> = (0..rows)
                .map(|id| json!({"id": id, "name": format!("row {id}")}))
                .collect();
            if prints {
                return tool_result(Value::from(rows).to_string());
            }
            tool_result(json!({"box": name, "rows": rows}))
        }))
    }
}

/// Returns a server with a signing key.
fn replica(info: &ServerInfo, key: &str, rows: &Rows) -> Result<Server, Failure> {
    static API: Api = Api::new("desk", &[]).signing_key("DESK_SIGNING_KEY");
    let mut variables = Variables::default();
    variables.set("DESK_SIGNING_KEY", key);
    let config = Config::new().base_uri("http://127.0.0.1:9");
    let [client] = build_clients([(&API, config)], &variables)?;
    Ok(Server::new(info, &TOOLS, rows.clone()).signing_keys(&client))
}

async fn started(server: &Server) -> Result<String, Failure> {
    Ok(format!("{}/mcp", loopback::serve(server.router()).await?))
}

/// Sends a request in an older or the newer version of the protocol, and returns its response.
async fn send(url: &str, is_newer: bool, method: &str, params: Value) -> Result<Value, Failure> {
    if is_newer {
        return Ok(modern(url, method, params).await?.1);
    }
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    let answer = post(url, &message, &[("mcp-protocol-version", "2025-11-25")]).await?;
    Ok(serde_json::from_str(&answer.text().await?)?)
}

async fn called(url: &str, name: &str, arguments: Value) -> Result<Value, Failure> {
    let params = json!({"name": name, "arguments": arguments});
    Ok(send(url, false, "tools/call", params).await?["result"].take())
}

async fn read(url: &str, uri: &str) -> Result<Value, Failure> {
    send(url, false, "resources/read", json!({"uri": uri})).await
}

/// Returns the block with the link of a result.
fn link(result: &Value) -> Option<&Value> {
    let blocks = result["content"].as_array()?;
    blocks.iter().find(|block| block["type"] == "resource_link")
}

fn uri(result: &Value) -> Result<String, Failure> {
    let link = link(result).ok_or_else(|| format!("no link: {:.300}", result.to_string()))?;
    Ok(link["uri"].as_str().unwrap_or_default().to_owned())
}

/// Returns the JSON that was read.
fn content(answer: &Value) -> Result<Value, Failure> {
    let content = &answer["result"]["contents"][0];
    assert_eq!(
        content["mimeType"],
        "application/json",
        "{:.300}",
        answer.to_string()
    );
    Ok(serde_json::from_str(
        content["text"].as_str().unwrap_or_default(),
    )?)
}

#[tokio::test]
async fn link_of_a_cut_result_is_read_by_another_replica() -> Outcome {
    let (first, second) = (Rows::default(), Rows::default());
    let [one, other] = [
        started(&replica(&INFO, KEY, &first)?).await?,
        started(&replica(&INFO, &format!("{OTHER_KEY},{KEY}"), &second)?).await?,
    ];
    for is_newer in [false, true] {
        let params = json!({"name": "list-rows", "arguments": {"box": "a", "rows": "6000"}});
        let answer = send(&one, is_newer, "tools/call", params).await?;
        let result = &answer["result"];
        let structure = &result["structuredContent"];
        let kept = structure["rows"].as_array().map_or(0, Vec::len);
        assert!((1000..6000).contains(&kept), "{kept}");
        assert_eq!(result["content"][0]["text"], structure.to_string());
        let link = link(result).ok_or("no link")?;
        let (uri, notice) = (link["uri"].as_str().ok_or("no URI")?, &structure["notice"]);
        assert!(
            notice.as_str().is_some_and(|notice| notice.contains(uri)),
            "{notice}"
        );
        assert_eq!(
            (&link["name"], &link["mimeType"]),
            (&json!("list-rows"), &json!("application/json"))
        );
        let answer = send(&other, is_newer, "resources/read", json!({"uri": uri})).await?;
        let whole = content(&answer)?;
        assert_eq!(
            (&whole["box"], whole["rows"].as_array().map(Vec::len)),
            (&json!("a"), Some(6000))
        );
        assert_eq!(
            link["size"],
            answer["result"]["contents"][0]["text"]
                .as_str()
                .map_or(0, str::len)
        );
        assert!(whole.get("truncated").is_none());
        assert!(answer["result"]["contents"][0]["uri"] == uri && answer.get("error").is_none());
        let declared = if is_newer {
            send(&other, true, "server/discover", json!({})).await?
        } else {
            send(
                &other,
                false,
                "initialize",
                json!({"protocolVersion": "2025-11-25", "capabilities": {},
                "clientInfo": {"name": "test", "version": "1"}}),
            )
            .await?
        };
        assert_eq!(
            declared["result"]["capabilities"]["resources"],
            json!({}),
            "{declared}"
        );
        let listed = send(&other, is_newer, "resources/list", json!({})).await?;
        assert_eq!(listed["result"]["resources"], json!([]));
    }
    assert_eq!(
        (first.0.load(Ordering::SeqCst), second.0.load(Ordering::SeqCst)),
        (2, 2)
    );
    Ok(())
}

#[tokio::test]
async fn links_are_text_for_clients_that_know_none() -> Outcome {
    let url = started(&replica(&INFO, KEY, &Rows::default())?).await?;
    let params = json!({"name": "list-rows", "arguments": {}});
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    for (version, kind) in [("2025-03-26", "text"), ("2025-06-18", "resource_link")] {
        let answer = post(&url, &message, &[("mcp-protocol-version", version)]).await?;
        let answer: Value = serde_json::from_str(&answer.text().await?)?;
        let blocks = &answer["result"]["content"];
        assert_eq!(
            (&blocks[0]["type"], &blocks[1]["type"]),
            (&json!("text"), &json!(kind)),
            "{version}"
        );
        let said = blocks[1].to_string();
        assert!(
            said.contains("list-rows") && said.contains("naftiko://result/"),
            "{said}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn link_of_another_key_or_server_and_a_changed_one_are_unknown() -> Outcome {
    let rows = Rows::default();
    let one = started(&replica(&INFO, KEY, &rows)?).await?;
    let uri = uri(&called(&one, "list-rows", json!({})).await?)?;
    let calls = rows.0.load(Ordering::SeqCst);
    for other in [replica(&INFO, OTHER_KEY, &rows)?, replica(&OTHER, KEY, &rows)?] {
        let answer = read(&started(&other).await?, &uri).await?;
        assert_eq!(answer["error"]["code"], -32002, "{answer}");
        let message = answer["error"]["message"].as_str().unwrap_or_default();
        assert!(message.contains("call the tool again"), "{message}");
    }
    let changed = format!(
        "{}{}",
        &uri.get(..uri.len() - 1).unwrap_or_default(),
        if uri.ends_with('A') { 'B' } else { 'A' }
    );
    for changed in [
        changed.as_str(),
        "naftiko://result/",
        "naftiko://result/list-rows",
    ] {
        let (_, answer) = modern(&one, "resources/read", json!({"uri": changed})).await?;
        assert_eq!(answer["error"]["code"], -32602, "{answer}");
    }
    // Nothing was called.
    assert_eq!(rows.0.load(Ordering::SeqCst), calls);
    Ok(())
}

#[tokio::test]
async fn link_of_a_tool_that_a_request_does_not_see_is_unknown() -> Outcome {
    let rows = Rows::default();
    let server = replica(&INFO, KEY, &rows)?;
    let open = started(&server).await?;
    let uri = uri(&called(&open, "list-rows", json!({})).await?)?;
    let calls = rows.0.load(Ordering::SeqCst);
    let bound = started(&server.clone().exclude_tools(["list-rows"])).await?;
    for url in [
        format!("{open}?exclude_tools=list-rows"),
        format!("{open}?tools=print-rows"),
        bound,
    ] {
        let answer = read(&url, &uri).await?;
        assert_eq!(answer["error"]["code"], -32002, "{url}: {answer}");
    }
    assert_eq!(rows.0.load(Ordering::SeqCst), calls);
    let answer = read(&format!("{open}/readonly"), &uri).await?;
    assert_eq!(content(&answer)?["rows"].as_array().map(Vec::len), Some(7000));
    Ok(())
}

#[tokio::test]
async fn tools_that_write_and_servers_without_keys_have_no_links() -> Outcome {
    let rows = Rows::default();
    let server = replica(&INFO, KEY, &rows)?;
    let written = called(&started(&server).await?, "make-rows", json!({})).await?;
    assert!(link(&written).is_none() && written["structuredContent"]["truncated"] == true);
    // A small result is whole, and long arguments do not fit into a URI.
    let url = started(&server).await?;
    assert!(link(&called(&url, "list-rows", json!({"rows": 3})).await?).is_none());
    let long = called(&url, "list-rows", json!({"box": "b".repeat(4000)})).await?;
    assert!(link(&long).is_none() && long["structuredContent"]["truncated"] == true);
    let keyless = started(&Server::new(&INFO, &TOOLS, rows)).await?;
    assert!(link(&called(&keyless, "list-rows", json!({})).await?).is_none());
    let answer = read(&keyless, "naftiko://result/x").await?;
    assert_eq!(answer["error"]["code"], -32601, "{answer}");
    Ok(())
}

#[tokio::test]
async fn link_of_a_call_through_a_tool_repeats_the_called_one() -> Outcome {
    let server = replica(&INFO, KEY, &Rows::default())?.fields(&["list-rows"]);
    let url = started(&server.catalogue(Catalogue::Search)).await?;
    let arguments = json!({"rows": 20000, "fields": ["rows.id"]});
    for caller in ["call_read_tool", "call_tool"] {
        let result = called(&url, caller, json!({"name": "list-rows", "arguments": arguments})).await?;
        assert_eq!(link(&result).map(|link| &link["name"]), Some(&json!("list-rows")));
        let whole = content(&read(&url, &uri(&result)?).await?)?;
        assert_eq!(
            (&whole["rows"][19999], whole.get("box")),
            (&json!({"id": 19999}), None)
        );
    }
    Ok(())
}

#[tokio::test]
async fn text_that_is_cut_has_a_link() -> Outcome {
    let url = started(&replica(&INFO, KEY, &Rows::default())?).await?;
    let result = called(&url, "print-rows", json!({})).await?;
    let uri = uri(&result)?;
    assert!(
        result["content"][0]["text"]
            .as_str()
            .is_some_and(|text| text.contains(&uri))
    );
    let answer = read(&url, &uri).await?;
    let content = &answer["result"]["contents"][0];
    assert_eq!(content["mimeType"], "text/plain");
    let rows: Vec<Value> = serde_json::from_str(content["text"].as_str().unwrap_or_default())?;
    assert_eq!(rows.len(), 7000);
    Ok(())
}

#[tokio::test]
async fn whole_result_beyond_its_limit_and_a_failed_call_are_errors() -> Outcome {
    let server = replica(&INFO, KEY, &Rows::default())?;
    let url = started(&server.clone().linked_result_limit(150_000)).await?;
    let answer = read(&url, &uri(&called(&url, "list-rows", json!({})).await?)?).await?;
    let message = answer["error"]["message"].as_str().unwrap_or_default();
    assert!(message.ends_with("bytes; the limit is 150000"), "{answer:.300}");
    // The same within the default limit.
    let url = started(&server).await?;
    let answer = read(
        &url,
        &uri(&called(&url, "list-rows", json!({"rows": 90000})).await?)?,
    )
    .await?;
    assert_eq!(content(&answer)?["rows"].as_array().map(Vec::len), Some(90000));
    let large = uri(&called(&url, "list-rows", json!({"rows": 200_000})).await?)?;
    let answer = read(&url, &large).await?;
    assert_eq!(answer["error"]["code"], -32603, "{:.300}", answer.to_string());
    let once = replica(&INFO, KEY, &Rows::default())?;
    let url = started(&once).await?;
    let answer = read(&url, &uri(&called(&url, "list-once", json!({})).await?)?).await?;
    assert_eq!(answer["error"]["code"], -32603, "{answer}");
    assert!(
        answer["error"]["message"]
            .as_str()
            .is_some_and(|message| message.contains("The API is gone."))
    );
    Ok(())
}

#[tokio::test]
async fn reading_of_a_link_has_the_name_of_its_tool_in_metrics() -> Outcome {
    let server = replica(&INFO, KEY, &Rows::default())?;
    let running = serve::Server::new("desk")
        .adapter(Adapter::mcp("desk-mcp", "127.0.0.1", 0, server))
        .adapter(Adapter::control(
            "control",
            "127.0.0.1",
            0,
            Control::new().metrics(),
        ))
        .start()
        .await?;
    let address = |name| running.address(name).ok_or("no address");
    let (url, metrics) = (
        format!("http://{}/mcp", address("desk-mcp")?),
        format!("http://{}/metrics", address("control")?),
    );
    let uri = uri(&called(&url, "list-rows", json!({})).await?)?;
    content(&read(&url, &uri).await?)?;
    let text = loopback::get(metrics).await?.text().await?;
    let line = r#"naftiko_request_total{adapter_type="mcp",operation_id="list-rows",status="OK"} 2"#;
    assert!(text.lines().any(|found| found == line), "{text}");
    Ok(())
}
