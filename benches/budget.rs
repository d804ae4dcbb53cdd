//! Budget of one capability as a program, size, memory, start: `cargo bench -p naftiko-benches --bench budget`.
//!
//! This program is the capability (started with `serve`), and measures itself: its stripped size, its memory when
//! idle, and the time from its start to its first response.
#![allow(clippy::unwrap_used, clippy::cast_precision_loss, reason = "a measurement")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

naftiko::naftiko!("serving/desk.yaml");

const STARTS: usize = 20;

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
        let (mut child, address) = start();
        answered(address);
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
}

/// Starts the capability, and returns the address of its REST adapter.
fn start() -> (Child, SocketAddr) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .arg("serve")
        .envs([("DESK_API_PORT", "0"), ("DESK_MCP_PORT", "0")])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut said = BufReader::new(child.stderr.take().unwrap());
    said.read_line(&mut line).unwrap();
    let rest = line.strip_prefix("listening on http://").unwrap();
    let address = rest.split(' ').next().unwrap().parse().unwrap();
    (child, address)
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
