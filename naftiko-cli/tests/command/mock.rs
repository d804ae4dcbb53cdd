//! `mock` and `infer`: fake APIs, recordings, and documents of these.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::Value;

use super::{code, err, folder, naftiko, names, out, write};

/// A running `naftiko mock`.
struct Mock {
    child: Child,
    /// The variables that it printed.
    variables: Vec<(String, String)>,
}

impl Mock {
    fn start(dir: &Path, words: &str, variables: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_naftiko"))
            .current_dir(dir)
            .args(["mock", "--address", "127.0.0.1:0"])
            .args(words.split_whitespace())
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let line = lines.next().expect("a line").expect("text");
        let variables = [line].into_iter().map(|line| {
            let (name, value) = line.split_once('=').expect("a variable");
            (name.to_owned(), value.to_owned())
        });
        let variables = variables.collect();
        Self { child, variables }
    }

    /// Returns the host and port, and the path of the first API.
    fn address(&self) -> (String, String) {
        let (_, uri) = self.variables.first().expect("a variable");
        let uri = uri.strip_prefix("http://").expect("an address");
        let (host, path) = uri.split_once('/').expect("a path");
        (host.to_owned(), format!("/{path}"))
    }

    fn get(&self, path: &str) -> (u16, String) {
        let (host, api) = self.address();
        get(&host, &format!("{api}{path}"))
    }

    /// Stops it as Ctrl-C does, and returns the exit code.
    fn stop(mut self) -> i32 {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &pid]).status();
        assert!(sent.expect("a signal is sent").success());
        self.child.wait().expect("it ends").code().unwrap_or(-1)
    }
}

fn get(host: &str, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(host).expect("a connection");
    let request =
        format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nx-key: top-secret\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it is sent");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("a response");
    let status = response.split(' ').nth(1).and_then(|status| status.parse().ok());
    let body = response.split("\r\n\r\n").nth(1).unwrap_or_default();
    (status.unwrap_or_default(), body.to_owned())
}

const SHOP: &str = "\
ikanos: 1.0.0-beta5
info: {display: Shop, description: Orders}
binds: [{namespace: env, keys: {SHOP_KEY: SHOP_KEY}}]
capability:
  consumes:
  - type: http
    namespace: shop
    baseUri: https://shop.test/v1
    authentication: {type: apikey, key: x-key, value: '{{SHOP_KEY}}', placement: header}
    resources:
      order:
        path: /orders/{id}
        operations:
          get-order:
            method: GET
            inputParameters: {id: {in: path}, page: {in: query, type: integer}}
            outputParameters: {state: {type: string, value: $.status.state}, count: {type: integer, value: '$.lines[0].count'}}
";

#[test]
fn same_seed_returns_the_same_bytes_and_values_for_each_output() {
    let dir = folder();
    write(dir.path(), "shop.yaml", SHOP);
    let body = |words: &str| {
        let mock = Mock::start(dir.path(), words, &[]);
        let (status, body) = mock.get("/orders/7?page=2");
        assert_eq!((status, mock.stop()), (200, 0), "{body}");
        body
    };
    let first = body("shop.yaml --seed 1");
    assert_eq!(first, body("shop.yaml --seed 1"));
    assert_ne!(first, body("shop.yaml --seed 2"));
    let value: Value = serde_json::from_str(&first).expect("JSON");
    assert!(
        value["status"]["state"].is_string() && value["lines"][0]["count"].is_i64(),
        "{value}"
    );
}

#[test]
fn invalid_request_gets_every_problem() {
    let dir = folder();
    write(dir.path(), "shop.yaml", SHOP);
    let mock = Mock::start(dir.path(), "shop.yaml", &[]);
    let (status, body) = mock.get("/orders/7?page=x&other=1");
    let problem: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(status, 400);
    assert_eq!(
        problem["detail"],
        "The query parameter `page` must be integer, and is string. The query parameter `other` is unknown."
    );
    let (status, body) = mock.get("/order");
    assert!(status == 404 && body.contains("GET /orders/"), "{body}");
    assert_eq!(mock.stop(), 0);
}

#[test]
fn share_of_calls_fails() {
    let dir = folder();
    write(dir.path(), "shop.yaml", SHOP);
    let mock = Mock::start(dir.path(), "shop.yaml --fail 503", &[]);
    assert_eq!(mock.get("/orders/7").0, 503);
    assert_eq!(mock.stop(), 0);
    let output = naftiko(dir.path(), "mock shop.yaml --fail 200:1");
    assert_eq!(code(&output), 2);
    assert!(
        err(&output).contains("write an error status and a share"),
        "{}",
        err(&output)
    );
}

#[test]
fn taken_port_and_unreadable_folder_are_one_sentence() {
    let dir = folder();
    write(dir.path(), "shop.yaml", SHOP);
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address");
    let output = naftiko(dir.path(), &format!("mock shop.yaml --address {address}"));
    assert_eq!(code(&output), 2);
    assert!(
        err(&output).contains("choose another address with `--address`"),
        "{}",
        err(&output)
    );
    let output = naftiko(
        dir.path(),
        "mock shop.yaml --address 127.0.0.1:0 --replay missing",
    );
    assert_eq!(code(&output), 2);
    assert!(
        err(&output).contains("error: the folder `missing` of recordings cannot be used"),
        "{}",
        err(&output)
    );
    let output = naftiko(dir.path(), "infer missing");
    assert!(
        err(&output).starts_with("error: `missing` cannot be read"),
        "{}",
        err(&output)
    );
    write(dir.path(), "other/a.json", "{}");
    let output = naftiko(dir.path(), "infer other");
    assert!(err(&output).contains("it is not a recording"), "{}", err(&output));
    assert_eq!(code(&output), 2);
}

/// Serves a response for each of some connections.
fn api(responses: Vec<&'static str>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("its address");
    thread::spawn(move || {
        for body in responses {
            let Ok((mut stream, _)) = listener.accept() else {
                return;
            };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let response = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nset-cookie: a=b\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(response.as_bytes());
        }
    });
    format!("http://{address}")
}

#[test]
fn recorded_calls_are_replayed_and_described_without_credentials() {
    let dir = folder();
    write(dir.path(), "shop.yaml", SHOP);
    let upstream = api(vec![
        r#"{"status": {"state": "open"}, "lines": [], "total": 1.50}"#,
        r#"{"status": {"state": "done"}, "lines": [{"count": 2}], "key": "top-secret"}"#,
    ]);
    let address = ("SHOP_BASE_URI", upstream.as_str());
    let mock = Mock::start(dir.path(), "shop.yaml --record calls", &[address]);
    let open = mock.get("/orders/1");
    assert_eq!(mock.get("/orders/2?page=1").0, 200);
    assert_eq!(mock.stop(), 0);
    assert_eq!(
        names(&dir.path().join("calls")),
        ["shop/get-order/0001.json", "shop/get-order/0002.json"]
    );
    let second = fs::read_to_string(dir.path().join("calls/shop/get-order/0002.json")).expect("a file");
    assert!(
        !second.contains("top-secret") && second.contains("***"),
        "{second}"
    );
    assert!(!second.contains("cookie"), "{second}");
    let mock = Mock::start(dir.path(), "shop.yaml --replay calls", &[]);
    assert_eq!(mock.get("/orders/1"), open);
    assert!(mock.get("/orders/2?page=1").1.contains("done"));
    assert_eq!(mock.stop(), 0);
    let output = naftiko(
        dir.path(),
        "infer calls --operation get-order --out shop.openapi.yaml",
    );
    assert_eq!(code(&output), 0, "{}", err(&output));
    let document = fs::read_to_string(dir.path().join("shop.openapi.yaml")).expect("a file");
    assert!(document.contains("/orders/{id}:\n"), "{document}");
    let output = naftiko(dir.path(), "openapi shop.openapi.yaml");
    assert_eq!(code(&output), 0, "{}", err(&output));
    let output = naftiko(dir.path(), "infer calls --operation other");
    assert!(
        err(&output).contains("it has `shop.get-order`"),
        "{}",
        err(&output)
    );
    assert_eq!((code(&output), out(&output)), (2, String::new()));
}
