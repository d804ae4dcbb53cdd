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

fn rejected(path: &str) -> (String, usize) {
    match parse(path) {
        Err(invalid) => (invalid.why.into_owned(), invalid.at),
        Ok(parsed) => panic!("{path}: {parsed:?}"),
    }
}

#[test]
fn parse_reads_names_indexes_and_wildcards_as_steps() {
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
fn quoted_name_may_have_escapes() {
    assert_eq!(steps_of(r"$['it\'s']"), [key("it's")]);
    assert_eq!(
        steps_of(r#"$['"']["\"" ][ 'a]b' ]"#),
        [key("\""), key("\""), key("a]b")]
    );
    assert_eq!(steps_of(r"$['\u00e9\\']"), [key("é\\")]);
    assert_eq!(rejected(r"$['\x']").1, 1);
}

#[test]
fn other_syntax_is_a_valid_query() {
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
fn invalid_path_has_the_first_invalid_byte() {
    assert_eq!(rejected("a.b").1, 0);
    assert_eq!(rejected("$.a[").1, 3);
    assert_eq!(rejected("$.a[-0]").1, 3);
    assert_eq!(rejected("$.a.length()").1, 3);
    assert_eq!(rejected("$..").1, 2);
    assert_eq!(rejected("  $.a["), ("unclosed `[`".to_owned(), 5));
    assert_eq!(rejected("$.a[0:x]"), ("expected `]`".to_owned(), 5));
    assert_eq!(rejected("$.ä[?@.b"), ("expected `]`".to_owned(), 8));
    assert_eq!(
        rejected("$.a[?size(@.b) > 1]"),
        ("function name `size` is not defined".to_owned(), 4)
    );
}

#[test]
fn path_beyond_a_limit_is_rejected() {
    let nested = format!("${}@.a{}", "[?@".repeat(40), "]".repeat(40));
    assert_eq!(rejected(&nested).0, "nested too deeply");
    for step in [".a", "[*]", "[0]", "['a']"] {
        assert!(parse(&format!("${}", step.repeat(64))).is_ok());
        let long = rejected(&format!("${}", step.repeat(1_000_000)));
        assert_eq!(
            long,
            ("it has more than 64 steps".to_owned(), 1 + 64 * step.len())
        );
    }
    let parentheses = format!("$[?{}@.a{}]", "!(".repeat(2000), ")".repeat(2000));
    assert_eq!(rejected(&parentheses).0, "longer than 1000 bytes,");
    let parentheses = format!("$[?{}@.a{}]", "!(".repeat(100), ")".repeat(100));
    assert_eq!(rejected(&parentheses).0, "nested too deeply");
}
