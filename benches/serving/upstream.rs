//! The API behind the servers: one thread per connection, always the same response.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

/// Starts the API, and returns its base URI.
pub(crate) fn start(bytes: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let body = document(bytes);
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ndate: Thu, 01 Jan 2026 00:00:00 GMT\r\n";
    let answer: Arc<[u8]> = format!("{head}content-length: {}\r\n\r\n{body}", body.len())
        .into_bytes()
        .into();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            std::thread::spawn(move || serve(stream, &answer));
        }
    });
    format!("http://{address}")
}

/// Returns a JSON document of about this size.
fn document(bytes: usize) -> String {
    let mut items = Vec::new();
    let mut length = 40;
    while length < bytes {
        let item = format!(
            r#"{{"id":{},"name":"a thing","open":true,"price":12.5}}"#,
            items.len()
        );
        length += item.len() + 1;
        items.push(item);
    }
    format!(r#"{{"total":{},"items":[{}]}}"#, items.len(), items.join(","))
}

/// Requests have no bodies and come one after the other.
fn serve(mut stream: TcpStream, answer: &[u8]) {
    let _ = stream.set_nodelay(true);
    let mut buffer = [0; 4096];
    let mut held = 0;
    while let Ok(read @ 1..) = stream.read(buffer.get_mut(held..).unwrap_or_default()) {
        held += read;
        if buffer.get(..held).is_some_and(|head| head.ends_with(b"\r\n\r\n")) {
            held = 0;
            if stream.write_all(answer).is_err() {
                return;
            }
        }
    }
}
