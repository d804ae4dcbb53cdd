//! Secrets: every way a call can end, and none of them comes out.
//!
//! Alone in its program, so that what is logged at any level, here and in the crates below, is all heard.

#![cfg(feature = "client")]

mod authority;
mod sink;
mod support;

use std::time::Duration;

use authority::apis::{self, METI, PRODUCTS, SOURCES};
use authority::{Authority, CANARY};
use axum::http::StatusCode;
use naftiko::client::{
    AccessToken, Api, Authentication, AuthenticationError, Body, Config, CustomToken, Error, FakeAnswer,
    HttpClient, OAuth2, OAuth2Credentials, Operation, Part, Piece, Placement, Retry, Signer, TokenSource,
    Unsigned, Variables, connect,
};
use naftiko::http::Method;
use naftiko::value::{Argument, Array, At, Object};
use naftiko::{Bytes, Value};
use naftiko_upstreams::{Fault, Hint};
use serde_json::json;
use sink::Sink;
use support::{Outcome, Upstream};

static BEARER: Api = Api::new("bearer", &[])
    .variables(&[("TOKEN", "TEST_UNSET_TOKEN")])
    .bearer(&[Piece::Variable("TOKEN")]);
static BASIC: Api = Api::new("basic", &[])
    .variables(&[("USER", "TEST_UNSET_USER"), ("PASSWORD", "TEST_UNSET_PASSWORD")])
    .basic(&[Piece::Variable("USER")], &[Piece::Variable("PASSWORD")]);
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
    let [client] = connect([(api, config)], &variables())?;
    Ok(client)
}

/// Repeats as often as usual, and at once.
fn quick() -> Retry {
    Retry::default().pauses(Duration::from_millis(1), Duration::from_millis(1))
}

#[tokio::test]
async fn secrets_are_nowhere_to_be_seen() -> Outcome {
    let sink = Sink::default();
    tracing::subscriber::set_global_default(sink.clone())?;
    log::set_boxed_logger(Box::new(sink.clone()))?;
    log::set_max_level(log::LevelFilter::Trace);
    answers(&sink).await?;
    connections(&sink).await?;
    tokens(&sink).await?;
    sources(&sink).await?;
    starts(&sink);
    values(&sink);
    #[cfg(all(feature = "csv", feature = "html", feature = "xml", feature = "yaml"))]
    formats(&sink);

    let leaks = sink.leaks(CANARY);
    assert!(leaks.is_empty(), "{leaks:#?}");
    let text = sink.text();
    for part in [
        "operation=\"test.call\"",
        "method=\"POST\"",
        "status=200",
        "status=403",
        "failure=\"transport\"",
        "token not renewed",
        // The crates below are heard too.
        "reqwest::connect: starting new connection",
        "checkout waiting for idle connection",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    #[cfg(feature = "html")]
    for part in [
        "html5ever::tree_builder: processing",
        "selectors::matching: Matching",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    Ok(())
}

/// Answers of all kinds, to requests with secrets in every place that takes any.
async fn answers(sink: &Sink) -> Outcome {
    let challenge = r#"Digest realm="canary-5d2e", nonce="n", qop="auth", algorithm=MD5"#;
    let answers = [
        (StatusCode::OK, format!(r#"{{"access_token":"{CANARY}"}}"#), ""),
        (StatusCode::OK, format!("{CANARY} is not JSON"), ""),
        (StatusCode::FORBIDDEN, CANARY.to_owned(), ""),
        (StatusCode::BAD_GATEWAY, CANARY.to_owned(), ""),
        (StatusCode::UNAUTHORIZED, CANARY.to_owned(), challenge),
        (
            StatusCode::UNAUTHORIZED,
            String::new(),
            "Digest nonce=canary-5d2e, algorithm=canary-5d2e",
        ),
    ];
    for (status, body, challenge) in answers {
        let upstream = Upstream::start(move |_| {
            let headers = [
                ("set-cookie", CANARY),
                ("location", CANARY),
                ("www-authenticate", challenge),
            ];
            (status, headers, body.clone())
        })
        .await?;
        for api in [&BEARER, &BASIC, &DIGEST, &KEYS] {
            exercise(sink, api, upstream.config().retry(quick())).await?;
        }
        exercise(sink, &KEYS, upstream.config().response_limit(3).retry(quick())).await?;
        exercise(sink, &KEYS, upstream.config().signer(Refusing).retry(quick())).await?;
    }
    Ok(())
}

/// No connection, and connections that break.
async fn connections(sink: &Sink) -> Outcome {
    let nobody = Config::new()
        .base_uri(format!("http://127.0.0.1:1/{CANARY}"))
        .retry(quick());
    exercise(sink, &KEYS, nobody.clone()).await?;
    exercise(sink, &KEYS, nobody.clone().timeout(Duration::ZERO)).await?;
    let unknown = nobody.base_uri(format!("https://{CANARY}.invalid"));
    let [unknown] = connect([(&KEYS, unknown.transport(Failing))], &variables())?;
    show(sink, unknown.call(&CALL).send::<Value>().await.map(drop));
    Ok(())
}

async fn exercise(sink: &Sink, api: &'static Api, config: Config) -> Outcome {
    let config = config.header("X-Secret", CANARY).query("secret", CANARY);
    sink.write(format_args!("{config:?} {:?}", variables()));
    let client = client(api, config)?;
    sink.write(format_args!("{client:?} {api:?}"));
    for argument in ["fine", "bro\nken canary-5d2e"] {
        let call = client
            .call(&CALL)
            .header("X-Note", argument)
            .cookie("c", CANARY)
            .json(CANARY);
        sink.write(format_args!("{call:?}"));
        match call.send::<Value>().await {
            Ok(response) => {
                let number = response.map(|at| at.key("access_token").number());
                sink.write(format_args!(
                    "{response:?} {:?} {:?}",
                    response.value().err(),
                    number.err()
                ));
            }
            Err(error) => show(sink, Err(error)),
        }
        if let Ok(streaming) = client.call(&CALL).stream().await {
            sink.write(format_args!("{streaming:?}"));
        }
    }
    Ok(())
}

/// An error in every form that it takes.
fn show(sink: &Sink, outcome: Result<(), Error>) {
    let Err(error) = outcome else { return };
    let source = std::error::Error::source(&error);
    sink.write(format_args!("{error} {error:?} {:?} {source:?}", error.kind()));
    // What an API says is passed on as it is; everything else is ours.
    #[cfg(all(feature = "rest", feature = "mcp"))]
    if error.status().is_none() {
        let tool = naftiko::mcp::ToolError::from(error.clone());
        let problem = naftiko::rest::Problem::from(error);
        sink.write(format_args!("{tool} {tool:?} {problem:?}"));
    }
}

/// Every way that a request for a token can end, over connections that are real.
async fn tokens(sink: &Sink) -> Outcome {
    let faults: [Vec<Fault>; 9] = [
        vec![],
        vec![Fault::Html; 9],
        vec![Fault::Huge; 3],
        vec![Fault::Reset; 9],
        vec![Fault::Truncated; 9],
        vec![Fault::Answer(200, CANARY)],
        vec![Fault::Answer(
            200,
            r#"{"access_token":7.5,"token":{"canary-5d2e":1}}"#,
        )],
        vec![Fault::Answer(
            400,
            r#"{"error":"canary-5d2e","error_description":"canary-5d2e"}"#,
        )],
        vec![
            Fault::RetryAfter(503, Hint::Seconds(900)),
            Fault::Slow(Duration::from_secs(900)),
        ],
    ];
    for faults in faults {
        let authority = Authority::new(|state| {
            state.token_faults = faults.clone().into();
            state.resource_faults = faults.into();
        });
        let served = authority.serve().await?;
        let config = Config::new()
            .base_uri(served.uri())
            .retry(quick())
            .timeout(Duration::from_millis(300));
        let endpoint = format!("{}/oauth/token", served.uri());
        let credentials = |secret| OAuth2Credentials::client_credentials(&endpoint, "m3ter-id", secret);
        let known = credentials(format!("m3ter-{CANARY}")).basic();
        let unknown = credentials(format!("other-{CANARY}"));
        let stale = OAuth2Credentials::refresh_token(&endpoint, "id", format!("stale-{CANARY}"));
        for credentials in [known, unknown.clone().basic(), unknown.json(), stale] {
            sink.write(format_args!("{credentials:?}"));
            twice(
                sink,
                &authority,
                &apis::m3ter(config.clone().oauth2(credentials))?,
            )
            .await;
        }
        twice(sink, &authority, &apis::meti(&config)?).await;
        let wrong = apis::meti_with(&config, &format!("wrong-{CANARY}"))?;
        twice(sink, &authority, &wrong).await;
        let metadata = Config::new().base_uri(format!("{}/metadata", served.uri()));
        let metadata = metadata.instance_metadata().timeout(Duration::from_millis(300));
        let (vault, imds) = apis::vault_at(config.clone(), metadata.retry(quick()))?;
        twice(sink, &authority, &vault).await;
        twice(sink, &authority, &imds).await;
    }
    Ok(())
}

/// Calls with a token, and again after it was revoked.
async fn twice(sink: &Sink, authority: &Authority, client: &HttpClient) {
    for operation in [&PRODUCTS, &SOURCES] {
        let call = client.call(operation).path("org", "org-1");
        show(sink, call.send::<Value>().await.map(drop));
        sink.write(format_args!("{client:?} {:?}", client.tokens()));
        authority.revoke();
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Sources of one's own that fail with what they know.
async fn sources(sink: &Sink) -> Outcome {
    let upstream = Upstream::ok().await?;
    let failing = TokenSource::from_fn(|| async { Err::<AccessToken, _>(format!("no token for {CANARY}")) });
    let empty = TokenSource::from_fn(|| async { Ok::<_, AuthenticationError>(AccessToken::new("")) });
    let torn = TokenSource::from_fn(|| async {
        Ok::<_, AuthenticationError>(AccessToken::new(format!("{CANARY}\r\n")))
    });
    for source in [failing, empty, torn] {
        for placement in [
            Placement::Bearer,
            Placement::Header("X-Token"),
            Placement::Query("token"),
        ] {
            let config = upstream
                .config()
                .authentication(Authentication::tokens(source.clone(), placement));
            let client = client(&METI, config.retry(quick()))?;
            show(sink, client.call(&CALL).send::<Value>().await.map(drop));
            sink.write(format_args!("{source:?}"));
        }
    }
    sink.write(format_args!("{:?}", AccessToken::new(CANARY)));
    Ok(())
}

/// What is wrong at the start.
fn starts(sink: &Sink) {
    let torn = || format!("{CANARY}\u{7f}\n");
    for config in [
        Config::new().base_uri(format!("ftp://{CANARY}")),
        Config::new().base_uri(format!("http://{CANARY}@127.0.0.1:1")),
        Config::new().base_uri(format!("https://a.test/?{CANARY}")),
        Config::new().base_uri("http://a.test"),
        Config::new().base_uri("https://a.test").header("X-Key", torn()),
        Config::new().base_uri("https://a.test").bearer(torn()),
        Config::new().base_uri("https://a.test").basic("a:b", torn()),
        Config::new()
            .base_uri("https://a.test")
            .api_key_header("X-Key", torn()),
        Config::new()
            .base_uri("https://a.test")
            .api_key_cookie("sid", torn()),
        Config::new()
            .base_uri("https://a.test")
            .oauth2(OAuth2Credentials::client_credentials(
                format!("ftp://{CANARY}"),
                "id",
                CANARY,
            )),
        Config::new()
            .base_uri("https://a.test")
            .oauth2(OAuth2Credentials::client_credentials(
                format!("http://a.test/{CANARY}"),
                "id",
                CANARY,
            )),
    ] {
        match connect([(&BEARER, config)], &variables()) {
            Ok([client]) => sink.write(format_args!("{client:?}")),
            Err(error) => sink.write(format_args!("{error} {error:?}")),
        }
    }
}

/// Everything public that may hold a secret, as `Debug` shows it.
fn values(sink: &Sink) {
    let value = json!({"password": CANARY, "list": [CANARY]});
    let at = At::root(&value);
    sink.write(format_args!(
        "{at:?} {:?} {:?}",
        at.key("password"),
        at.key("password").number().err()
    ));
    sink.write(format_args!("{:?}", Object::new().with("password", CANARY)));
    sink.write(format_args!(
        "{:?} {:?}",
        Array::new().with(CANARY),
        Argument::from(CANARY)
    ));
    sink.write(format_args!("{:?}", Body::from(Bytes::from(CANARY))));
    sink.write(format_args!(
        "{:?} {:?}",
        Part::text("a", CANARY),
        Part::bytes("b", CANARY).file_name("c")
    ));
    sink.write(format_args!(
        "{:?}",
        FakeAnswer::json(200, &value).header("set-cookie", CANARY)
    ));
    sink.write(format_args!("{KEYS:?} {LITERAL:?} {LITERAL_CALL:?}"));
    for authentication in [
        Authentication::bearer(CANARY),
        Authentication::basic("u", CANARY),
        Authentication::digest("u", CANARY),
        Authentication::api_key_header("h", CANARY).and(Authentication::api_key_query("q", CANARY)),
        Authentication::api_key_cookie("c", CANARY),
        Authentication::signer(Refusing),
    ] {
        let config = Config::new().authentication(authentication.clone());
        sink.write(format_args!("{authentication:?} {config:?}"));
    }
    #[cfg(all(feature = "rest", feature = "mcp"))]
    {
        let arguments = value.as_object().cloned().unwrap_or_default();
        sink.write(format_args!(
            "{:?}",
            naftiko::input::Inputs::from_arguments(arguments)
        ));
        sink.write(format_args!(
            "{:?}",
            naftiko::rest::Reply::json(StatusCode::OK, value)
        ));
        sink.write(format_args!("{:?}", naftiko::mcp::reply(CANARY.to_owned()).ok()));
        for guard in [
            naftiko::inbound::Guard::bearer(CANARY),
            naftiko::inbound::Guard::basic(CANARY, CANARY),
            naftiko::inbound::Guard::api_key_header("X Key", CANARY),
            naftiko::inbound::Guard::api_key_query("key", CANARY),
        ] {
            sink.write(format_args!("{guard:?} {:?}", guard.problem()));
        }
    }
}

/// Bodies that cannot be converted, with a secret where it is wrong.
#[cfg(all(feature = "csv", feature = "html", feature = "xml", feature = "yaml"))]
fn formats(sink: &Sink) {
    use naftiko::format::{Format, Limits};

    let tight = Limits {
        depth: 1,
        values: 1,
        columns: 1,
        text: 4,
        ..Limits::default()
    };
    let bodies = [
        format!("<a x='{CANARY}'><{CANARY}>&{CANARY};</a>"),
        format!("<!DOCTYPE {CANARY}><a>{CANARY}</a>"),
        format!("{CANARY},b\n1,2,{CANARY}\n\"{CANARY}"),
        format!("{CANARY}: [*{CANARY}, !{CANARY} {{"),
        format!("---\n{CANARY}: {{\n---\n# {CANARY}\n|{CANARY}|\n|-|\n|{CANARY}|{CANARY}|\n"),
        format!("<table><tr><th>{CANARY}<td>{CANARY}</table>"),
        format!(
            "<!doctype {CANARY} public '{CANARY}' '{CANARY}'><!-- {CANARY} --><table class='a {CANARY}' {CANARY}=1>"
        ),
        format!(
            "<svg><{CANARY}></{CANARY}><![CDATA[{CANARY}]]></svg><script>{CANARY}</script><input value={CANARY}>"
        ),
        format!("\u{8}{CANARY}\u{2}{CANARY}"),
    ];
    for body in bodies
        .iter()
        .map(String::as_bytes)
        .chain([b"\xff canary-5d2e".as_slice()])
    {
        for format in [
            Format::Xml,
            Format::Csv,
            Format::Tsv,
            Format::Psv,
            Format::Yaml,
            Format::Html,
            Format::Markdown,
            Format::Avro,
            Format::Protobuf,
        ] {
            for limits in [&tight, &Limits::default()] {
                for schema in [None, Some("table.a > tr:first-child, [value^=x]")] {
                    if let Err(error) = format.to_json(body, schema, limits) {
                        sink.write(format_args!("{error} {error:?}"));
                    }
                }
            }
        }
    }
}

/// Signs nothing, and says what it saw of a request as `Debug` shows it.
struct Refusing;

impl Signer for Refusing {
    fn sign(&self, request: &mut Unsigned<'_>) -> Result<(), AuthenticationError> {
        request.set_header("X-Signature", CANARY)?;
        Err(AuthenticationError::new(
            "a signer",
            format!("{request:?} {:?}", request.headers()),
        ))
    }
}

/// A transport that fails with all it knows.
#[derive(Clone)]
struct Failing;

impl tower_service::Service<naftiko::http::Request<Body>> for Failing {
    type Response = naftiko::http::Response<Body>;
    type Error = naftiko::client::TransportError;
    type Future = std::future::Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Self::Error>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: naftiko::http::Request<Body>) -> Self::Future {
        let seen = format!("{:?} {:?}", request.headers(), request.body());
        std::future::ready(Err(naftiko::client::TransportError::broken(seen)))
    }
}
