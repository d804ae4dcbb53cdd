//! Tests: code of every published spec compiles without a warning.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::fs;

use naftiko_codegen::diagnostic::{Severity, Style};
use naftiko_codegen::{FileLoader, Options, Verdict, directory, generate};
use naftiko_tests::{UserCrate, manifest_with_features, published};

/// Files of the corpus that are not capability specs, or are truncated within a line.
const NOT_CAPABILITIES: usize = 10;
const CUT: usize = 4;

#[test]
fn published_specs_generate_code_that_compiles() {
    let files = published();
    if files.is_empty() {
        println!("skipped: there are no published specs beside the project");
        return;
    }
    let mut bad = Vec::new();
    let (mut not_capabilities, mut with_errors) = (0, 0);
    for file in &files {
        let outcome = generate(std::slice::from_ref(file), &Options::default(), &FileLoader);
        match outcome.verdict() {
            Verdict::Good if outcome.modules.len() == 1 => continue,
            Verdict::NotACapability => not_capabilities += 1,
            _ => with_errors += 1,
        }
        bad.push(outcome.report.render(Style::Plain));
    }
    println!(
        "{} files, {not_capabilities} no capabilities, {with_errors} with errors",
        files.len()
    );
    let bad = bad.join("\n");
    assert_eq!((not_capabilities, with_errors), (NOT_CAPABILITIES, CUT), "{bad}");

    let outcome = generate(&files, &Options::default(), &FileLoader);
    let temporary = tempfile::tempdir().unwrap();
    let krate = UserCrate::new(temporary.path(), &manifest_with_features("corpus")).unwrap();
    krate
        .write(
            "src/lib.rs",
            "#![deny(warnings)]\n#![forbid(unsafe_code)]\npub mod generated;\n",
        )
        .unwrap();
    for (path, text) in directory(&outcome.modules) {
        krate
            .write(&format!("src/generated/{}", path.display()), &text)
            .unwrap();
    }
    let output = krate.cargo(&["check"]).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    let kept = naftiko_tests::workspace().join("target/corpus-errors.txt");
    if !output.status.success() {
        fs::write(&kept, errors.as_bytes()).unwrap();
    }
    assert!(
        output.status.success(),
        "the generated code does not compile: see {}\n{}",
        kept.display(),
        errors.chars().take(4000).collect::<String>()
    );
    let warnings = outcome
        .report
        .diagnostics()
        .iter()
        .filter(|found| found.severity() == Severity::Warning)
        .count();
    println!(
        "{} modules compile; {warnings} warnings about the specs",
        outcome.modules.len()
    );
}
