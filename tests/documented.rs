//! Checks of pages: named tests exist, specs compile without diagnostics, links lead to files and headings.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use naftiko_codegen::diagnostic::Style;
use naftiko_tests::texts::Texts;
use naftiko_tests::workspace;

/// Collects the names that follow a keyword in every Rust file below a folder, except build products.
fn defined(keyword: &str, folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() && name != "target" && name != ".git" {
            defined(keyword, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let is_part = |character: char| character.is_alphanumeric() || character == '_';
            let names = text
                .split(keyword)
                .skip(1)
                .filter_map(|rest| rest.split(|character| !is_part(character)).next());
            found.extend(names.map(str::to_owned));
        }
    }
}

/// The last columns of the tables of a page, where the tests of a row stand in backticks.
fn last_columns(text: &str) -> impl Iterator<Item = &str> {
    let rows = text
        .lines()
        .filter_map(|line| line.strip_suffix(" |")?.rsplit_once(" | "));
    rows.map(|(_, column)| column)
}

#[test]
fn named_tests_exist() {
    let mut known = BTreeSet::new();
    defined("fn ", &workspace(), &mut known);
    for page in ["tests/README.md", "tests/from-nothing.md", "tests/agents.md"] {
        let text = fs::read_to_string(workspace().join(page)).unwrap();
        let named: Vec<&str> = last_columns(&text)
            .flat_map(|tests| tests.split('`').skip(1).step_by(2))
            .collect();
        assert!(named.len() > 30, "{page}: {named:?}");
        let unknown: Vec<_> = named.iter().filter(|name| !known.contains(**name)).collect();
        assert!(unknown.is_empty(), "{page}: {unknown:?}");
    }
}

#[test]
fn checks_from_nothing_to_served_have_tests() {
    let text = fs::read_to_string(workspace().join("tests/from-nothing.md")).unwrap();
    let rows = text.lines().filter_map(|line| {
        let number: u32 = line.strip_prefix("| ")?.split(' ').next()?.parse().ok()?;
        let tests = line.strip_suffix(" |")?.rsplit_once(" | ")?.1;
        assert!(tests.contains(['`', '[']), "{line}");
        Some(number)
    });
    assert_eq!(rows.collect::<Vec<_>>(), (1..=22).collect::<Vec<_>>());
}

/// The pages of the project, and their texts.
fn pages() -> Vec<(PathBuf, String)> {
    let mut pages = Vec::new();
    for folder in ["", "docs", "docs/decisions", "tests", "tests/wild", "fuzz"] {
        for entry in fs::read_dir(workspace().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "md") {
                let text = fs::read_to_string(&path).unwrap();
                pages.push((path, text));
            }
        }
    }
    pages.sort();
    pages
}

/// The text outside of code blocks.
fn prose(page: &str) -> String {
    page.split("```").step_by(2).collect()
}

/// The anchor that a heading has on the page.
fn anchor(heading: &str) -> String {
    let kept = |character: &char| character.is_alphanumeric() || " -_".contains(*character);
    let kept: String = heading.trim().to_lowercase().chars().filter(kept).collect();
    kept.replace(' ', "-")
}

/// What is wrong with a link from a page, if anything is.
fn broken(page: &Path, target: &str) -> Option<String> {
    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
    let path = if file.is_empty() {
        page.to_owned()
    } else {
        page.parent().unwrap().join(file)
    };
    if !path.exists() {
        return Some(format!("{}: {target}", page.display()));
    }
    if heading.is_empty() {
        return None;
    }
    let text = fs::read_to_string(&path).unwrap();
    let found = prose(&text)
        .lines()
        .filter_map(|line| line.trim_start_matches('#').strip_prefix(' '))
        .any(|title| anchor(title) == heading);
    (!found).then(|| format!("{}: {target}", page.display()))
}

#[test]
fn links_lead_to_files_and_headings() {
    let (mut count, mut wrong) = (0, Vec::new());
    for (page, text) in pages() {
        for rest in prose(&text).split("](").skip(1) {
            let target = rest.split(')').next().unwrap();
            if !target.contains("://") {
                count += 1;
                wrong.extend(broken(&page, target));
            }
        }
    }
    assert!(count > 100, "{count}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A block that begins with the version of the format is a whole spec.
#[test]
fn specs_on_pages_have_no_diagnostics() {
    let mut count = 0;
    // The page of diagnostics shows specs with mistakes.
    for (page, text) in pages()
        .into_iter()
        .filter(|(page, _)| !page.ends_with("diagnostics.md"))
    {
        for rest in text.split("```yaml\n").skip(1) {
            let spec = rest.split("```").next().unwrap();
            if spec.starts_with("ikanos:") || spec.starts_with("naftiko:") {
                count += 1;
                let report = Texts::spec(spec).compile().report;
                let mut found = report.diagnostics().iter();
                // Pages about formats need features.
                let other = found.find(|found| found.code().id() != "NK0503");
                assert!(
                    other.is_none(),
                    "{}:\n{}",
                    page.display(),
                    report.render(Style::Plain)
                );
            }
        }
    }
    assert!(count >= 6, "{count}");
}

/// The type and the function that a word in backticks names: `Config::timeout`, with or without arguments.
fn function(word: &str) -> Option<(&str, &str)> {
    let (path, name) = word.split_once('(').unwrap_or((word, "")).0.rsplit_once("::")?;
    let owner = path.rsplit("::").next()?.split('<').next()?;
    let is_type = owner.starts_with(|first: char| first.is_ascii_uppercase());
    let is_function = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .chars()
            .all(|character| character.is_ascii_lowercase() || character == '_');
    (is_type && is_function).then_some((owner, name))
}

#[test]
fn functions_on_pages_exist() {
    let (mut functions, mut types) = (BTreeSet::new(), BTreeSet::new());
    for part in [
        "naftiko-runtime/src",
        "naftiko-codegen/src",
        "generated-example/src",
    ] {
        let folder = workspace().join(part);
        defined("fn ", &folder, &mut functions);
        for keyword in ["struct ", "enum ", "trait ", "type "] {
            defined(keyword, &folder, &mut types);
        }
    }
    let (mut count, mut unknown) = (0, BTreeSet::new());
    // The changelog names what is gone.
    let pages = pages()
        .into_iter()
        .filter(|(page, _)| !page.ends_with("CHANGELOG.md"));
    for (page, text) in pages {
        for (owner, name) in prose(&text).split('`').skip(1).step_by(2).filter_map(function) {
            count += 1;
            let exists = types.contains(owner) && functions.contains(name);
            if !exists && owner != "RandomState" && owner != "Duration" {
                unknown.insert(format!("{}: {owner}::{name}", page.display()));
            }
        }
    }
    assert!(count > 40, "{count}");
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[test]
fn readme_names_the_minimum_rust_version() {
    let manifest = fs::read_to_string(workspace().join("Cargo.toml")).unwrap();
    let (_, version) = manifest.split_once("rust-version = \"").unwrap();
    let version = version.split('"').next().unwrap();
    for page in ["README.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(workspace().join(page)).unwrap();
        let sentence = format!("minimum supported Rust version is {version}");
        assert!(text.contains(&sentence), "{page}: {sentence}");
    }
}

#[test]
fn decisions_have_numbers_and_sections_of_their_own() {
    let mut numbers = BTreeSet::new();
    for (page, text) in pages() {
        let name = page.file_name().unwrap().to_string_lossy().into_owned();
        if !page.parent().unwrap().ends_with("decisions") {
            continue;
        }
        let number: u32 = name.split('-').next().unwrap().parse().unwrap();
        assert!(numbers.insert(number), "{name}: another decision has the number");
        assert!(text.starts_with(&format!("# {number}. ")), "{name}");
        let sections = ["Context", "Decision", "Alternatives", "Consequences"];
        let found: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("## "))
            .filter(|title| sections.contains(title))
            .collect();
        assert_eq!(found, sections, "{name}");
    }
    assert!(numbers.len() > 20, "{numbers:?}");
}
