//! Tests: a tree that is written reads as the same tree.

use super::root;

/// Returns the text of a value, which reads as the same value.
fn written(text: &str) -> String {
    let node = root(text);
    let written = node.to_yaml();
    assert_eq!(root(&written).to_json(), node.to_json(), "{written}");
    assert_eq!(root(&written).to_yaml(), written);
    written
}

#[test]
fn maps_and_lists_are_blocks() {
    let text = "a:\n  b:\n  - 1\n  - c: x\n    d: []\n  - - e\n    - {}\n  f: null\n";
    assert_eq!(written(text), text);
}

#[test]
fn strings_keep_their_type() {
    let text = "{a: '1.0', b: 1.0, c: 'no', d: 'null', e: null, f: '2026-01-01', g: \" x\", h: 'a: b', i: '- x', \
                j: 'x #y', k: \"\\t\\u2028\", l: '', m: -1, n: '-1', o: '*', p: .5, q: 'https://a.test/b', 'on': on}";
    insta::assert_snapshot!(written(text));
}

#[test]
fn texts_of_several_lines_are_blocks() {
    insta::assert_snapshot!(written(
        r#"{a: "one\n\n  two\n", b: "one\ntwo", c: "one\ntwo\n\n", d: " one\ntwo", e: ["x\ny", "x\r\ny"]}"#
    ));
}
