//! Tests of format conversion: bodies of all kinds, and no panic.

#![cfg(all(
    feature = "avro",
    feature = "csv",
    feature = "html",
    feature = "markdown",
    feature = "protobuf",
    feature = "xml",
    feature = "yaml"
))]

use naftiko::Value;
use naftiko::format::{Format, FormatLimits};
use proptest::collection::vec;
use proptest::prelude::*;

const AVSC: &str = r#"{"type": "record", "name": "R", "fields": [
    {"name": "next", "type": ["null", "R"]},
    {"name": "names", "type": {"type": "array", "items": ["string", "bytes", "double"]}},
    {"name": "rates", "type": {"type": "map", "values": "int"}}
]}"#;

const PROTO: &str = "syntax = 'proto3';
message M { M next = 1; repeated sint64 all = 2; map<int32, M> by = 3; string s = 4; float f = 5; bytes b = 6; }";

const FORMATS: [(Format, Option<&str>); 9] = [
    (Format::Xml, None),
    (Format::Csv, None),
    (Format::Tsv, None),
    (Format::Psv, None),
    (Format::Yaml, None),
    (Format::Html, Some("table:not(.x)")),
    (Format::Markdown, Some("a")),
    (Format::Avro, Some(AVSC)),
    (Format::Protobuf, Some(PROTO)),
];

/// Valid bodies.
const SAMPLES: [&[u8]; 9] = [
    b"<?xml version='1.0'?><r a='1'>x<b>&amp;</b><b/><![CDATA[y]]><!-- z --></r>",
    b"id,name\n1,\"O'Neil, \"\"Bo\"\"\"\n2\n",
    b"id\tname\n1\tAl\n",
    b"a: &x {b: [1, 2.5, ~], c: \"d\"}\ne: *x\n? f\n: |\n  g\n  h\n--- \n",
    b"<!doctype html><table><thead><tr><th>a<th>b<tbody><tr><td>1<td><p>2<b>3</p></table><svg><p></svg>",
    b"---\na: 1\n---\n# H *x*\n\ntext `c`\n\n|a|b|\n|-|:-:|\n|1|2|\n\n- x\n  > y\n\n~~~\nz\n~~~\n[r]: /u\n",
    b"\x02\x00\x04\x00\x02x\x02\x04yz\x01\x08\x04\x00\x00\x00\x00\x00\x00\x00\xf0\x3f\x00\x02\x02r\x06\x00",
    b"\x0a\x04\x12\x02\x01\x02\x1a\x06\x08\x01\x12\x02\x22\x00\x22\x01x\x2d\x00\x00\x80\x3f\x32\x02\xff\x00",
    b"\x7b\x08\x01\x7c\x10\x07\x79\x01\x02\x03\x04\x05\x06\x07\x08",
];

/// Returns small limits, so that they are reached.
fn limits() -> FormatLimits {
    FormatLimits {
        depth: 8,
        values: 500,
        columns: 8,
        text: 4096,
        ..FormatLimits::default()
    }
}

fn convert(body: &[u8]) {
    for (format, schema) in FORMATS {
        for limits in [limits(), FormatLimits::default()] {
            if let Ok(value) = format.to_json(body, schema, &limits) {
                // The result can be written as JSON.
                assert!(serde_json::from_str::<Value>(value.as_str()).is_ok());
            }
        }
    }
}

/// Returns pieces of the formats in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "<a>",
            "</a>",
            "<a b='c'>",
            "<a/>",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<?x ?>",
            "&amp;",
            "&#1;",
            "&",
            "<table>",
            "</table>",
            "<tr>",
            "<th>",
            "<td>",
            "<p>",
            "<b>",
            "</b>",
            "</p>",
            "<template>",
            "<select>",
            "<svg>",
            "<math>",
            "<form>",
            "<option>",
            "|a|b|\n",
            "|-|-|\n",
            "# ",
            "a",
            "- ",
            "> ",
            "```\n",
            "---\n",
            "\n",
            "\n\n",
            " ",
            "  ",
            ": ",
            "? ",
            "[",
            "]",
            "{",
            "}",
            ", ",
            "&x ",
            "*x",
            "!!str ",
            "\"",
            "'",
            "1",
            "~",
            "\t",
            ",",
            "|",
            "\u{feff}",
            "é",
            "\0",
            "\r",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,4}",
    ];
    vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn conversion_of_any_bytes_does_not_panic(body in vec(any::<u8>(), 0..200)) {
        convert(&body);
    }

    #[test]
    fn conversion_of_short_bytes_does_not_panic(body in vec(0_u8..24, 0..200)) {
        convert(&body);
    }

    #[test]
    fn conversion_of_damaged_bodies_does_not_panic(
        sample in prop::sample::select(SAMPLES.to_vec()),
        cut in any::<prop::sample::Index>(),
        edits in vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let mut body = sample.to_vec();
        for (place, byte) in edits {
            if let Some(at) = body.get_mut(place.index(sample.len())) {
                *at = byte;
            }
        }
        convert(&body);
        convert(&body[..cut.index(body.len())]);
    }

    #[test]
    fn conversion_of_any_text_does_not_panic(body in pieces()) {
        convert(body.as_bytes());
    }
}

#[test]
fn empty_text_body_is_null() {
    for (format, schema) in FORMATS {
        let empty = format.to_json(b" \n", schema, &FormatLimits::default());
        let text = !matches!(format, Format::Avro | Format::Protobuf);
        assert_eq!(empty.is_ok_and(|value| value.is_null()), text, "{format:?}");
    }
}

#[test]
fn body_with_invalid_utf_8_is_rejected() {
    for (format, schema) in &FORMATS[..7] {
        let error = format
            .to_json(b"a\xff", *schema, &FormatLimits::default())
            .map_err(|error| error.to_string());
        assert!(
            error.is_err_and(|error| error.contains("not UTF-8 (byte 1)")),
            "{format:?}"
        );
    }
}
