//! Snapshots of the samples' generated code; output is deterministic.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::path::PathBuf;

use naftiko_codegen::diagnostic::Style;
use naftiko_codegen::{FileLoader, Module, Options, Outcome, generate};
use naftiko_tests::{SAMPLES, sample, workspace};

fn outcome(names: &[&str]) -> Outcome {
    let paths: Vec<PathBuf> = names.iter().map(|name| sample(name)).collect();
    generate(&paths, &Options::default(), &FileLoader)
}

#[test]
fn sample_code_matches_its_snapshot() {
    for name in SAMPLES {
        let outcome = outcome(&[name]);
        let module = outcome
            .modules
            .first()
            .unwrap_or_else(|| panic!("{}", outcome.report.render(Style::Plain)));
        for (path, text) in module.files() {
            insta::assert_snapshot!(
                format!("{name}__{}", path.display()).replace(['/', '.'], "_"),
                text
            );
        }
    }
}

#[test]
fn sample_diagnostics_match_their_snapshot() {
    for name in SAMPLES {
        let report = outcome(&[name]).report.render(Style::Plain);
        let report = report.replace(&workspace().display().to_string(), "");
        insta::assert_snapshot!(format!("{name}__diagnostics"), report);
    }
}

#[test]
fn two_runs_generate_equal_code() {
    let text = |module: &Module| module.single_file();
    let first: Vec<String> = outcome(&SAMPLES).modules.iter().map(text).collect();
    let second: Vec<String> = outcome(&SAMPLES).modules.iter().map(text).collect();
    assert_eq!(first, second);
}
