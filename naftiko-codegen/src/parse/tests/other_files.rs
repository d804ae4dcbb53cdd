//! Tests: files that are not capability specs.

use super::{Parsed, diagnostics, read};

#[test]
fn other_files_are_named_in_the_diagnostic() {
    let texts = [
        "just a text",
        "- a\n- b\n",
        "openapi: 3.1.0\ninfo: {title: x}\n",
        "apiVersion: v1\nkind: WorkflowCapability\n",
        "$schema: https://json-schema.org\n",
        "name: x\nworkflows: []\n",
        "name: x\ntools: []\n",
        "id: x\nconsumes:\n- {ref: a, operations: [b]}\n",
        "name: x\ncapabilities: []\n",
        "naftiko: {version: 1}\ncapability: {consumes: []}\n",
        "naftiko: 1.0.0-alpha2\nservers: []\ntools: []\n",
        "naftiko: 1.0.0-alpha2\ncapability: {categories: [a]}\n",
        "naftico: 1.0.0-alpha2\ncapability: {exposed: []}\n",
        "ikanos: 1.0.0-beta5\ncapabilty: {exposes: []}\n",
        "a: 1\n",
    ];
    let shown: Vec<_> = texts.iter().map(|text| diagnostics(text)).collect();
    insta::assert_snapshot!(shown.join(""));
    for text in texts {
        assert!(
            matches!(read("x", text.as_bytes()).parsed, Some(Parsed::NotACapability(_))),
            "{text}"
        );
    }
}

#[test]
fn spec_without_a_version_is_a_spec_with_an_error() {
    let text = "capability:\n  consumes:\n  - {type: http, namespace: a, baseUri: https://a.test}\n";
    let reading = read("x", text.as_bytes());
    assert!(matches!(reading.parsed, Some(Parsed::Document(_))));
    assert_eq!(reading.report.errors(), 1);
}

#[test]
fn empty_capability_is_a_spec_with_a_warning() {
    for text in [
        "ikanos: 1.0.0-beta5\ncapability:\n",
        "ikanos: 1.0.0-beta5\ncapability: {}\n",
    ] {
        let reading = read("x", text.as_bytes());
        assert!(matches!(reading.parsed, Some(Parsed::Document(_))), "{text}");
        assert_eq!(
            (reading.report.errors(), reading.report.warnings()),
            (0, 1),
            "{text}"
        );
    }
}
