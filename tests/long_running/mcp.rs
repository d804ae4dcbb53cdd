//! Results of MCP tools whose operations are long-running: within a time, later with a handle from any replica, and as tasks.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use naftiko::input::ParameterIn as In;
use naftiko::mcp::{Catalogue, Server, ToolResult};
use naftiko_codegen::Options;
use naftiko_tests::texts::{Texts, rendered};
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CancelTaskParams, ClientCapabilities, ClientConfig,
    GetTaskParams, Implementation, JsonObject, ProtocolVersion, TaskPayload, TaskStatus,
};
use rmcp::service::{ClientLifecycleMode, ClientServiceExt as _, RoleClient, RunningService};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use serde_json::{Value, json};

use super::api::Disks;
use super::{KEY, capability, disks};

const OTHER_KEY: &str = "fedcba9876543210fedcba9876543210";

/// The tool that returns results.
const RESULT: &str = "get_operation_result";

/// Returns a server that waits for no result.
fn impatient(api: &Disks) -> Server {
    disks::mcp::server(capability(api, KEY)).operation_wait(Duration::ZERO)
}

fn structure(result: &ToolResult) -> Value {
    assert!(!result.is_error(), "{}", result.text());
    result.structured().unwrap().to_value()
}

/// Returns the handle of a result whose operation is running.
fn handle(result: &ToolResult) -> String {
    let running = structure(result);
    assert_eq!(running["running"], true, "{running}");
    running["operation"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn call_returns_the_result_of_an_operation_that_ends_in_time() {
    let api = Disks::start().await;
    let server = disks::mcp::server(capability(&api, KEY));
    let created = server
        .call("create-disk", json!({"name": "a", "body": {"name": "a"}}))
        .await;
    assert_eq!(structure(&created), json!({"name": "a", "size": 7}));
    let copied = server.call("copy-disk", json!({"name": "a"})).await;
    assert_eq!(structure(&copied), json!({"copy": "copy", "operation": 5}));
    let exported = server
        .call("export-disk", json!({"name": "a", "fields": ["url"]}))
        .await;
    assert_eq!(structure(&exported), json!({"url": "https://files.test/1"}));
    let deleted = server.call("delete-disk", json!({"name": "a"})).await;
    assert!(
        deleted.text().starts_with("The call succeeded."),
        "{}",
        deleted.text()
    );
    assert_eq!((api.count("PUT /disks/a"), api.count("DELETE /disks/a")), (1, 1));
}

#[tokio::test]
async fn operation_that_runs_is_asked_for_later() {
    let api = Disks::start().await;
    let server = impatient(&api);
    let body = json!({"name": "a", "size": 1});
    for (tool, arguments, expected) in [
        (
            "create-disk",
            json!({"name": "a", "body": body}),
            json!({"name": "a", "size": 7}),
        ),
        (
            "copy-disk",
            json!({"name": "a"}),
            json!({"copy": "copy", "operation": 5}),
        ),
        (
            "export-disk",
            json!({"name": "a", "fields": "url"}),
            json!({"url": "https://files.test/1"}),
        ),
    ] {
        let begun = server.call(tool, arguments).await;
        let running = structure(&begun);
        assert_eq!(running["retry_after_seconds"], 1, "{running}");
        let notice = running["notice"].as_str().unwrap();
        assert!(
            notice.contains(RESULT) && notice.contains("Do not call the tool again"),
            "{notice}"
        );
        let operation = handle(&begun);
        let asked = json!({"operation": operation});
        let still = server.call(RESULT, asked.clone()).await;
        // The operation is where it was, so that the handle stays.
        assert_eq!(handle(&still), operation, "{tool}");
        assert_eq!(structure(&server.call(RESULT, asked).await), expected, "{tool}");
    }
    assert_eq!(
        (api.count("PUT /disks/a"), api.count("POST /disks/a/copies")),
        (1, 1)
    );
}

#[tokio::test]
async fn handle_follows_an_operation_that_moves() {
    let api = Disks::start().await;
    let server = impatient(&api);
    let first = handle(&server.call("copy-disk", json!({"name": "far"})).await);
    let second = handle(&server.call(RESULT, json!({"operation": first})).await);
    assert_ne!(first, second);
    let third = handle(&server.call(RESULT, json!({"operation": second})).await);
    assert_eq!(second, third);
    let copied = server.call(RESULT, json!({"operation": third})).await;
    assert_eq!(structure(&copied), json!({"copy": "copy", "operation": 5}));
    assert_eq!(api.count("GET /copies/far"), 1);
}

#[tokio::test]
async fn end_without_a_result_is_an_error_with_what_the_api_says() {
    let api = Disks::start().await;
    let server = disks::mcp::server(capability(&api, KEY));
    let create = |name: &str| json!({"name": name, "body": {"name": name}});
    let full = server.call("create-disk", create("full")).await;
    let text = full.text();
    assert!(
        full.is_error() && text.starts_with("The operation has failed: QuotaExceeded: No space is left for "),
        "{text}"
    );
    assert!(!text.contains("canary"), "{text}");
    let unwanted = server.call("create-disk", create("unwanted")).await;
    assert!(
        unwanted.is_error() && unwanted.text().starts_with("The operation was canceled."),
        "{}",
        unwanted.text()
    );
    assert_eq!(api.count("PUT /disks/full"), 1);
}

#[tokio::test]
async fn status_that_cannot_be_read_loses_no_operation() {
    let api = Disks::start().await;
    let server = impatient(&api);
    let arguments = json!({"name": "shy", "body": {"name": "shy"}});
    let operation = handle(&server.call("create-disk", arguments).await);
    let unread = server.call(RESULT, json!({"operation": operation})).await;
    assert!(
        unread.is_error() && unread.text().contains("a retry is safe"),
        "{}",
        unread.text()
    );
    let created = server.call(RESULT, json!({"operation": operation})).await;
    assert_eq!(structure(&created), json!({"name": "shy", "size": 7}));
}

#[tokio::test]
async fn handle_is_of_one_server_and_of_tools_that_a_request_sees() {
    let api = Disks::start().await;
    let server = impatient(&api);
    let operation = handle(&server.call("copy-disk", json!({"name": "a"})).await);
    let sent = api.asked().len();
    let other = disks::mcp::server(capability(&api, OTHER_KEY));
    let hidden = impatient(&api).exclude_tools(["copy-disk"]);
    let changed = format!("{}A", &operation[..operation.len() - 1]);
    for (server, operation) in [
        (&other, operation.as_str()),
        (&hidden, operation.as_str()),
        (&server, changed.as_str()),
        (&server, ""),
    ] {
        let refused = server.call(RESULT, json!({"operation": operation})).await;
        assert!(refused.is_error(), "{}", refused.text());
        assert!(
            refused.text().starts_with("Unknown `operation`."),
            "{}",
            refused.text()
        );
    }
    let missing = server.call(RESULT, json!({})).await;
    assert!(missing.text().contains("`operation`"), "{}", missing.text());
    // Without such tools there is no result.
    let reading = impatient(&api).only_tools(["get-disk"]);
    let unknown = reading.call(RESULT, json!({"operation": operation})).await;
    assert!(unknown.text().starts_with("Unknown tool"), "{}", unknown.text());
    assert_eq!(api.asked().len(), sent);
}

#[tokio::test]
async fn handle_is_short_and_hides_what_the_api_said() {
    let api = Disks::start().await;
    let server = impatient(&api);
    let operation = handle(&server.call("export-disk", json!({"name": "a"})).await);
    let bytes = URL_SAFE_NO_PAD.decode(&operation).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("canary"));
    assert!(operation.len() < 250, "{}", operation.len());
    // What a call does not need again is not in it.
    let tags: Vec<String> = (0..1000).map(|number| format!("tag {number}")).collect();
    let body = json!({"name": "a", "settings": {"tags": tags}});
    let large = handle(
        &server
            .call("create-disk", json!({"name": "a", "body": body}))
            .await,
    );
    assert!(large.len() < 350, "{}", large.len());
    let needed = json!({"name": "a", "body": {"name": "x".repeat(10_000)}});
    let long = server.call("create-disk", needed).await;
    assert!(
        long.is_error() && long.text().contains("Do not call the tool again"),
        "{}",
        long.text()
    );
}

#[tokio::test]
async fn key_from_before_is_accepted_while_it_is_replaced() {
    let api = Disks::start().await;
    let operation = handle(&impatient(&api).call("copy-disk", json!({"name": "a"})).await);
    let both = disks::mcp::server(capability(&api, &format!("{OTHER_KEY},{KEY}")));
    let copied = both.call(RESULT, json!({"operation": operation})).await;
    assert_eq!(structure(&copied)["copy"], "copy");
}

/// The protocol's revisions: one that begins with `initialize`, and one that describes itself in each request.
const ERAS: [&str; 2] = ["2025-06-18", "2026-07-28"];

/// A server over HTTP.
struct Http(String);

impl Http {
    async fn start(server: &Server) -> Self {
        let router = server.router();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uri = format!("http://{}/mcp", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self(uri)
    }

    /// Sends a request; returns the status and the message.
    async fn send(&self, era: &str, method: &str, params: Value, extensions: &Value) -> (u16, Value) {
        let http = naftiko::client::http_builder()
            .unwrap()
            .no_proxy()
            .build()
            .unwrap();
        let mut request = http
            .post(&self.0)
            .header("accept", "application/json, text/event-stream");
        let mut params = params;
        if era == ERAS[1] {
            let name = params["name"].as_str().or(params["taskId"].as_str());
            request = request.header("mcp-method", method);
            request = request.header("mcp-name", name.unwrap_or_default());
            params["_meta"] = json!({
                "io.modelcontextprotocol/protocolVersion": era,
                "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
                "io.modelcontextprotocol/clientCapabilities": {"extensions": extensions},
            });
        }
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let request = request.header("mcp-protocol-version", era).json(&body);
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.json().await.unwrap())
    }

    async fn call(&self, era: &str, name: &str, arguments: Value) -> Value {
        let params = json!({"name": name, "arguments": arguments});
        let (_, answer) = self.send(era, "tools/call", params, &json!({})).await;
        answer["result"].clone()
    }

    async fn tools(&self, era: &str) -> Vec<Value> {
        let (_, answer) = self.send(era, "tools/list", json!({}), &json!({})).await;
        answer["result"]["tools"].as_array().unwrap().clone()
    }
}

/// Returns whether a value holds against a schema, by the keywords that schemas of results have.
fn holds(schema: &Value, value: &Value) -> bool {
    let is_kind = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some(other) => panic!("type {other}"),
        None => true,
    };
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let any = schema["anyOf"].as_array();
    let members = value.as_object().into_iter().flatten();
    let mut members = members.filter_map(|(name, value)| Some((schema["properties"].get(name)?, value)));
    is_kind
        && required
            .iter()
            .all(|name| value.get(name.as_str().unwrap()).is_some())
        && any.is_none_or(|schemas| schemas.iter().any(|schema| holds(schema, value)))
        && members.all(|(schema, value)| holds(schema, value))
}

#[tokio::test]
async fn replica_returns_the_result_of_an_operation_that_another_began() {
    for era in ERAS {
        let api = Disks::start().await;
        let replicas = [
            Http::start(&impatient(&api)).await,
            Http::start(&impatient(&api)).await,
        ];
        let tools = replicas[0].tools(era).await;
        let schema = |name: &str| {
            let tool = tools.iter().find(|tool| tool["name"] == name).unwrap();
            tool["outputSchema"].clone()
        };
        let reading = &tools[0];
        assert_eq!(reading["name"], RESULT);
        assert_eq!(reading["annotations"]["readOnlyHint"], true);
        assert_eq!(reading.get("outputSchema"), None);
        for (tool, arguments) in [
            ("create-disk", json!({"name": "a", "body": {"name": "a"}})),
            ("copy-disk", json!({"name": "a"})),
            ("export-disk", json!({"name": "a"})),
        ] {
            let mut result = replicas[0].call(era, tool, arguments).await;
            for turn in 1..=3 {
                let structure = &result["structuredContent"];
                assert!(holds(&schema(tool), structure), "{} {structure}", schema(tool));
                let text: Value =
                    serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
                assert_eq!((&result["isError"], &text), (&json!(false), structure));
                if structure.get("running").is_none() {
                    assert_eq!(turn, 3);
                    break;
                }
                let asked = json!({"operation": structure["operation"]});
                result = replicas[turn % 2].call(era, RESULT, asked).await;
            }
        }
    }
}

#[tokio::test]
async fn every_catalogue_has_the_tool_that_returns_results() {
    let api = Disks::start().await;
    for (catalogue, count) in [
        (Catalogue::All, 6),
        (Catalogue::Toolsets, 6),
        (Catalogue::Search, 5),
    ] {
        let server = Http::start(&impatient(&api).catalogue(catalogue)).await;
        let tools = server.tools(ERAS[0]).await;
        assert_eq!(
            (tools.len(), &tools[0]["name"]),
            (count, &json!(RESULT)),
            "{catalogue:?}"
        );
    }
    let reading = Http::start(&impatient(&api).only_tools(["get-disk"])).await;
    assert_eq!(reading.tools(ERAS[0]).await.len(), 1);
}

#[tokio::test]
async fn call_through_a_tool_begins_an_operation_as_a_direct_one() {
    let api = Disks::start().await;
    let server = Http::start(&impatient(&api).catalogue(Catalogue::Search)).await;
    let nested = json!({"name": "copy-disk", "arguments": {"name": "a"}});
    let begun = server.call(ERAS[0], "call_tool", nested).await;
    let asked = json!({"operation": begun["structuredContent"]["operation"]});
    server.call(ERAS[0], RESULT, asked.clone()).await;
    // An agent that calls everything through the other tools reads the result through them too.
    let nested = json!({"name": RESULT, "arguments": asked});
    let copied = server.call(ERAS[0], "call_read_tool", nested).await;
    assert_eq!(copied["structuredContent"]["copy"], "copy", "{copied}");
}

#[tokio::test]
async fn function_of_the_program_decides_itself_how_long_it_waits() {
    let api = Disks::start().await;
    let capability = capability(&api, KEY);
    let compute = capability.compute().clone();
    let server = disks::mcp::server(capability).operation_wait(Duration::ZERO);
    let server = server.tool("copy-disk", move |mut inputs| {
        let compute = compute.clone();
        async move {
            let name = inputs.string(In::Field("name"));
            inputs.finish()?;
            let begun = compute.copy_disk(&name).await?.status().as_u16();
            let copied = compute.copy_disk_completed(&name).await?.status().as_u16();
            Ok(json!({"begun": begun, "copied": copied}))
        }
    });
    let copied = server.call("copy-disk", json!({"name": "a"})).await;
    assert_eq!(structure(&copied), json!({"begun": 202, "copied": 200}));
}

/// The extension for tasks.
const TASKS: &str = "io.modelcontextprotocol/tasks";

type Client = RunningService<RoleClient, ClientConfig>;

/// Connects the client of the official SDK.
async fn connect(server: &Http, era: ClientLifecycleMode, capabilities: ClientCapabilities) -> Client {
    let _ = naftiko::rustls::crypto::ring::default_provider().install_default();
    let http = naftiko::client::http_builder()
        .unwrap()
        .no_proxy()
        .build()
        .unwrap();
    let config = StreamableHttpClientTransportConfig::with_uri(server.0.as_str());
    let transport = StreamableHttpClientTransport::with_client(http, config);
    let client = ClientConfig::new(capabilities, Implementation::new("test", "1"));
    client.serve_with_lifecycle(transport, era).await.unwrap()
}

fn newer() -> ClientLifecycleMode {
    let preferred_versions = vec![ProtocolVersion::V_2026_07_28];
    ClientLifecycleMode::Discover { preferred_versions }
}

fn request(name: &'static str, arguments: &Value) -> CallToolRequestParams {
    let arguments: JsonObject = arguments.as_object().cloned().unwrap();
    CallToolRequestParams::new(name).with_arguments(arguments)
}

#[tokio::test]
async fn rmcp_client_reads_results_in_both_generations() {
    for era in [ClientLifecycleMode::Initialize, newer()] {
        let api = Disks::start().await;
        let server = Http::start(&impatient(&api)).await;
        let client = connect(&server, era, ClientCapabilities::default()).await;
        let begun = client
            .call_tool(request("copy-disk", &json!({"name": "a"})))
            .await
            .unwrap();
        let operation = begun.structured_content.unwrap()["operation"].clone();
        let asked = json!({"operation": operation});
        let running = client.call_tool(request(RESULT, &asked)).await.unwrap();
        assert_eq!(running.structured_content.unwrap()["running"], true);
        let copied = client.call_tool(request(RESULT, &asked)).await.unwrap();
        assert_eq!(
            copied.structured_content,
            Some(json!({"copy": "copy", "operation": 5}))
        );
        client.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn rmcp_client_of_tasks_gets_a_task_that_any_replica_knows() {
    let api = Disks::start().await;
    let (first, second) = (
        Http::start(&impatient(&api)).await,
        Http::start(&impatient(&api)).await,
    );
    let capabilities =
        || -> ClientCapabilities { serde_json::from_value(json!({"extensions": {TASKS: {}}})).unwrap() };
    let client = connect(&first, newer(), capabilities()).await;
    let other = connect(&second, newer(), capabilities()).await;
    for (tool, arguments, failed) in [
        ("copy-disk", json!({"name": "a"}), false),
        (
            "create-disk",
            json!({"name": "full", "body": {"name": "full"}}),
            true,
        ),
    ] {
        let begun = client.call_tool_once(request(tool, &arguments)).await.unwrap();
        let CallToolResponse::Task(begun) = begun else {
            panic!("{begun:?}");
        };
        let task = begun.task;
        assert_eq!(
            (task.status, task.poll_interval_ms),
            (TaskStatus::Working, Some(200))
        );
        assert_eq!(task.ttl_ms, Some(24 * 60 * 60 * 1000));
        let get = || GetTaskParams::new(task.task_id.clone());
        let state = other.get_task(get()).await.unwrap();
        assert_eq!(state.task.payload, TaskPayload::Working);
        assert_eq!(state.task.task.created_at, task.created_at);
        client
            .cancel_task(CancelTaskParams::new(task.task_id.clone()))
            .await
            .unwrap();
        let state = other.get_task(get()).await.unwrap().task;
        let TaskPayload::Completed { result } = state.payload else {
            panic!("{state:?}");
        };
        assert_eq!(result["isError"], failed, "{result:?}");
        assert_eq!(
            (state.task.task_id, state.task.poll_interval_ms),
            (task.task_id, None)
        );
    }
    let unknown = client
        .get_task(GetTaskParams::new("x"))
        .await
        .unwrap_err()
        .to_string();
    assert!(unknown.contains("unknown task"), "{unknown}");
    // An operation that ends in time is no task, and neither is the reading of its result.
    let patient = Http::start(&disks::mcp::server(capability(&api, KEY))).await;
    let client = connect(&patient, newer(), capabilities()).await;
    let copied = client
        .call_tool_once(request("copy-disk", &json!({"name": "b"})))
        .await
        .unwrap();
    assert!(matches!(copied, CallToolResponse::Complete(_)), "{copied:?}");
}

#[tokio::test]
async fn tasks_are_for_clients_that_declare_them_in_the_request() {
    let api = Disks::start().await;
    let server = Http::start(&impatient(&api)).await;
    let (_, discovered) = server
        .send(ERAS[1], "server/discover", json!({}), &json!({}))
        .await;
    assert_eq!(
        discovered["result"]["capabilities"]["extensions"][TASKS],
        json!({})
    );
    let params = json!({"name": "copy-disk", "arguments": {"name": "a"}});
    let declared = json!({TASKS: {}});
    let (_, begun) = server.send(ERAS[1], "tools/call", params, &declared).await;
    assert_eq!(begun["result"]["resultType"], "task", "{begun}");
    let task = json!({"taskId": begun["result"]["taskId"]});
    for method in ["tasks/get", "tasks/update", "tasks/cancel"] {
        let (status, refused) = server.send(ERAS[1], method, task.clone(), &json!({})).await;
        assert_eq!(
            (status, &refused["error"]["code"]),
            (400, &json!(-32021)),
            "{refused}"
        );
        let required = &refused["error"]["data"]["requiredCapabilities"]["extensions"][TASKS];
        assert_eq!(*required, json!({}));
        let (_, unknown) = server
            .send(ERAS[1], method, json!({"taskId": "x"}), &declared)
            .await;
        assert_eq!(unknown["error"]["code"], -32602, "{unknown}");
        // Older clients have no such methods.
        let (_, absent) = server.send(ERAS[0], method, task.clone(), &declared).await;
        assert_eq!(absent["error"]["code"], -32601, "{absent}");
    }
    let (_, updated) = server
        .send(ERAS[1], "tasks/update", task.clone(), &declared)
        .await;
    assert_eq!(updated["result"]["resultType"], "complete", "{updated}");
    // The handle of a task is that of the tool too.
    let asked = json!({"operation": task["taskId"]});
    let params = json!({"name": RESULT, "arguments": asked});
    let (_, running) = server.send(ERAS[1], "tools/call", params, &declared).await;
    assert_eq!(
        running["result"]["structuredContent"]["running"], true,
        "{running}"
    );
}

#[test]
fn tool_with_the_name_of_the_servers_is_reported_where_operations_are_long_running() {
    let reported = |key: &str| {
        let spec = format!(
            "naftiko: 1.0.0-alpha2\ncapability:\n  consumes: [{{type: http, namespace: a, baseUri: 'https://a.test', resources: [{{name: r, path: /r, \
             operations: [{{name: b, method: POST{key}}}]}}]}}]\n  exposes: [{{type: mcp, namespace: m, port: 9090, tools: [{{name: {RESULT}, \
             description: Reads, call: a.b}}]}}]\n"
        );
        rendered(&Texts::spec(spec).compile_with(&Options::default()))
    };
    assert!(reported(", x-naftiko-long-running: true").contains("NK1039"));
    assert!(!reported("").contains("NK1039"));
}
