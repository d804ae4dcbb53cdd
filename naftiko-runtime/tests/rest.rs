//! Tests of REST adapters over a socket: routing, limits, and upstream errors.

#![cfg(feature = "rest")]

mod loopback;

use std::time::Duration;

use loopback::{Answer, Failure, Upstream, get, http, serve};
use naftiko::axum::Router;
use naftiko::axum::extract::State;
use naftiko::axum::routing::get as axum_get;
use naftiko::client::{Api, Config, HttpClient, Operation, Piece, Response, Variables, build_clients};
use naftiko::http::{Method, StatusCode};
use naftiko::input::ParameterIn;
use naftiko::rest::{Problem, Reply, Request, Routes};
use naftiko::{Bytes, Value};
use serde_json::json;

type Outcome = Result<(), Failure>;

static API: Api = Api::new("things", &[]);
static GET_THING: Operation =
    Operation::new("things.get-thing", Method::GET, &[Piece::Text("/internal/thing")]);

async fn echo(State(greeting): State<&'static str>, request: Request) -> Result<Reply, Problem> {
    let mut inputs = request.into_inputs();
    let id = inputs.string(ParameterIn::Path("id"));
    let count = inputs.optional_integer(ParameterIn::Query("count"));
    let note = inputs.optional_string(ParameterIn::Field("note"));
    inputs.finish()?;
    Ok(Reply::json(
        StatusCode::OK,
        json!({"greeting": greeting, "id": id, "count": count, "note": note}),
    ))
}

fn routes() -> Routes<&'static str> {
    Routes::new()
        .route(Method::GET, "/items/{id}", echo)
        .route(Method::POST, "/items/{id}:note", echo)
        .route(Method::GET, "/items/special", async |_, _| {
            Ok(Reply::new(StatusCode::NO_CONTENT))
        })
        .body_limit(64)
}

async fn problem(answer: reqwest::Response, status: u16) -> Result<Value, Failure> {
    assert_eq!(answer.status(), status);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let problem: Value = serde_json::from_str(&answer.text().await?)?;
    assert_eq!(problem["status"], status);
    assert!(problem["title"].is_string() && problem["detail"].is_string());
    Ok(problem)
}

#[tokio::test]
async fn request_reaches_its_handler() -> Outcome {
    let base = serve(routes().into_router("hello")).await?;
    let answer = get(format!("{base}/items/a%2Fb%2541?count=2")).await?;
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(
        answer.text().await?,
        r#"{"greeting":"hello","id":"a/b%41","count":2,"note":null}"#
    );
    assert_eq!(get(format!("{base}/items/special")).await?.status(), 204);
    let noted = http()
        .post(format!("{base}/items/7:note"))
        .body(r#"{"note":"n"}"#)
        .send()
        .await?;
    assert_eq!(
        noted.text().await?,
        r#"{"greeting":"hello","id":"7","count":null,"note":"n"}"#
    );

    let head = http().head(format!("{base}/items/7")).send().await?;
    assert_eq!(head.status(), 200);
    assert_eq!(head.headers()["content-length"], "54");
    assert!(head.bytes().await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn unknown_method_or_path_is_a_problem_document() -> Outcome {
    let base = serve(routes().into_router("hello")).await?;
    let wrong = http().put(format!("{base}/items/7:note")).send().await?;
    // The path also matches the less literal route.
    assert_eq!(wrong.headers()["allow"], "POST, GET, HEAD, OPTIONS");
    problem(wrong, 405).await?;
    let options = http()
        .request(Method::OPTIONS, format!("{base}/items/7"))
        .send()
        .await?;
    assert_eq!(
        (options.status().as_u16(), options.headers()["allow"].as_bytes()),
        (204, &b"GET, HEAD, OPTIONS"[..])
    );
    problem(get(format!("{base}/nothing")).await?, 404).await?;
    problem(get(format!("{base}/items/%FF")).await?, 400).await?;
    let invalid = problem(get(format!("{base}/items/7?count=many")).await?, 400).await?;
    assert_eq!(invalid["errors"][0]["in"], "query");
    assert_eq!(invalid["errors"][0]["name"], "count");
    Ok(())
}

#[tokio::test]
async fn body_over_the_limit_is_rejected() -> Outcome {
    let base = serve(routes().into_router("hello")).await?;
    let url = format!("{base}/items/7:note");
    let announced = http().post(&url).body("x".repeat(65)).send().await?;
    problem(announced, 413).await?;
    let chunks: Vec<Result<String, std::io::Error>> = (0..3).map(|_| Ok("x".repeat(40))).collect();
    let chunked = reqwest::Body::wrap_stream(futures_util::stream::iter(chunks));
    problem(http().post(&url).body(chunked).send().await?, 413).await?;
    let fitting = http()
        .post(&url)
        .body(format!(r#"{{"note":"{}"}}"#, "x".repeat(53)))
        .send()
        .await?;
    assert_eq!(fitting.status(), 200);
    Ok(())
}

#[tokio::test]
async fn handler_and_router_work_with_axum() -> Outcome {
    let plain = Router::new()
        .route("/plain/{id}", axum_get(echo))
        .with_state("plain");
    let router = plain.nest("/v1", routes().into_router("nested"));
    let base = serve(router).await?;
    let plain = get(format!("{base}/plain/a%20b?count=3")).await?.text().await?;
    assert_eq!(plain, r#"{"greeting":"plain","id":"a b","count":3,"note":null}"#);
    problem(get(format!("{base}/plain/%FF")).await?, 400).await?;
    let nested = get(format!("{base}/v1/items/7")).await?.text().await?;
    assert_eq!(
        nested,
        r#"{"greeting":"nested","id":"7","count":null,"note":null}"#
    );
    problem(get(format!("{base}/v1/nothing")).await?, 404).await?;
    Ok(())
}

#[tokio::test]
async fn any_list_of_patterns_is_accepted() -> Outcome {
    let odd = [
        "",
        "/",
        "//",
        "a",
        "/{*}",
        "/{*rest}",
        "/{a}{b}",
        "/{",
        "/}",
        "/{}",
        "/{id}/{id}",
        "/{id}:x",
        "/:y",
        "*",
    ];
    let routes = odd.into_iter().fold(Routes::new(), |routes, pattern| {
        let reply = move |_: State<()>, _: Request| async move {
            Ok(Reply::new(StatusCode::OK).with_body("text/plain", pattern))
        };
        routes
            .route(Method::GET, pattern, reply)
            .route(Method::POST, pattern, reply)
    });
    let base = serve(routes.into_router(())).await?;
    assert_eq!(get(format!("{base}/")).await?.text().await?, "/");
    assert_eq!(get(format!("{base}/7:x")).await?.text().await?, "/{id}:x");
    assert_eq!(get(format!("{base}/a")).await?.text().await?, "a");
    Ok(())
}

/// Returns a router with one route, which relays the response of the API.
fn relaying(client: HttpClient) -> Router {
    async fn thing(State(client): State<HttpClient>, _: Request) -> Result<Reply, Problem> {
        let response: Response<Bytes> = client.call(&GET_THING).send().await?;
        Ok(Reply::relay(response))
    }
    Routes::new()
        .route(Method::GET, "/thing", thing)
        .into_router(client)
}

async fn relayed(config: Config) -> Result<reqwest::Response, Failure> {
    let [client] = build_clients([(&API, config)], &Variables::default())?;
    Ok(get(format!("{}/thing", serve(relaying(client)).await?)).await?)
}

#[tokio::test]
async fn response_is_relayed_with_content_headers() -> Outcome {
    let answer = Answer::json(203, "{ }")
        .header("etag", "\"1\"")
        .header("set-cookie", "session=1")
        .header("location", "http://internal/7")
        .header("www-authenticate", "Basic");
    for (answer, status) in [(answer.clone(), 203), (answer.status(422), 422)] {
        let upstream = Upstream::answering(answer).await?;
        let relayed = relayed(Config::new().base_uri(upstream.uri(""))).await?;
        assert_eq!(relayed.status(), status);
        let names: Vec<_> = relayed
            .headers()
            .keys()
            .map(|name| name.as_str().to_owned())
            .collect();
        let of_the_adapter = ["content-security-policy", "x-content-type-options", "date"];
        let of_the_api = ["content-type", "etag", "content-length"];
        let known = |name: &str| of_the_adapter.contains(&name) || of_the_api.contains(&name);
        assert!(
            names.len() == 6 && names.iter().all(|name| known(name)),
            "{names:?}"
        );
        assert_eq!(relayed.headers()["etag"], "\"1\"");
        assert_eq!(relayed.text().await?, "{ }");
    }
    Ok(())
}

#[tokio::test]
async fn bytes_of_a_response_are_relayed_as_they_are() -> Outcome {
    for body in ["\u{feff}{\"a\": 1}", r#"{"a": "\ud800"}"#] {
        let upstream = Upstream::answering(Answer::json(200, body)).await?;
        let relayed = relayed(Config::new().base_uri(upstream.uri(""))).await?;
        assert_eq!(relayed.bytes().await?, body);
    }
    Ok(())
}

#[tokio::test]
async fn upstream_error_becomes_a_problem_without_internal_details() -> Outcome {
    let refused = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let slow = Upstream::answering(Answer::json(200, "1").after(Duration::from_secs(5))).await?;
    let elsewhere = Upstream::answering(Answer::new(302).header("location", "http://internal/")).await?;
    let large = Upstream::answering(Answer::json(200, &"1".repeat(100))).await?;
    let long_error = Upstream::answering(Answer::json(500, &"1".repeat(100_000))).await?;
    let cases = [
        (Config::new().base_uri(format!("http://{refused}")), 502),
        (
            Config::new()
                .base_uri(slow.uri(""))
                .timeout(Duration::from_millis(100)),
            504,
        ),
        (Config::new().base_uri(elsewhere.uri("")), 502),
        (Config::new().base_uri(large.uri("")).response_limit(10), 502),
        (Config::new().base_uri(long_error.uri("")), 500),
    ];
    for (config, status) in cases {
        let problem = problem(relayed(config).await?, status).await?.to_string();
        assert!(
            !problem.contains("127.0.0.1") && !problem.contains("internal"),
            "{problem}"
        );
    }
    let wordless = Upstream::answering(Answer::new(404).header("retry-after", "7")).await?;
    let told = relayed(Config::new().base_uri(wordless.uri(""))).await?;
    assert_eq!(told.headers()["retry-after"], "7");
    assert_eq!(
        problem(told, 404).await?["detail"],
        "The upstream API returned 404 Not Found."
    );
    let unchanged = Upstream::answering(Answer::new(304).header("etag", "\"1\"")).await?;
    assert_eq!(
        relayed(Config::new().base_uri(unchanged.uri(""))).await?.status(),
        304
    );
    Ok(())
}
