//! Checks of what the documents say about the code.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use naftiko_tests::workspace;

fn text(path: &str) -> String {
    std::fs::read_to_string(workspace().join(path)).unwrap()
}

/// Returns every Rust file below a folder.
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

/// Returns the names of all tests, which are functions below a test attribute.
fn tests() -> BTreeSet<String> {
    let mut files = Vec::new();
    for folder in [
        "tests",
        "naftiko-runtime/src",
        "naftiko-runtime/tests",
        "naftiko-cli/tests",
        "naftiko-codegen/src",
    ] {
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

/// Returns the texts between single backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Returns the names of the rows of a checklist that `is_row` selects, after a check of their verdicts and of the tests that they name.
fn checked_rows(table: &str, is_row: impl Fn(&str) -> bool) -> Vec<String> {
    let (tests, codes) = (tests(), text("docs/diagnostics.md"));
    let mut rows = Vec::new();
    for line in table.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [row, _, verdict, evidence] = cells.as_slice() else {
            panic!("{line}");
        };
        if !is_row(row) {
            continue;
        }
        rows.push((*row).to_owned());
        // A long word is the name of a test; other quoted words are codes, keys and headers.
        let named: Vec<&str> = quoted(evidence).filter(|word| is_name(word)).collect();
        for name in &named {
            assert!(tests.contains(*name), "{row}: there is no test {name}");
        }
        for code in quoted(evidence).filter(|word| word.starts_with("NK")) {
            assert!(
                codes.contains(&format!("### {code}:")),
                "{row}: there is no code {code}"
            );
        }
        let has_evidence = !named.is_empty() || evidence.contains("process.rs");
        assert!(*verdict != "same" || has_evidence, "{row} names no test");
        assert!(["same", "different", "not yet"].contains(verdict), "{line}");
    }
    rows
}

#[test]
fn checklist_rows_name_existing_tests() {
    let rows = checked_rows(&text("tests/engine.md"), |row| row.starts_with('K'));
    let steps = [
        27, 29, 31, 32, 33, 37, 38, 98, 100, 104, 105, 106, 107, 108, 110, 111, 112, 113, 114, 118, 119, 120,
    ];
    let skills = [43].into_iter().chain(211..=215);
    let control = (216..=222).chain([226, 227]);
    let numbers = [46, 85, 90, 91]
        .into_iter()
        .chain(130..=210)
        .chain(steps)
        .chain(skills)
        .chain(control);
    let expected: Vec<String> = numbers.map(|number| format!("K{number:03}")).collect();
    assert_eq!(rows, expected);
}

#[test]
fn checks_of_steps_and_skills_name_existing_tests() {
    let rows = checked_rows(&text("tests/engine.md"), |row| row.parse::<usize>().is_ok());
    let expected: Vec<String> = (1..=64).map(|number: usize| number.to_string()).collect();
    assert_eq!(rows, expected);
}

#[test]
fn checks_of_types_name_existing_tests() {
    let (table, tests) = (text("tests/types.md"), tests());
    let sections = naftiko_tests::described::sections();
    let cases = sections.iter().flat_map(|section| &section.cases);
    let cases: BTreeSet<&str> = cases.map(|case| case.title.as_str()).collect();
    let mut rows = Vec::new();
    for line in table.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [row, .., evidence] = cells.as_slice() else {
            panic!("{line}");
        };
        rows.extend(row.parse::<usize>());
        for name in quoted(evidence).filter(|word| is_name(word)) {
            assert!(tests.contains(name), "{row}: there is no test {name}");
        }
        for title in evidence.split('*').skip(1).step_by(2) {
            assert!(cases.contains(title), "{row}: there is no case {title}");
        }
    }
    let expected: Vec<usize> = (1..=62).collect();
    assert_eq!(rows, expected);
}

fn is_name(word: &str) -> bool {
    word.contains('_')
        && word
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Checks that each Rust block of a page is in a tested file, word for word.
fn assert_code_is_tested(page: &str, file: &str, blocks: usize) {
    let (document, code) = (text(page), text(file));
    let found: Vec<&str> = document
        .split("```rust\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert!(found.len() >= blocks, "{}", found.len());
    for block in found {
        assert!(code.contains(block), "not in {file}:\n{block}");
    }
}

#[test]
fn code_of_pages_is_tested_code() {
    assert_code_is_tested("docs/composing.md", "tests/behaviour/composing.rs", 8);
    assert_code_is_tested("docs/serving.md", "tests/behaviour/composing.rs", 1);
    assert_code_is_tested("docs/calling-apis.md", "tests/behaviour/readme.rs", 1);
    assert_code_is_tested("docs/callers.md", "tests/behaviour/harbour/mod.rs", 1);
}
