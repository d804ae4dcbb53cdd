//! Secrets: every way a call can end, and none of them comes out.
//!
//! Alone in its program, since a subscriber of one thread is not sure to hear call sites that other threads reach first.

#![cfg(feature = "client")]

mod support;

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use naftiko::Value;
use naftiko::client::{Api, Authentication, Config, HttpClient, Operation, Piece, Variables, connect};
use naftiko::http::Method;
use support::{Outcome, Upstream};

const CANARY: &str = "canary-7c1f";

static BEARER: Api = Api::new("bearer", &[])
    .variables(&[("TOKEN", "TEST_UNSET_TOKEN")])
    .bearer(&[Piece::Variable("TOKEN")]);
static BASIC: Api = Api::new("basic", &[])
    .variables(&[("USER", "TEST_UNSET_USER"), ("PASSWORD", "TEST_UNSET_PASSWORD")])
    .basic(&[Piece::Variable("USER")], &[Piece::Variable("PASSWORD")]);
static KEYS: Api = Api::new("keys", &[])
    .variables(&[("TOKEN", "TEST_UNSET_TOKEN")])
    .api_key_header("X-Key", &[Piece::Text("k-"), Piece::Variable("TOKEN")])
    .api_key_query("key", &[Piece::Variable("TOKEN")]);
static CALL: Operation = Operation::new("test.call", Method::POST, &[Piece::Text("/x")]);

fn variables() -> Variables {
    let mut variables = Variables::default();
    variables.set("TOKEN", CANARY);
    variables.set("USER", "ada");
    variables.set("PASSWORD", CANARY);
    variables
}

fn client(api: &'static Api, config: Config) -> Result<HttpClient, Box<dyn std::error::Error>> {
    let [client] = connect([(api, config)], &variables())?;
    Ok(client)
}

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<String>>);

impl Sink {
    fn write(&self, text: std::fmt::Arguments<'_>) {
        let _ = writeln!(self.0.lock().unwrap_or_else(PoisonError::into_inner), "{text}");
    }

    fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl tracing::field::Visit for Sink {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        self.write(format_args!("{field}={value:?}"));
    }
}

/// Notes every span and event of this crate.
impl tracing::Subscriber for Sink {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("naftiko")
    }

    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        span.record(&mut self.clone());
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut self.clone());
    }

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

/// Every way a call can end, with secrets in every place that holds any: none comes out.
#[tokio::test]
async fn secrets_are_nowhere_to_be_seen() -> Outcome {
    let sink = Sink::default();
    let guard = tracing::subscriber::set_default(sink.clone());
    let bodies = [
        (StatusCode::OK, format!(r#"{{"access_token":"{CANARY}"}}"#)),
        (StatusCode::OK, format!("{CANARY} is not JSON")),
        (StatusCode::FORBIDDEN, CANARY.to_owned()),
        (StatusCode::BAD_GATEWAY, CANARY.to_owned()),
    ];
    for (status, body) in bodies {
        let upstream = Upstream::start(move |_| (status, [("set-cookie", CANARY)], body.clone())).await?;
        for api in [&BEARER, &BASIC, &KEYS] {
            exercise(&sink, api, upstream.config()).await?;
        }
        exercise(&sink, &KEYS, upstream.config().response_limit(3)).await?;
    }
    let nobody = Config::new().base_uri(format!("http://127.0.0.1:1/{CANARY}"));
    exercise(&sink, &KEYS, nobody.clone()).await?;
    exercise(&sink, &KEYS, nobody.timeout(Duration::ZERO)).await?;
    drop(guard);
    let text = sink.text();
    assert!(!text.contains(CANARY) && !text.contains("Y2FuYXJ5"), "{text}");
    for part in [
        "operation=\"test.call\"",
        "method=\"POST\"",
        "status=200",
        "status=403",
        "failure=\"transport\"",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    Ok(())
}

async fn exercise(sink: &Sink, api: &'static Api, config: Config) -> Outcome {
    let config = config.header("X-Secret", CANARY).query("secret", CANARY);
    sink.write(format_args!(
        "{config:?} {:?} {:?}",
        variables(),
        Authentication::basic("u", CANARY)
    ));
    let client = client(api, config)?;
    sink.write(format_args!("{client:?}"));
    for argument in ["fine", "bro\nken"] {
        let call = client
            .call(&CALL)
            .header("X-Note", argument)
            .cookie("c", CANARY)
            .json(CANARY);
        sink.write(format_args!("{call:?}"));
        match call.send::<Value>().await {
            Ok(response) => {
                sink.write(format_args!("{response:?} {:?}", response.value().err()));
            }
            Err(error) => sink.write(format_args!(
                "{error} {error:?} {:?}",
                std::error::Error::source(&error)
            )),
        }
    }
    Ok(())
}
