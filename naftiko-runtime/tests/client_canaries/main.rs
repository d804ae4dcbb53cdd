//! Tests of secrets: no result of a call shows one.
//!
//! It is the only test of its program, so that it captures the log of every level, here and in the crates below.

#![cfg(feature = "client")]

#[path = "../authority/mod.rs"]
mod authority;
mod doubles;
mod responses;
#[path = "../sink/mod.rs"]
mod sink;
#[path = "../support/mod.rs"]
mod support;
mod tokens;
mod values;

use std::time::Duration;

use authority::CANARY;
use naftiko::client::{
    Api, Config, CustomToken, Error, HttpClient, OAuth2, Operation, Piece, Retry, Variables, build_clients,
};
use naftiko::http::Method;
use sink::Sink;
use support::{BASIC, BEARER, Outcome};

static DIGEST: Api = Api::new("digest", &[])
    .variables(&[("USER", "TEST_UNSET_USER"), ("PASSWORD", "TEST_UNSET_PASSWORD")])
    .digest(&[Piece::Variable("USER")], &[Piece::Variable("PASSWORD")]);
static KEYS: Api = Api::new("keys", &[])
    .variables(&[("TOKEN", "TEST_UNSET_TOKEN")])
    .api_key_header("X-Key", &[Piece::Text("k-"), Piece::Variable("TOKEN")])
    .api_key_query("key", &[Piece::Variable("TOKEN")])
    .api_key_cookie("sid", &[Piece::Text(CANARY)]);
static CALL: Operation = Operation::new("test.call", Method::POST, &[Piece::Text("/x")]);
static LITERAL: OAuth2 = OAuth2::client_credentials(&[Piece::Text("https://a.test")], &[Piece::Text("id")])
    .client_secret(&[Piece::Text(CANARY)]);
static LITERAL_CALL: CustomToken = CustomToken::new(&BEARER, |api, _| api.call(&CALL), |at| at.key("token"));

fn variables() -> Variables {
    let mut variables = Variables::default();
    variables.set("TOKEN", CANARY);
    variables.set("USER", "ada");
    variables.set("PASSWORD", CANARY);
    variables
}

fn client(api: &'static Api, config: Config) -> Result<HttpClient, Box<dyn std::error::Error>> {
    let [client] = build_clients([(api, config)], &variables())?;
    Ok(client)
}

/// Returns the default retry policy without delays.
fn quick() -> Retry {
    Retry::default().delays(Duration::from_millis(1), Duration::from_millis(1))
}

#[tokio::test]
async fn secrets_appear_in_no_output() -> Outcome {
    let sink = Sink::default();
    tracing::subscriber::set_global_default(sink.clone())?;
    log::set_boxed_logger(Box::new(sink.clone()))?;
    log::set_max_level(log::LevelFilter::Trace);
    responses::answers(&sink).await?;
    responses::connections(&sink).await?;
    tokens::tokens(&sink).await?;
    tokens::sources(&sink).await?;
    values::starts(&sink);
    values::values(&sink);
    #[cfg(all(feature = "csv", feature = "html", feature = "xml", feature = "yaml"))]
    values::formats(&sink);

    let leaks = sink.leaks(CANARY);
    assert!(leaks.is_empty(), "{leaks:#?}");
    let text = sink.text();
    for part in [
        "operation=\"test.call\"",
        "method=\"POST\"",
        "status=200",
        "status=403",
        "failure=\"transport\"",
        "token refresh failed",
        // The crates below are captured too.
        "message=connecting to 127.0.0.1",
        "checkout waiting for idle connection",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    #[cfg(all(feature = "csv", feature = "html", feature = "xml", feature = "yaml"))]
    for part in [
        "html5ever::tree_builder: processing",
        "selectors::matching: Matching",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    Ok(())
}

/// Writes an error in every form.
fn show(sink: &Sink, outcome: Result<(), Error>) {
    let Err(error) = outcome else { return };
    let source = std::error::Error::source(&error);
    sink.write(format_args!("{error} {error:?} {:?} {source:?}", error.kind()));
    // The response of an API is relayed unchanged; everything else is checked.
    #[cfg(all(feature = "rest", feature = "mcp"))]
    if error.status().is_none() {
        let tool = naftiko::mcp::ToolError::from(error.clone());
        let problem = naftiko::rest::Problem::from(error);
        sink.write(format_args!("{tool} {tool:?} {problem:?}"));
    }
}
