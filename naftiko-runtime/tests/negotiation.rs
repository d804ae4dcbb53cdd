//! Tests of the headers that pass between callers and APIs, by the tables of `docs/rest.md`.

#![cfg(feature = "rest")]

mod loopback;

use std::sync::{Arc, Mutex, PoisonError};

use loopback::{Answer, Failure, Upstream, http, serve, table};
use naftiko::Value;
use naftiko::axum::Router;
use naftiko::axum::extract::State;
use naftiko::client::{Api, Config, HttpClient, Operation, Piece, Variables, build_clients};
use naftiko::http::{Method, StatusCode};
use naftiko::rest::{Link, Problem, Reply, Request, Routes};

type Outcome = Result<(), Failure>;

static API: Api = Api::new("things", &[]);
static GET: Operation = Operation::new("things.get", Method::GET, &[Piece::Text("/thing")]);
static HAL: Operation =
    Operation::new("things.hal", Method::GET, &[Piece::Text("/thing")]).accept("application/hal+json");
static FIXED: Operation = Operation::new("things.fixed", Method::GET, &[Piece::Text("/thing")]).headers(&[
    ("Accept", &[Piece::Text("application/vnd.things+json")]),
    ("If-None-Match", &[Piece::Text("\"of the spec\"")]),
]);

async fn relayed(State(client): State<HttpClient>, _: Request) -> Result<Reply, Problem> {
    client.call(&GET).send::<Value>().relay().await
}

async fn fixed(State(client): State<HttpClient>, _: Request) -> Result<Reply, Problem> {
    client.call(&FIXED).send::<Value>().relay().await
}

async fn streamed(State(client): State<HttpClient>, _: Request) -> Result<Reply, Problem> {
    Ok(Reply::stream(client.call(&GET).stream().relayed().await?))
}

async fn forwarded(State(client): State<HttpClient>, request: Request) -> Result<Reply, Problem> {
    let request = request.into_forward_request(Some("path"), &[]);
    Ok(Reply::stream(client.forward("things.forward", request).await?))
}

async fn mapped(State(client): State<HttpClient>, _: Request) -> Result<Reply, Problem> {
    let response = client.call(&GET).send::<Value>().await?;
    let output = response.select(|at| at.key("a"))?;
    Ok(Reply::mapped(response, output))
}

/// The paths of operations whose responses are relayed.
const RELAYED: [&str; 3] = ["/relayed", "/streamed", "/forwarded/thing"];

async fn adapter(upstream: &Upstream) -> Result<String, Failure> {
    let config = Config::new().base_uri(upstream.uri(""));
    let [client] = build_clients([(&API, config)], &Variables::default())?;
    let routes = Routes::new()
        .route(Method::GET, "/relayed", relayed)
        .expose_headers(&["X-RateLimit-Remaining", "ETag", "Connection", "not a name"])
        .route(Method::GET, "/fixed", fixed)
        .route(Method::GET, "/streamed", streamed)
        .forward("/forwarded/{*path}", forwarded)
        .route_producing(Method::GET, "/mapped", "application/json", mapped);
    Ok(serve(routes.into_router(client)).await?)
}

/// Returns the names of headers in a cell: `` `ETag`, `Vary` ``.
fn names(cell: &str) -> impl Iterator<Item = String> {
    cell.split('`').skip(1).step_by(2).map(str::to_ascii_lowercase)
}

/// Returns a header that the API receives from a caller who sends it to a path; empty without one.
async fn passed(upstream: &Upstream, url: String, name: &str, value: &str) -> Result<String, Failure> {
    http().get(url).header(name, value).send().await?;
    Ok(upstream.last().header(name).to_owned())
}

#[tokio::test]
async fn headers_of_requests_pass_as_documented() -> Outcome {
    let upstream = Upstream::answering(Answer::json(200, r#"{"a":1}"#)).await?;
    let base = adapter(&upstream).await?;
    for [cell, relayed, mapped] in table::<3>("rest.md", "header of a request")? {
        for name in names(&cell) {
            let value = match name.as_str() {
                "accept" => "application/json;q=0.9, */*;q=0.1",
                "if-modified-since" | "if-unmodified-since" => "Thu, 01 Dec 2044 16:00:00 GMT",
                _ => "\"canary\"",
            };
            for path in RELAYED {
                let sent = passed(&upstream, format!("{base}{path}"), &name, value).await?;
                assert_eq!(
                    sent == value,
                    relayed.starts_with("passed"),
                    "{name} to {path}: {sent}"
                );
            }
            let sent = passed(&upstream, format!("{base}/mapped"), &name, value).await?;
            assert_eq!(sent == value, mapped.starts_with("passed"), "{name}: {sent}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn headers_of_responses_pass_as_documented() -> Outcome {
    let rows = table::<3>("rest.md", "header of a response")?;
    for [cell, relayed, mapped] in rows {
        for name in names(&cell) {
            let value = match name.as_str() {
                "content-type" => "application/json",
                "content-length" => "7",
                "content-encoding" => "identity",
                _ => "canary",
            };
            let name: &'static str = name.leak();
            let answer = Answer::new(200).body(r#"{"a":1}"#).header(name, value);
            let upstream = Upstream::answering(answer).await?;
            let base = adapter(&upstream).await?;
            let paths = RELAYED.map(|path| (path, &relayed)).into_iter();
            for (path, expected) in paths.chain([("/mapped", &mapped)]) {
                let response = http().get(format!("{base}{path}")).send().await?;
                let found = response.headers().get(name).is_some_and(|found| found == value);
                assert_eq!(found, expected.starts_with("passed"), "{name} of {path}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn error_has_exposed_headers() -> Outcome {
    let limited = Answer::json(429, "{}").header("x-ratelimit-remaining", "0");
    let upstream = Upstream::answering(limited).await?;
    let base = adapter(&upstream).await?;
    for path in ["/relayed", "/mapped"] {
        let response = http().get(format!("{base}{path}")).send().await?;
        assert_eq!(response.status(), 429);
        assert_eq!(response.headers()["x-ratelimit-remaining"], "0", "{path}");
    }
    Ok(())
}

/// Returns the status, the challenge and the body of an adapter's response when its API rejects a request with 401.
async fn rejected(
    config: Config,
    path: &str,
    headers: &[(&str, &str)],
) -> Result<(u16, String, String), Failure> {
    let answer =
        Answer::json(401, r#"{"error":"of the API"}"#).header("www-authenticate", "Basic realm=\"api\"");
    let upstream = Upstream::answering(answer).await?;
    let [client] = build_clients([(&API, config.base_uri(upstream.uri("")))], &Variables::default())?;
    let routes = Routes::new()
        .route(Method::GET, "/plain", relayed)
        .route(Method::GET, "/mapped", mapped)
        .route(
            Method::GET,
            "/query",
            async |State(client): State<HttpClient>, _| {
                client
                    .call(&GET)
                    .query("key", "of the caller")
                    .send::<Value>()
                    .relay()
                    .await
            },
        )
        .route(
            Method::GET,
            "/passed",
            async |State(client): State<HttpClient>, _| {
                client
                    .call(&GET)
                    .header("Authorization", "of the caller")
                    .send::<Value>()
                    .relay()
                    .await
            },
        )
        .forward(
            "/trusting/{*path}",
            async |State(client): State<HttpClient>, request: Request| {
                let request = request.into_forward_request(Some("path"), &["Authorization"]);
                Ok(Reply::stream(client.forward("things.forward", request).await?))
            },
        )
        .forward("/forwarded/{*path}", forwarded);
    let base = serve(routes.into_router(client)).await?;
    let request = http().get(format!("{base}{path}"));
    let request = headers
        .iter()
        .fold(request, |request, (name, value)| request.header(*name, *value));
    let response = request.send().await?;
    let challenge = response.headers().get("www-authenticate");
    let challenge = challenge
        .map_or("", |value| value.to_str().unwrap_or_default())
        .to_owned();
    Ok((response.status().as_u16(), challenge, response.text().await?))
}

#[tokio::test]
async fn rejection_of_the_adapters_credentials_is_502() -> Outcome {
    let own = || Config::new().bearer("secret");
    let own_header = || Config::new().header("X-Api-Key", "secret");
    for (config, path) in [
        (own(), "/plain"),
        (own(), "/mapped"),
        (own(), "/query"),
        (own(), "/forwarded/thing"),
        (own_header(), "/query"),
        (Config::new(), "/plain"),
    ] {
        let (status, challenge, body) = rejected(config, path, &[("authorization", "of the caller")]).await?;
        assert_eq!((status, challenge.as_str()), (502, ""), "{path}");
        assert!(
            body.contains("The upstream API rejected the server's credentials."),
            "{body}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn rejection_of_the_callers_credentials_is_relayed_with_its_challenge() -> Outcome {
    for (config, path) in [
        (Config::new(), "/query"),
        (Config::new(), "/passed"),
        (Config::new().bearer("secret"), "/passed"),
        (Config::new().bearer("secret"), "/trusting/thing"),
    ] {
        let (status, challenge, body) = rejected(config, path, &[("authorization", "of the caller")]).await?;
        assert_eq!(
            (status, challenge.as_str()),
            (401, "Basic realm=\"api\""),
            "{path}"
        );
        assert!(body.contains("of the API"), "{body}");
    }
    Ok(())
}

/// Returns `Location` and `Link` of an adapter's response when its API sends these.
async fn links(
    path: &str,
    location: impl FnOnce(&str) -> String,
    link: impl FnOnce(&str) -> String,
) -> Result<(String, String), Failure> {
    let sent = Arc::new(Mutex::new((String::new(), String::new())));
    let answer = Arc::clone(&sent);
    let upstream = serve(Router::new().fallback(async move || {
        let (location, link) = answer.lock().unwrap_or_else(PoisonError::into_inner).clone();
        (
            StatusCode::CREATED,
            [("location", location), ("link", link)],
            r#"{"a":1}"#,
        )
    }))
    .await?;
    *sent.lock().unwrap_or_else(PoisonError::into_inner) = (location(&upstream), link(&upstream));
    let config = Config::new().base_uri(format!("{upstream}/v2"));
    let [client] = build_clients([(&API, config)], &Variables::default())?;
    let routes = Routes::new()
        .link(Link::new("things", "/thing/{id}", "/things/{id}"))
        .link(
            Link::new("things", "/thing", "/things")
                .query(&[("page", "p")])
                .omitted(&["api_key"]),
        )
        .link(Link::new("things", "/{*path}", "/forwarded/{*path}").any_query())
        .link(Link::new("others", "/other", "/others"))
        .route(Method::GET, "/relayed", relayed)
        .route(Method::GET, "/mapped", mapped)
        .forward("/forwarded/{*path}", forwarded);
    let outer = Router::new().nest("/nested", routes.into_router(client));
    let response = http()
        .get(format!("{}/nested{path}", serve(outer).await?))
        .send()
        .await?;
    let header = |name: &str| {
        let value = response.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    Ok((header("location"), header("link")))
}

#[tokio::test]
async fn links_lead_to_the_routes_that_serve_them() -> Outcome {
    for path in ["/relayed", "/mapped", "/forwarded/thing"] {
        let found = links(
            path,
            |base| format!("{base}/v2/thing/a%2Fb"),
            |base| {
                format!(
                    "<?page=2&api_key=canary>; rel=\"next, please\", <{base}/v2/thing?page=9>; rel=last, \
                     <https://elsewhere.test/v2/thing>; rel=about, </v2/thing?cursor=1>; rel=odd"
                )
            },
        )
        .await?;
        let expected = r#"</nested/things?p=2>; rel="next, please", </nested/things?p=9>; rel=last"#;
        assert_eq!(
            found,
            ("/nested/things/a%2Fb".to_owned(), expected.to_owned()),
            "{path}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn link_that_no_route_serves_is_dropped() -> Outcome {
    for elsewhere in [
        "http://internal.test/v2/thing",
        "/v1/thing/7",
        "mailto:a@b.test",
        "",
    ] {
        let link = |_: &str| format!("<{elsewhere}>; rel=next");
        let location = |_: &str| elsewhere.to_owned();
        let found = links("/relayed", location, link).await?;
        let is_this_document = elsewhere.is_empty();
        assert_eq!(
            found.0.is_empty() && found.1.is_empty(),
            !is_this_document,
            "{elsewhere} {found:?}"
        );
    }
    let found = links("/relayed", |_| "/v2/more/7?x=1".to_owned(), |_| String::new()).await?;
    assert_eq!(found.0, "/nested/forwarded/more/7?x=1");
    Ok(())
}

#[tokio::test]
async fn accept_names_what_the_operation_reads() -> Outcome {
    let upstream = Upstream::answering(Answer::json(200, r#"{"a":1}"#)).await?;
    let config = Config::new().base_uri(upstream.uri(""));
    let [client] = build_clients([(&API, config)], &Variables::default())?;
    let accepted = || upstream.last().header("accept").to_owned();
    client.call(&GET).send::<Value>().await?;
    assert_eq!(accepted(), "application/json");
    client.call(&HAL).send::<Value>().await?;
    assert_eq!(accepted(), "application/hal+json");
    client.call(&FIXED).send::<Value>().await?;
    assert_eq!(accepted(), "application/vnd.things+json");
    client
        .call(&GET)
        .header("Accept", "text/html")
        .send::<Value>()
        .await?;
    assert_eq!(accepted(), "text/html");
    client.call(&GET).stream().await?;
    assert_eq!(accepted(), "*/*");

    // Who relays accepts whatever the caller accepts.
    let base = adapter(&upstream).await?;
    for path in RELAYED {
        http().get(format!("{base}{path}")).send().await?;
        assert_eq!(accepted(), "*/*", "{path}");
    }
    Ok(())
}

#[cfg(all(feature = "xml", feature = "csv"))]
#[tokio::test]
async fn accept_has_the_media_types_of_the_format() -> Outcome {
    use naftiko::Bytes;
    use naftiko::format::Format;

    static XML: Operation =
        Operation::new("things.xml", Method::GET, &[Piece::Text("/thing")]).format(Format::Xml);
    static CSV: Operation =
        Operation::new("things.csv", Method::GET, &[Piece::Text("/thing")]).format(Format::Csv);
    let upstream = Upstream::answering(Answer::new(200)).await?;
    let config = Config::new().base_uri(upstream.uri(""));
    let [client] = build_clients([(&API, config)], &Variables::default())?;
    for (operation, expected) in [(&XML, "application/xml, text/xml"), (&CSV, "text/csv")] {
        client.call(operation).send::<Bytes>().await?;
        assert_eq!(upstream.last().header("accept"), expected);
    }
    Ok(())
}

#[tokio::test]
async fn header_of_the_spec_wins_over_that_of_the_caller() -> Outcome {
    let upstream = Upstream::answering(Answer::json(200, "{}")).await?;
    let url = format!("{}/fixed", adapter(&upstream).await?);
    for (name, expected) in [
        ("accept", "application/vnd.things+json"),
        ("if-none-match", "\"of the spec\""),
    ] {
        assert_eq!(
            passed(&upstream, url.clone(), name, "\"canary\"").await?,
            expected
        );
    }
    Ok(())
}

#[tokio::test]
async fn unchanged_response_is_relayed_without_a_body() -> Outcome {
    let unchanged = Answer::new(304).header("etag", "\"1\"").header("vary", "accept");
    let upstream = Upstream::answering(unchanged).await?;
    let base = adapter(&upstream).await?;
    for path in RELAYED {
        let response = http().get(format!("{base}{path}"));
        let response = response.header("if-none-match", "\"1\"").send().await?;
        assert_eq!(response.status(), 304);
        assert_eq!(
            (&response.headers()["etag"], &response.headers()["vary"]),
            (&"\"1\"".parse()?, &"accept".parse()?)
        );
        assert_eq!(response.headers().get("content-type"), None);
        assert!(response.bytes().await?.is_empty());
    }
    Ok(())
}
