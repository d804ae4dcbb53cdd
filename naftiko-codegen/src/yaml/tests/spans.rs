//! Tests: every value and key has its place.

use super::{read, root};
use crate::source::{Source, Span};
use crate::yaml::{Kind, Node};

/// Collects each key and value of a tree with the text of its span.
fn texts(node: &Node, source: &str, into: &mut Vec<String>) {
    let slice = |span: Span| source[span.range()].to_owned();
    match &node.kind {
        Kind::Null => into.push(format!("null {:?}", slice(node.span))),
        Kind::Scalar(scalar) => into.push(format!("{} {:?}", scalar.text.escape_debug(), slice(node.span))),
        Kind::Sequence(items) => {
            into.push(format!("[] {:?}", slice(node.span)));
            for item in items {
                texts(item, source, into);
            }
        }
        Kind::Mapping(entries) => {
            into.push(format!("{{}} {:?}", slice(node.span)));
            for (key, value) in entries {
                into.push(format!("{key} = {:?}", slice(key.span)));
                texts(value, source, into);
            }
        }
    }
}

fn shown(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    texts(&root(text), text, &mut found);
    found
}

#[test]
fn spans_cover_values_and_keys() {
    let text = "a: 1\n'b': [x, \"y\"]\nc:\n  - d: é\n    e: |\n      f\n  - g\nh: {i: j}\nk:\n";
    let expected = [
        "{} \"a: 1\\n'b': [x, \\\"y\\\"]\\nc:\\n  - d: é\\n    e: |\\n      f\\n  - g\\nh: {i: j}\\nk\"",
        "a = \"a\"",
        "1 \"1\"",
        "b = \"'b'\"",
        "[] \"[x, \\\"y\\\"]\"",
        "x \"x\"",
        "y \"\\\"y\\\"\"",
        "c = \"c\"",
        "[] \"- d: é\\n    e: |\\n      f\\n  - g\"",
        "{} \"d: é\\n    e: |\\n      f\"",
        "d = \"d\"",
        "é \"é\"",
        "e = \"e\"",
        "f\\n \"f\"",
        "g \"g\"",
        "h = \"h\"",
        "{} \"{i: j}\"",
        "i = \"i\"",
        "j \"j\"",
        "k = \"k\"",
        "null \"\"",
    ];
    assert_eq!(shown(text), expected);
}

#[test]
fn line_ends_and_byte_order_marks_do_not_move_spans() {
    for text in [
        "\u{feff}a: é\r\nbé: [1,\r\n  2]\r\n",
        "# ünï\n\na: é\nbé: [1,\n  2]\n",
    ] {
        let found = shown(text);
        assert!(found.contains(&"é \"é\"".to_owned()), "{found:?}");
        assert!(found.contains(&"bé = \"bé\"".to_owned()), "{found:?}");
        assert!(found.contains(&"2 \"2\"".to_owned()), "{found:?}");
    }
}

#[test]
fn alias_has_its_own_span() {
    let text = "a: &x {k: v}\nb: *x\n";
    let node = root(text);
    assert_eq!(&text[node.get("b").unwrap().span.range()], "*x");
}

#[test]
fn head_of_a_value_is_its_first_key_or_item() {
    let text = "a:\n- b: 1\n  c: 2\n- d\n";
    let node = root(text);
    assert_eq!(&text[node.head().range()], "a");
    assert_eq!(&text[node.get("a").unwrap().head().range()], "b");
}

#[test]
fn positions_count_lines_and_characters_from_one() {
    let source = Source::new("x", "\u{feff}ab\r\n\té: x\nlast");
    let at = |byte| (source.position(byte).line, source.position(byte).column);
    assert_eq!(at(3), (1, 1), "the mark has no column");
    assert_eq!(at(4), (1, 2));
    assert_eq!(at(7), (2, 1));
    assert_eq!(at(8), (2, 2), "a tab is one column");
    assert_eq!(at(10), (2, 3), "é is one column");
    assert_eq!(at(14), (3, 1));
    assert_eq!(at(9999), (3, 5), "beyond the end is the end");
}

#[test]
fn truncation_comment_marks_the_tree() {
    let (tree, report) =
        read("a: 1\n\n# --- truncated at 32 KB (38 KB total) ---\n# Full source: https://x.test\n");
    assert!(tree.unwrap().truncated);
    assert_eq!(report.warnings(), 1);
    for whole in [
        "# --- truncated\na: 1\n",
        "a: '# --- truncated'\n",
        "a: 1 # --- truncated\n",
    ] {
        assert!(!read(whole).0.unwrap().truncated, "{whole}");
    }
}
