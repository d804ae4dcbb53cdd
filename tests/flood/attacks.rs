//! What one caller does to a server, each for some seconds.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use crate::server::Addresses;

/// An attack: its name, how many connections it uses, and what each of them sends.
pub(crate) struct Attack {
    pub(crate) name: &'static str,
    connections: usize,
    to: fn(Addresses) -> std::net::SocketAddr,
    send: fn() -> Vec<u8>,
    /// What the connection does after it has sent everything.
    then: Then,
}

#[derive(Clone, Copy)]
enum Then {
    /// Keeps the connection open, and reads nothing.
    Wait,
    /// Reads the response, and does it again.
    Repeat,
}

pub(crate) const ATTACKS: [Attack; 9] = [
    Attack {
        name: "incomplete heads",
        connections: 4200,
        to: |server| server.rest,
        send: || request("GET", "/documents/1", &"x".repeat(30_000))[..29_000].to_vec(),
        then: Then::Wait,
    },
    Attack {
        name: "incomplete bodies",
        connections: 1500,
        to: |server| server.rest,
        send: || {
            let body = format!(r#"{{"a":"{}"#, "x".repeat(4_000_000));
            put("/documents/1", &body, body.len() + 2)
        },
        then: Then::Wait,
    },
    Attack {
        name: "messages",
        connections: 600,
        to: |server| server.mcp,
        send: || message(&format!(r#"{{"a":[{}{{}}]}}"#, "{},".repeat(340_000))),
        then: Then::Repeat,
    },
    Attack {
        name: "unread responses",
        connections: 1500,
        to: |server| server.rest,
        send: || request("GET", "/documents/large", ""),
        then: Then::Wait,
    },
    Attack {
        name: "mapped responses",
        connections: 300,
        to: |server| server.rest,
        send: || request("GET", "/mapped/large", ""),
        then: Then::Repeat,
    },
    Attack {
        name: "pages with many attributes",
        connections: 100,
        to: |server| server.rest,
        send: || request("GET", "/pages/1", ""),
        then: Then::Repeat,
    },
    Attack {
        name: "tables",
        connections: 100,
        to: |server| server.rest,
        send: || request("GET", "/tables/1", ""),
        then: Then::Repeat,
    },
    Attack {
        name: "trees",
        connections: 100,
        to: |server| server.rest,
        send: || request("GET", "/trees/1", ""),
        then: Then::Repeat,
    },
    Attack {
        name: "slow requests",
        connections: 4200,
        to: |server| server.rest,
        send: || request("GET", "/documents/slow", ""),
        then: Then::Repeat,
    },
];

impl Attack {
    /// Attacks a server for some time.
    pub(crate) async fn run(&self, server: Addresses, time: Duration) {
        let (to, bytes, then) = ((self.to)(server), (self.send)(), self.then);
        let bytes: &'static [u8] = bytes.leak();
        let end = Instant::now() + time;
        let mut connections = JoinSet::new();
        for _ in 0..self.connections {
            connections.spawn(timeout_at(end, async move {
                loop {
                    // A server may refuse or close a connection; the next one is tried a little later.
                    let _ = exchange(to, bytes, then).await;
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }));
        }
        while connections.join_next().await.is_some() {}
    }
}

async fn exchange(to: std::net::SocketAddr, bytes: &[u8], then: Then) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(to).await?;
    stream.write_all(bytes).await?;
    match then {
        Then::Wait => {
            // A response that says no is read, so that the attack goes on.
            let mut answer = [0; 12];
            stream.read_exact(&mut answer).await?;
            if answer.ends_with(b"200") {
                std::future::pending::<()>().await;
            }
        }
        Then::Repeat => {
            stream.read_to_end(&mut Vec::new()).await?;
        }
    }
    Ok(())
}

fn request(method: &str, path: &str, filler: &str) -> Vec<u8> {
    let head = "host: localhost\r\nconnection: close\r\naccept: application/json, text/event-stream";
    format!("{method} {path} HTTP/1.1\r\n{head}\r\nx-filler: {filler}\r\n\r\n").into_bytes()
}

fn put(path: &str, body: &str, length: usize) -> Vec<u8> {
    let head = "host: localhost\r\ncontent-type: application/json";
    format!("PUT {path} HTTP/1.1\r\n{head}\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes()
}

fn message(document: &str) -> Vec<u8> {
    let arguments = format!(r#"{{"id":"1","document":{document}}}"#);
    let params = format!(r#"{{"name":"put-document","arguments":{arguments}}}"#);
    let body = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{params}}}"#);
    let head = "host: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n\
        accept: application/json, text/event-stream\r\nmcp-protocol-version: 2025-06-18";
    let length = body.len();
    format!("POST /mcp HTTP/1.1\r\n{head}\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes()
}
