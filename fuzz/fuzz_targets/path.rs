//! Any text as a path input and as a forwarded path: no server reads what is sent as a path outside of the base URI. `FUZZ=path fuzz/run`,
//! described in `fuzz/README.md`.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use naftiko::Value;
use naftiko::client::{
    Api, Config, FakeResponse, FakeTransport, ForwardRequest, HttpClient, Operation, Piece, Retry, Variables, build_clients,
};
use naftiko::http::Method;
use tokio::runtime::{Builder, Runtime};

static API: Api = Api::new("fuzzed", &[Piece::Text("https://api.fuzzed.test/base")]);
static GET: Operation = Operation::new(
    "fuzzed.get",
    Method::GET,
    &[Piece::Text("/items/"), Piece::Argument("id")],
);

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Builder::new_current_thread().enable_time().build().expect("a runtime"));

/// Reads a path as a server does, up to the segments that it takes literally.
type Server = fn(&[u8]) -> Vec<u8>;

const SERVERS: [(&str, Server); 3] = [
    ("strict", decoded),
    ("Tomcat-like", |path| without_parameters(&decoded(&without_parameters(path)))),
    ("decode-twice", |path| without_parameters(&decoded(&decoded(path)))),
];

fuzz_target!(|text: &str| {
    for path in [given(text), forwarded(text)].into_iter().flatten() {
        for (name, server) in SERVERS {
            let read = server(path.as_bytes());
            assert!(is_below_base(&read), "{name}: {path} is {}", read.escape_ascii());
        }
    }
});

fn client() -> (HttpClient, FakeTransport) {
    let fake = FakeTransport::new(|_| FakeResponse::status(200));
    let config = Config::new().transport(fake.clone()).retry(Retry::none());
    let [client] = build_clients([(&API, config)], &Variables::default()).expect("a client");
    (client, fake)
}

/// Returns the path of the request with an input; `None` when the input is rejected.
fn given(text: &str) -> Option<String> {
    let (client, fake) = client();
    let _ = RUNTIME.block_on(async { client.call(&GET).path("id", text).send::<Value>().await });
    sent(&fake)
}

/// Returns the path of the forwarded request; `None` when the path is rejected.
fn forwarded(text: &str) -> Option<String> {
    let (client, fake) = client();
    let request = ForwardRequest::new(Method::GET).path(text);
    let _ = RUNTIME.block_on(client.forward("fuzzed.forward", request));
    sent(&fake)
}

fn sent(fake: &FakeTransport) -> Option<String> {
    Some(fake.requests().first()?.uri().path().to_owned())
}

/// Decodes percent-encoded bytes; an incomplete one stays as it is.
fn decoded(path: &[u8]) -> Vec<u8> {
    let mut rest = path;
    let mut read = Vec::new();
    while let [first, after @ ..] = rest {
        let (byte, after) = match rest {
            [b'%', high, low, after @ ..] => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => (high * 16 + low, after),
                _ => (*first, after_one(rest)),
            },
            _ => (*first, after),
        };
        read.push(byte);
        rest = after;
    }
    read
}

fn after_one(bytes: &[u8]) -> &[u8] {
    bytes.get(1..).unwrap_or_default()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Cuts the parameters off each segment.
fn without_parameters(path: &[u8]) -> Vec<u8> {
    let segments = path.split(|byte| *byte == b'/');
    let names = segments.map(|segment| segment.split(|byte| *byte == b';').next().unwrap_or_default());
    names.collect::<Vec<_>>().join(&b'/')
}

/// Returns whether a path stays below the base while its dot segments are followed, with backslashes as slashes.
fn is_below_base(path: &[u8]) -> bool {
    let mut depth = 0_usize;
    for segment in path.split(|byte| matches!(byte, b'/' | b'\\')).skip(1) {
        match segment.trim_ascii() {
            b".." if depth <= 1 => return false,
            b".." => depth -= 1,
            b"." | b"" => {}
            _ => depth += 1,
        }
    }
    path.starts_with(b"/base")
}
