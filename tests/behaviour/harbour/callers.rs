//! Tests of guards: authentication of callers.

use naftiko::guard::Guard;
use naftiko::serve::{Adapter, ServeError};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::issuer::Issuer;
use super::upstream::Ships;
use super::{ADAPTERS, Knock, builder, lists, servers, start, uri};

const RESOURCE: &str = "https://harbour.test/api";

fn with_query(request: RequestBuilder, key: &str) -> RequestBuilder {
    let (client, request) = request.build_split();
    let mut request = request.unwrap();
    request
        .url_mut()
        .query_pairs_mut()
        .append_pair("harbour_key", key);
    RequestBuilder::from_parts(client, request)
}

/// Returns a request with the required credentials.
fn right(adapter: &str, request: RequestBuilder, token: &str) -> RequestBuilder {
    match adapter {
        "basic-api" => request.basic_auth("ada", Some("s3cret-password")),
        "header-api" => request.header("x-harbour-key", "s3cret-key"),
        "query-api" => with_query(request, "s3cret-key"),
        "cookie-api" => request.header("cookie", "theme=dark; harbour=s3cret-key"),
        "oauth-api" => request.bearer_auth(token),
        "digest-api" => request.header("x-knock", "3"),
        _ => request.bearer_auth("s3cret-token"),
    }
}

/// Returns a request with similar, invalid credentials.
fn wrong(adapter: &str, request: RequestBuilder, token: &str) -> RequestBuilder {
    match adapter {
        "basic-api" => request.basic_auth("ada", Some("s3cret")),
        "header-api" => request.header("x-harbour-key", "s3cret-keys"),
        "query-api" => with_query(request, ""),
        "cookie-api" => request.header("cookie", "harbours=s3cret-key"),
        "oauth-api" => request.bearer_auth(format!("{token}x")),
        "digest-api" => request.header("x-knock", "2"),
        _ => request.bearer_auth("s3cret-toke"),
    }
}

fn challenge(adapter: &str) -> &'static str {
    match adapter {
        "basic-api" => "Basic ",
        "header-api" => "ApiKey in=\"header\", name=\"X-Harbour-Key\"",
        "query-api" => "ApiKey in=\"query\", name=\"harbour_key\"",
        "cookie-api" => "ApiKey in=\"cookie\", name=\"harbour\"",
        "digest-api" => "Knock",
        _ => "Bearer",
    }
}

#[tokio::test]
async fn only_valid_credentials_are_accepted() {
    let (ships, issuer) = (Ships::start().await, Issuer::start().await);
    let token = issuer.token(RESOURCE, "ships:read");
    for server in servers(&ships, &issuer.base) {
        let running = start(server).await;
        for adapter in &ADAPTERS[..6] {
            let ship = || crate::http().get(uri(&running, adapter, "/ships/9074729?lang=en"));
            for refused in [ship(), wrong(adapter, ship(), &token)] {
                let answer = refused.send().await.unwrap();
                assert_eq!(answer.status(), 401, "{adapter}");
                let header = |name| answer.headers()[name].to_str().unwrap().to_owned();
                assert!(
                    header("www-authenticate").starts_with(challenge(adapter)),
                    "{adapter}"
                );
                assert_eq!(header("content-type"), "application/problem+json");
                let metadata =
                    "resource_metadata=\"https://harbour.test/.well-known/oauth-protected-resource/api\"";
                assert_eq!(
                    header("www-authenticate").contains(metadata),
                    *adapter == "oauth-api"
                );
            }
            assert_eq!(ships.asked(), [""; 0], "{adapter}");
            let answer = right(adapter, ship(), &token).send().await.unwrap();
            assert_eq!(answer.status(), 200, "{adapter}");
            let body: Value = answer.json().await.unwrap();
            assert_eq!(body, json!({"imo": "9074729"}));
            // The caller's credentials are not forwarded.
            let asked = ships.asked().join("\n");
            assert!(asked.starts_with("GET /ships/9074729?lang=en "), "{asked}");
            for secret in ["s3cret", "authorization", "x-harbour-key", "x-knock", &token] {
                assert!(!asked.contains(secret), "{adapter}: {asked}");
            }
        }
    }
}

#[tokio::test]
async fn token_without_the_scopes_is_rejected() {
    let (ships, issuer) = (Ships::start().await, Issuer::start().await);
    for server in servers(&ships, &issuer.base) {
        let running = start(server).await;
        let status = async |token: String| {
            let request = crate::http().get(uri(&running, "oauth-api", "/ships/1"));
            request.bearer_auth(token).send().await.unwrap().status().as_u16()
        };
        assert_eq!(status(issuer.token(RESOURCE, "ships:write")).await, 403);
        assert_eq!(
            status(issuer.token("https://other.test", "ships:read")).await,
            401
        );
        assert_eq!(status(issuer.token(RESOURCE, "x ships:read")).await, 200);
        let metadata = uri(&running, "oauth-api", "/.well-known/oauth-protected-resource/api");
        let metadata: Value = crate::http()
            .get(metadata)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(metadata["authorization_servers"], json!([issuer.base]));
        assert_eq!(metadata["scopes_supported"], json!(["ships:read"]));
    }
}

#[tokio::test]
async fn mcp_adapter_authenticates_every_method() {
    let (ships, issuer) = (Ships::start().await, Issuer::start().await);
    for server in servers(&ships, &issuer.base) {
        let running = start(server).await;
        let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"});
        for method in [
            reqwest::Method::POST,
            reqwest::Method::GET,
            reqwest::Method::DELETE,
        ] {
            let request = || {
                crate::http()
                    .request(method.clone(), uri(&running, "harbour-mcp", "/mcp"))
                    .header("accept", "application/json, text/event-stream")
                    .json(&list)
            };
            for refused in [request(), wrong("harbour-mcp", request(), "")] {
                assert_eq!(refused.send().await.unwrap().status(), 401);
            }
            let answer = right("harbour-mcp", request(), "").send().await.unwrap();
            let expected = if method == reqwest::Method::POST { 200 } else { 405 };
            assert_eq!(answer.status(), expected, "{method}");
        }
    }
}

#[tokio::test]
async fn openapi_document_has_the_scheme_and_requires_credentials() {
    let (ships, issuer) = (Ships::start().await, Issuer::start().await);
    let token = issuer.token(RESOURCE, "ships:read");
    let schemes = [
        ("basic-api", "basic", json!({"type": "http", "scheme": "basic"})),
        (
            "header-api",
            "apiKey",
            json!({"type": "apiKey", "in": "header", "name": "X-Harbour-Key"}),
        ),
        (
            "query-api",
            "apiKey",
            json!({"type": "apiKey", "in": "query", "name": "harbour_key"}),
        ),
        (
            "cookie-api",
            "apiKey",
            json!({"type": "apiKey", "in": "cookie", "name": "harbour"}),
        ),
        (
            "oauth-api",
            "oauth2",
            json!({"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}),
        ),
        (
            "digest-api",
            "digest",
            json!({"type": "http", "scheme": "digest"}),
        ),
    ];
    for server in servers(&ships, &issuer.base) {
        let running = start(server).await;
        for (adapter, name, scheme) in &schemes {
            // The page is public, so that callers can enter credentials; the document requires them.
            for (path, without) in [("/openapi.json", 401), ("/docs", 200), ("/docs/page.js", 200)] {
                let page = || crate::http().get(uri(&running, adapter, path));
                let status = page().send().await.unwrap().status();
                assert_eq!(status, without, "{adapter}{path}");
                let answer = right(adapter, page(), &token).send().await.unwrap();
                assert_eq!(answer.status(), 200, "{adapter}{path}");
            }
            let document = crate::http().get(uri(&running, adapter, "/openapi.json"));
            let document: Value = right(adapter, document, &token)
                .send()
                .await
                .unwrap()
                .json()
                .await
                .unwrap();
            assert_eq!(document["components"]["securitySchemes"], json!({*name: scheme}));
            let scopes = if *adapter == "oauth-api" {
                json!(["ships:read"])
            } else {
                json!([])
            };
            assert_eq!(document["security"], json!([{*name: scopes}]));
        }
    }
}

#[tokio::test]
async fn documentation_page_can_be_public() {
    let ships = Ships::start().await;
    let capability = builder!(maps, ships, "https://issuer.test")
        .basic_api_guard(naftiko::guard::GuardConfig::public_document)
        .digest_api_guard(|config| config.guard(Guard::custom(Knock)))
        .build()
        .unwrap();
    let running = start(capability.server()).await;
    let get = async |path: &str, change: fn(RequestBuilder) -> RequestBuilder| {
        let request = change(crate::http().get(uri(&running, "basic-api", path)));
        request.send().await.unwrap().status().as_u16()
    };
    // The page and every file that it uses.
    let page = crate::http().get(uri(&running, "basic-api", "/docs/page.js"));
    let script = page.send().await.unwrap().text().await.unwrap();
    let parts = script
        .split("from \"./")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'));
    let parts: Vec<String> = parts.map(|(file, _)| format!("/docs/{file}")).collect();
    assert!(parts.len() > 1, "{script}");
    for path in ["/openapi.json", "/docs", "/docs/page.css"]
        .into_iter()
        .map(str::to_owned)
        .chain(parts)
    {
        assert_eq!(get(&path, |request| request).await, 200, "{path}");
    }
    for path in ["/ships/1", "/docs/", "/docs/../ships/1", "/openapi.json/x"] {
        assert_eq!(get(path, |request| request).await, 401, "{path}");
    }
    let posted = crate::http()
        .post(uri(&running, "basic-api", "/docs"))
        .send()
        .await
        .unwrap();
    assert_eq!(posted.status(), 401);
    assert_eq!(ships.asked(), [""; 0]);
}

#[test]
fn missing_secrets_are_one_error() {
    let builder = || lists::Capability::builder().ships(|api| api.base_uri("https://ships.test"));
    let missing = |error: naftiko::client::BuildError| {
        let said = error.to_string();
        ["USER", "PASSWORD", "KEY", "TOKEN", "ISSUER"].map(|name| said.contains(&format!("HARBOUR_{name}")))
    };
    assert_eq!(missing(builder().build().unwrap_err()), [true; 5]);
    // A guard of the program needs no variables.
    let guard = || Guard::bearer("mine");
    let own = builder()
        .basic_api_guard(|config| config.guard(guard()))
        .oauth_api_guard(|config| config.guard(guard()));
    assert_eq!(
        missing(own.build().unwrap_err()),
        [false, false, true, true, false]
    );
}

#[tokio::test]
async fn scheme_without_a_guard_rejects_every_request() {
    let ships = Ships::start().await;
    let capability = builder!(lists, ships, "https://issuer.test").build().unwrap();
    let refused = capability.server().start().await.unwrap_err();
    let said = refused.to_string();
    assert!(matches!(refused, ServeError::Authentication { .. }), "{said}");
    assert!(said.contains("digest-api") && said.contains("digest"), "{said}");
    // The router is not open either.
    let base = served(lists::digest_api::router(capability)).await;
    let answer = crate::http().get(format!("{base}/ships/1")).send().await.unwrap();
    assert_eq!(answer.status(), 503);
    assert_eq!(ships.asked(), [""; 0]);
}

async fn served(router: naftiko::axum::Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

#[tokio::test]
async fn router_is_guarded_in_every_position() {
    let ships = Ships::start().await;
    let capability = builder!(lists, ships, "https://issuer.test").build().unwrap();
    let nested = naftiko::axum::Router::new()
        .nest("/basic", lists::basic_api::router(capability.clone()))
        .nest("/mcp", lists::mcp::server(capability.clone()).router());
    let base = served(nested).await;
    let ship = || crate::http().get(format!("{base}/basic/ships/1"));
    assert_eq!(ship().send().await.unwrap().status(), 401);
    assert_eq!(right("basic-api", ship(), "").send().await.unwrap().status(), 200);
    let tools = || {
        let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"});
        let request = crate::http().post(format!("{base}/mcp")).json(&list);
        request.header("accept", "application/json, text/event-stream")
    };
    assert_eq!(tools().send().await.unwrap().status(), 401);
    assert_eq!(
        right("harbour-mcp", tools(), "").send().await.unwrap().status(),
        200
    );
    // A replaced adapter stays guarded, and checks credentials once.
    let exchanged = Adapter::rest(
        "basic-api",
        "127.0.0.1",
        0,
        lists::basic_api::router(capability.clone()),
    );
    let open = lists::header_api::routes().into_router(capability.clone());
    let server = capability
        .server()
        .adapter(exchanged)
        .adapter(Adapter::rest("header-api", "127.0.0.1", 0, open))
        .authentication("digest-api", Guard::custom(Knock));
    let running = start(server).await;
    for adapter in ["basic-api", "header-api", "digest-api"] {
        let ship = || crate::http().get(uri(&running, adapter, "/ships/1"));
        assert_eq!(ship().send().await.unwrap().status(), 401, "{adapter}");
        assert_eq!(
            right(adapter, ship(), "").send().await.unwrap().status(),
            200,
            "{adapter}"
        );
    }
    let unknown = capability
        .server()
        .authentication("nothing", Guard::custom(Knock));
    let unknown = unknown.start().await.unwrap_err();
    assert!(matches!(unknown, ServeError::UnknownAdapter(_)), "{unknown}");
}
