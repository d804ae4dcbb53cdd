//! Tests of a capability as a program: stdio, signals, and the environment. The test starts itself as that program.

mod loopback;

use std::error::Error;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, ExitCode, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use naftiko::Value;
use naftiko::client::{Api, Config, Variables, build_clients};
use naftiko::http::{Method, StatusCode};
use naftiko::input::Inputs;
use naftiko::mcp::{self, Dispatch, Tool, ToolFuture, tool_result};
use naftiko::rest::{Reply, Routes};
use naftiko::serve::{Adapter, Server};
use serde_json::json;

type Outcome = Result<(), Box<dyn Error>>;

static TOOLS: [Tool; 1] = [loopback::tool("greet", "Greets")];

static LARGE: [Tool; 1] = [loopback::tool("list", "Lists more than a result may have")];

static API: Api = Api::new("desk", &[]).signing_key("DESK_SIGNING_KEY");

struct Listing;

impl Dispatch for Listing {
    fn call<'a>(&'a self, _: &str, _: Inputs) -> Option<ToolFuture<'a>> {
        Some(Box::pin(async { tool_result(json!({"rows": vec![7; 100_000]})) }))
    }
}

struct Greeting;

impl Dispatch for Greeting {
    fn call<'a>(&'a self, _: &str, _: Inputs) -> Option<ToolFuture<'a>> {
        Some(Box::pin(async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            tool_result(json!("hello"))
        }))
    }
}

fn main() -> ExitCode {
    let outcome = match std::env::args().nth(1).as_deref() {
        Some("--serve-stdio") => run(Server::new("desk").adapter(Adapter::stdio("desk-mcp", tools()))),
        Some("--serve-links") => serve_links(),
        Some("--serve-http") => run(http_server()),
        Some("--serve-both") => run(both()),
        Some("--serve-on") => serve_on(),
        _ => checks(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn tools() -> mcp::Server {
    mcp::Server::new(&loopback::INFO, &TOOLS, Greeting)
}

fn serve_links() -> Outcome {
    let config = Config::new().base_uri("http://127.0.0.1:9");
    let [client] = build_clients([(&API, config)], &Variables::default())?;
    let server = mcp::Server::new(&loopback::INFO, &LARGE, Listing).signing_keys(&client);
    run(Server::new("desk").adapter(Adapter::stdio("desk-mcp", server)))
}

fn http_server() -> Server {
    let routes = Routes::new().route(Method::GET, "/", async |_, _| {
        Ok(Reply::new(StatusCode::NO_CONTENT))
    });
    Server::new("desk")
        .adapter(Adapter::rest("desk-api", "127.0.0.1", 0, routes.into_router(())))
        .adapter(Adapter::mcp("desk-mcp", "0.0.0.0", 0, tools()).allow_unauthenticated())
}

fn both() -> Server {
    let health = SocketAddr::from(([127, 0, 0, 1], 0));
    let stdio = Adapter::stdio("desk-stdio", tools());
    http_server().adapter(stdio).health(health)
}

fn run(server: Server) -> Outcome {
    Ok(tokio::runtime::Runtime::new()?.block_on(server.run())?)
}

/// Serves both transports as a program that goes on after the client on stdio has disconnected.
fn serve_on() -> Outcome {
    tokio::runtime::Runtime::new()?.block_on(async {
        let running = both().start().await?;
        let health = running.health_address().ok_or("no health")?;
        writeln!(std::io::stderr(), "listening on http://{health}/health/ready")?;
        std::future::pending().await
    })
}

fn checks() -> Outcome {
    older_client_on_stdio()?;
    newer_client_on_stdio()?;
    link_to_a_result_on_stdio()?;
    no_client_on_stdio()?;
    limits_on_stdio()?;
    catalogue_of_the_environment_on_stdio()?;
    unknown_tool_of_the_environment()?;
    if cfg!(unix) {
        startup_message_says_that_clients_search()?;
        signals_end_the_program()?;
        both_transports_at_once()?;
        adapter_that_ended_is_not_ready()?;
        #[cfg(feature = "logs")]
        logs_are_json_lines()?;
        #[cfg(feature = "logs")]
        logs_contain_nothing_of_callers()?;
    }
    environment()
}

fn start(mode: &str, variables: &[(&str, &str)]) -> std::io::Result<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(mode).envs(variables.iter().copied());
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

fn send(child: &mut Child, message: &Value) -> Outcome {
    Ok(writeln!(child.stdin.as_mut().ok_or("no stdin")?, "{message}")?)
}

fn receive(output: &mut BufReader<ChildStdout>) -> Result<Value, Box<dyn Error>> {
    let mut line = String::new();
    output.read_line(&mut line)?;
    Ok(serde_json::from_str(&line)?)
}

/// Waits for a program to exit, within a timeout.
fn end(child: &mut Child) -> Result<ExitStatus, Box<dyn Error>> {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(8) {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill()?;
    Err("the program did not end".into())
}

fn terminate(child: &Child) -> Outcome {
    let status = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err("no signal could be sent".into())
    }
}

fn initialize() -> Value {
    let params = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
    json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params})
}

fn limits_on_stdio() -> Outcome {
    let limits = [
        ("DESK_MAX_MEMORY_BYTES", "200000"),
        ("DESK_MCP_MAX_BODY_BYTES", "100000"),
    ];
    let mut child = start("--serve-stdio", &limits)?;
    let mut output = BufReader::new(child.stdout.take().ok_or("no stdout")?);
    send(&mut child, &initialize())?;
    receive(&mut output)?;
    let mut call = |id: u8, filler: usize| -> Result<Value, Box<dyn Error>> {
        let params = json!({"name": "greet", "arguments": {}, "_meta": {"x": "x".repeat(filler)}});
        let message = json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params});
        send(&mut child, &message)?;
        receive(&mut output)
    };
    let answer = call(1, 60_000)?;
    assert_eq!(
        (&answer["id"], &answer["error"]["code"]),
        (&json!(1), &json!(-32603))
    );
    assert_eq!(answer["error"]["data"]["retry_after_seconds"], 1);
    let answer = call(2, 120_000)?;
    assert_eq!(
        answer["error"]["message"],
        "the message is longer than 100000 bytes"
    );
    assert_eq!(call(3, 10)?["result"]["isError"], false);
    drop(child.stdin.take());
    assert!(end(&mut child)?.success());
    Ok(())
}

fn catalogue_of_the_environment_on_stdio() -> Outcome {
    for (variables, expected) in [
        (
            [
                ("DESK_MCP_MCP_CATALOGUE", "search"),
                ("DESK_MCP_MCP_READONLY", "1"),
            ],
            "search_tools",
        ),
        (
            [("DESK_MCP_MCP_CATALOGUE", "all"), ("DESK_MCP_MCP_TOOLS", "greet")],
            "greet",
        ),
        (
            [
                ("DESK_MCP_MCP_CATALOGUE", ""),
                ("DESK_MCP_MCP_EXCLUDE_TOOLS", "greet"),
            ],
            "",
        ),
    ] {
        let mut child = start("--serve-stdio", &variables)?;
        let mut output = BufReader::new(child.stdout.take().ok_or("no stdout")?);
        send(&mut child, &initialize())?;
        receive(&mut output)?;
        send(
            &mut child,
            &json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}),
        )?;
        let listed = receive(&mut output)?;
        let name = listed.pointer("/result/tools/0/name").and_then(Value::as_str);
        assert_eq!(name.unwrap_or_default(), expected, "{listed}");
        drop(child.stdin.take());
        assert!(end(&mut child)?.success());
    }
    Ok(())
}

/// A choice with an unknown name keeps the program from starting: it would offer other tools than the operator meant.
fn unknown_tool_of_the_environment() -> Outcome {
    for (variable, value, expected) in [
        (
            "DESK_MCP_MCP_CATALOGUE",
            "serach",
            "expected `all`, `toolsets` or `search`",
        ),
        (
            "DESK_MCP_MCP_EXCLUDE_TOOLS",
            "gret",
            "invalid choice of tools of adapter `desk-mcp`: unknown tool; a similar name exists: `greet`",
        ),
    ] {
        let mut child = start("--serve-stdio", &[(variable, value)])?;
        let mut text = String::new();
        child
            .stderr
            .take()
            .ok_or("no stderr")?
            .read_to_string(&mut text)?;
        assert!(text.contains(expected) && !text.contains(value), "{text}");
        assert!(!end(&mut child)?.success());
    }
    Ok(())
}

fn older_client_on_stdio() -> Outcome {
    let mut child = start("--serve-stdio", &[])?;
    let mut output = BufReader::new(child.stdout.take().ok_or("no stdout")?);
    // Some shells write a byte order mark first.
    write!(child.stdin.as_mut().ok_or("no stdin")?, "\u{feff}")?;
    send(&mut child, &initialize())?;
    assert_eq!(receive(&mut output)?["result"]["protocolVersion"], "2025-11-25");
    send(
        &mut child,
        &json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
    )?;
    send(
        &mut child,
        &json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}),
    )?;
    assert_eq!(receive(&mut output)?["result"]["tools"][0]["name"], "greet");
    send(
        &mut child,
        &json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "greet"}}),
    )?;
    // The call is in progress when the client closes stdin; it still gets a response.
    drop(child.stdin.take());
    assert_eq!(
        receive(&mut output)?["result"]["structuredContent"],
        json!({"result": "hello"})
    );
    assert!(end(&mut child)?.success());
    let mut rest = String::new();
    output.read_to_string(&mut rest)?;
    assert_eq!(rest, "");
    Ok(())
}

fn newer_client_on_stdio() -> Outcome {
    let mut child = start("--serve-stdio", &[])?;
    let mut output = BufReader::new(child.stdout.take().ok_or("no stdout")?);
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    send(
        &mut child,
        &json!({"jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": {"_meta": meta}}),
    )?;
    assert_eq!(receive(&mut output)?["result"]["resultType"], "complete");
    let params = json!({"name": "greet", "_meta": meta});
    send(
        &mut child,
        &json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": params}),
    )?;
    assert_eq!(receive(&mut output)?["result"]["isError"], false);
    drop(child.stdin.take());
    assert!(end(&mut child)?.success());
    Ok(())
}

fn link_to_a_result_on_stdio() -> Outcome {
    let mut child = start("--serve-links", &[])?;
    let mut output = BufReader::new(child.stdout.take().ok_or("no stdout")?);
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let mut ask = |method: &str, mut params: Value, meta: Option<&Value>| -> Result<Value, Box<dyn Error>> {
        if let Some(meta) = meta {
            params["_meta"] = meta.clone();
        }
        send(
            &mut child,
            &json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}),
        )?;
        Ok(receive(&mut output)?["result"].take())
    };
    let declared = ask("initialize", initialize()["params"].clone(), None)?;
    assert_eq!(declared["capabilities"]["resources"], json!({}), "{declared}");
    // A client that has started with an older version may describe itself in a request.
    for meta in [None, Some(&meta)] {
        let result = ask("tools/call", json!({"name": "list"}), meta)?;
        assert_eq!(result["structuredContent"]["truncated"], true);
        let uri = &result["content"][1]["uri"];
        let read = ask("resources/read", json!({"uri": uri}), meta)?;
        let text = read["contents"][0]["text"].as_str().unwrap_or_default();
        assert_eq!(result["content"][1]["size"], text.len());
        let whole: Value = serde_json::from_str(text)?;
        assert_eq!(whole["rows"].as_array().map(Vec::len), Some(100_000));
    }
    drop(child.stdin.take());
    assert!(end(&mut child)?.success());
    Ok(())
}

fn no_client_on_stdio() -> Outcome {
    let mut child = start("--serve-stdio", &[])?;
    drop(child.stdin.take());
    assert!(end(&mut child)?.success());
    Ok(())
}

/// Returns the addresses of the startup messages.
fn listening(child: &mut Child, count: usize) -> Result<Vec<String>, Box<dyn Error>> {
    let mut said = BufReader::new(child.stderr.take().ok_or("no stderr")?);
    let mut lines = Vec::new();
    for _ in 0..count {
        let mut line = String::new();
        said.read_line(&mut line)?;
        lines.push(line.trim_end().to_owned());
    }
    // The program may write more.
    std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
    Ok(lines)
}

fn port(line: &str) -> Option<u16> {
    let authority = line
        .strip_prefix("listening on http://")?
        .split(['/', ' '])
        .next()?;
    authority.rsplit(':').next()?.parse().ok()
}

fn startup_message_says_that_clients_search() -> Outcome {
    let mut child = start("--serve-http", &[("DESK_MCP_MCP_CATALOGUE", "search")])?;
    let lines = listening(&mut child, 4)?;
    let expected = "desk-mcp has 1 tools, in a list of 0 KiB: clients search for tools; set DESK_MCP_MCP_CATALOGUE to `all` to list them";
    assert_eq!(lines.last().map(String::as_str), Some(expected));
    terminate(&child)?;
    assert!(end(&mut child)?.success());
    Ok(())
}

fn signals_end_the_program() -> Outcome {
    let mut child = start("--serve-http", &[])?;
    let lines = listening(&mut child, 3)?;
    let [rest, mcp, note] = lines.as_slice() else {
        return Err("other lines".into());
    };
    assert!(
        rest.starts_with("listening on http://127.0.0.1:") && rest.ends_with(" (rest desk-api)"),
        "{rest}"
    );
    assert!(
        mcp.starts_with("listening on http://0.0.0.0:") && mcp.ends_with("/mcp (mcp desk-mcp)"),
        "{mcp}"
    );
    assert!(note.contains("DESK_MCP_ALLOWED_HOSTS"), "{note}");
    let mut stream = TcpStream::connect(("127.0.0.1", port(rest).ok_or("no port")?))?;
    stream.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")?;
    let mut status = [0; 12];
    stream.read_exact(&mut status)?;
    assert_eq!(&status, b"HTTP/1.1 204");
    terminate(&child)?;
    assert!(end(&mut child)?.success());

    // Stdin stays open here: the program must not wait for its end.
    let mut child = start("--serve-stdio", &[])?;
    let mut output = BufReader::new(child.stdout.take().ok_or("no stdout")?);
    send(&mut child, &initialize())?;
    receive(&mut output)?;
    terminate(&child)?;
    assert!(end(&mut child)?.success());
    Ok(())
}

/// Returns the response of the health endpoint in a startup message.
fn ready(line: &str) -> Result<String, Box<dyn Error>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port(line).ok_or("no port")?))?;
    stream.write_all(b"GET /health/ready HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
    let mut response = String::new();
    stream.read_to_string(&mut response)?;
    Ok(response)
}

fn both_transports_at_once() -> Outcome {
    // Without a client on stdin the other adapters keep running, and are ready,
    let mut child = start("--serve-both", &[])?;
    drop(child.stdin.take());
    let lines = listening(&mut child, 4)?;
    std::thread::sleep(Duration::from_millis(200));
    let response = ready(lines.last().ok_or("no line")?)?;
    assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
    assert!(
        response.contains(r#""namespace":"desk-stdio","state":"started""#),
        "{response}"
    );
    TcpStream::connect((
        "127.0.0.1",
        port(lines.first().ok_or("no line")?).ok_or("no port")?,
    ))?;
    terminate(&child)?;
    assert!(end(&mut child)?.success());

    // with a client they end when it disconnects.
    let mut child = start("--serve-both", &[])?;
    let mut output = BufReader::new(child.stdout.take().ok_or("no stdout")?);
    send(&mut child, &initialize())?;
    receive(&mut output)?;
    drop(child.stdin.take());
    assert!(end(&mut child)?.success());
    Ok(())
}

fn adapter_that_ended_is_not_ready() -> Outcome {
    let mut child = start("--serve-on", &[])?;
    let lines = listening(&mut child, 1)?;
    let health = lines.first().ok_or("no line")?;
    let mut output = BufReader::new(child.stdout.take().ok_or("no stdout")?);
    send(&mut child, &initialize())?;
    receive(&mut output)?;
    assert!(ready(health)?.starts_with("HTTP/1.1 200 "));
    drop(child.stdin.take());
    let start = Instant::now();
    let response = loop {
        let response = ready(health)?;
        if !response.starts_with("HTTP/1.1 200 ") || start.elapsed() > Duration::from_secs(8) {
            break response;
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    assert!(response.starts_with("HTTP/1.1 503 "), "{response}");
    assert!(response.contains(r#"{"status":"DEGRADED""#), "{response}");
    assert!(
        response.contains(r#""namespace":"desk-stdio","state":"stopped""#),
        "{response}"
    );
    child.kill()?;
    child.wait()?;
    Ok(())
}

#[cfg(feature = "logs")]
fn logs_are_json_lines() -> Outcome {
    let mut child = start("--serve-http", &[("DESK_LOG", "naftiko::request=info")])?;
    let mut said = BufReader::new(child.stderr.take().ok_or("no stderr")?);
    let mut line = || -> Result<Value, Box<dyn Error>> {
        let mut line = String::new();
        said.read_line(&mut line)?;
        Ok(serde_json::from_str(&line).map_err(|error| format!("{error}: {line}"))?)
    };
    let [rest, _, _] = [line()?, line()?, line()?];
    assert_eq!(
        (&rest["level"], &rest["target"]),
        (&json!("INFO"), &json!("naftiko::serve"))
    );
    assert!(rest["timestamp"].is_string());
    let rest = rest["message"].as_str().and_then(port).ok_or("no port")?;
    let mut stream = TcpStream::connect(("127.0.0.1", rest))?;
    stream.write_all(
        b"GET /?token=canary HTTP/1.1\r\nhost: localhost\r\nx-request-id: r-1\r\nconnection: close\r\n\r\n",
    )?;
    stream.read_to_end(&mut Vec::new())?;
    let request = line()?;
    assert_eq!(request["message"], "request completed");
    assert_eq!(
        [
            &request["method"],
            &request["path"],
            &request["status"],
            &request["request_id"]
        ],
        [&json!("GET"), &json!("/"), &json!(204), &json!("r-1")]
    );
    assert!(request["milliseconds"].is_u64());
    assert!(!request.to_string().contains("canary"), "{request}");
    terminate(&child)?;
    assert_eq!(line()?["message"], "desk: stopping");
    assert!(end(&mut child)?.success());

    let refused = start("--serve-http", &[("DESK_LOG", "loud")])?.wait_with_output()?;
    assert!(!refused.status.success());
    assert!(String::from_utf8(refused.stderr)?.starts_with("invalid value of `DESK_LOG`: expected a level"));
    Ok(())
}

#[cfg(feature = "logs")]
fn logs_contain_nothing_of_callers() -> Outcome {
    for level in ["error", "warn", "info", "debug", "trace"] {
        let mut child = start("--serve-http", &[("DESK_LOG", level)])?;
        let mut said = BufReader::new(child.stderr.take().ok_or("no stderr")?);
        let mut lines = String::new();
        let mut ports = Vec::new();
        while ports.len() < 2 {
            let mut line = String::new();
            said.read_line(&mut line)?;
            let message: Value = serde_json::from_str(&line)?;
            ports.extend(message["message"].as_str().and_then(port));
            lines.push_str(&line);
        }
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "greet", "arguments": {"name": "canary"}}});
        let call = call.to_string();
        for (port, request) in ports.into_iter().zip([
            "GET /?token=canary HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer canary\r\nconnection: close\r\n\r\n".to_owned(),
            format!(
                "POST / HTTP/1.1\r\nhost: localhost\r\naccept: application/json, text/event-stream\r\ncontent-type: application/json\r\n\
                 content-length: {}\r\nconnection: close\r\n\r\n{call}",
                call.len()
            ),
        ]) {
            let mut stream = TcpStream::connect(("127.0.0.1", port))?;
            stream.write_all(request.as_bytes())?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
        }
        terminate(&child)?;
        said.read_to_string(&mut lines)?;
        assert!(end(&mut child)?.success());
        assert!(!lines.contains("canary"), "{level}: {lines}");
        let said = logs_on_stdio(level, &call)?;
        assert!(!said.contains("canary"), "{level}: {said}");
    }
    Ok(())
}

/// Returns the logs of a program that has answered a message on stdio.
#[cfg(feature = "logs")]
fn logs_on_stdio(level: &str, message: &str) -> Result<String, Box<dyn Error>> {
    let mut child = start("--serve-stdio", &[("DESK_LOG", level)])?;
    let mut output = BufReader::new(child.stdout.take().ok_or("no stdout")?);
    send(&mut child, &initialize())?;
    receive(&mut output)?;
    send(&mut child, &serde_json::from_str(message)?)?;
    assert_eq!(receive(&mut output)?["id"], 1);
    drop(child.stdin.take());
    let mut said = String::new();
    child
        .stderr
        .take()
        .ok_or("no stderr")?
        .read_to_string(&mut said)?;
    assert!(end(&mut child)?.success());
    Ok(said)
}

fn environment() -> Outcome {
    let free = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let variables = [
        ("DESK_API_PORT", free.to_string()),
        ("DESK_MCP_ALLOWED_HOSTS", "desk.example".to_owned()),
    ];
    let variables: Vec<_> = variables
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let mut child = start("--serve-http", &variables)?;
    let lines = listening(&mut child, 2)?;
    assert_eq!(
        lines.first(),
        Some(&format!("listening on http://127.0.0.1:{free} (rest desk-api)"))
    );
    let mut stream = TcpStream::connect((
        "127.0.0.1",
        port(lines.get(1).ok_or("no line")?).ok_or("no port")?,
    ))?;
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;
    let types = "content-type: application/json\r\naccept: application/json, text/event-stream";
    let head = format!(
        "POST / HTTP/1.1\r\nhost: desk.example\r\n{types}\r\ncontent-length: {}",
        body.len()
    );
    stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes())?;
    let mut status = [0; 12];
    stream.read_exact(&mut status)?;
    assert_eq!(&status, b"HTTP/1.1 200");
    child.kill()?;
    child.wait()?;

    let refused = start("--serve-http", &[("DESK_API_PORT", "eighty")])?.wait_with_output()?;
    assert!(!refused.status.success());
    assert_eq!(
        String::from_utf8(refused.stderr)?,
        "invalid value of `DESK_API_PORT`: expected a port (0 to 65535)\n"
    );
    Ok(())
}
