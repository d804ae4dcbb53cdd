//! Tests: credentials that an API echoes in an error are struck out of it.

#![cfg(feature = "client")]

use naftiko::client::{
    AccessToken, Api, Authentication, AuthenticationError, Config, FakeResponse, FakeTransport, Operation,
    Piece, Placement, RequestSigner, TokenSource, UnsignedRequest, Variables, build_clients,
};
use naftiko::http::Method;
use naftiko::{Bytes, Value};

type Outcome = Result<(), Box<dyn std::error::Error>>;

static API: Api = Api::new("echo", &[Piece::Text("https://api.echo.test")]);
static GET: Operation = Operation::new("echo.get", Method::GET, &[Piece::Text("/x")]);

const SECRET: &str = "s3cret/value";

/// Signs requests with the secret alone.
struct Signature;

impl RequestSigner for Signature {
    fn sign(&self, request: &mut UnsignedRequest<'_>) -> Result<(), AuthenticationError> {
        request.set_header("x-signature", SECRET)
    }
}

/// Returns an API whose errors show the request, in the body and in a header.
fn echo() -> FakeTransport {
    FakeTransport::new(|request| {
        let mut text = request.uri().to_string();
        for value in request.headers().values() {
            text.push(' ');
            text.push_str(value.to_str().unwrap_or_default());
        }
        let response = FakeResponse::body(400, Bytes::from(text.clone()));
        response.header("x-request", &text)
    })
}

#[tokio::test]
async fn credentials_are_struck_out_of_errors() -> Outcome {
    let tokens = || TokenSource::from_fn(|| async { Ok::<_, std::io::Error>(AccessToken::new(SECRET)) });
    let header = |config: Config| config.header("x-key", SECRET);
    let configs = [
        ("bearer", Config::new().bearer(SECRET)),
        ("basic", Config::new().basic("ada", SECRET)),
        ("header", Config::new().api_key_header("x-key", SECRET)),
        ("query", Config::new().api_key_query("key", SECRET)),
        ("cookie", Config::new().api_key_cookie("key", SECRET)),
        ("constant", header(Config::new())),
        (
            "token",
            Config::new().authentication(Authentication::tokens(tokens(), Placement::Bearer)),
        ),
        (
            "token in the query",
            Config::new().authentication(Authentication::tokens(tokens(), Placement::Query("key"))),
        ),
        ("signer", Config::new().signer(Signature)),
    ];
    for (name, config) in configs {
        let [client] = build_clients([(&API, config.transport(echo()))], &Variables::default())?;
        let error = client.call(&GET).send::<Value>().await.err().ok_or("no error")?;
        let naftiko::client::ErrorKind::Status(response) = error.kind() else {
            return Err("another error".into());
        };
        let body = String::from_utf8_lossy(response.body()).into_owned();
        let header = response.headers()["x-request"].to_str()?;
        for text in [body.as_str(), header] {
            assert!(text.contains("[redacted]"), "{name}: {text}");
            for secret in [SECRET, "s3cret%2Fvalue", "YWRhOnMzY3JldC92YWx1ZQ=="] {
                assert!(!text.contains(secret), "{name}: {text}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn credentials_are_struck_out_of_errors_in_other_charsets() -> Outcome {
    let echo = |request: &naftiko::http::Request<Bytes>| {
        let value = request.headers().get("authorization");
        let value = value.and_then(|value| value.to_str().ok()).unwrap_or_default();
        let units = format!("\u{feff}denied: {value}");
        let body: Vec<u8> = units.encode_utf16().flat_map(u16::to_le_bytes).collect();
        FakeResponse::body(400, Bytes::from(body)).header("content-type", "text/plain; charset=utf-16")
    };
    let config = Config::new().bearer(SECRET).transport(FakeTransport::new(echo));
    let [client] = build_clients([(&API, config)], &Variables::default())?;
    let error = client.call(&GET).send::<Value>().await.err().ok_or("no error")?;
    let naftiko::client::ErrorKind::Status(response) = error.kind() else {
        return Err("another error".into());
    };
    assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
    assert_eq!(response.body(), "denied: [redacted]");
    Ok(())
}
