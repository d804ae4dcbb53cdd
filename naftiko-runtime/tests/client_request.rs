//! Requests as the API receives them.

#![cfg(feature = "client")]

mod support;

use naftiko::Value;
use naftiko::client::{
    Api, Error, ErrorKind, HttpClient, Operation, Part, Piece, Response, Variables, build_clients,
};
use naftiko::http::Method;
use naftiko::value::{ArrayBuilder, ObjectBuilder};
use serde_json::json;
use support::{Outcome, Upstream};

static PLAIN: Api = Api::new("plain", &[]);

static CONSTANTS: Api = Api::new("constants", &[])
    .variables(&[("TENANT", "TEST_TENANT")])
    .headers(&[
        ("Accept-Version", &[Piece::Text("2")]),
        ("X-Tenant", &[Piece::Text("t-"), Piece::Variable("TENANT")]),
    ])
    .query(&[
        ("v", &[Piece::Text("1")]),
        ("tenant", &[Piece::Variable("TENANT")]),
    ]);

static GET: Operation = Operation::new(
    "plain.get",
    Method::GET,
    &[Piece::Text("/items/"), Piece::Argument("id"), Piece::Text("/sub")],
);
static LIST: Operation = Operation::new("plain.list", Method::GET, &[Piece::Text("items")]);
static POST: Operation = Operation::new("plain.post", Method::POST, &[Piece::Text("/items")]);
static FIXED: Operation = Operation::new(
    "constants.fixed",
    Method::GET,
    &[
        Piece::Text("/orgs/"),
        Piece::Variable("TENANT"),
        Piece::Text("/x:run(all)"),
    ],
)
.query(&[("Action", &[Piece::Text("Get It")]), ("v", &[Piece::Text("2")])])
.headers(&[
    ("X-Fixed", &[Piece::Variable("TENANT")]),
    ("Accept-Version", &[Piece::Text("3")]),
]);

fn constants(upstream: &Upstream, tenant: &str) -> Result<HttpClient, Box<dyn std::error::Error>> {
    let mut variables = Variables::default();
    variables.set("TENANT", tenant);
    let [client] = build_clients([(&CONSTANTS, upstream.config())], &variables)?;
    Ok(client)
}

async fn get(client: &HttpClient, id: &str) -> Result<Response<Value>, Error> {
    client.call(&GET).path("id", id).send().await
}

/// Returns the messages of an error that prevented a request.
fn refused<T>(outcome: Result<Response<T>, Error>) -> String {
    match outcome.map_err(Error::into_kind) {
        Err(ErrorKind::InvalidInput(invalid)) => invalid.to_string(),
        Err(other) => format!("another error: {other:?}"),
        Ok(_) => "it was sent".to_owned(),
    }
}

#[tokio::test]
async fn path_is_appended_to_the_base_path() -> Outcome {
    let upstream = Upstream::ok().await?;
    let client = upstream.client(&PLAIN)?;
    for (id, target) in [
        ("p-1", "/v2/items/p-1/sub"),
        ("a/b", "/v2/items/a%2Fb/sub"),
        ("x?y#z", "/v2/items/x%3Fy%23z/sub"),
        ("//evil.test", "/v2/items/%2F%2Fevil.test/sub"),
        ("http://evil.test", "/v2/items/http%3A%2F%2Fevil.test/sub"),
        ("{{env.SECRET}}", "/v2/items/%7B%7Benv.SECRET%7D%7D/sub"),
        ("käse brot", "/v2/items/k%C3%A4se%20brot/sub"),
    ] {
        get(&client, id).await?;
        assert_eq!(upstream.last()?.target, target);
    }
    client.call(&LIST).send::<Value>().await?;
    assert_eq!(upstream.last()?.target, "/v2/items");
    Ok(())
}

#[tokio::test]
async fn path_traversal_is_rejected_before_sending() -> Outcome {
    let upstream = Upstream::ok().await?;
    let client = upstream.client(&PLAIN)?;
    for id in [
        "",
        ".",
        "..",
        "%2e%2E",
        "a\\..\\..\\admin",
        "..%2f..",
        "a/../b",
        "x\ny",
        "%252e%252e",
    ] {
        let message = refused(get(&client, id).await);
        assert!(message.starts_with("path `id`: must not"), "{id:?}: {message}");
    }
    assert_eq!(
        refused(client.call(&GET).send::<Value>().await),
        "path `id`: missing required value"
    );
    assert_eq!(
        refused(client.call(&GET).path("id", Value::Null).send::<Value>().await),
        "path `id`: missing required value"
    );
    assert!(upstream.seen().is_empty());
    Ok(())
}

#[tokio::test]
async fn query_is_encoded_repeated_for_lists_and_without_absent_inputs() -> Outcome {
    let upstream = Upstream::ok().await?;
    let client = upstream.client(&PLAIN)?;
    let (absent, tags): (Option<String>, _) = (None, vec![json!("a b"), json!(2), json!(null)]);
    client
        .call(&LIST)
        .query("q&q", "1=2 & 3+4")
        .query("lang", &absent)
        .query("tag", &tags)
        .query("n", 5.0)
        .query("on", true)
        .query("null", Value::Null)
        .query("o", json!({"a": [1]}))
        .send::<Value>()
        .await?;
    let target = "/v2/items?q%26q=1%3D2%20%26%203%2B4&tag=a%20b&tag=2&n=5&on=true&o=%7B%22a%22%3A%5B1%5D%7D";
    assert_eq!(upstream.last()?.target, target);
    Ok(())
}

#[tokio::test]
async fn constant_of_the_operation_overrides_the_api() -> Outcome {
    let upstream = Upstream::ok().await?;
    let client = constants(&upstream, "acme 1")?;
    client.call(&FIXED).send::<Value>().await?;
    let seen = upstream.last()?;
    assert_eq!(
        seen.target,
        "/v2/orgs/acme%201/x:run(all)?tenant=acme%201&Action=Get%20It&v=2"
    );
    assert_eq!(seen.header("accept-version"), Some("3"));
    assert_eq!(seen.header("x-tenant"), Some("t-acme 1"));
    assert_eq!(seen.header("x-fixed"), Some("acme 1"));

    client
        .call(&FIXED)
        .query("v", "9")
        .query("tenant", Value::Null)
        .header("X-Fixed", "mine")
        .send::<Value>()
        .await?;
    let seen = upstream.last()?;
    assert_eq!(
        seen.target,
        "/v2/orgs/acme%201/x:run(all)?tenant=acme%201&Action=Get%20It&v=9"
    );
    assert_eq!(seen.header("x-fixed"), Some("mine"));
    assert_eq!(client.variable("TENANT"), "acme 1");
    assert_eq!(client.variable("OTHER"), "");
    Ok(())
}

#[tokio::test]
async fn configured_value_overrides_a_constant_of_the_api() -> Outcome {
    let upstream = Upstream::ok().await?;
    let config = upstream
        .config()
        .header("accept-version", "7")
        .query("v", "8")
        .query("extra", "x");
    let mut variables = Variables::default();
    variables.set("TENANT", "t");
    let [client] = build_clients([(&CONSTANTS, config)], &variables)?;
    client.call(&LIST).send::<Value>().await?;
    let seen = upstream.last()?;
    assert_eq!(seen.target, "/v2/items?tenant=t&v=8&extra=x");
    assert_eq!(seen.headers.get_all("accept-version").iter().count(), 1);
    assert_eq!(seen.header("accept-version"), Some("7"));
    Ok(())
}

#[tokio::test]
async fn variable_is_encoded_as_one_segment() -> Outcome {
    let upstream = Upstream::ok().await?;
    let error = constants(&upstream, "..")?
        .call(&FIXED)
        .send::<Value>()
        .await
        .err();
    let text = error.map(|error| error.to_string()).unwrap_or_default();
    assert_eq!(
        text,
        "constants.fixed: failed to build the request: variable `TENANT` contains characters that are invalid in a path"
    );
    assert!(upstream.seen().is_empty());
    Ok(())
}

#[tokio::test]
async fn headers_and_cookies_are_sent() -> Outcome {
    let upstream = Upstream::ok().await?;
    let client = upstream.client(&PLAIN)?;
    let absent: Option<String> = None;
    client
        .call(&LIST)
        .header("If-Match", "\"v1\"")
        .header("X-Count", 3)
        .header("X-List", vec![json!("a"), json!("b")])
        .header("X-Absent", &absent)
        .cookie("session", "s1")
        .cookie("theme", "dark mode")
        .cookie("absent", &absent)
        .send::<Value>()
        .await?;
    let seen = upstream.last()?;
    assert_eq!(seen.header("if-match"), Some("\"v1\""));
    assert_eq!(seen.header("x-count"), Some("3"));
    assert_eq!(seen.header("x-list"), Some("a,b"));
    assert_eq!(seen.header("x-absent"), None);
    assert_eq!(seen.header("cookie"), Some("session=s1; theme=dark mode"));
    let agent = seen.header("user-agent").unwrap_or_default();
    assert_eq!(agent, concat!("naftiko/", env!("CARGO_PKG_VERSION")));
    Ok(())
}

#[tokio::test]
async fn invalid_inputs_are_reported_together() -> Outcome {
    let upstream = Upstream::ok().await?;
    let client = upstream.client(&PLAIN)?;
    let outcome = client
        .call(&GET)
        .path("id", "..")
        .header("X-Note", "canary\r\nX-Evil: 1")
        .header("Host", "evil.test")
        .header("content-length", 5)
        .header("X-Forwarded-For", "10.0.0.1")
        .cookie("session", "canary; admin=1")
        .form(ArrayBuilder::new())
        .send::<Value>()
        .await;
    let message = refused(outcome);
    assert!(!message.contains("canary"), "{message}");
    for part in [
        "path `id`: must not have `.` or `..` segments",
        "header `X-Note`: must not contain line breaks",
        "header `Host`: is set by the HTTP client",
        "header `content-length`: is set by the HTTP client",
        "header `X-Forwarded-For`: is set by the HTTP client",
        "cookie `session`: must be printable ASCII without `;`",
        "body: expected an object for a form",
    ] {
        assert!(message.contains(part), "{part}\n{message}");
    }
    assert!(upstream.seen().is_empty());
    Ok(())
}

#[tokio::test]
async fn invalid_content_type_is_reported_as_that_header() -> Outcome {
    let client = Upstream::ok().await?.client(&PLAIN)?;
    for (content_type, reason) in [
        (
            "text/plain\r\nX-Evil: 1",
            "must not contain line breaks or control characters",
        ),
        ("", "must not be empty"),
    ] {
        let message = refused(client.call(&POST).bytes(content_type, "x").send::<Value>().await);
        assert_eq!(message, format!("header `Content-Type`: {reason}"));
        let part = Part::bytes("file", "x").content_type(content_type);
        let message = refused(client.call(&POST).multipart([part]).send::<Value>().await);
        assert_eq!(message, format!("`file`: the content type {reason}"));
    }
    Ok(())
}

#[tokio::test]
async fn body_has_its_content_type() -> Outcome {
    let upstream = Upstream::ok().await?;
    let client = upstream.client(&PLAIN)?;
    let absent: Option<Value> = None;

    client
        .call(&POST)
        .json(ObjectBuilder::new().with("a", 1.0).with("b", &absent))
        .send::<Value>()
        .await?;
    let seen = upstream.last()?;
    assert_eq!(
        (seen.method.as_str(), seen.text().as_str()),
        ("POST", r#"{"a":1}"#)
    );
    assert_eq!(seen.header("content-type"), Some("application/json"));

    client
        .call(&POST)
        .json(json!(["x", null]))
        .send::<Value>()
        .await?;
    assert_eq!(upstream.last()?.text(), r#"["x",null]"#);

    client
        .call(&POST)
        .json("text")
        .header("Content-Type", "application/vnd.api+json")
        .send::<Value>()
        .await?;
    let seen = upstream.last()?;
    assert_eq!(seen.text(), r#""text""#);
    assert_eq!(seen.header("content-type"), Some("application/vnd.api+json"));

    let form = ObjectBuilder::new()
        .with("grant type", "a&b=c")
        .with("scope", ArrayBuilder::new().with("x").with("y"))
        .with("none", Value::Null);
    client.call(&POST).form(form).send::<Value>().await?;
    let seen = upstream.last()?;
    assert_eq!(seen.text(), "grant%20type=a%26b%3Dc&scope=x&scope=y");
    assert_eq!(
        seen.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );

    client
        .call(&POST)
        .text("text/csv; charset=utf-8", "a,b".to_owned())
        .send::<Value>()
        .await?;
    let seen = upstream.last()?;
    assert_eq!(seen.text(), "a,b");
    assert_eq!(seen.header("content-type"), Some("text/csv; charset=utf-8"));

    client.call(&POST).json(&absent).send::<Value>().await?;
    let seen = upstream.last()?;
    assert_eq!(seen.text(), "");
    assert_eq!(seen.header("content-type"), None);
    Ok(())
}
