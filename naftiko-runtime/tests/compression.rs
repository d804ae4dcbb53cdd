//! Tests of compressed bodies on every path: read, mapped, relayed and streamed responses, requests of callers, and responses to them.

#![cfg(all(feature = "rest", feature = "mcp"))]

mod loopback;

use std::io::{Read as _, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use loopback::{Failure, INFO, http, serve, table, tool};
use naftiko::axum::Router;
use naftiko::axum::body::{Body, to_bytes};
use naftiko::axum::extract::{Request as AxumRequest, State};
use naftiko::axum::response::Response as AxumResponse;
use naftiko::client::{
    Api, Config, Error, ErrorKind, HttpClient, Operation, Piece, TransportErrorKind, Variables, build_clients,
};
use naftiko::http::{HeaderMap, HeaderValue, Method, StatusCode};
use naftiko::input::{Inputs, ParameterIn};
use naftiko::mcp::{Dispatch, Server as McpServer, Tool, ToolFuture, start, tool_result};
use naftiko::rest::{Problem, Reply, Request, Routes};
use naftiko::serve::{Adapter, Limits, Running, Server};
use naftiko::{Bytes, Value};
use serde_json::json;

type Outcome = Result<(), Failure>;

const LIMIT: usize = 100_000;

const TEXT: &[u8] = br#"{"a":{"b":"some text"}}"#;

/// [`TEXT`] as the tools `brotli -q 11` and `zstd -19 --check` encode it.
const BROTLI: &[u8] = b"!X\0\x04{\"a\":{\"b\":\"some text\"}}\x03";
const ZSTD: &[u8] = b"(\xb5/\xfd\x04h\xb9\0\0{\"a\":{\"b\":\"some text\"}}ML\xac\xd7";

static API: Api = Api::new("things", &[]);
static GET: Operation = Operation::new("things.get", Method::GET, &[Piece::Text("/thing")]);
static OWN: Operation = Operation::new("things.own", Method::GET, &[Piece::Text("/thing")])
    .headers(&[("Accept-Encoding", &[Piece::Text("identity")])]);

/// Returns [`TEXT`] in a coding.
fn encoded(coding: &str) -> Option<Vec<u8>> {
    match coding {
        "gzip" | "x-gzip" => Some(gzip(TEXT)),
        "deflate" => Some(zlib(TEXT)),
        "br" => Some(BROTLI.to_vec()),
        "zstd" => Some(ZSTD.to_vec()),
        "identity" => Some(TEXT.to_vec()),
        _ => None,
    }
}

/// Returns the codings that the crate decodes with its features: those that a call asks for, those that a streamed call asks for, all.
fn documented() -> Result<[Vec<String>; 3], Failure> {
    let mut codings = [const { Vec::new() }; 3];
    for [coding, feature, asked, asked_streamed] in table("calling-apis.md", "content coding")? {
        let coding = coding.trim_matches('`');
        let is_known = match feature.trim_matches('`') {
            "–" => true,
            "brotli" => cfg!(feature = "brotli"),
            "zstd" => cfg!(feature = "zstd"),
            other => return Err(format!("the feature {other}").into()),
        };
        for (codings, cell) in codings.iter_mut().zip([&asked, &asked_streamed, "yes"]) {
            if is_known && cell == "yes" {
                codings.push(coding.to_owned());
            }
        }
    }
    Ok(codings)
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(text);
    written.and_then(|()| encoder.finish()).unwrap_or_default()
}

fn zlib(text: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(text);
    written.and_then(|()| encoder.finish()).unwrap_or_default()
}

fn raw(text: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(text);
    written.and_then(|()| encoder.finish()).unwrap_or_default()
}

/// An API that sends one encoded body, and records the requests.
struct Encoding {
    base: String,
    seen: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
}

impl Encoding {
    async fn start(status: u16, coding: impl Into<String>, body: Vec<u8>) -> Result<Self, Failure> {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let coding = HeaderValue::try_from(coding.into())?;
        let log = Arc::clone(&seen);
        let router = Router::new().fallback(move |request: AxumRequest| async move {
            let (parts, content) = request.into_parts();
            let content = to_bytes(content, usize::MAX).await.unwrap_or_default();
            log.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push((parts.headers, content));
            let mut response = AxumResponse::new(Body::from(body));
            *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
            response.headers_mut().insert("content-encoding", coding);
            for (name, value) in [
                ("content-type", "application/json"),
                ("etag", "\"1\""),
                ("vary", "accept-encoding"),
            ] {
                response
                    .headers_mut()
                    .insert(name, HeaderValue::from_static(value));
            }
            response
        });
        Ok(Self {
            base: serve(router).await?,
            seen,
        })
    }

    fn client(&self, config: Config) -> Result<HttpClient, Failure> {
        let config = config.base_uri(&self.base).response_limit(LIMIT);
        let [client] = build_clients([(&API, config)], &Variables::default())?;
        Ok(client)
    }

    fn last(&self) -> (HeaderMap, Bytes) {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.last().cloned().unwrap_or_default()
    }

    fn accepted(&self) -> String {
        let (headers, _) = self.last();
        let accepted = headers
            .get("accept-encoding")
            .and_then(|value| value.to_str().ok());
        accepted.unwrap_or_default().to_owned()
    }
}

async fn relayed(State(client): State<HttpClient>, _: Request) -> Result<Reply, Problem> {
    client.call(&GET).send::<Value>().relay().await
}

async fn streamed(State(client): State<HttpClient>, _: Request) -> Result<Reply, Problem> {
    Ok(Reply::stream(client.call(&GET).stream().relayed().await?))
}

async fn mapped(State(client): State<HttpClient>, _: Request) -> Result<Reply, Problem> {
    let response = client.call(&GET).send::<Value>().await?;
    let output = response.select(|at| at.key("a"))?;
    Ok(Reply::mapped(response, output))
}

async fn echoed(State(client): State<HttpClient>, request: Request) -> Result<Reply, Problem> {
    let mut inputs = request.into_inputs();
    let note = inputs.string(ParameterIn::Field("note"));
    inputs.finish()?;
    let _ = client;
    Ok(Reply::json(StatusCode::OK, json!({"length": note.len()})))
}

async fn forwarded(State(client): State<HttpClient>, request: Request) -> Result<Reply, Problem> {
    let request = request.into_forward_request(Some("path"), &[]);
    Ok(Reply::stream(client.forward("things.forward", request).await?))
}

fn router(client: HttpClient) -> Router {
    Routes::new()
        .route(Method::GET, "/relayed", relayed)
        .route(Method::GET, "/streamed", streamed)
        .route(Method::GET, "/mapped", mapped)
        .route(Method::POST, "/echoed", echoed)
        .forward("/forwarded/{*path}", forwarded)
        .body_limit(LIMIT)
        .into_router(client)
}

static TOOLS: [Tool; 1] = [tool("get", "Gets the thing.")];

struct Tools(HttpClient);

impl Dispatch for Tools {
    fn call<'a>(&'a self, name: &str, inputs: Inputs) -> Option<ToolFuture<'a>> {
        if name != "get" {
            return None;
        }
        let call = |()| async move {
            let response = self.0.call(&GET).send::<Value>().await?;
            Ok(response.select(|at| at.key("a"))?)
        };
        start(inputs.finish(), call, tool_result)
    }
}

async fn mcp(client: HttpClient) -> Result<String, Failure> {
    let server = McpServer::new(&INFO, &TOOLS, Tools(client));
    Ok(format!("{}/mcp", serve(server.router()).await?))
}

async fn call(url: &str) -> Result<Value, Failure> {
    loopback::rpc(url, "tools/call", json!({"name": "get", "arguments": {}})).await
}

/// Returns the error of a call.
async fn failure(client: &HttpClient) -> Result<Error, Failure> {
    let outcome = client.call(&GET).send::<Bytes>().await;
    Ok(outcome.err().ok_or("a response")?)
}

#[tokio::test]
async fn response_that_is_read_is_decoded_on_every_path() -> Outcome {
    let [asked, asked_streamed, known] = documented()?;
    let (asked, asked_streamed) = (asked.join(", "), asked_streamed.join(", "));
    let mut bodies = vec![
        ("deflate".to_owned(), raw(TEXT)),
        ("deflate, gzip".to_owned(), gzip(&zlib(TEXT))),
    ];
    for coding in known {
        let body = encoded(&coding).ok_or("a coding without an encoder")?;
        bodies.push((coding, body));
    }
    for (coding, body) in bodies {
        let api = Encoding::start(200, coding.clone(), body).await?;
        let client = api.client(Config::new())?;
        let response = client.call(&GET).send::<Value>().await?;
        assert_eq!(response.value()?, json!({"a": {"b": "some text"}}), "{coding}");
        assert_eq!(api.accepted(), asked);
        let mut stream = client.call(&GET).stream().await?;
        assert_eq!(api.accepted(), asked_streamed);
        assert_eq!(stream.bytes().await?, TEXT, "{coding}");
        client.call(&OWN).send::<Value>().await?;
        assert_eq!(api.accepted(), "identity");

        let base = serve(router(client.clone())).await?;
        let mapped = http()
            .get(format!("{base}/mapped"))
            .header("accept-encoding", "br");
        let mapped = mapped.send().await?;
        assert_eq!(api.accepted(), asked);
        for name in ["etag", "content-encoding", "vary"] {
            assert_eq!(mapped.headers().get(name), None, "{name}");
        }
        assert_eq!(mapped.text().await?, r#"{"b":"some text"}"#);
        let result = call(&mcp(client).await?).await?;
        assert_eq!(result["structuredContent"], json!({"b": "some text"}), "{coding}");
    }
    Ok(())
}

#[tokio::test]
async fn relayed_response_keeps_its_bytes_and_headers() -> Outcome {
    for (coding, body) in [("gzip", gzip(b"{}")), ("br", b"not brotli".to_vec())] {
        let api = Encoding::start(200, coding, body.clone()).await?;
        let base = serve(router(api.client(Config::new())?)).await?;
        for path in ["/relayed", "/streamed", "/forwarded/thing"] {
            let response = http()
                .get(format!("{base}{path}"))
                .header("accept-encoding", "br, gzip");
            let response = response.send().await?;
            assert_eq!(api.accepted(), "br, gzip", "{path}");
            let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
            assert_eq!(
                (header("content-encoding"), header("etag"), header("vary")),
                (Some(coding), Some("\"1\""), Some("accept-encoding"))
            );
            assert_eq!(response.bytes().await?, body, "{path}");
            http().get(format!("{base}{path}")).send().await?;
            assert_eq!(api.accepted(), "", "{path}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn error_is_decoded_before_its_secrets_are_struck_out() -> Outcome {
    let text = br#"{"error":"invalid key canary-of-the-program"}"#;
    let api = Encoding::start(400, "gzip", gzip(text)).await?;
    let client = api.client(Config::new().header("X-Key", "canary-of-the-program"))?;
    let base = serve(router(client)).await?;
    for path in ["/relayed", "/streamed", "/mapped"] {
        let response = http()
            .get(format!("{base}{path}"))
            .header("accept-encoding", "gzip");
        let response = response.send().await?;
        assert_eq!(response.status(), 400);
        assert_eq!(response.headers().get("content-encoding"), None);
        let body = response.text().await?;
        assert!(
            body.contains("invalid key") && !body.contains("canary"),
            "{path}: {body}"
        );
    }

    // What cannot be decoded cannot be checked for secrets.
    for (coding, body) in [("compress", text.to_vec()), ("gzip", text.to_vec())] {
        let api = Encoding::start(400, coding, body).await?;
        let base = serve(router(api.client(Config::new())?)).await?;
        let response = http().get(format!("{base}/relayed")).send().await?;
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        assert_eq!(response.status(), 400, "{coding}");
        assert!(!response.text().await?.contains("canary"));
    }
    Ok(())
}

/// Returns the bodies of a row in the table of errors, each with its header.
fn invalid(row: &str) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let [_, _, known] = documented()?;
    let compressed = known.iter().filter(|coding| *coding != "identity");
    let changed = |change: fn(&str, Vec<u8>) -> Option<Vec<u8>>| {
        let each = compressed.filter_map(|coding| Some((coding.clone(), change(coding, encoded(coding)?)?)));
        each.collect()
    };
    let plain = |coding: &str| (coding.to_owned(), b"[1,2,3,4,5,6,7,8,9,10]".to_vec());
    Ok(match row {
        "truncated" => changed(|_, body| Some(body.split_at(body.len() - 3).0.to_vec())),
        "with a wrong checksum" => changed(|coding, mut body| {
            // It is before the length in gzip, and at the end in others. Brotli has none.
            let place = body
                .len()
                .checked_sub(if coding.ends_with("gzip") { 8 } else { 1 });
            let byte = place
                .and_then(|place| body.get_mut(place))
                .filter(|_| coding != "br")?;
            *byte ^= 1;
            Some(body)
        }),
        "with bytes after its end" => changed(|_, body| Some([&body, &b"garbage"[..]].concat())),
        "in an unknown coding" => vec![plain("lzma"), plain("gzip, lzma")],
        "in four codings" => vec![plain("lzma, gzip, gzip, gzip")],
        other => return Err(format!("no body is {other}").into()),
    })
}

#[tokio::test]
async fn invalid_response_is_the_error_of_the_documentation_and_never_half_a_response() -> Outcome {
    for [row, documented] in table("calling-apis.md", "encoded body")? {
        for (coding, body) in invalid(&row)? {
            let api = Encoding::start(200, coding.clone(), body).await?;
            let client = api.client(Config::new())?;
            let error = failure(&client).await?;
            let kind = match error.kind() {
                ErrorKind::Transport(error) if error.kind() == TransportErrorKind::Corrupt => {
                    "`ErrorKind::Transport`, with `TransportErrorKind::Corrupt`"
                }
                ErrorKind::Decode(_) => "`ErrorKind::Decode`",
                _ => "another error",
            };
            assert!(documented.starts_with(kind), "{row}, {coding}: {error}");
            let mut said = error.to_string();
            match client.call(&GET).stream().await {
                Ok(mut stream) => assert!(stream.bytes().await.is_err(), "{row}, {coding}"),
                Err(error) => said = error.to_string(),
            }
            assert!(
                kind != "`ErrorKind::Decode`" || said.contains("the content coding `lzma`"),
                "{said}"
            );

            let base = serve(router(client.clone())).await?;
            let response = http().get(format!("{base}/mapped")).send().await?;
            assert_eq!(response.status(), 502);
            let body = response.text().await?;
            let names_coding =
                body.contains("not valid in its content encoding") || kind == "`ErrorKind::Decode`";
            assert!(names_coding, "{body}");
            let result = call(&mcp(client).await?).await?;
            assert_eq!(result["isError"], true, "{row}, {coding}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn limit_counts_decoded_bytes() -> Outcome {
    let bomb = gzip(&vec![b' '; 50_000_000]);
    assert!(bomb.len() < LIMIT);
    let api = Encoding::start(200, "gzip", bomb.clone()).await?;
    let client = api.client(Config::new())?;
    let error = failure(&client).await?;
    assert!(
        matches!(error.kind(), ErrorKind::TooLarge { limit: LIMIT }),
        "{error}"
    );
    assert!(client.call(&GET).stream().await?.bytes().await.is_err());

    let base = serve(router(client)).await?;
    let request = http()
        .post(format!("{base}/echoed"))
        .header("content-encoding", "gzip");
    assert_eq!(request.body(bomb).send().await?.status(), 413);
    Ok(())
}

#[tokio::test]
async fn compressed_request_is_decoded_over_rest_and_mcp() -> Outcome {
    let api = Encoding::start(200, "identity", b"{\"a\":1}".to_vec()).await?;
    let client = api.client(Config::new())?;
    let base = serve(router(client.clone())).await?;
    let post = async |path: &str, coding: &str, body: Vec<u8>| {
        let request = http()
            .post(format!("{base}{path}"))
            .header("content-encoding", coding);
        request
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await
    };
    let text = format!(r#"{{"note":"{}"}}"#, "n".repeat(5000));
    for (coding, body) in [
        ("gzip", gzip(text.as_bytes())),
        ("deflate", zlib(text.as_bytes())),
        ("deflate", raw(text.as_bytes())),
    ] {
        let response = post("/echoed", coding, body.clone()).await?;
        assert_eq!(response.text().await?, r#"{"length":5000}"#, "{coding}");
        post("/forwarded/thing", coding, body).await?;
        let (headers, body) = api.last();
        assert_eq!(
            (headers.get("content-encoding"), body),
            (None, Bytes::from(text.clone()))
        );
    }
    let [asked, _, known] = documented()?;
    for coding in known {
        let body = encoded(&coding).ok_or("a coding without an encoder")?;
        post("/forwarded/thing", &coding, body).await?;
        assert_eq!(api.last().1, TEXT, "{coding}");
    }
    for coding in ["lzma", "gzip, compress"] {
        let response = post("/echoed", coding, Vec::from("x")).await?;
        assert_eq!(response.status(), 415, "{coding}");
        assert_eq!(response.headers()["accept-encoding"], asked.join(", "));
    }
    assert_eq!(
        post("/echoed", "gzip", text.clone().into_bytes()).await?.status(),
        400
    );

    let url = mcp(client).await?;
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "get", "arguments": {}}});
    let request = http().post(&url).header("content-encoding", "gzip");
    let request = request
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", "2025-11-25");
    let response = request.body(gzip(message.to_string().as_bytes())).send().await?;
    assert!(response.text().await?.contains("structuredContent"));
    Ok(())
}

/// Starts a server whose responses are compressed.
async fn compressing(client: HttpClient) -> Result<Running, Failure> {
    let adapter = Adapter::rest("things-api", "127.0.0.1", 0, router(client));
    let server = Server::new("things").adapter(adapter).limits(Limits::new());
    Ok(server.compression("things-api").start().await?)
}

#[tokio::test]
async fn response_is_compressed_where_the_caller_accepts_it() -> Outcome {
    let text = format!(r#"{{"a":"{}"}}"#, "n".repeat(5000));
    let api = Encoding::start(200, "identity", text.clone().into_bytes()).await?;
    let running = compressing(api.client(Config::new())?).await?;
    let address = running.address("things-api").ok_or("no address")?;
    for path in ["/relayed", "/streamed", "/mapped"] {
        let request = |accepted: &str| {
            http()
                .get(format!("http://{address}{path}"))
                .header("accept-encoding", accepted)
        };
        let plain = request("br").send().await?;
        assert_ne!(
            plain.headers().get("content-encoding"),
            Some(&HeaderValue::from_static("gzip")),
            "{path}"
        );
        let varies = |headers: &HeaderMap| {
            let mut lines = headers.get_all("vary").iter();
            lines.any(|line| line.as_bytes().eq_ignore_ascii_case(b"accept-encoding"))
        };
        assert!(varies(plain.headers()), "{path}");
        let plain = plain.bytes().await?;

        let response = request("gzip").send().await?;
        let headers = response.headers().clone();
        assert_eq!(headers["content-encoding"], "gzip", "{path}");
        let tag = headers.get("etag").map(|tag| tag.as_bytes().to_vec());
        assert_eq!(
            tag.as_deref(),
            (path != "/mapped").then_some(&b"W/\"1\""[..]),
            "{path}"
        );
        let packed = response.bytes().await?;
        assert!(packed.len() < 500, "{path}: {}", packed.len());
        let mut unpacked = Vec::new();
        GzDecoder::new(&*packed).read_to_end(&mut unpacked)?;
        assert_eq!(plain, unpacked, "{path}");
    }
    running.shutdown().await;
    Ok(())
}
