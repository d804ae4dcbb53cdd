//! What the documents say about this project's own code.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use naftiko_tests::workspace;

fn text(path: &str) -> String {
    std::fs::read_to_string(workspace().join(path)).unwrap()
}

/// Every Rust file below a folder.
fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// The names of all tests: functions below a line that says so.
fn tests() -> BTreeSet<String> {
    let mut files = Vec::new();
    for folder in ["tests", "naftiko/src", "naftiko/tests", "naftiko-codegen/src"] {
        sources(&workspace().join(folder), &mut files);
    }
    let mut names = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        let mut is_test = false;
        for line in text.lines().map(str::trim) {
            if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
                is_test = true;
            } else if let (true, Some((_, name))) = (is_test, line.split_once("fn ")) {
                names.insert(name.split('(').next().unwrap().to_owned());
                is_test = false;
            }
        }
    }
    names
}

/// The texts between single backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn every_row_of_the_checklist_is_answered_by_tests_that_exist() {
    let (table, tests) = (text("docs/engine-differences.md"), tests());
    let mut rows = Vec::new();
    for line in table.lines().filter(|line| line.starts_with("| K")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [row, _, verdict, evidence] = cells.as_slice() else {
            panic!("{line}");
        };
        rows.push((*row).to_owned());
        // A test's name is long; other quoted words are keys and headers.
        let named: Vec<&str> = quoted(evidence).filter(|word| is_name(word)).collect();
        for name in &named {
            assert!(tests.contains(*name), "{row}: there is no test {name}");
        }
        let has_evidence = !named.is_empty() || evidence.contains("process.rs");
        assert!(*verdict != "same" || has_evidence, "{row} names no test");
        assert!(["same", "different", "not yet"].contains(verdict), "{line}");
    }
    let expected: Vec<String> = (130..=210).map(|number| format!("K{number}")).collect();
    assert_eq!(rows, expected);
}

fn is_name(word: &str) -> bool {
    word.contains('_')
        && word
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[test]
fn the_code_about_composing_is_code_that_is_run() {
    let (document, code) = (text("docs/composing.md"), text("tests/behaviour/composing.rs"));
    let blocks: Vec<&str> = document
        .split("```rust\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert!(blocks.len() >= 7, "{}", blocks.len());
    for block in blocks {
        assert!(code.contains(block), "not in composing.rs:\n{block}");
    }
}
