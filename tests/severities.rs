//! Diagnostics of the published specs: by code and severity, and the lines that a spec prints.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use naftiko_codegen::diagnostic::{Report, Severity, Style};
use naftiko_codegen::{FileLoader, Options, generate};
use naftiko_tests::{published, workspace};

const START: &str = "\
# Diagnostics of the published specs

Severities are those of [decision 107](../docs/decisions/0107-three-severities.md), which has the numbers from before them.

<!-- Made from the published specs, where they are beside the project. After a change:
     NAFTIKO_BLESS=1 cargo test -p naftiko-tests --test severities -->
";

/// The diagnostics of one code.
#[derive(Default)]
struct Seen {
    number: usize,
    specs: BTreeSet<PathBuf>,
}

/// The median, the value that 90 % of the specs do not exceed, and the largest one.
#[derive(Debug, PartialEq)]
struct Distribution([usize; 3]);

impl Distribution {
    fn of(mut values: Vec<usize>) -> Self {
        values.sort_unstable();
        let last = values.len().saturating_sub(1);
        let at = |index: usize| values.get(index).copied().unwrap_or_default();
        Self([at(last / 2), at(last * 9 / 10), at(last)])
    }

    fn median(&self) -> usize {
        self.0[0]
    }
}

/// Returns the report of each published spec.
fn reports() -> Vec<(PathBuf, Report)> {
    let compile = |path: PathBuf| {
        let outcome = generate(std::slice::from_ref(&path), &Options::default(), &FileLoader);
        (path, outcome.report)
    };
    published().into_iter().map(compile).collect()
}

/// Returns the number of diagnostics that are shown with their place: errors and warnings.
fn shown(report: &Report) -> usize {
    report.errors() + report.warnings()
}

/// Returns a table of the diagnostics by code.
fn by_code(reports: &[(PathBuf, Report)]) -> String {
    let mut codes: BTreeMap<(&str, Severity, &str), Seen> = BTreeMap::new();
    for (path, report) in reports {
        for found in report.diagnostics() {
            let code = found.code();
            let key = (code.id(), found.severity(), code.title());
            let seen = codes.entry(key).or_default();
            seen.number += 1;
            seen.specs.insert(path.clone());
        }
    }
    let mut table =
        String::from("\n| code | severity | diagnostics | specs | title |\n|---|---|---|---|---|\n");
    for ((code, severity, title), seen) in codes {
        let (number, specs) = (seen.number, seen.specs.len());
        let _ = writeln!(table, "| {code} | {severity} | {number} | {specs} | {title} |");
    }
    table
}

/// A number of a report.
type Count = fn(&Report) -> usize;

/// Returns a table of what a spec without errors prints.
fn by_spec(reports: &[(PathBuf, Report)]) -> String {
    let mut table = format!(
        "\nWhat the {} specs without errors print:\n\n| | median | 90 % | most |\n|---|---|---|---|\n",
        reports.len()
    );
    let rows: [(&str, Count); 3] = [
        ("diagnostics", |report| report.diagnostics().len()),
        ("errors and warnings", shown),
        ("lines", |report| {
            report.render(Style::Plain).trim_end().lines().count()
        }),
    ];
    for (title, count) in rows {
        let counts = reports.iter().map(|(_, report)| count(report)).collect();
        let Distribution([median, most_of_them, most]) = Distribution::of(counts);
        let _ = writeln!(table, "| {title} | {median} | {most_of_them} | {most} |");
    }
    table
}

#[test]
fn published_specs_print_few_diagnostics() {
    let mut reports = reports();
    if reports.is_empty() {
        println!("skipped: there are no published specs beside the project");
        return;
    }
    let codes = by_code(&reports);
    reports.retain(|(_, report)| !report.has_errors());
    let page = format!("{START}{}{codes}", by_spec(&reports));
    let path = workspace().join("tests/severities.md");
    if std::env::var_os("NAFTIKO_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let counts = reports.iter().map(|(_, report)| shown(report)).collect();
    assert!(Distribution::of(counts).median() <= 2, "{page}");
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == page,
        "tests/severities.md is out of date: NAFTIKO_BLESS=1 cargo test -p naftiko-tests --test severities"
    );
}
