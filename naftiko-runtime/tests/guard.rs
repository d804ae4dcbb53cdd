//! Guards with static credentials on REST and MCP.

#![cfg(all(feature = "rest", feature = "mcp"))]

mod loopback;

use loopback::{Answer, Failure, Upstream, http, post};
use naftiko::Value;
use naftiko::client::{Api, BuildError, Config, HttpClient, Operation, Piece, Variables, build_clients};
use naftiko::guard::{
    Authenticate, AuthenticateFuture, Caller, Guard, GuardConfig, GuardSpec, Rejection, build_guards,
};
use naftiko::http::request::Parts;
use naftiko::http::{HeaderValue, Method, StatusCode};
use naftiko::input::{Inputs, ParameterIn};
use naftiko::mcp::{self, Dispatch, ToolFuture};
use naftiko::rest::{Reply, Request, Routes};
use naftiko::serve::{Adapter, Running, ServeError, Server};
use reqwest::RequestBuilder;
use serde_json::json;

type Outcome = Result<(), Failure>;

static API: Api = Api::new("parcels", &[Piece::Variable("BASE")]).variables(&[("BASE", "INBOUND_TEST_BASE")]);
static GET: Operation = Operation::new("parcels.get", Method::GET, &[Piece::Text("/parcel")]);
static GUARD: GuardSpec = GuardSpec::bearer("desk-api", &[Piece::Text("t-"), Piece::Variable("TOKEN")])
    .variables(&[("TOKEN", "INBOUND_TEST_TOKEN")]);

/// A guard whose description lacks a variable of its template.
static UNDECLARED: GuardSpec = GuardSpec::bearer("desk-api", &[Piece::Text("t-"), Piece::Variable("TOKEN")]);

struct NoTools;

impl Dispatch for NoTools {
    fn call<'a>(&'a self, _: &str, _: Inputs) -> Option<ToolFuture<'a>> {
        None
    }
}

/// Starts both kinds of adapters behind the same guard.
async fn started(guard: &Guard) -> Result<(Running, String, String), Failure> {
    let routes = Routes::new().route(Method::GET, "/", async |_, request: Request| {
        let sees = request.headers().contains_key("authorization")
            || request.headers().contains_key("x-key")
            || request.uri().query().is_some_and(|query| query.contains("key"));
        let caller = request.extensions().get::<Caller>().cloned().unwrap_or_default();
        Ok(Reply::json(
            StatusCode::OK,
            json!({"sees": sees, "subject": caller.subject()}),
        ))
    });
    let rest = Adapter::rest("desk-api", "127.0.0.1", 0, routes.into_router(()));
    let mcp = Adapter::mcp(
        "desk-mcp",
        "127.0.0.1",
        0,
        mcp::Server::new(&loopback::INFO, &[], NoTools),
    );
    let server = Server::new("desk")
        .adapter(rest.authentication(guard.clone()))
        .adapter(mcp.authentication(guard.clone()));
    let running = server.start().await?;
    let at = |namespace| running.address(namespace).ok_or("no address");
    let (rest, mcp) = (
        format!("http://{}", at("desk-api")?),
        format!("http://{}/mcp", at("desk-mcp")?),
    );
    Ok((running, rest, mcp))
}

async fn outcome(request: RequestBuilder) -> Result<(u16, String, String), Failure> {
    let answer = request.send().await?;
    let challenge = answer.headers().get("www-authenticate");
    let challenge = challenge
        .and_then(|text| text.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    Ok((answer.status().as_u16(), challenge, answer.text().await?))
}

/// Checks that valid credentials are accepted on both adapters, and that all others get this challenge.
async fn check(
    guard: Guard,
    challenge: &str,
    subject: &str,
    right: impl Fn(RequestBuilder) -> RequestBuilder,
    wrong: &[&dyn Fn(RequestBuilder) -> RequestBuilder],
) -> Outcome {
    let (_running, rest, mcp) = started(&guard).await?;
    let (status, _, body) = outcome(right(http().get(format!("{rest}/")))).await?;
    let expected = json!({"sees": false, "subject": subject});
    assert_eq!((status, serde_json::from_str::<Value>(&body)?), (200, expected));
    let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).to_string();
    let list = |method: Method| {
        let request = http().request(method, &mcp).body(list.clone());
        request
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
    };
    assert_eq!(outcome(right(list(Method::POST))).await?.0, 200);
    for wrong in wrong {
        let (status, came, body) = outcome(wrong(http().get(format!("{rest}/")))).await?;
        assert_eq!(status, 401, "{body}");
        assert!(came.starts_with(challenge), "{came}");
        assert!(body.contains("\"status\":401"), "{body}");
        for method in [Method::POST, Method::GET, Method::DELETE] {
            assert_eq!(outcome(wrong(list(method))).await?.0, 401);
        }
    }
    Ok(())
}

#[tokio::test]
async fn bearer_token_is_checked() -> Outcome {
    let right = |request: RequestBuilder| request.bearer_auth("s3cret");
    check(
        Guard::bearer("s3cret"),
        "Bearer",
        "",
        right,
        &[
            &|request| request,
            &|request| request.bearer_auth("s3cre"),
            &|request| request.bearer_auth("S3cret"),
            &|request| request.bearer_auth(""),
            &|request| request.header("authorization", "Basic s3cret"),
            &|request| request.bearer_auth("s3cret").bearer_auth("s3cret"),
        ],
    )
    .await
}

#[tokio::test]
async fn user_and_password_are_checked() -> Outcome {
    let right = |request: RequestBuilder| request.basic_auth("ada", Some("pass:word"));
    check(
        Guard::basic("ada", "pass:word"),
        "Basic realm=\"api\", charset=\"UTF-8\"",
        "ada",
        right,
        &[
            &|request| request,
            &|request| request.basic_auth("ada", Some("pass")),
            &|request| request.basic_auth("eve", Some("pass:word")),
            &|request| request.header("authorization", "Basic !"),
            &|request| request.bearer_auth("pass:word"),
        ],
    )
    .await
}

#[tokio::test]
async fn api_key_in_header_or_query_is_checked() -> Outcome {
    check(
        Guard::api_key_header("X-Key", "k1"),
        "ApiKey in=\"header\", name=\"X-Key\"",
        "",
        |request| request.header("x-key", "k1"),
        &[
            &|request| request,
            &|request| request.header("x-key", "k2"),
            &|request| request.header("x-key", ""),
        ],
    )
    .await?;
    check(
        Guard::api_key_query("api_key", "k 1"),
        "ApiKey in=\"query\", name=\"api_key\"",
        "",
        |request| with_query(request, "api%5Fkey=k+1"),
        &[&|request| request, &|request| with_query(request, "api_key=k1")],
    )
    .await
}

fn with_query(request: RequestBuilder, query: &str) -> RequestBuilder {
    let (client, request) = request.build_split();
    let Ok(mut request) = request else {
        return client.get("");
    };
    request.url_mut().set_query(Some(query));
    RequestBuilder::from_parts(client, request)
}

struct Signed;

impl Authenticate for Signed {
    fn authenticate<'a>(&'a self, request: &'a mut Parts) -> AuthenticateFuture<'a> {
        Box::pin(async {
            tokio::task::yield_now().await;
            match request.headers.remove("x-key") {
                Some(key) if key == "blocked" => Err(Rejection::forbidden("Blocked.")),
                Some(_) => Ok(Caller::new("signer")),
                None => Err(Rejection::missing()),
            }
        })
    }

    fn challenge(&self) -> Option<HeaderValue> {
        Some(HeaderValue::from_static("Signature"))
    }
}

#[tokio::test]
async fn custom_scheme_is_used() -> Outcome {
    let right = |request: RequestBuilder| request.header("x-key", "x");
    check(
        Guard::custom(Signed),
        "Signature",
        "signer",
        right,
        &[&|request| request],
    )
    .await?;
    let (_running, rest, _) = started(&Guard::custom(Signed)).await?;
    let (status, _, body) = outcome(http().get(rest).header("x-key", "blocked")).await?;
    assert_eq!((status, body.contains("Blocked.")), (403, true));
    Ok(())
}

fn call(client: HttpClient) -> Routes<HttpClient> {
    drop(client);
    Routes::new().route(
        Method::GET,
        "/",
        async |state: naftiko::axum::extract::State<HttpClient>, request: Request| {
            let mut inputs = request.into_inputs();
            let header = inputs.optional_string(ParameterIn::Header("authorization"));
            inputs.finish()?;
            let call = state.0.call(&GET).header("x-copied", &header);
            Ok(Reply::relay(call.send::<Value>().await?))
        },
    )
}

#[tokio::test]
async fn guard_variables_are_resolved_with_those_of_the_apis() -> Outcome {
    let build = |variables: &Variables| {
        let clients = build_clients([(&API, Config::new())], variables);
        BuildError::both(
            clients,
            build_guards([(&GUARD, GuardConfig::default())], variables),
        )
    };
    let problems = build(&Variables::default())
        .map(drop)
        .map_err(|error| error.to_string());
    let problems = problems.err().unwrap_or_default();
    assert!(
        problems.contains("INBOUND_TEST_BASE") && problems.contains("INBOUND_TEST_TOKEN"),
        "{problems}"
    );

    let upstream = Upstream::answering(Answer::json(200, "{}")).await?;
    let mut variables = Variables::default();
    variables.set("BASE", upstream.uri(""));
    variables.set("TOKEN", "7");
    let ([parcels], [guard]) = build(&variables)?;
    assert_eq!(format!("{guard:?}"), "Guard(\"bearer\")");
    let router = guard.protect(call(parcels.clone()).into_router(parcels));
    let base = loopback::serve(router).await?;
    assert_eq!(outcome(http().get(&base)).await?.0, 401);
    assert_eq!(outcome(http().get(&base).bearer_auth("t-7")).await?.0, 200);
    let seen = upstream.last();
    assert_eq!((seen.header("authorization"), seen.header("x-copied")), ("", ""));
    Ok(())
}

/// A template with a missing variable is not a shorter credential.
#[tokio::test]
async fn guard_without_a_variable_rejects_every_request() -> Outcome {
    let mut variables = Variables::default();
    variables.set("BASE", "http://127.0.0.1:1");
    let [parcels] = build_clients([(&API, Config::new())], &variables)?;
    let [guard] = build_guards([(&UNDECLARED, GuardConfig::default())], &variables)?;
    assert_eq!(
        guard.configuration_error().as_deref(),
        Some("variable `TOKEN` is not set")
    );
    let base = loopback::serve(guard.protect(call(parcels.clone()).into_router(parcels))).await?;
    for token in ["t-", ""] {
        assert_eq!(
            outcome(http().get(&base).bearer_auth(token)).await?.0,
            503,
            "{token}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn empty_credentials_fail_the_start() -> Outcome {
    for guard in [
        Guard::bearer(" "),
        Guard::basic("ada", ""),
        Guard::api_key_header("a b", "k"),
    ] {
        let outcome = started(&guard).await.map(|_| ());
        let error = outcome.err().ok_or("started")?;
        assert!(
            matches!(
                error.downcast_ref::<ServeError>(),
                Some(ServeError::Authentication { .. })
            ),
            "{error}"
        );
    }
    let (_running, _, mcp) = started(&Guard::bearer("t")).await?;
    assert_eq!(post(&mcp, &json!({}), &[]).await?.status(), 401);
    Ok(())
}

#[tokio::test]
async fn api_page_is_served_without_credentials() -> Outcome {
    let router = Routes::new()
        .route(Method::GET, "/docs", async |_, _| {
            Ok(Reply::json(StatusCode::OK, json!("mine")))
        })
        .into_router(());
    let hidden = loopback::serve(Guard::bearer("t").protect(router.clone())).await?;
    let shown = loopback::serve(Guard::bearer("t").with_page().protect(router)).await?;
    let (page, script) = (format!("{shown}/docs"), format!("{shown}/docs/page.js"));
    let (status, _, body) = outcome(http().get(&page)).await?;
    assert_eq!(status, 200);
    assert!(body.starts_with("<!doctype html>"), "{body}");
    assert_eq!(outcome(http().get(&script)).await?.0, 200);
    assert_eq!(outcome(http().head(&page)).await?.0, 200);
    // With credentials, the router is reached.
    assert_eq!(outcome(http().get(&page).bearer_auth("t")).await?.2, "\"mine\"");
    assert_eq!(outcome(http().get(&script).bearer_auth("t")).await?.0, 404);
    for request in [
        http().post(&page),
        http().get(format!("{page}/")),
        http().get(format!("{shown}/openapi.json")),
        http().get(format!("{shown}/docs/../x")),
        http().get(format!("{hidden}/docs")),
    ] {
        assert_eq!(outcome(request).await?.0, 401);
    }
    Ok(())
}
