//! Tests: the diagnostics of a published spec fit on two pages.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use naftiko_codegen::{FileLoader, Options, generate};
use naftiko_tests::texts::rendered;
use naftiko_tests::{corpus, published, yaml_files};

/// The largest number of diagnostics of one file.
const FEW: usize = 12;

#[test]
fn published_file_has_at_most_twelve_diagnostics() {
    let files = published();
    if files.is_empty() {
        println!("skipped: there are no published specs beside the project");
        return;
    }
    let mut counts = Vec::new();
    for file in files {
        let outcome = generate(std::slice::from_ref(&file), &Options::default(), &FileLoader);
        let count = outcome.report.diagnostics().len();
        counts.push((count, file, rendered(&outcome)));
    }
    counts.sort();
    let median = counts.get(counts.len() / 2).map_or(0, |(count, _, _)| *count);
    println!("{} files, median of {median} diagnostics", counts.len());
    let many: Vec<_> = counts.iter().filter(|(count, _, _)| *count > FEW).collect();
    for (count, file, found) in &many {
        println!("{count} in {}\n{found}", file.display());
    }
    // One or two files have more kinds of mistakes.
    assert!(
        many.len() <= 2,
        "{} of {} files get more",
        many.len(),
        counts.len()
    );
}

/// The official tutorial has no diagnostics except those about files of secrets, which no engine needs.
#[test]
fn official_tutorial_has_expected_diagnostics_only() {
    let Some(folder) = corpus() else {
        println!("skipped: there is no corpus beside the project");
        return;
    };
    for file in yaml_files(&folder.join("official-tutorial")).unwrap() {
        if file.ends_with("secrets.yaml") {
            continue;
        }
        let outcome = generate(std::slice::from_ref(&file), &Options::default(), &FileLoader);
        let mut found = outcome.report.diagnostics().iter();
        let clean = found.all(|found| found.code().id() == "NK0729");
        assert!(clean, "{}", rendered(&outcome));
    }
}
