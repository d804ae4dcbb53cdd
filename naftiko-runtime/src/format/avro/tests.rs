use serde_json::json;

use super::*;

const USER: &str = r#"{
    "type": "record", "name": "User", "namespace": "test", "fields": [
        {"name": "id", "type": "long"},
        {"name": "name", "type": "string"},
        {"name": "mail", "type": ["null", "string"]},
        {"name": "tags", "type": {"type": "array", "items": "string"}},
        {"name": "size", "type": {"type": "enum", "name": "Size", "symbols": ["S", "L"]}},
        {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 2}},
        {"name": "rates", "type": {"type": "map", "values": "float"}},
        {"name": "previous", "type": ["null", "test.Size"]}
    ]
}"#;

const LIST: &str =
    r#"{"type": "record", "name": "List", "fields": [{"name": "next", "type": ["null", "List"]}]}"#;
const NULLS: &str = r#"{"type": "array", "items": "null"}"#;
const SELF: &str = r#"{"type": "record", "name": "R", "fields": [{"name": "r", "type": "R"}]}"#;

fn read(body: &[u8], schema: &'static str) -> Result<Value, String> {
    to_json(body, Some(schema), &FormatLimits::default()).map_err(|error| error.to_string())
}

fn invalid(body: &[u8], schema: &'static str, why: &str) {
    let error = read(body, schema).err().unwrap_or_default();
    assert!(error.contains(why), "{why}: {error}");
}

fn user() -> Vec<u8> {
    let mut body = vec![
        84, 4, b'A', b'l', 2, 2, b'x', 4, 2, b'a', 2, b'b', 0, 2, 0xff, 0x00,
    ];
    body.extend([2, 2, b'r']);
    body.extend(0.1_f32.to_le_bytes());
    body.extend([0, 2, 0]);
    body
}

#[test]
fn record_is_read_as_object() {
    let expected = json!({
        "id": 42, "name": "Al", "mail": "x", "tags": ["a", "b"], "size": "L", "hash": "/wA=",
        "rates": {"r": 0.1}, "previous": "S"
    });
    assert_eq!(read(&user(), USER), Ok(expected));
}

#[test]
fn scalar_is_read_without_a_record() {
    assert_eq!(read(&[1], r#""boolean""#), Ok(json!(true)));
    assert_eq!(
        read(&[1], r#"{"type": "int", "logicalType": "date"}"#),
        Ok(json!(-1))
    );
    assert_eq!(
        read(&2.5_f64.to_le_bytes(), r#"{"type": {"type": "double"}}"#),
        Ok(json!(2.5))
    );
    assert_eq!(read(&[], r#""null""#), Ok(Value::Null));
    assert_eq!(read(&[4, 1, 2], r#""bytes""#), Ok(json!("AQI=")));
}

#[test]
fn block_with_size_is_read() {
    // -2 items in 2 bytes, then one item, then the end.
    assert_eq!(
        read(&[3, 4, 2, 4, 2, 6, 0], r#"{"type": "array", "items": "int"}"#),
        Ok(json!([1, 2, 3]))
    );
}

#[test]
fn truncated_datum_is_rejected() {
    let whole = user();
    for length in 0..whole.len() {
        invalid(&whole[..length], USER, "expected Avro");
    }
    let more = [whole, vec![0]].concat();
    invalid(&more, USER, "more than the schema describes");
}

#[test]
fn value_outside_the_schema_is_rejected() {
    invalid(&[4], r#"["null", "int"]"#, "unknown union branch");
    invalid(&[1], r#"["null", "int"]"#, "unknown union branch");
    invalid(
        &[4],
        r#"{"type": "enum", "name": "E", "symbols": ["A"]}"#,
        "unknown enum symbol",
    );
    invalid(&[2], r#""boolean""#, "neither");
    invalid(&[0x80, 0x80, 0x80, 0x80, 0x80, 1], r#""int""#, "32 bits");
    invalid(&[2, 0xff], r#""string""#, "UTF-8");
    invalid(&[1], r#""string""#, "negative length");
    invalid(b"Obj\x01", r#""null""#, "container");
}

#[test]
fn huge_or_deep_datum_is_rejected() {
    // 2^62 items without bytes; a string of 2^62 bytes; an endlessly deep list, and one without bytes.
    let huge = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1];
    invalid(&huge, NULLS, "values");
    let negative = [[0xff; 9].as_slice(), &[1, 0]].concat();
    invalid(&negative, NULLS, "values");
    invalid(&huge, r#""string""#, "expected Avro");
    invalid(&vec![2; 1_000_000], LIST, "levels");
    invalid(&[], SELF, "levels");
}

#[test]
fn missing_or_invalid_schema_is_an_error() {
    let missing = to_json(&[], None, &FormatLimits::default()).map_err(|error| error.to_string());
    assert_eq!(
        missing,
        Err("expected Avro with an `outputSchema` at `$`, got no schema".to_owned())
    );
    for schema in [
        "",
        "{}",
        "[[]]",
        "\"User\"",
        "3",
        r#"{"type": "array"}"#,
        r#"{"type": "record", "name": "R"}"#,
        r#"{"type": "fixed", "name": "F", "size": -1}"#,
        r#"{"type": "enum", "symbols": []}"#,
    ] {
        invalid(&[], schema, "an Avro schema");
    }
}
