//! What callers send, read as what the spec says.

use naftiko::http::HeaderMap;
use naftiko::http::header::{CONTENT_TYPE, COOKIE, HeaderName, HeaderValue};
use naftiko::input::{Inputs, InvalidInput, ParameterIn, ProblemKind};
use naftiko::value::{Json, Optional};
use naftiko::{Bytes, Value};
use serde_json::json;

fn query(query: &str) -> Inputs {
    Inputs::from_request(Vec::new(), Some(query), HeaderMap::new(), Bytes::new())
}

fn body(content_type: Option<&'static str>, body: &'static [u8]) -> Inputs {
    let mut headers = HeaderMap::new();
    headers.extend(content_type.map(|value| (CONTENT_TYPE, HeaderValue::from_static(value))));
    Inputs::from_request(Vec::new(), None, headers, Bytes::from_static(body))
}

fn headers(pairs: &[(HeaderName, &'static [u8])]) -> Inputs {
    let pairs = pairs
        .iter()
        .filter_map(|(name, value)| Some((name.clone(), HeaderValue::from_bytes(value).ok()?)));
    let mut map = HeaderMap::new();
    for (name, value) in pairs {
        map.append(name, value);
    }
    Inputs::from_request(Vec::new(), None, map, Bytes::new())
}

fn arguments(value: Value) -> Inputs {
    Inputs::from_arguments(value)
}

fn messages(inputs: Inputs) -> Vec<String> {
    let problems = inputs
        .finish()
        .map_err(|invalid| invalid.problems().to_vec())
        .err()
        .unwrap_or_default();
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn a_query_is_decoded_and_typed() {
    let mut inputs =
        query("q=caf%C3%A9+au%20lait&n=42&x=1.50&yes=true&o=%7B%22a%22%3A1%7D&extra=1&flag&&n2=5.0");
    assert_eq!(inputs.string(ParameterIn::Query("q")), "café au lait");
    assert_eq!(inputs.integer(ParameterIn::Query("n")), 42);
    assert_eq!(inputs.integer(ParameterIn::Query("n2")), 5);
    assert_eq!(inputs.number(ParameterIn::Query("x")).to_string(), "1.50");
    assert!(inputs.boolean(ParameterIn::Query("yes")));
    assert_eq!(inputs.object(ParameterIn::Query("o")), json!({"a": 1}));
    assert_eq!(inputs.string(ParameterIn::Query("flag")), "");
    assert_eq!(inputs.optional_string(ParameterIn::Query("none")), None);
    assert_eq!(inputs.finish(), Ok(()));
}

#[test]
fn arrays_come_in_three_spellings() {
    let mut inputs = query("a=1&a=2&b=x,y&c=%5B1%2C%22x%22%5D&d=&e=one&f=%5Bbroken");
    assert_eq!(inputs.array(ParameterIn::Query("a")), json!(["1", "2"]));
    assert_eq!(inputs.array(ParameterIn::Query("b")), json!(["x", "y"]));
    assert_eq!(inputs.array(ParameterIn::Query("c")), json!([1, "x"]));
    assert_eq!(inputs.array(ParameterIn::Query("d")), json!([]));
    assert_eq!(
        inputs.optional_array(ParameterIn::Query("e")),
        Some(Json::from(json!(["one"])))
    );
    assert_eq!(inputs.array(ParameterIn::Query("f")), json!(["[broken"]));
    assert_eq!(inputs.finish(), Ok(()));
}

#[test]
fn any_value_keeps_its_digits() {
    let mut inputs = query("a=1&b=1.0&c=123456789012345678901234567890&d=true&e=text&f=%7B%7D&g=x&g=y&h=007");
    assert_eq!(inputs.any(ParameterIn::Query("a")), json!(1));
    assert_eq!(inputs.any(ParameterIn::Query("b")).to_string(), "1.0");
    assert_eq!(
        inputs.any(ParameterIn::Query("c")).to_string(),
        "123456789012345678901234567890"
    );
    assert_eq!(inputs.any(ParameterIn::Query("d")), json!(true));
    assert_eq!(inputs.any(ParameterIn::Query("e")), json!("text"));
    assert_eq!(inputs.any(ParameterIn::Query("f")), json!({}));
    assert_eq!(inputs.any(ParameterIn::Query("g")), json!(["x", "y"]));
    assert_eq!(inputs.any(ParameterIn::Query("h")), json!("007"));
    assert_eq!(inputs.finish(), Ok(()));
}

#[test]
fn all_problems_come_at_once() {
    let mut inputs = query("n=abc&b=yes&twice=1&twice=2&o=5&bad=%FF&x=1e999x");
    assert_eq!(inputs.integer(ParameterIn::Query("n")), 0);
    assert_eq!(inputs.optional_boolean(ParameterIn::Query("b")), None);
    inputs.string(ParameterIn::Query("twice"));
    inputs.object(ParameterIn::Query("o"));
    inputs.string(ParameterIn::Query("bad"));
    inputs.number(ParameterIn::Query("x"));
    inputs.string(ParameterIn::Path("id"));
    inputs.any(ParameterIn::Body);
    assert_eq!(
        messages(inputs),
        [
            "query `n`: expected an integer, got `abc`",
            "query `b`: expected a boolean, got `yes`",
            "query `twice`: expected a string, got several values",
            "query `o`: expected an object, got `5`",
            "query `bad`: not valid UTF-8",
            "query `x`: expected a number, got `1e999x`",
            "path `id`: missing required value",
            "body: missing required value",
        ]
    );
}

#[test]
fn long_values_headers_and_cookies_are_not_quoted() {
    let mut inputs = query(&format!("n={}&m=a%0Ab", "9x".repeat(30)));
    inputs.integer(ParameterIn::Query("n"));
    inputs.integer(ParameterIn::Query("m"));
    assert_eq!(
        messages(inputs),
        [
            "query `n`: expected an integer, got other text",
            "query `m`: expected an integer, got `a\\nb`"
        ]
    );
    let mut inputs = headers(&[
        (HeaderName::from_static("x-key"), b"canary"),
        (COOKIE, b"k=canary"),
    ]);
    inputs.integer(ParameterIn::Header("X-Key"));
    inputs.integer(ParameterIn::Cookie("k"));
    let text = messages(inputs).join("\n");
    assert!(
        text.contains("header `X-Key`") && text.contains("cookie `k`") && !text.contains("canary"),
        "{text}"
    );
}

#[test]
fn headers_and_cookies_are_read() {
    let line = HeaderName::from_static("x-list");
    let mut inputs = headers(&[
        (line.clone(), b"a"),
        (line, b"b"),
        (HeaderName::from_static("x-bytes"), b"\xff"),
        (COOKIE, b"one=1; two=b=c;three"),
        (COOKIE, b"four = 4 "),
    ]);
    assert_eq!(inputs.string(ParameterIn::Header("X-List")), "a, b");
    assert_eq!(inputs.integer(ParameterIn::Cookie("one")), 1);
    assert_eq!(inputs.string(ParameterIn::Cookie("two")), "b=c");
    assert_eq!(inputs.optional_string(ParameterIn::Cookie("three")), None);
    assert_eq!(inputs.string(ParameterIn::Cookie("four")), "4");
    inputs.string(ParameterIn::Header("X-Bytes"));
    assert_eq!(messages(inputs), ["header `X-Bytes`: not valid UTF-8"]);
}

#[test]
fn path_values_come_decoded() {
    let path = vec![
        ("id".to_owned(), "a b/c".to_owned()),
        ("n".to_owned(), "7".to_owned()),
    ];
    let mut inputs = Inputs::from_request(path, None, HeaderMap::new(), Bytes::new());
    assert_eq!(inputs.string(ParameterIn::Path("id")), "a b/c");
    assert_eq!(inputs.integer(ParameterIn::Path("n")), 7);
    assert_eq!(inputs.finish(), Ok(()));
}

#[test]
fn a_json_body_is_read_by_field_or_whole() {
    for content_type in [
        None,
        Some("application/json"),
        Some("Application/Merge-Patch+JSON; charset=utf-8"),
    ] {
        let mut inputs = body(
            content_type,
            br#"{"s":"x","n":2.0,"f":1.5,"b":false,"a":[1],"o":{},"z":null}"#,
        );
        assert_eq!(inputs.string(ParameterIn::Field("s")), "x");
        assert_eq!(inputs.integer(ParameterIn::Field("n")), 2);
        assert_eq!(inputs.number(ParameterIn::Field("f")).to_string(), "1.5");
        assert!(!inputs.boolean(ParameterIn::Field("b")));
        assert_eq!(inputs.array(ParameterIn::Field("a")), json!([1]));
        assert_eq!(inputs.object(ParameterIn::Field("o")), json!({}));
        assert_eq!(inputs.optional_string(ParameterIn::Field("z")), None);
        assert_eq!(inputs.optional_any(ParameterIn::Field("missing")), None);
        assert_eq!(inputs.finish(), Ok(()), "{content_type:?}");
    }
    let mut inputs = body(None, b"[1, 2]");
    assert_eq!(inputs.any(ParameterIn::Body), json!([1, 2]));
    let mut inputs = body(None, b"null");
    assert_eq!(inputs.any(ParameterIn::Body), Value::Null);
    assert_eq!(inputs.finish(), Ok(()));
}

#[test]
fn json_fields_are_held_to_their_type() {
    let mut inputs = body(
        None,
        br#"{"s":5,"n":"5","b":"true","a":"x","o":[],"i":1.5,"z":null}"#,
    );
    inputs.string(ParameterIn::Field("s"));
    inputs.number(ParameterIn::Field("n"));
    inputs.boolean(ParameterIn::Field("b"));
    inputs.array(ParameterIn::Field("a"));
    inputs.object(ParameterIn::Field("o"));
    inputs.integer(ParameterIn::Field("i"));
    inputs.string(ParameterIn::Field("z"));
    assert_eq!(
        messages(inputs),
        [
            "`s`: expected a string, got a number",
            "`n`: expected a number, got a string",
            "`b`: expected a boolean, got a string",
            "`a`: expected an array, got a string",
            "`o`: expected an object, got an array",
            "`i`: expected an integer, got another number",
            "`z`: expected a string, got null",
        ]
    );
}

#[test]
fn a_malformed_body_is_one_problem() {
    let mut inputs = body(Some("application/json"), br#"{"token":"canary",}"#);
    inputs.string(ParameterIn::Field("a"));
    inputs.optional_integer(ParameterIn::Field("b"));
    inputs.any(ParameterIn::Body);
    let invalid = inputs.finish().err();
    let invalid = invalid
        .as_ref()
        .map(|invalid| (invalid.to_string(), invalid.problems()));
    let (text, problems) = invalid.unwrap_or_default();
    assert_eq!(text, "body: not valid JSON (line 1, column 19)");
    assert!(matches!(problems, [problem] if problem.kind() == ProblemKind::Malformed));
}

#[test]
fn a_body_that_is_no_object_has_no_fields() {
    let mut inputs = body(None, b"[1]");
    inputs.string(ParameterIn::Field("a"));
    inputs.string(ParameterIn::Field("b"));
    assert_eq!(messages(inputs), ["body: expected an object, got an array"]);
}

#[test]
fn a_form_gives_fields_and_an_object() {
    let form = Some("application/x-www-form-urlencoded");
    let mut inputs = body(form, b"name=a+b&n=3&tag=x&tag=y");
    assert_eq!(inputs.string(ParameterIn::Field("name")), "a b");
    assert_eq!(inputs.integer(ParameterIn::Field("n")), 3);
    assert_eq!(inputs.array(ParameterIn::Field("tag")), json!(["x", "y"]));
    assert_eq!(inputs.finish(), Ok(()));
    let mut inputs = body(form, b"name=a&tag=x&tag=y&tag=z");
    assert_eq!(
        inputs.any(ParameterIn::Body),
        json!({"name": "a", "tag": ["x", "y", "z"]})
    );
    assert_eq!(inputs.finish(), Ok(()));
}

#[test]
fn other_bodies_are_text_and_have_no_fields() {
    let mut inputs = body(Some("text/csv"), b"a,b");
    assert_eq!(inputs.any(ParameterIn::Body), json!("a,b"));
    assert_eq!(inputs.finish(), Ok(()));
    for (content_type, bytes) in [("text/csv", &b"a,b"[..]), ("image/png", b"\x89PNG\xff")] {
        let mut inputs = body(Some(content_type), bytes);
        inputs.string(ParameterIn::Field("a"));
        let invalid = inputs.finish().err();
        assert!(
            invalid.is_some_and(|invalid| invalid.is_unsupported_media_type()),
            "{content_type}"
        );
    }
    let mut inputs = body(Some("application/xml"), b"<a/>");
    inputs.object(ParameterIn::Body);
    let invalid = inputs.finish().err();
    assert!(invalid.is_some_and(|invalid| invalid.is_unsupported_media_type()));
    let mut inputs = body(Some("text/csv"), b"");
    assert_eq!(inputs.optional_any(ParameterIn::Body), None);
    inputs.string(ParameterIn::Field("a"));
    assert_eq!(messages(inputs), ["`a`: missing required value"]);
}

#[test]
fn tool_arguments_are_named_whatever_their_place() {
    let mut inputs = arguments(json!({"id": "7", "lang": null, "n": 2.0, "body": {"a": 1}}));
    assert_eq!(inputs.string(ParameterIn::Field("id")), "7");
    assert_eq!(inputs.optional_string(ParameterIn::Query("lang")), None);
    assert_eq!(inputs.integer(ParameterIn::Field("n")), 2);
    assert_eq!(inputs.any(ParameterIn::Body), json!({"a": 1}));
    assert_eq!(inputs.finish(), Ok(()));
}

#[test]
fn unknown_arguments_are_named_with_what_was_meant() {
    let mut inputs = arguments(json!({"parcelId": "7", "colour": 1}));
    inputs.string(ParameterIn::Field("parcel_id"));
    inputs.optional_string(ParameterIn::Field("lang"));
    let invalid = inputs.finish().err();
    let kinds: Vec<_> = invalid
        .iter()
        .flat_map(InvalidInput::problems)
        .map(|problem| (problem.name(), problem.kind()))
        .collect();
    assert_eq!(
        kinds,
        [
            ("parcel_id", ProblemKind::Missing),
            ("parcelId", ProblemKind::Unknown),
            ("colour", ProblemKind::Unknown)
        ]
    );
    assert_eq!(
        invalid.map(|invalid| invalid.to_string()).as_deref(),
        Some(
            "`parcel_id`: missing required value; `parcelId`: unknown argument; a similar name exists: `parcel_id`; \
             `colour`: unknown argument; expected one of `parcel_id`, `lang`"
        )
    );
    assert_eq!(
        messages(arguments(json!({"x": 1}))),
        ["`x`: unknown argument; the tool has no inputs"]
    );
}

#[test]
fn absent_and_null_are_two_things() {
    let text = br#"{"name": null, "note": "x", "size": 7.50}"#;
    for mut inputs in [
        body(None, text),
        Inputs::from_arguments(Json::parse(&text[..]).unwrap_or_default()),
    ] {
        assert_eq!(inputs.nullable_string(ParameterIn::Field("name")), Optional::Null);
        assert_eq!(
            inputs.nullable_string(ParameterIn::Field("note")),
            Optional::Value("x".to_owned())
        );
        let size = inputs
            .nullable_number(ParameterIn::Field("size"))
            .map(|size| size.to_string());
        assert_eq!(size, Optional::Value("7.50".to_owned()));
        assert_eq!(
            inputs.nullable_integer(ParameterIn::Field("count")),
            Optional::Absent
        );
        assert_eq!(inputs.finish(), Ok(()));
    }
    let mut inputs = query("name=null");
    assert_eq!(
        inputs.nullable_string(ParameterIn::Query("name")),
        Optional::Value("null".to_owned())
    );
}

#[test]
fn members_given_twice_are_told() {
    let text = br#"{"id": 1, "\u0069d": 2, "other": 1, "other": 2}"#;
    let mut inputs = body(None, text);
    inputs.integer(ParameterIn::Field("id"));
    assert_eq!(messages(inputs), ["`id`: given more than once"]);
    let mut inputs = Inputs::from_arguments(Json::parse(&text[..]).unwrap_or_default());
    inputs.integer(ParameterIn::Field("id"));
    inputs.optional_integer(ParameterIn::Field("other"));
    assert_eq!(
        messages(inputs),
        ["`id`: given more than once", "`other`: given more than once"]
    );
}

#[test]
fn arguments_that_are_no_object_are_one_problem() {
    let mut inputs = arguments(json!([1]));
    inputs.string(ParameterIn::Field("a"));
    inputs.string(ParameterIn::Field("b"));
    assert_eq!(messages(inputs), ["body: expected an object, got an array"]);
    let mut inputs = arguments(Value::Null);
    assert_eq!(inputs.optional_string(ParameterIn::Field("a")), None);
    assert_eq!(inputs.finish(), Ok(()));
}

#[test]
fn doubles_and_numbers_are_two_types() {
    let mut inputs = query("a=0.1&b=1e400&c=%2B.5");
    assert!((inputs.double(ParameterIn::Query("a")) - 0.1).abs() < f64::EPSILON);
    assert_eq!(inputs.number(ParameterIn::Query("b")).to_string(), "1e400");
    assert_eq!(inputs.number(ParameterIn::Query("c")).to_string(), "0.5");
    inputs.double(ParameterIn::Query("b"));
    assert_eq!(messages(inputs), ["query `b`: expected a number, got `1e400`"]);
}

#[test]
fn byte_order_mark_is_not_a_part_of_the_body() {
    let mut inputs = body(Some("application/json"), b"\xef\xbb\xbf{\"s\":\"x\"}");
    assert_eq!(inputs.string(ParameterIn::Field("s")), "x");
    assert_eq!(inputs.finish(), Ok(()));
    let form = Some("application/x-www-form-urlencoded");
    let mut inputs = body(form, b"\xef\xbb\xbfs=x");
    assert_eq!(inputs.string(ParameterIn::Field("s")), "x");
    assert_eq!(inputs.finish(), Ok(()));
    let mut inputs = body(Some("text/plain"), b"\xef\xbb\xbfx");
    assert_eq!(inputs.string(ParameterIn::Body), "x");
    assert_eq!(inputs.finish(), Ok(()));
    let mut inputs = body(None, b"\xef\xbb\xbf");
    assert_eq!(inputs.optional_any(ParameterIn::Body), None);
    assert_eq!(inputs.finish(), Ok(()));
}

#[test]
fn half_of_a_surrogate_pair_is_a_replacement_character() {
    let given = br#"{"s":"\ud800","o":{"\udc00":1},"l":["\ud83d\ude00\ud83d"],"\ud800":null}"#;
    let arguments = Json::parse(&given[..]).map(Inputs::from_arguments);
    for inputs in [Some(body(None, given)), arguments.ok()] {
        let mut inputs = inputs.expect("JSON");
        assert_eq!(inputs.string(ParameterIn::Field("s")), "\u{fffd}");
        assert_eq!(inputs.object(ParameterIn::Field("o")), json!({"\u{fffd}": 1}));
        assert_eq!(
            inputs.array(ParameterIn::Field("l")),
            json!(["\u{1f600}\u{fffd}"])
        );
        assert_eq!(inputs.optional_any(ParameterIn::Field("\u{fffd}")), None);
        assert_eq!(inputs.finish(), Ok(()));
    }
}
