//! Property tests: inputs cannot change the target or the body's structure.

#![cfg(feature = "client")]

use naftiko::Value;
use naftiko::client::{
    Api, Config, FakeResponse, FakeTransport, HttpClient, Operation, Part, Piece, Retry, Variables,
    build_clients,
};
use naftiko::http::Method;
use naftiko::value::{Argument, ArrayBuilder, ObjectBuilder, sparql, text as template, xml};
use proptest::prelude::*;

static API: Api =
    Api::new("test", &[Piece::Text("https://api.test/v2")]).query(&[("v", &[Piece::Text("1")])]);
static CALL: Operation = Operation::new(
    "test.call",
    Method::POST,
    &[
        Piece::Text("/items/"),
        Piece::Argument("id"),
        Piece::Text("/sub/x-"),
        Piece::Argument("part"),
    ],
);

/// Returns the request for some arguments; `None` when they were rejected.
fn sent(
    make: impl for<'a> FnOnce(&'a HttpClient) -> naftiko::client::Call<'a>,
) -> Option<naftiko::http::Request<naftiko::Bytes>> {
    let fake = FakeTransport::new(|_| FakeResponse::status(200));
    let config = Config::new().transport(fake.clone()).retry(Retry::none());
    let [client] = build_clients([(&API, config)], &Variables::default()).ok()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .ok()?;
    let outcome = runtime.block_on(async { make(&client).send::<Value>().await });
    assert_eq!(outcome.is_ok(), fake.requests().len() == 1, "{outcome:?}");
    fake.requests().pop()
}

/// Returns strings with many characters that are special in URLs, headers, JSON and forms.
fn text() -> impl Strategy<Value = String> {
    let marks = prop::sample::select(vec![
        ".",
        "..",
        "/",
        "\\",
        "%2e",
        "%2F",
        "?",
        "#",
        "&",
        "=",
        ";",
        "\"",
        "'",
        "\r\n",
        "\0",
        "{{x}}",
        "</a>",
        "ü",
        "@",
        ":",
        "//evil.test",
        "--",
    ]);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(marks, 0..6).prop_map(|marks| marks.concat())
    ]
}

fn names(query: &str) -> Vec<String> {
    let pairs = query.split('&').filter_map(|pair| pair.split('=').next());
    pairs.map(str::to_owned).collect()
}

/// Returns the text of escaped XML.
fn unescaped(text: &str) -> String {
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#9;", "\t"),
        ("&#10;", "\n"),
        ("&#13;", "\r"),
        ("&amp;", "&"),
    ];
    entities
        .iter()
        .fold(text.to_owned(), |text, (entity, character)| {
            text.replace(entity, character)
        })
}

/// Returns the characters that XML can represent.
fn possible(text: &str) -> String {
    let impossible = |character: char| matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    text.chars()
        .map(|character| {
            if impossible(character) {
                '\u{fffd}'
            } else {
                character
            }
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn input_value_never_changes_the_target(id in text(), part in text(), q in text(), c in text(), h in text()) {
        let request = sent(move |client| {
            client.call(&CALL).path("id", id).path("part", part).query("q", q).cookie("c", c).header("X-H", h)
        });
        let Some(request) = request else { return Ok(()) };
        let uri = request.uri();
        prop_assert_eq!(uri.scheme_str(), Some("https"));
        prop_assert_eq!(uri.authority().map(naftiko::http::uri::Authority::as_str), Some("api.test"));
        let segments: Vec<_> = uri.path().split('/').collect();
        prop_assert!(
            matches!(&segments[..], ["", "v2", "items", id, "sub", last] if !id.is_empty() && last.starts_with("x-")),
            "{:?}", segments
        );
        prop_assert_eq!(names(uri.query().unwrap_or_default()), ["v", "q"]);
        let mut headers: Vec<_> = request.headers().keys().map(naftiko::http::HeaderName::as_str).collect();
        headers.sort_unstable();
        prop_assert_eq!(headers, ["accept", "accept-encoding", "cookie", "x-h"]);
        let cookies = request.headers().get_all("cookie").iter().count();
        let cookie = request.headers().get("cookie").and_then(|value| value.to_str().ok()).unwrap_or_default();
        prop_assert!(cookies == 1 && cookie.starts_with("c=") && !cookie.contains(';'));
    }

    #[test]
    fn text_in_a_json_body_is_kept(value in text(), list in prop::collection::vec(text(), 0..4)) {
        let items = list.iter().fold(ArrayBuilder::new(), ArrayBuilder::with);
        let body = ObjectBuilder::new().with("value", &value).with("kind", "fixed").with("list", items);
        let request = sent(|client| client.call(&CALL).path("id", "1").path("part", "1").json(body));
        let request = request.ok_or_else(|| TestCaseError::fail("nothing was sent"))?;
        let read: Value = serde_json::from_slice(request.body()).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(read, serde_json::json!({"value": value, "kind": "fixed", "list": list}));
    }

    #[test]
    fn text_in_a_form_is_kept(value in text(), other in text()) {
        let body = ObjectBuilder::new().with("value", &value).with("other", &other);
        let request = sent(|client| client.call(&CALL).path("id", "1").path("part", "1").form(body));
        let request = request.ok_or_else(|| TestCaseError::fail("nothing was sent"))?;
        let pairs: Vec<_> = form_urlencoded::parse(request.body()).into_owned().collect();
        prop_assert_eq!(pairs, [("value".to_owned(), value), ("other".to_owned(), other)]);
    }

    #[test]
    fn input_value_never_adds_a_part(name in text(), file in text(), value in text()) {
        let parts = [Part::bytes(name, value.clone()).file_name(file), Part::text("last", "1")];
        let request = sent(|client| client.call(&CALL).path("id", "1").path("part", "1").multipart(parts));
        let request = request.ok_or_else(|| TestCaseError::fail("nothing was sent"))?;
        let content_type = request.headers().get("content-type").and_then(|value| value.to_str().ok());
        let boundary = content_type.and_then(|text| text.split("boundary=").nth(1)).unwrap_or_default();
        let text = String::from_utf8_lossy(request.body()).into_owned();
        let parts: Vec<_> = text.split(&format!("--{boundary}")).collect();
        prop_assert_eq!(parts.len(), 4);
        let (head, content) = parts[1].split_once("\r\n\r\n").unwrap_or_default();
        prop_assert_eq!(head.matches("\r\n").count(), 1, "{}", head);
        prop_assert_eq!(content.strip_suffix("\r\n"), Some(value.as_str()));
    }

    #[test]
    fn text_in_a_multipart_field_is_kept(value in text(), list in prop::collection::vec(text(), 0..3)) {
        let parts = std::iter::once(Part::text("value", &value)).chain(list.iter().map(|item| Part::text("item", item)));
        let parts: Vec<Part> = parts.collect();
        let request = sent(|client| client.call(&CALL).path("id", "1").path("part", "1").multipart(parts));
        let request = request.ok_or_else(|| TestCaseError::fail("nothing was sent"))?;
        let content_type = request.headers().get("content-type").and_then(|value| value.to_str().ok());
        let boundary = content_type.and_then(|text| text.split("boundary=").nth(1)).unwrap_or_default();
        let text = String::from_utf8_lossy(request.body()).into_owned();
        let fields: Vec<_> = text.split(&format!("--{boundary}")).filter_map(|part| part.split_once("\r\n\r\n")).collect();
        let contents: Vec<_> = fields.iter().filter_map(|(_, content)| content.strip_suffix("\r\n")).collect();
        let expected: Vec<_> = std::iter::once(&value).chain(&list).map(String::as_str).collect();
        prop_assert_eq!(contents, expected);
    }

    #[test]
    fn text_in_xml_is_kept(attribute in text(), content in text()) {
        let body = template([
            Argument::from("<note to=\""), xml(&attribute), Argument::from("\">"), xml(&content), Argument::from("</note>"),
        ]);
        let request = sent(|client| client.call(&CALL).path("id", "1").path("part", "1").text("application/xml", body));
        let request = request.ok_or_else(|| TestCaseError::fail("nothing was sent"))?;
        let sent = String::from_utf8_lossy(request.body()).into_owned();
        // Neither value adds a tag, so the ones of the template remain.
        prop_assert_eq!(sent.matches(['<', '>', '"']).collect::<String>(), "<\"\"><>");
        let inner = sent.strip_prefix("<note to=\"").and_then(|rest| rest.strip_suffix("</note>"));
        let (first, second) = inner.and_then(|inner| inner.split_once("\">")).unwrap_or_default();
        prop_assert_eq!((unescaped(first), unescaped(second)), (possible(&attribute), possible(&content)));
    }

    #[test]
    fn text_in_a_sparql_literal_is_kept(value in text()) {
        let body = template([Argument::from("SELECT ?s { ?s ?p \""), sparql(&value), Argument::from("\" }")]);
        let request = sent(|client| client.call(&CALL).path("id", "1").path("part", "1").text("application/sparql-query", body));
        let request = request.ok_or_else(|| TestCaseError::fail("nothing was sent"))?;
        let sent = String::from_utf8_lossy(request.body()).into_owned();
        let literal = sent.strip_prefix("SELECT ?s { ?s ?p \"").and_then(|rest| rest.strip_suffix("\" }")).unwrap_or_default();
        let mut read = String::new();
        let mut characters = literal.chars();
        while let Some(character) = characters.next() {
            prop_assert!(!"\"'\n\r".contains(character), "the literal ends early: {}", sent);
            read.push(match character {
                '\\' => match characters.next() {
                    Some('t') => '\t',
                    Some('n') => '\n',
                    Some('r') => '\r',
                    Some('b') => '\u{8}',
                    Some('f') => '\u{c}',
                    other => other.unwrap_or_default(),
                },
                other => other,
            });
        }
        prop_assert_eq!(read, value);
    }

    #[test]
    fn text_in_a_text_body_is_kept(value in text()) {
        let body = template([Argument::from("for "), Argument::from(&value), Argument::from(": {{value}}")]);
        let request = sent(|client| client.call(&CALL).path("id", "1").path("part", "1").text("text/plain", body));
        let request = request.ok_or_else(|| TestCaseError::fail("nothing was sent"))?;
        let expected = format!("for {value}: {{{{value}}}}");
        prop_assert_eq!(request.body().as_ref(), expected.as_bytes());
    }
}
