//! An API that takes every request: answers an empty JSON object, a token where one is asked for, or fails in one way after
//! another.

use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What it answers, byte for byte, before it closes the connection.
const GOOD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";

/// What it answers where tokens come from, under the names that they have in specs.
const TOKEN: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 50\r\nconnection: close\r\n\r\n{\"access_token\":\"x\",\"token\":\"x\",\"expires_in\":3600}";

/// What it answers for what was deleted.
const GONE: &str = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// The paths that were deleted. What is put there again, is there again.
static DELETED: Mutex<Option<HashSet<String>>> = Mutex::new(None);

/// Every kind of answer that a caller must be shielded from.
const FAULTS: [&str; 9] = [
    // The connection closes without a word.
    "",
    // It breaks off in the middle of the body.
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"a\":",
    // It is not HTTP.
    "SSH-2.0-OpenSSH_9.2\r\n",
    // A page in place of JSON.
    "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 13\r\nconnection: close\r\n\r\n<html></html>",
    // JSON of another kind than any spec expects.
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 4\r\nconnection: close\r\n\r\n3.14",
    // Somewhere else.
    "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    // Refusals.
    "HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\ncontent-length: 17\r\nconnection: close\r\n\r\n{\"error\":\"no\"}   ",
    "HTTP/1.1 409 Conflict\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    "HTTP/1.1 500 Internal Server Error\r\ncontent-type: text/html\r\ncontent-length: 13\r\nconnection: close\r\n\r\n<html></html>",
];

/// Answers until the program ends.
pub async fn serve(listener: TcpListener, faults: bool) {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    while let Ok((stream, _)) = listener.accept().await {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let fault = faults.then(|| FAULTS[number % FAULTS.len()]);
        tokio::spawn(async move {
            // Who has gone needs no answer.
            let _ = exchange(stream, fault).await;
        });
    }
}

/// Reads one request to its end, and answers.
async fn exchange(mut stream: TcpStream, fault: Option<&str>) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !is_whole(&request) {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let answer = fault.unwrap_or_else(|| answer(&request));
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}

/// What there is to say to a request: all is well, unless it is about what was deleted.
fn answer(request: &[u8]) -> &'static str {
    let line = String::from_utf8_lossy(request);
    let mut words = line.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let path = target.split('?').next().unwrap_or_default().to_owned();
    let mut deleted = DELETED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let deleted = deleted.get_or_insert_default();
    if path.ends_with("/token") {
        return TOKEN;
    }
    match method {
        "PUT" | "POST" => drop(deleted.remove(&path)),
        "DELETE" => return if deleted.insert(path) { GOOD } else { GONE },
        _ if deleted.iter().any(|gone| path == *gone || path.starts_with(&format!("{gone}/"))) => return GONE,
        _ => {}
    }
    GOOD
}

/// Whether head and body are there. Clients of this runtime say how long a body is.
fn is_whole(request: &[u8]) -> bool {
    let Some(head) = request.windows(4).position(|window| window == b"\r\n\r\n") else {
        return false;
    };
    let text = String::from_utf8_lossy(&request[..head]).to_ascii_lowercase();
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok())
        .unwrap_or(0);
    request.len() >= head + 4 + length
}
