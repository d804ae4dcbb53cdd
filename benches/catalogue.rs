//! MCP servers with many tools: `cargo bench -p naftiko-benches --bench catalogue`.
//!
//! The tools are those of imports of published documents, which are beside the project: m3ter's 323, and all of Azure's documents. Each
//! number is the median of several runs, over the router without a socket.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a measurement"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt as _;
use naftiko::input::Inputs;
use naftiko::mcp::{Catalogue, Dispatch, Hints, Server, ServerInfo, Tool, ToolFuture, tool_result};
use naftiko_benches::peak_megabytes;
use naftiko_codegen::{
    Emit, Extra, FileLoader, ImportOptions, IndexedTool, Options, generate_with, import_openapi,
};
use naftiko_search::build;
use naftiko_tests::corpus;
use naftiko_tests::listed::{self, Listed};
use serde_json::{Value, json};
use tower::ServiceExt as _;

const RUNS: usize = 101;

const TURNS: usize = 5001;

static INFO: ServerInfo = ServerInfo {
    name: "measured",
    title: "",
    version: "1.0.0",
    instructions: "",
};

/// Returns nothing for every call.
struct Nothing;

impl Dispatch for Nothing {
    fn call<'a>(&'a self, _: &str, _: Inputs) -> Option<ToolFuture<'a>> {
        Some(Box::pin(async { tool_result(json!({})) }))
    }
}

/// The tools of documents, and their index.
struct Tools {
    table: &'static [Tool],
    index: &'static str,
}

impl Tools {
    fn of(documents: &[PathBuf]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (mut rows, mut indexed) = (Vec::new(), Vec::new());
        for document in documents {
            let (listed, found) = imported(document, folder.path());
            // A table has rows of the same order and number.
            if listed.len() == found.len() {
                rows.extend(listed.iter().map(row));
                indexed.extend(found);
            }
        }
        let entries: Vec<_> = indexed.iter().map(IndexedTool::entry).collect();
        Self {
            table: Box::leak(rows.into_boxed_slice()),
            index: Box::leak(build(&entries).into_boxed_str()),
        }
    }

    fn server(&self, catalogue: Catalogue) -> Server {
        Server::new(&INFO, self.table, Nothing)
            .search_index(self.index)
            .catalogue(catalogue)
    }
}

fn imported(document: &Path, folder: &Path) -> (Vec<Listed>, Vec<IndexedTool>) {
    let copy = folder.join(document.file_name().unwrap());
    fs::copy(document, &copy).unwrap();
    let spec = copy.with_extension("spec.yaml");
    let chosen = ImportOptions {
        expose: Emit {
            rest: false,
            ..Emit::default()
        },
        out: Some(spec.clone()),
        ..ImportOptions::default()
    };
    let import = import_openapi(&copy, &chosen, &Options::default(), &FileLoader);
    fs::write(&spec, import.text.unwrap_or_default()).unwrap();
    let outcome = generate_with(&[spec], &Options::default(), Extra::IndexedTools, &FileLoader);
    (listed::tools(&outcome), outcome.indexed_tools)
}

fn row(tool: &Listed) -> Tool {
    let leaked = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
    Tool {
        name: leaked(&tool.name),
        title: "",
        description: leaked(&tool.description),
        input_schema: leaked(&tool.input),
        output_schema: leaked(&tool.output),
        hints: Hints {
            read_only: tool.read_only,
            destructive: !tool.read_only,
            idempotent: tool.read_only,
            open_world: true,
        },
    }
}

async fn send(router: &Router, method: &str, params: &Value) -> usize {
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    let request = Request::post("/mcp")
        .header("host", "localhost")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", "2025-11-25")
        .body(Body::from(message.to_string()))
        .unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    assert!(response.status().is_success());
    // A connection writes the frames without copying them.
    let (mut body, mut bytes) = (response.into_body(), 0);
    while let Some(frame) = body.frame().await {
        bytes += frame.unwrap().into_data().unwrap().len();
    }
    bytes
}

/// Returns the median time of a request, and the bytes of its response.
async fn request(router: &Router, method: &str, params: Value) -> (Duration, usize) {
    let mut bytes = 0;
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        bytes = send(router, method, &params).await;
        times.push(start.elapsed());
    }
    (median(times), bytes)
}

/// Returns the median times of two requests, which are sent in turns, so that other load slows both.
async fn in_turns(router: &Router, method: &str, params: [Value; 2]) -> [Duration; 2] {
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..TURNS {
        for (times, params) in times.iter_mut().zip(&params) {
            let start = Instant::now();
            send(router, method, params).await;
            times.push(start.elapsed());
        }
    }
    times.map(median)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn call(name: &str, arguments: &Value) -> Value {
    json!({"name": name, "arguments": arguments})
}

async fn measure(title: &str, tools: &Tools) {
    println!(
        "{title}: {} tools, an index of {} KiB",
        tools.table.len(),
        tools.index.len() / 1024
    );
    let starts = (0..9).map(|_| {
        let start = Instant::now();
        let router = tools.server(Catalogue::Search).router();
        let took = start.elapsed();
        drop(router);
        took
    });
    println!("  start                      {:>10.1?}", median(starts.collect()));
    for (name, catalogue) in [("all", Catalogue::All), ("search", Catalogue::Search)] {
        let router = tools.server(catalogue).router();
        let (time, bytes) = request(&router, "tools/list", json!({})).await;
        println!("  tools/list, {name:<14} {time:>10.1?}  {} KiB", bytes / 1024);
    }
    let router = tools.server(Catalogue::Search).router();
    let name = tools.table[tools.table.len() / 2].name;
    for (what, params) in [
        (
            "search_tools",
            call(
                "search_tools",
                &json!({"query": "create device group of an account"}),
            ),
        ),
        (
            "describe_tools",
            call("describe_tools", &json!({"names": [name]})),
        ),
    ] {
        let (time, bytes) = request(&router, "tools/call", params).await;
        println!("  {what:<26} {time:>10.1?}  {bytes} bytes");
    }
    let direct = call(name, &json!({}));
    let nested = call("call_tool", &json!({"name": name, "arguments": {}}));
    let [direct, nested] = in_turns(&router, "tools/call", [direct, nested]).await;
    let ratio = nested.as_secs_f64() / direct.as_secs_f64();
    println!("  a direct call              {direct:>10.1?}");
    println!("  a call through call_tool   {nested:>10.1?}  {ratio:.2} of a direct one (1.1 allowed)");
}

fn main() {
    let Some(corpus) = corpus() else {
        return println!("the published documents are not beside the project");
    };
    let m3ter = Tools::of(&[corpus.join("openapi/m3ter/m3ter-openapi.yml")]);
    let azure = fs::read_dir(corpus.join("openapi/microsoft-azure")).unwrap();
    let mut azure: Vec<PathBuf> = azure.map(|entry| entry.unwrap().path()).collect();
    azure.sort();
    let azure = Tools::of(&azure);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        measure("m3ter", &m3ter).await;
        measure("Azure", &azure).await;
    });
    if let Some(peak) = peak_megabytes() {
        println!("peak memory {peak:.0} MB, with the generation of the tables");
    }
}
