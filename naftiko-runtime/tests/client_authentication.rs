//! Tests of credentials: where they are sent, and what replaces them.

#![cfg(feature = "client")]

mod support;

use naftiko::Value;
use naftiko::client::{
    Api, Authentication, BuildProblemKind, Config, HttpClient, Operation, Piece, Variables, build_clients,
};
use naftiko::http::Method;
use support::{BASIC, BEARER, Outcome, Upstream};

const CANARY: &str = "canary-7c1f";

static KEYS: Api = Api::new("keys", &[])
    .variables(&[("TOKEN", "TEST_UNSET_TOKEN")])
    .api_key_header("X-Key", &[Piece::Text("k-"), Piece::Variable("TOKEN")])
    .api_key_query("key", &[Piece::Variable("TOKEN")]);
static NONE: Api = Api::new("none", &[]);

static CALL: Operation = Operation::new("test.call", Method::POST, &[Piece::Text("/x")]);

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

#[tokio::test]
async fn scheme_sends_its_credentials_in_their_place() -> Outcome {
    let upstream = Upstream::ok().await?;
    client(&BEARER, upstream.config())?
        .call(&CALL)
        .send::<Value>()
        .await?;
    assert_eq!(
        upstream.last()?.header("authorization"),
        Some("Bearer canary-7c1f")
    );
    client(&BASIC, upstream.config())?
        .call(&CALL)
        .send::<Value>()
        .await?;
    assert_eq!(
        upstream.last()?.header("authorization"),
        Some("Basic YWRhOmNhbmFyeS03YzFm")
    );
    client(&KEYS, upstream.config())?
        .call(&CALL)
        .query("a", "1")
        .send::<Value>()
        .await?;
    let seen = upstream.last()?;
    assert_eq!(seen.header("x-key"), Some("k-canary-7c1f"));
    assert_eq!(seen.target, "/v2/x?a=1&key=canary-7c1f");
    client(&NONE, upstream.config())?
        .call(&CALL)
        .send::<Value>()
        .await?;
    assert_eq!(upstream.last()?.header("authorization"), None);
    Ok(())
}

#[tokio::test]
async fn configured_authentication_replaces_the_scheme_of_the_spec() -> Outcome {
    let upstream = Upstream::ok().await?;
    let configs = [
        (upstream.config().bearer("mine"), Some("Bearer mine"), "/v2/x"),
        (upstream.config().basic("u", "p"), Some("Basic dTpw"), "/v2/x"),
        (upstream.config().api_key_query("k", "a b"), None, "/v2/x?k=a%20b"),
        (upstream.config().no_authentication(), None, "/v2/x"),
    ];
    for (config, authorization, target) in configs {
        // No variable has a value here, and none is required.
        let [client] = build_clients([(&BEARER, config)], &Variables::default())?;
        client.call(&CALL).send::<Value>().await?;
        let seen = upstream.last()?;
        assert_eq!(
            (seen.header("authorization"), seen.target.as_str()),
            (authorization, target)
        );
    }
    let both = Authentication::api_key_header("A", "1").and(Authentication::api_key_header("B", "2"));
    let [client] = build_clients(
        [(&BEARER, upstream.config().authentication(both))],
        &Variables::default(),
    )?;
    client.call(&CALL).send::<Value>().await?;
    let seen = upstream.last()?;
    assert_eq!((seen.header("a"), seen.header("b")), (Some("1"), Some("2")));
    Ok(())
}

#[tokio::test]
async fn authorization_set_by_the_call_overrides_credentials() -> Outcome {
    let upstream = Upstream::ok().await?;
    let bearer = client(&BEARER, upstream.config())?;
    bearer
        .call(&CALL)
        .header("Authorization", "Bearer caller")
        .send::<Value>()
        .await?;
    assert_eq!(upstream.last()?.header("authorization"), Some("Bearer caller"));
    client(&KEYS, upstream.config())?
        .call(&CALL)
        .query("key", "caller")
        .send::<Value>()
        .await?;
    assert_eq!(upstream.last()?.target, "/v2/x?key=caller");
    Ok(())
}

#[tokio::test]
async fn credentials_over_plain_http_to_another_host_are_an_error() -> Outcome {
    let refused = build_clients(
        [(&BEARER, Config::new().base_uri("http://api.test/v2"))],
        &variables(),
    )
    .err();
    let refused = refused.ok_or("it was allowed")?;
    assert!(matches!(refused.problems(), [problem] if problem.kind() == BuildProblemKind::PlainHttp));
    assert!(refused.to_string().contains("allow_plain_http"), "{refused}");
    let header = Config::new()
        .base_uri("http://api.test")
        .header("authorization", "Bearer x");
    assert!(build_clients([(&NONE, header)], &variables()).is_err());

    for base_uri in [
        "http://127.0.0.1:1",
        "http://localhost:1",
        "http://169.254.169.254/metadata",
        "http://[::1]:1",
    ] {
        client(&BEARER, Config::new().base_uri(base_uri))?;
    }
    client(
        &BEARER,
        Config::new().base_uri("http://api.test").allow_plain_http(),
    )?;
    let open = client(&NONE, Config::new().base_uri("http://api.test"))?;
    let error = open
        .call(&CALL)
        .header("Authorization", CANARY)
        .send::<Value>()
        .await
        .err();
    let text = error.ok_or("it was sent")?.to_string();
    assert!(text.contains("unencrypted") && !text.contains(CANARY), "{text}");
    Ok(())
}

#[test]
fn invalid_credential_is_an_error_without_its_value() {
    let bad = format!("{CANARY}\r\nX-Evil: 1");
    for (authentication, part) in [
        (Authentication::bearer(""), "bearer token is empty"),
        (
            Authentication::bearer(&bad),
            "bearer token must not contain line breaks",
        ),
        (
            Authentication::basic("a:b", CANARY),
            "user must not contain a colon",
        ),
        (
            Authentication::api_key_header("bad name", CANARY),
            "header `bad name` is not a valid header name",
        ),
        (
            Authentication::api_key_header("Host", CANARY),
            "header `Host` is set by the HTTP client",
        ),
        (
            Authentication::api_key_header("X-Key", &bad),
            "API key must not contain line breaks",
        ),
        (Authentication::api_key_query("key", ""), "API key is empty"),
    ] {
        let config = Config::new()
            .base_uri("https://api.test")
            .authentication(authentication);
        let text = build_clients([(&NONE, config)], &Variables::default())
            .err()
            .map(|error| error.to_string());
        let text = text.unwrap_or_default();
        assert!(text.contains(part) && !text.contains(CANARY), "{part}: {text}");
    }
}
