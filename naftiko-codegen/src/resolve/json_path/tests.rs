use super::*;

fn key(name: &str) -> Step {
    Step::Key(name.to_owned())
}

fn steps_of(path: &str) -> Vec<Step> {
    match parse(path) {
        Ok(JsonPath::Steps(steps)) => steps,
        other => panic!("{path}: {other:?}"),
    }
}

fn refused(path: &str) -> (String, usize) {
    match parse(path) {
        Err(invalid) => (invalid.why.into_owned(), invalid.at),
        Ok(parsed) => panic!("{path}: {parsed:?}"),
    }
}

#[test]
fn names_indexes_and_wildcards_are_steps() {
    assert_eq!(steps_of("$"), []);
    assert_eq!(steps_of("$."), []);
    assert_eq!(
        steps_of("$.a[0]['b c'].d[*].e[-1]"),
        [
            key("a"),
            Step::Index(0),
            key("b c"),
            key("d"),
            Step::Each,
            key("e"),
            Step::FromEnd(1),
        ]
    );
}

#[test]
fn names_in_quotes_may_have_escapes() {
    assert_eq!(steps_of(r"$['it\'s']"), [key("it's")]);
    assert_eq!(
        steps_of(r#"$['"']["\"" ][ 'a]b' ]"#),
        [key("\""), key("\""), key("a]b")]
    );
    assert_eq!(steps_of(r"$['\u00e9\\']"), [key("é\\")]);
    assert_eq!(refused(r"$['\x']").1, 1);
}

#[test]
fn what_is_beyond_is_checked_and_kept_as_it_is() {
    for path in [
        "$..a",
        "$.a..b",
        "$.a[1:]",
        "$.a[::-1]",
        "$.a[0,-1]",
        "$['a','b']",
        "$['a', 'b'].c",
        "$.a[?(@.b)]",
        "$.a[?@.b == 'x]' || length(@.c) > 2]",
        "$.a[?match(@.b, '[0-9]+') && search(@.c, 'x') && count(@.*) > 1 && value(@.d) < $.e]",
        "$.a[?@.b[?@.c[?@.d]]]",
    ] {
        assert_eq!(parse(path), Ok(JsonPath::Query(path.to_owned())));
    }
}

#[test]
fn errors_say_where() {
    assert_eq!(refused("a.b").1, 0);
    assert_eq!(refused("$.a[").1, 3);
    assert_eq!(refused("$.a[-0]").1, 3);
    assert_eq!(refused("$.a.length()").1, 3);
    assert_eq!(refused("$..").1, 2);
    assert_eq!(refused("  $.a["), ("`[` is not closed".to_owned(), 5));
    assert_eq!(refused("$.a[0:x]"), ("expected `]`".to_owned(), 5));
    assert_eq!(refused("$.ä[?@.b"), ("expected `]`".to_owned(), 8));
    assert_eq!(
        refused("$.a[?size(@.b) > 1]"),
        ("function name `size` is not defined".to_owned(), 4)
    );
}

#[test]
fn what_takes_too_long_is_not_read() {
    let nested = format!("${}@.a{}", "[?@".repeat(40), "]".repeat(40));
    assert_eq!(refused(&nested).0, "it nests too deep");
    for step in [".a", "[*]", "[0]", "['a']"] {
        assert!(parse(&format!("${}", step.repeat(64))).is_ok());
        let long = refused(&format!("${}", step.repeat(1_000_000)));
        assert_eq!(
            long,
            ("it has more than 64 steps".to_owned(), 1 + 64 * step.len())
        );
    }
    let parentheses = format!("$[?{}@.a{}]", "!(".repeat(2000), ")".repeat(2000));
    assert_eq!(refused(&parentheses).0, "it is longer than 1000 bytes");
    let parentheses = format!("$[?{}@.a{}]", "!(".repeat(100), ")".repeat(100));
    assert_eq!(refused(&parentheses).0, "it nests too deep");
}
