use serde_json::json;

use super::*;

const USER: &str = r#"
    syntax = "proto3";
    package test;
    import "google/protobuf/timestamp.proto";
    enum Size { SIZE_UNKNOWN = 0; SIZE_LARGE = 1; }
    message User {
        int64 user_id = 1;
        string name = 2;
        optional string mail = 3;
        repeated int32 marks = 4;
        map<string, Address> places = 5;
        Size size = 6;
        bytes hash = 7;
        google.protobuf.Timestamp since = 8;
        oneof contact { string phone = 9; bool none = 10; }
        sint32 shift = 11;
        double rate = 12;
    }
    message Address { string city = 1; }
"#;

const TREE: &str = "syntax = 'proto2'; message Tree {
    optional Tree left = 1; optional Tree right = 2; optional int32 leaf = 3;
    optional group Twig = 4 { optional string text = 1; } repeated fixed32 all = 5 [packed = true];
}";

fn read(body: &[u8], schema: &'static str) -> Result<Value, String> {
    to_json(body, Some(schema), &FormatLimits::default()).map_err(|error| error.to_string())
}

fn assert_rejected(body: &[u8], schema: &'static str, why: &str) {
    let error = read(body, schema).err().unwrap_or_default();
    assert!(error.contains(why), "{why}: {error}");
}

fn user() -> Vec<u8> {
    let mut body = vec![0x08, 42, 0x12, 2, b'A', b'l', 0x1a, 1, b'x'];
    body.extend([0x22, 2, 1, 2, 0x20, 3]);
    body.extend([0x2a, 7, 0x0a, 1, b'h', 0x12, 2, 0x0a, 0]);
    body.extend([0x30, 1, 0x3a, 2, 0xff, 0x00, 0x42, 2, 0x08, 9]);
    body.extend([0x50, 1, 0x58, 3, 0x61]);
    body.extend(2.5_f64.to_le_bytes());
    body
}

#[test]
fn message_is_read_as_object() {
    let expected = json!({
        "user_id": 42, "name": "Al", "mail": "x", "marks": [1, 2, 3], "places": {"h": {"city": ""}},
        "size": "SIZE_LARGE", "hash": "/wA=", "since": {"seconds": 9, "nanos": 0}, "none": true,
        "shift": -2, "rate": 2.5
    });
    assert_eq!(read(&user(), USER), Ok(expected));
}

#[test]
fn field_without_presence_is_its_zero_value() {
    let expected = json!({
        "user_id": 0, "name": "", "marks": [], "places": {}, "size": "SIZE_UNKNOWN", "hash": "",
        "shift": 0, "rate": 0
    });
    assert_eq!(read(&[], USER), Ok(expected));
    assert_eq!(read(&[], TREE), Ok(json!({"all": []})));
}

#[test]
fn repeated_message_is_merged_and_unknown_field_is_ignored() {
    let parts = [0x0a, 2, 0x18, 1, 0x0a, 2, 0x0a, 0];
    assert_eq!(
        read(&parts, TREE),
        Ok(json!({"left": {"leaf": 1, "all": [], "left": {"all": []}}, "all": []}))
    );
    // A varint, eight bytes, a group with a group, four bytes: all of field 15.
    let unknown = [
        0x78, 1, 0x79, 1, 2, 3, 4, 5, 6, 7, 8, 0x7b, 0x7b, 0x7c, 0x7c, 0x7d, 1, 2, 3, 4, 0x18, 7,
    ];
    assert_eq!(read(&unknown, TREE), Ok(json!({"leaf": 7, "all": []})));
    let last = read(&[0x4a, 1, b'1', 0x50, 1], USER);
    assert_eq!(
        last.map(|user| (user["none"].clone(), user.get("phone").is_none())),
        Ok((json!(true), true))
    );
    assert_eq!(
        read(&[0x30, 9], USER).map(|user| user["size"].clone()),
        Ok(json!(9))
    );
}

#[test]
fn groups_and_packed_numbers_are_read() {
    let body = [0x23, 0x0a, 1, b'x', 0x24, 0x2a, 4, 1, 0, 0, 0, 0x2d, 2, 0, 0, 0];
    assert_eq!(
        read(&body, TREE),
        Ok(json!({"twig": {"text": "x"}, "all": [1, 2]}))
    );
}

#[test]
fn truncated_message_never_panics() {
    let whole = user();
    for length in 0..whole.len() {
        let _ = read(&whole[..length], USER);
    }
    assert_rejected(&whole[..whole.len() - 1], USER, "incomplete body");
}

#[test]
fn message_that_does_not_match_the_schema_is_rejected() {
    assert_rejected(&[0x0a, 1, b'x'], USER, "a type other");
    assert_rejected(&[0x12, 1, 0xff], USER, "UTF-8");
    assert_rejected(&[0x00, 1], USER, "without a number");
    assert_rejected(&[0x0e], USER, "unknown wire type");
    assert_rejected(&[0x0c], USER, "unknown wire type");
    assert_rejected(&[0x7b, 0x08, 1], USER, "incomplete body");
    assert_rejected(&[0x12, 0xff, 0xff, 0xff, 0xff, 0x0f], USER, "incomplete body");
}

#[test]
fn huge_or_deep_message_is_rejected() {
    let mut deep = Vec::new();
    for _ in 0..2_000 {
        let [low, high] =
            [deep.len() % 128 + 128, deep.len() / 128].map(|part| u8::try_from(part).unwrap_or(0));
        deep = [vec![0x0a, low, high], deep].concat();
    }
    assert_rejected(&deep, TREE, "levels");
    assert_rejected(&vec![0x7b; 1_000_000], TREE, "levels");
    assert_rejected(&vec![0x23; 1_000_000], TREE, "levels");
    let packed = [vec![0x22, 0xe0, 0x91, 0x43], vec![1; 1_100_000]].concat();
    assert_rejected(&packed, USER, "values");
    // Two bytes each, but eleven values: absent fields count too.
    assert_rejected(&[0x0a, 0].repeat(1_100_000), TREE, "values");
}

#[test]
fn missing_or_invalid_schema_is_an_error() {
    let missing = to_json(&[], None, &FormatLimits::default()).map_err(|error| error.to_string());
    assert_eq!(
        missing,
        Err("expected Protobuf with an `outputSchema` at `$`, got no schema".to_owned())
    );
    for schema in [
        "",
        "message {",
        "import 'other.proto'; message A {}",
        "message A { B b = 1; }",
    ] {
        assert_rejected(&[], schema, "a Protobuf schema");
    }
}
