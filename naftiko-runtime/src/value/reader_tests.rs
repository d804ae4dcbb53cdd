//! Tests of the reader: compared with `serde_json`, and its own rules.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::reader::{Budget, Reader, checked};
use super::{DecodeError, Json};
use super::{Kind, ReadError};

/// Reads any value with the reader to the tree of `serde_json`.
fn tree(reader: &mut Reader<'_>) -> Result<Value, ReadError> {
    Ok(match reader.peek()? {
        Kind::Null => {
            reader.null()?;
            Value::Null
        }
        Kind::Boolean => Value::Bool(reader.boolean()?),
        Kind::Number => {
            let text = reader.number_text()?;
            serde_json::from_str(text).unwrap_or_else(|_| json!("out of range"))
        }
        Kind::String => Value::String(reader.string()?.into_owned()),
        Kind::Array => {
            reader.array()?;
            let mut items = Vec::new();
            while reader.item()? {
                items.push(tree(reader)?);
            }
            Value::Array(items)
        }
        Kind::Object => {
            reader.object()?;
            let mut members = Map::new();
            while let Some(key) = reader.key()? {
                let value = tree(reader)?;
                members.insert(key.into_owned(), value);
            }
            Value::Object(members)
        }
    })
}

fn read(text: &str) -> Result<Value, DecodeError> {
    let mut reader = Reader::new(text);
    let value = tree(&mut reader).and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| error.in_text(text))
}

fn message<T: std::fmt::Debug>(result: Result<T, DecodeError>) -> String {
    result.map_or_else(|error| error.to_string(), |value| format!("{value:?}"))
}

fn any_json() -> impl Strategy<Value = Value> {
    let text = "[\u{0}-\u{7f}é\u{2028}😀]{0,12}";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((text, inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn reader_agrees_with_serde_json_on_json(value in any_json(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.unwrap_or_default();
        let expected: Value = serde_json::from_str(&text).unwrap_or_default();
        prop_assert_eq!(read(&text), Ok(expected));
        let json = Json::parse(text.clone()).map(|json| json.to_string());
        prop_assert_eq!(json, Ok(value.to_string()));
    }

    #[test]
    fn reader_agrees_with_serde_json_on_what_is_nearly_json(
        value in any_json(), at: prop::sample::Index, mutation in prop::sample::select(vec![
            "", "0", ",", "\"", "{", "}", "[", "]", ":", " ", "\\", "e", "-", ".", "null", "\u{7f}", "\n", "\\ud800", "1e5",
        ]), removed in 0_usize..3,
    ) {
        let mut text: Vec<char> = value.to_string().chars().collect();
        let place = at.index(text.len());
        let end = text.len().min(place + removed);
        text.splice(place..end, mutation.chars());
        let text: String = text.into_iter().collect();
        let expected: Result<Value, _> = serde_json::from_str(&text);
        let skipped = checked(text.as_bytes(), Budget::default()).map(|checked| checked.text);
        match (read(&text), expected) {
            (Ok(value), Ok(expected)) => {
                prop_assert_eq!(value, expected);
                prop_assert_eq!(skipped, Ok(text.trim_matches([' ', '\n', '\t', '\r'])));
            }
            (Err(error), Err(_)) => {
                // An empty text is an error for the reader, but an empty body is null.
                prop_assert!(skipped.is_err() || text.trim().is_empty(), "{} {}", text, error);
            }
            // A number beyond doubles is an error for `serde_json`, and so is a half of a surrogate pair.
            (Ok(value), Err(_)) => {
                let value = value.to_string();
                prop_assert!(value.contains("out of range") || value.contains('\u{fffd}'), "{}", text);
            }
            (Err(error), Ok(_)) => prop_assert!(false, "{}: {}", text, error),
        }
    }

    #[test]
    fn values_are_skipped_as_they_are_read(value in any_json()) {
        let text = format!("[{value} , {value}]");
        let mut reader = Reader::new(&text);
        prop_assert_eq!(reader.array(), Ok(()));
        prop_assert_eq!(reader.item(), Ok(true));
        let expected = value.to_string();
        prop_assert_eq!(reader.raw(), Ok(expected.as_str()));
        prop_assert_eq!(reader.item(), Ok(true));
        prop_assert_eq!(reader.skip(), Ok(()));
        prop_assert_eq!(reader.item(), Ok(false));
        prop_assert_eq!(reader.end(), Ok(()));
    }
}

#[test]
fn errors_name_the_path_and_never_the_value() {
    let text = r#" {"depots": [{"id": 1}, {"id": "s3cret", "a b": {}}]} "#;
    let read = |path: &[&str]| -> Result<i64, DecodeError> {
        let mut reader = Reader::new(text);
        let mut walk = || -> Result<i64, ReadError> {
            for step in path {
                if step.is_empty() {
                    reader.array()?;
                    reader.item()?;
                    reader.skip()?;
                    reader.item()?;
                    continue;
                }
                reader.object()?;
                while let Some(key) = reader.key()? {
                    if key == *step {
                        break;
                    }
                    reader.skip()?;
                }
            }
            reader.integer()
        };
        walk().map_err(|error| error.in_text(text))
    };
    assert_eq!(
        message(read(&["depots", "", "id"])),
        "expected an integer at `$.depots[1].id`, got a string"
    );
    assert_eq!(
        message(read(&["depots", "", "a b"])),
        "expected an integer at `$.depots[1][\"a b\"]`, got an object"
    );
    assert_eq!(
        message(read(&["depots"])),
        "expected an integer at `$.depots`, got an array"
    );
    assert_eq!(message(read(&[])), "expected an integer at `$`, got an object");
}

#[test]
fn malformed_text_is_told_by_line_and_column() {
    for (text, expected) in [
        ("{\"a\": 1,\n \"b\": }", "something else (line 2, column 7)"),
        ("[1, 2", "a body that ends too early (line 1, column 6)"),
        ("{\"a\": tru}", "something else (line 1, column 10)"),
        ("[01]", "something else (line 1, column 3)"),
        ("[1,]", "something else (line 1, column 4)"),
        ("{\"a\":1,}", "something else (line 1, column 8)"),
        ("[1] 2", "something else (line 1, column 5)"),
        ("\"\\ud800\\ux\"", "something else (line 1, column 8)"),
        ("\"\\ud80\"", "something else (line 1, column 2)"),
        ("\"a\nb\"", "something else (line 1, column 3)"),
    ] {
        let checked = checked(text.as_bytes(), Budget::default()).map(|checked| checked.text);
        let found = checked.map_err(|error| error.found().to_owned());
        assert_eq!(found, Err(expected.to_owned()), "{text}");
    }
    assert!(checked(b"\"\xff\"", Budget::default()).is_err());
    let blank = checked(b" \n", Budget::default()).map(|checked| checked.text);
    assert_eq!(blank, Ok("null"));
}

#[test]
fn budgets_end_reading() {
    let within = |text: &str, budget| message(checked(text.as_bytes(), budget).map(|_| ()));
    let budget = Budget::default();
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(within(&deep(128), budget), "()");
    assert!(within(&deep(129), budget).contains("more than the levels of nesting that are allowed"));
    assert!(within(&deep(3), Budget { depth: 2, ..budget }).contains("levels"));
    let values = Budget { values: 4, ..budget };
    assert_eq!(within("[1,{\"a\":2}]", values), "()");
    assert!(within("[1,{\"a\":2},3]", values).contains("more than the values that are allowed"));
    assert!(
        within("[1,2,3]", Budget { bytes: 4, ..budget }).contains("more than the bytes that are allowed")
    );
}

#[test]
fn numbers_are_read_with_their_digits_or_as_asked() {
    let reader = |text| Reader::new(text);
    assert_eq!(
        reader("1915883588174806058.10").number_text(),
        Ok("1915883588174806058.10")
    );
    assert_eq!(reader("7.0").integer(), Ok(7));
    assert_eq!(reader("-1.5e2").double(), Ok(-150.0));
    assert!(
        reader("7.5").integer().is_err()
            && reader("1e400").double().is_err()
            && reader("1e").integer().is_err()
    );
}

#[test]
fn half_of_a_surrogate_pair_is_a_replacement_character() {
    for (content, expected) in [
        (r"\ud800", "\u{fffd}"),
        (r"\uDFFF", "\u{fffd}"),
        (
            r"long enough \ud83d for a word",
            "long enough \u{fffd} for a word",
        ),
        (r"\ud800\ud83d\ude00\ude00", "\u{fffd}\u{1f600}\u{fffd}"),
        (r"\ud800\u0041\n\\ud800", "\u{fffd}A\n\\ud800"),
        (r"\udc00\ud800", "\u{fffd}\u{fffd}"),
    ] {
        let text = format!("\"{content}\"");
        assert_eq!(Reader::new(&text).string().as_deref(), Ok(expected), "{text}");
        // The text of a value that goes on is JSON for every reader, with and without white space, and as a name.
        for text in [
            format!("{{\"a\":[{text}],{text}:1}}"),
            format!("{{ \"a\": [ {text} ], {text} : 1 }}"),
        ] {
            let json = Json::parse(text.clone());
            let expected = json!({"a": [expected], expected: 1});
            assert_eq!(json.as_ref().map(Json::to_value), Ok(expected.clone()), "{text}");
            assert_eq!(
                json.map(|json| serde_json::from_str(json.as_str()).ok()),
                Ok(Some(expected))
            );
        }
    }
}

#[test]
fn byte_order_mark_is_not_a_part_of_the_text() {
    let checked =
        |text: &str| checked(text.as_bytes(), Budget::default()).map(|checked| checked.text.to_owned());
    assert_eq!(checked("\u{feff} [1]"), Ok("[1]".to_owned()));
    assert_eq!(checked("\u{feff}"), Ok("null".to_owned()));
    let error = checked("\u{feff}[1,]").map_err(|error| error.found().to_owned());
    assert_eq!(error, Err("something else (line 1, column 4)".to_owned()));
    assert!(checked("[\u{feff}1]").is_err() && checked("\u{feff}\u{feff}1").is_err());
}
