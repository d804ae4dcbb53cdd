//! Fuzz target: no body makes a format conversion panic or run without end. The first byte selects the format.

#![no_main]

use libfuzzer_sys::fuzz_target;
use naftiko::format::{Format, Limits};

const AVSC: &str = r#"{"type": "record", "name": "R", "fields": [
    {"name": "next", "type": ["null", "R"]},
    {"name": "names", "type": {"type": "array", "items": ["string", "bytes", "double", "null"]}},
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

fuzz_target!(|data: &[u8]| {
    let Some((first, body)) = data.split_first() else {
        return;
    };
    let (format, schema) = FORMATS[usize::from(*first) % FORMATS.len()];
    let _ = format.to_json(body, schema, &Limits::default());
});
