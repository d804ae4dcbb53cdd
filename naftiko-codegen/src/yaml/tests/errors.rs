//! Tests: one diagnostic per YAML error, at its place.

use super::{diagnostics, read};

#[test]
fn yaml_errors_have_one_diagnostic_each() {
    let texts: [&str; 31] = [
        "",
        "\n  \n",
        "# only a comment\n",
        "~\n",
        "a: 1\n---\nb: 2\n",
        "a:\n\tb: c\n",
        "a: b\n\tc: d\n",
        "a: \"x\nb: y\nc: z\n",
        "a: 'it's'\n",
        "a: 'x\n",
        "a: \"x\" y\n",
        "a: [b, c\nd: e\n",
        "a: {b: c\nd: e\n",
        "a: [b, c}\n",
        "a: {{token}}\n",
        "a: b: c\n",
        "description: Note: fast\n",
        "a\nb: c\n",
        "a:\n   b: c\n  d: e\n",
        "a:\n  b: c\n d: e\n",
        "- a\nb: c\n",
        "a:\n- b\nc\n",
        "a: *x\n",
        "accept: */*\n",
        "a: @x\n",
        "a: %x\n",
        "a: \"\\q\"\n",
        "a: x\u{7}y\n",
        "? [x]\n: c\n",
        "a: 1\nb: 2\na: 3\n",
        "a: !<unclosed\n",
    ];
    let shown: Vec<_> = texts
        .iter()
        .map(|text| format!("{text:?}\n{}", diagnostics(text)))
        .collect();
    insta::assert_snapshot!(shown.join(""));
    for text in texts {
        assert_eq!(read(text).1.errors(), 1, "{text:?}");
    }
}

#[test]
fn other_encodings_are_errors() {
    assert!(diagnostics(b"\xff\xfea\0:\0").contains("encoded as UTF-16"));
    let latin = diagnostics(b"a: 1\nb: caf\xe9\n");
    assert!(latin.contains("spec.yaml:2:7"), "{latin}");
}

#[test]
fn duplicate_keys_are_errors_and_the_first_value_is_kept() {
    let (tree, report) = read("a: 1\nb: {c: 1, d: 2, c: 3}\na: 4\n");
    assert_eq!(report.errors(), 2);
    let first = tree.unwrap().root.get("a").unwrap().as_integer();
    assert_eq!(first, Some(1), "the first value is kept");
}
