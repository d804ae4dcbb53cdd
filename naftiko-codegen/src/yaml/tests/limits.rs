//! Tests: files that would exhaust time, stack or memory are rejected quickly.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::{diagnostics, read};

/// Reads a text that must be rejected, and returns the message.
fn rejected(text: &str) -> String {
    let start = Instant::now();
    let (tree, report) = read(text);
    assert!(tree.is_none(), "is rejected");
    assert_eq!(report.errors(), 1);
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "took {:?}",
        start.elapsed()
    );
    report.diagnostics()[0].message().to_owned()
}

#[test]
fn nesting_beyond_the_limit_is_an_error() {
    for (open, what) in [("[", "lists"), ("{a: ", "maps"), ("- ", "block lists")] {
        assert_eq!(
            rejected(&open.repeat(100_000)),
            "values are nested deeper than 64 levels",
            "{what}"
        );
    }
    assert_eq!(rejected(&"? ".repeat(100_000)), "a key must be a string");
    let mut maps = String::new();
    for level in 0..2_000 {
        let _ = writeln!(maps, "{:level$}a:", "");
    }
    assert_eq!(rejected(&maps), "values are nested deeper than 64 levels");
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(read(deep(64)).0.is_some());
    assert!(read(deep(65)).0.is_none());
}

#[test]
fn values_repeated_by_aliases_count_toward_the_limit() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let before = level - 1;
        let aliases = vec![format!("*a{before}"); 10].join(", ");
        let _ = writeln!(bomb, "a{level}: &a{level} [{aliases}]");
    }
    assert_eq!(rejected(&bomb), "the file has more than 200000 values");
    let mut ladder = "a0: &a0 [x]\n".to_owned();
    for level in 1..100 {
        let _ = writeln!(ladder, "a{level}: &a{level} [*a{}]", level - 1);
    }
    assert_eq!(rejected(&ladder), "values are nested deeper than 64 levels");
    let many = format!("a: &a x\nb: [{}]\n", vec!["*a"; 1_001].join(", "));
    assert_eq!(rejected(&many), "the file has more than 1000 aliases");
}

#[test]
fn text_that_aliases_repeat_is_counted() {
    let long = "x".repeat(1 << 20);
    let repeated = "anchors and aliases repeat more than 8388608 bytes of text";
    let kinds = [
        format!("a: &a {long}\nb: [{}]\n", ["*a"; 300].join(", ")),
        format!(
            "a: &a {{k: {long}}}\n{}",
            (0..300).fold(String::new(), |text, key| text + &format!("b{key}: {{<<: *a}}\n"))
        ),
        {
            let key = "k".repeat(3_000);
            let aliases = ["*a"; 999].join(", ");
            format!("a: &a {{{key}0: 1, {key}1: 1, {key}2: 1}}\nb: [{aliases}]\n")
        },
        (0..20).fold(format!("a0: &a0 {long}\n"), |text, level| {
            format!("{text}a{}: &a{} [*a{level}, *a{level}]\n", level + 1, level + 1)
        }),
        format!(
            "{}{long}{}",
            (0..40).fold(String::new(), |text, level| format!("{text}&a{level} {{k: ")),
            "}".repeat(40)
        ),
    ];
    for (number, text) in kinds.iter().enumerate() {
        assert_eq!(rejected(text), repeated, "{number}");
    }
    let few = format!("a: &a {long}\nb: [{}]\n", ["*a"; 6].join(", "));
    assert!(read(&few).0.is_some());
    let once = format!("a: {}\n", "x".repeat(8_000_000));
    assert!(read(&once).0.is_some());
}

#[test]
fn size_beyond_the_limit_is_an_error() {
    let many = format!("[{}]", "x,".repeat(200_001));
    assert_eq!(rejected(&many), "the file has more than 200000 values");
    let long = format!("a: '{}'", "x".repeat(9 << 20));
    assert!(rejected(&long).ends_with("the limit is 8388608"));
}

#[test]
fn many_keys_are_parsed_quickly() {
    let keys: String = (0..50_000).fold(String::new(), |text, key| text + &format!("k{key}: 1\n"));
    let start = Instant::now();
    assert!(read(&keys).0.is_some());
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "took {:?}",
        start.elapsed()
    );
}

#[test]
fn alias_inside_its_own_anchor_is_an_error() {
    assert!(diagnostics("a: &a [*a]\n").contains("inside the value that its anchor marks"));
    assert!(diagnostics("a: &a {b: *a}\n").contains("inside the value that its anchor marks"));
}
