//! The control adapter of the orders: health checks, status, configuration, metrics and traces.

use std::net::SocketAddr;

use naftiko::serve::Running;
use serde_json::{Value, json};

use crate::shop::{CONTROL_TOKEN, Shop};

/// A parent as another program would send it.
const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// A shop that is served with all of its adapters.
struct Served {
    shop: Shop,
    running: Running,
    http: naftiko::reqwest::Client,
}

impl Served {
    async fn start() -> Self {
        let shop = Shop::start().await;
        let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = ["orders-rest", "orders-mcp", "control"]
            .into_iter()
            .fold(shop.capability.server(), |server, name| {
                server.address(name, loopback)
            });
        let running = server.start().await.unwrap();
        let http = naftiko::client::http_builder().unwrap().no_proxy();
        let http = http.build().unwrap();
        Self { shop, running, http }
    }

    /// Sends `GET` to an adapter, and returns the status and the text.
    async fn get(&self, adapter: &str, path: &str) -> (u16, String) {
        let address = self.running.address(adapter).unwrap();
        let request = self.http.get(format!("http://{address}{path}"));
        let request = request.bearer_auth(CONTROL_TOKEN).header("traceparent", PARENT);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    async fn json(&self, path: &str) -> Value {
        let (status, text) = self.get("control", path).await;
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Calls a tool over HTTP.
    async fn call(&self, tool: &str, arguments: Value) {
        let address = self.running.address("orders-mcp").unwrap();
        let params = json!({"name": tool, "arguments": arguments});
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
        let request = self.http.post(format!("http://{address}/mcp")).json(&message);
        let request = request.header("accept", "application/json, text/event-stream");
        let response = request.header("mcp-protocol-version", "2025-06-18").send().await;
        assert_eq!(response.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn health_needs_no_credentials_and_has_the_adapters() {
    let served = Served::start().await;
    let address = served.running.health_address().unwrap();
    let get = async |path: &str| {
        let response = served.http.get(format!("http://{address}{path}")).send().await;
        let response = response.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    assert_eq!(get("/health/live").await, (200, r#"{"status":"UP"}"#.to_owned()));
    let (status, ready) = get("/health/ready").await;
    let ready: Value = serde_json::from_str(&ready).unwrap();
    assert_eq!((status, &ready["status"]), (200, &json!("UP")));
    let port = served.running.address("orders-rest").unwrap().port();
    let rest = json!({"type": "rest", "namespace": "orders-rest", "port": port, "state": "started"});
    assert_eq!(ready["adapters"][0], rest);
    assert_eq!(ready["adapters"].as_array().unwrap().len(), 2);
    for path in ["/metrics", "/traces", "/status", "/config", "/elsewhere"] {
        assert_eq!(get(path).await.0, 401, "{path}");
    }
    assert_eq!(served.get("control", "/scripting").await.0, 404);
}

#[tokio::test]
async fn bare_control_adapter_has_health_metrics_and_traces() {
    let running = crate::post::served().await;
    let address = running.address("control").unwrap();
    let http = naftiko::client::http_builder().unwrap().no_proxy();
    let http = http.build().unwrap();
    for (path, expected) in [
        ("/health/live", 200),
        ("/health/ready", 200),
        ("/metrics", 200),
        ("/traces", 200),
        ("/status", 404),
        ("/config", 404),
    ] {
        let response = http.get(format!("http://{address}{path}")).send().await.unwrap();
        assert_eq!(response.status(), expected, "{path}");
    }
}

#[tokio::test]
async fn status_and_configuration_have_no_values_of_variables() {
    let served = Served::start().await;
    let status = served.json("/status").await;
    assert_eq!(status["capability"]["display"], "Orders");
    assert_eq!(status["capability"]["specVersion"], "1.0.0-beta5");
    let digest = status["capability"]["digest"].as_str().unwrap();
    assert_eq!(digest.len(), "sha256:".len() + 64);
    assert!(status["uptime"].as_str().unwrap().starts_with("PT"));
    let configuration = served.json("/config").await;
    let control = json!({"name": "CONTROL_TOKEN", "set": false});
    let variables = configuration["variables"].as_array().unwrap();
    assert!(variables.contains(&control), "{configuration}");
    assert_eq!(configuration["adapters"][0]["authentication"], false);
    assert_eq!(configuration["adapters"][1]["limits"]["requests"], 1024);
    for text in [status.to_string(), configuration.to_string()] {
        assert!(
            !text.contains(CONTROL_TOKEN) && !text.contains(&served.shop.uri()),
            "{text}"
        );
    }
}

#[tokio::test]
async fn metrics_count_requests_steps_and_calls() {
    let served = Served::start().await;
    assert_eq!(served.get("orders-rest", "/articles/a1/report").await.0, 200);
    assert_eq!(served.get("orders-rest", "/articles/gone/report").await.0, 404);
    assert_eq!(served.get("orders-rest", "/nothing/here").await.0, 404);
    served.call("order", json!({"article": "a1"})).await;
    served.call("order", json!({"article": "gone"})).await;
    served.call("no-such-tool", json!({})).await;
    let (_, metrics) = served.get("control", "/metrics").await;
    let report = r#"adapter_type="rest",operation_id="/articles/{id}/report GET""#;
    let order = r#"adapter_type="mcp",operation_id="order""#;
    let article = r#"http_request_method="GET",server_address="127.0.0.1""#;
    for line in [
        format!(r#"naftiko_request_total{{{report},status="200"}} 1"#),
        format!(r#"naftiko_request_total{{{report},status="404"}} 1"#),
        r#"naftiko_request_total{adapter_type="rest",operation_id="",status="404"} 1"#.to_owned(),
        format!(r#"naftiko_request_total{{{order},status="OK"}} 1"#),
        format!(r#"naftiko_request_total{{{order},status="ERROR"}} 1"#),
        format!(r#"naftiko_request_errors{{{order},error_type="tool"}} 1"#),
        format!(r#"naftiko_request_duration_seconds_count{{{report},status="200"}} 1"#),
        r#"naftiko_step_duration_seconds_count{step_type="call",namespace="orders-mcp"} 4"#.to_owned(),
        format!(r#"naftiko_http_client_total{{{article},http_response_status_code="404"}} 2"#),
        r#"naftiko_capability_active{capability="orders"} 1"#.to_owned(),
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line}\n{metrics}");
    }
    assert!(
        !metrics.contains("no-such-tool") && !metrics.contains("nothing/here"),
        "{metrics}"
    );
}

#[tokio::test]
async fn traces_continue_those_of_callers_and_reach_apis() {
    let served = Served::start().await;
    served.get("orders-rest", "/articles/a1/report").await;
    served.call("order", json!({"article": "a1"})).await;
    let all = served.json("/traces").await;
    assert_eq!(all["bufferSize"], 10);
    let [order, report] = all["traces"].as_array().unwrap().as_slice() else {
        panic!("{all}");
    };
    assert_eq!(
        (&order["operation"], &order["status"]),
        (&json!("order"), &json!("OK"))
    );
    assert_eq!(report["traceId"], "0af7651916cd43dd8448eb211c80319c");
    let trace = served.json("/traces/0af7651916cd43dd8448eb211c80319c").await;
    let spans = trace["spans"].as_array().unwrap();
    let names: Vec<&str> = spans.iter().map(|span| span["name"].as_str().unwrap()).collect();
    assert_eq!(names[0], "rest.request");
    assert_eq!(spans[0]["parentSpanId"], "b7ad6b7169203331");
    let step = spans
        .iter()
        .find(|span| span["name"] == "step.call article")
        .unwrap();
    assert_eq!(step["parentSpanId"], spans[0]["spanId"]);
    let call = spans
        .iter()
        .find(|span| span["kind"] == "CLIENT" && span["parentSpanId"] == step["spanId"]);
    let call = call.unwrap()["spanId"].as_str().unwrap();
    let sent = format!("00-0af7651916cd43dd8448eb211c80319c-{call}-01");
    assert!(
        served.shop.parents().contains(&sent),
        "{sent}: {:?}",
        served.shop.parents()
    );
    let failed = served.json("/traces?status=error").await;
    assert_eq!(failed["traces"], json!([]));
    let orders = served.json("/traces?operation=ord").await;
    assert_eq!(orders["traces"].as_array().unwrap().len(), 1);
    assert_eq!(served.get("control", "/traces/00").await.0, 404);
}

#[tokio::test]
async fn newest_traces_are_kept() {
    let served = Served::start().await;
    for _ in 0..12 {
        served.get("orders-rest", "/prices/a1").await;
    }
    let all = served.json("/traces").await;
    assert_eq!((&all["bufferUsed"], &all["bufferSize"]), (&json!(10), &json!(10)));
}
