//! Load clients: one thread and one kept connection each.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// The number of clients.
pub(crate) const CLIENTS: usize = 16;

/// A connection of a client.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
    line: String,
    body: Vec<u8>,
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream: BufReader::with_capacity(64 * 1024, stream),
            line: String::new(),
            body: Vec::new(),
        }
    }

    /// Sends a request, reads the complete response, and checks it.
    pub(crate) fn call(&mut self, request: &[u8]) {
        self.stream.get_mut().write_all(request).unwrap();
        let mut length = None;
        let mut first = true;
        loop {
            self.line.clear();
            self.stream.read_line(&mut self.line).unwrap();
            let line = self.line.trim_end();
            assert!(!first || line.starts_with("HTTP/1.1 200"), "{line}");
            first = false;
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().ok();
            }
            if line.is_empty() {
                break;
            }
        }
        self.body.resize(length.unwrap(), 0);
        self.stream.read_exact(&mut self.body).unwrap();
        assert!(self.body.len() > 512, "{}", String::from_utf8_lossy(&self.body));
    }
}

/// Puts a server under load for some time, and returns the time of each response.
pub(crate) fn run(address: SocketAddr, request: &[u8], time: Duration) -> Vec<Duration> {
    let until = Instant::now() + time;
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                scope.spawn(move || {
                    let mut client = Client::new(address);
                    let mut taken = Vec::new();
                    loop {
                        let begun = Instant::now();
                        if begun >= until {
                            return taken;
                        }
                        client.call(request);
                        taken.push(begun.elapsed());
                    }
                })
            })
            .collect();
        clients
            .into_iter()
            .flat_map(|client| client.join().unwrap())
            .collect()
    })
}
