//! Budget of one capability as a program, size, memory, start: `cargo bench -p naftiko-benches --bench budget`.
//!
//! This program is the capability (started with `serve`), and measures itself: its stripped size, its memory when
//! idle, the time from its start to its first response, and the memory of an MCP client that has listed the tools and stays connected.
#![allow(clippy::unwrap_used, clippy::cast_precision_loss, reason = "a measurement")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

naftiko::naftiko!("serving/desk.yaml");

const STARTS: usize = 20;

const CLIENTS: usize = 1000;

fn main() {
    if std::env::args().nth(1).as_deref() == Some("serve") {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let capability = desk::Capability::from_env().unwrap();
        runtime.block_on(capability.serve()).unwrap();
        return;
    }
    let size = std::fs::metadata(std::env::current_exe().unwrap()).unwrap().len();
    println!("size       {:.2} MB (8 allowed)", size as f64 / 1e6);
    let mut times: Vec<Duration> = Vec::new();
    let mut memory: Vec<f64> = Vec::new();
    for _ in 0..STARTS {
        let begun = Instant::now();
        let (mut child, mut said) = start();
        answered(listening(&mut said));
        times.push(begun.elapsed());
        std::thread::sleep(Duration::from_millis(100));
        memory.push(resident(&child));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    times.sort_unstable();
    memory.sort_by(f64::total_cmp);
    let milliseconds = |position: usize| times.get(position).unwrap().as_secs_f64() * 1e3;
    println!(
        "serving    {:.1} ms after its start in the middle of {STARTS}, {:.1} at best (20 allowed)",
        milliseconds(STARTS / 2),
        milliseconds(0)
    );
    println!(
        "resident   {:.1} MB when idle (12 allowed)",
        memory.last().unwrap()
    );
    println!(
        "client     {:.1} KB of an idle MCP client (16 allowed)",
        idle_client()
    );
}

/// Returns the memory of a connected client that does nothing, in KB.
fn idle_client() -> f64 {
    let (mut child, mut said) = start();
    let (_, mcp) = (listening(&mut said), listening(&mut said));
    let first = listed(mcp);
    let before = resident(&child);
    let clients: Vec<TcpStream> = (0..CLIENTS).map(|_| listed(mcp)).collect();
    std::thread::sleep(Duration::from_millis(100));
    let grown = resident(&child) - before;
    drop((first, clients));
    child.kill().unwrap();
    child.wait().unwrap();
    grown * 1024.0 / CLIENTS as f64
}

/// Connects a client that lists the tools.
fn listed(address: SocketAddr) -> TcpStream {
    let message = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;
    let stream = TcpStream::connect(address).unwrap();
    write!(
        &stream,
        "POST /mcp HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\naccept: application/json, text/event-stream\r\n\
         mcp-protocol-version: 2025-11-25\r\ncontent-length: {}\r\n\r\n{message}",
        message.len()
    )
    .unwrap();
    let mut response = BufReader::new(&stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        response.read_line(&mut line).unwrap();
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    response.read_exact(&mut body).unwrap();
    assert!(body.starts_with(br#"{"jsonrpc":"2.0","id":1,"result""#));
    stream
}

/// Starts the capability, and returns what it says.
fn start() -> (Child, BufReader<ChildStderr>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .arg("serve")
        .envs([("DESK_API_PORT", "0"), ("DESK_MCP_PORT", "0")])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stderr.take().unwrap());
    (child, said)
}

/// Returns the address of the next adapter: that of REST, then that of MCP.
fn listening(said: &mut BufReader<ChildStderr>) -> SocketAddr {
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    let address = line.strip_prefix("listening on http://").unwrap();
    let end = address.find([' ', '/']).unwrap();
    address.get(..end).unwrap().parse().unwrap()
}

/// Waits for a response.
fn answered(address: SocketAddr) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .write_all(b"GET /nothing HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
}

/// Returns the memory of a process in MB.
fn resident(child: &Child) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .unwrap();
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().unwrap();
    kilobytes / 1024.0
}
