//! Tests of responses in formats other than JSON.

#![cfg(all(feature = "client", feature = "csv", feature = "html", feature = "xml"))]

mod support;

use std::time::Duration;

use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use naftiko::client::{Api, Operation, Piece, Response};
use naftiko::format::Format;
use naftiko::http::Method;
use naftiko::value::{DecodeError, FromJson, Json, JsonCursor};
use naftiko::{Bytes, Value};
use serde_json::json;
use support::{Outcome, Upstream};

static API: Api = Api::new("test", &[]);
static JSON: Operation = Operation::new("test.json", Method::GET, &[Piece::Text("/x")]);
static XML: Operation = Operation::new("test.xml", Method::GET, &[Piece::Text("/x")]).format(Format::Xml);
static CSV: Operation = Operation::new("test.csv", Method::GET, &[Piece::Text("/x")]).format(Format::Csv);
static HTML: Operation =
    Operation::new("test.html", Method::GET, &[Piece::Text("/x")]).format_with(Format::Html, "table.prices");

const VESSEL: &str = "<vessels><vessel imo='9'><code>V1</code></vessel></vessels>";

#[derive(Debug, PartialEq)]
struct Vessel {
    imo: i64,
    code: String,
}

impl FromJson for Vessel {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            imo: at.key("vessel").key("imo").integer()?,
            code: at.key("vessel").key("code").string()?,
        })
    }
}

async fn answering(body: &'static str) -> Result<Upstream, Box<dyn std::error::Error>> {
    Upstream::start(move |_| body.into_response()).await
}

#[tokio::test]
async fn body_is_converted_before_every_read() -> Outcome {
    let client = answering(VESSEL).await?.client(&API)?;
    let response: Response<Vessel> = client.call(&XML).send().await?;
    let vessel = Vessel {
        imo: 9,
        code: "V1".to_owned(),
    };
    assert_eq!(response.value()?, vessel);
    assert_eq!(response.clone().value()?, vessel);
    assert_eq!(response.json()?, json!({"vessel": {"imo": "9", "code": "V1"}}));
    assert_eq!(response.map(|at| at.key("vessel").key("imo").integer())?, 9);
    assert_eq!(response.select(|at| at.key("vessel").key("code"))?, json!("V1"));
    let value = client.call(&XML).send::<Value>().await?.value()?;
    assert_eq!(value, response.json()?);
    let error = response
        .map(|at| at.key("vessel").key("flag").string())
        .map_err(|error| error.to_string());
    assert_eq!(
        error,
        Err("expected a string at `$.vessel.flag`, got nothing".to_owned())
    );
    Ok(())
}

/// The codes of vessels, read in every way that generated code reads a list.
#[derive(Debug, PartialEq)]
struct Codes {
    each: Option<Vec<String>>,
    required: Vec<String>,
    items: Json,
    optional: Option<Json>,
    first: Option<String>,
    last: Option<String>,
}

impl FromJson for Codes {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        let vessels = at.key("fleet").key("vessel");
        Ok(Self {
            each: vessels.optional_list(|at| at.key("code").string())?,
            required: vessels.list(|at| at.key("code").string())?,
            items: vessels.array()?,
            optional: vessels.optional_array()?,
            first: vessels.index(0).key("code").optional_string()?,
            last: vessels.from_end(1).key("code").optional_string()?,
        })
    }
}

#[tokio::test]
async fn list_of_one_element_is_a_list() -> Outcome {
    let one = "<vessel><code>V1</code></vessel>";
    let two = "<vessel><code>V1</code></vessel><vessel><code>V2</code></vessel>";
    for (elements, codes) in [
        (two, &["V1", "V2"][..]),
        (one, &["V1"]),
        ("", &[]),
        ("<name>North</name>", &[]),
    ] {
        let body: &'static str = format!("<root><fleet>{elements}</fleet></root>").leak();
        let client = answering(body).await?.client(&API)?;
        let response: Response<Codes> = client.call(&XML).send().await?;
        let items = Json::from(json!(
            codes.iter().map(|code| json!({"code": code})).collect::<Vec<_>>()
        ));
        let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        let expected = Codes {
            first: codes.first().cloned(),
            last: codes.last().cloned(),
            each: Some(codes.clone()),
            required: codes,
            optional: Some(items.clone()),
            items,
        };
        assert_eq!(response.value()?, expected, "{body}");
        assert_eq!(response.map(Codes::from_json)?, expected, "{body}");
        assert_eq!(response.converted().await?.value()?, expected, "{body}");
    }
    // The root is the list's only parent.
    let client = answering("<vessels/>").await?.client(&API)?;
    let response: Response<Vec<String>> = client.call(&XML).send().await?;
    assert_eq!(
        response.map(|at| at.key("vessel").list(JsonCursor::string))?,
        [""; 0]
    );
    assert_eq!(response.value()?, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn one_element_is_a_list_in_xml_only() -> Outcome {
    let client = answering(r#"{"vessel": {"code": "V1"}, "flag": ""}"#)
        .await?
        .client(&API)?;
    let response: Response<Value> = client.call(&JSON).send().await?;
    for name in ["vessel", "flag", "missing"] {
        assert!(response.map(|at| at.key(name).array()).is_err(), "{name}");
        assert!(
            response.map(|at| at.key(name).list(JsonCursor::any)).is_err(),
            "{name}"
        );
    }
    assert_eq!(response.map(|at| at.key("missing").optional_array())?, None);
    Ok(())
}

#[tokio::test]
async fn bytes_are_read_without_conversion() -> Outcome {
    let client = answering(VESSEL).await?.client(&API)?;
    assert_eq!(client.call(&XML).send::<String>().await?.value()?, VESSEL);
    assert_eq!(client.call(&XML).send::<Bytes>().await?.value()?, VESSEL);
    let response: Response<Value> = client.call(&XML).send().await?;
    assert_eq!(response.bytes(), VESSEL);
    assert_eq!(response.into_parts().2, VESSEL);
    Ok(())
}

#[tokio::test]
async fn operation_with_schema_converts_the_body() -> Outcome {
    let page = "<table><tr><th>a<tr><td>1</table><table class=prices><tr><th>b<tr><td>2</table>";
    let client = answering(page).await?.client(&API)?;
    let response: Response<Value> = client.call(&HTML).send().await?;
    assert_eq!(response.json()?, json!({"tables": [[{"b": "2"}]]}));
    Ok(())
}

#[tokio::test]
async fn body_in_another_format_is_an_error_without_its_content() -> Outcome {
    let client = answering("secret,\"\nsecret,secret,secret").await?.client(&API)?;
    let response: Response<Value> = client.call(&XML).send().await?;
    let error = response.json().map_err(|error| error.to_string());
    assert!(error.is_err_and(|error| error.starts_with("expected XML at `$`") && !error.contains("secret")));
    let response: Response<Value> = client.call(&CSV).send().await?;
    let error = response.json().map_err(|error| error.to_string());
    assert!(error.is_err_and(|error| error.ends_with("an unterminated quote")));
    Ok(())
}

#[tokio::test]
async fn empty_body_converts_to_null() -> Outcome {
    let upstream = Upstream::start(|_| StatusCode::NO_CONTENT).await?;
    let response: Response<Value> = upstream.client(&API)?.call(&XML).send().await?;
    assert_eq!(response.value()?, Value::Null);
    Ok(())
}

#[tokio::test]
async fn large_body_is_converted_while_others_are_served() -> Outcome {
    let upstream =
        Upstream::start(|_| ("a,b\n".to_owned() + &"1,2\n".repeat(200_000)).into_response()).await?;
    let client = upstream.client(&API)?;
    let response: Response<Value> = client.call(&CSV).send().await?;
    // The runtime has one thread.
    let mut others = 0;
    let started = std::time::Instant::now();
    let mut converted = std::pin::pin!(response.converted());
    let response = loop {
        tokio::select! {
            biased;
            converted = &mut converted => break converted?,
            () = tokio::time::sleep(Duration::from_millis(1)) => others += 1,
        }
    };
    assert!(others > 3, "{others}");
    // It is not converted again.
    let (conversion, started) = (started.elapsed(), std::time::Instant::now());
    let rows = response.json()?;
    let read = started.elapsed();
    assert!(read < conversion / 4, "{read:?} of {conversion:?}");
    assert_eq!(rows.at().index(199_999).key("b").string()?, "2");
    let small = answering("a,b\n1,2\n").await?.client(&API)?;
    let response: Response<Value> = small.call(&CSV).send().await?;
    assert_eq!(
        response.converted().await?.value()?,
        json!([{"a": "1", "b": "2"}])
    );
    let invalid = "a\n".to_owned() + &"1,2,3\n".repeat(100_000);
    let upstream = Upstream::start(move |_| invalid.clone().into_response()).await?;
    let client = upstream.client(&API)?;
    let response: Response<Value> = client.call(&CSV).send().await?;
    assert!(response.converted().await.is_err());
    Ok(())
}
