//! Tests of mistakes in specs: each has a diagnostic at its line and column, with a help.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod lists;
mod maps;
mod sample;
mod tokens;

use std::fmt::Write as _;
use std::fs;

use naftiko_codegen::diagnostic::Style;
use naftiko_tests::texts::{Texts, rendered};
use naftiko_tests::workspace;

/// The text before and after the mistake, and code, line and column of the diagnostic.
struct Mistake {
    what: &'static str,
    from: &'static str,
    into: &'static str,
    code: &'static str,
    at: (u64, u64),
}

const fn mistake(
    what: &'static str,
    from: &'static str,
    into: &'static str,
    code: &'static str,
    at: (u64, u64),
) -> Mistake {
    Mistake {
        what,
        from,
        into,
        code,
        at,
    }
}

/// Returns code, line and column of a diagnostic as JSON.
fn place(line: &str) -> (String, u64, u64) {
    let diagnostic: serde_json::Value = serde_json::from_str(line).unwrap();
    let number = |key: &str| diagnostic[key].as_u64().unwrap();
    (
        diagnostic["code"].as_str().unwrap().to_owned(),
        number("line"),
        number("column"),
    )
}

#[test]
fn mistake_in_the_sample_has_its_place() {
    insta::assert_snapshot!(found("specs/m3ter-auth.yaml", &sample::MISTAKES));
}

#[test]
fn mistake_in_the_list_dialect_has_its_place() {
    insta::assert_snapshot!(found("tests/specs/depot.lists.yaml", &lists::MISTAKES));
}

#[test]
fn mistake_in_the_map_dialect_has_its_place() {
    insta::assert_snapshot!(found("tests/specs/depot.maps.yaml", &maps::MISTAKES));
}

#[test]
fn mistake_in_a_token_request_has_its_place() {
    insta::assert_snapshot!(found("tests/specs/tolls.lists.yaml", &tokens::MISTAKES));
}

/// Checks the diagnostics of each mistake, without those of the spec itself.
fn found(path: &str, mistakes: &[Mistake]) -> String {
    let spec = fs::read_to_string(workspace().join(path)).unwrap();
    let head = |message: &str| message.lines().next().unwrap_or_default().to_owned();
    let before: Vec<String> = told(&spec).iter().map(|(message, _)| head(message)).collect();
    let (mut all, mut wrong) = (String::new(), String::new());
    for mistake in mistakes {
        assert_eq!(spec.matches(mistake.from).count(), 1, "{}", mistake.what);
        let text = spec.replace(mistake.from, mistake.into);
        let _ = write!(all, "=== {}\n\n", mistake.what);
        let expected = (mistake.code.to_owned(), mistake.at.0, mistake.at.1);
        let mut places = Vec::new();
        for (message, place) in told(&text) {
            if before.contains(&head(&message)) {
                continue;
            }
            let shown = message.split_once('\n').map_or("", |(_, shown)| shown);
            all.push_str(shown);
            all.push_str("\n\n");
            if place == expected && !helps(shown) {
                let _ = writeln!(wrong, "{}: nothing to do is said:\n{shown}", mistake.what);
            }
            places.push(place);
        }
        if !places.contains(&expected) {
            let _ = writeln!(wrong, "{}: {expected:?} is not among {places:?}", mistake.what);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    all
}

/// Returns whether a diagnostic has a help or a label.
fn helps(shown: &str) -> bool {
    let labelled = |line: &str| {
        line.contains('|')
            && line
                .split_once("^ ")
                .is_some_and(|(_, label)| !label.trim().is_empty())
    };
    shown.contains("= help: ") || shown.lines().any(labelled)
}

/// Returns the diagnostics: code and message on a line, then the text, and the place.
fn told(text: &str) -> Vec<(String, (String, u64, u64))> {
    let carrier = "naftiko: 1.0.0-alpha2\nconsumes:\n- {type: http, namespace: carrier, description: Lorries, baseUri: \
                   'https://c.test', resources: [{name: l, path: /lorries, operations: [{name: list-lorries, method: GET}]}]}\n";
    let outcome = Texts::spec(text).with("carrier.yaml", carrier).compile();
    let json = outcome.report.render(Style::Json);
    let shown = outcome.report.diagnostics().iter().map(|found| {
        format!(
            "{} {}\n{}",
            found.code(),
            found.message(),
            outcome.report.render_one(found)
        )
    });
    assert!(!rendered(&outcome).is_empty());
    shown.zip(json.lines().map(place)).collect()
}
