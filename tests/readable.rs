//! Published specs stay readable: what is said about one of them fits on a page or two.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use naftiko_codegen::{FileLoader, Options, generate};
use naftiko_tests::texts::findings;
use naftiko_tests::{corpus, published, yaml_files};

/// Findings that nobody minds reading about one file.
const FEW: usize = 12;

#[test]
fn a_published_file_gets_a_dozen_findings_at_most() {
    let files = published();
    if files.is_empty() {
        println!("skipped: there are no published specs beside the project");
        return;
    }
    let mut counts = Vec::new();
    for file in files {
        let outcome = generate(std::slice::from_ref(&file), &Options::default(), &FileLoader);
        let count = outcome.report.diagnostics().len();
        counts.push((count, file, findings(&outcome)));
    }
    counts.sort();
    let median = counts.get(counts.len() / 2).map_or(0, |(count, _, _)| *count);
    println!("{} files, {median} findings in the middle", counts.len());
    let many: Vec<_> = counts.iter().filter(|(count, _, _)| *count > FEW).collect();
    for (count, file, found) in &many {
        println!("{count} in {}\n{found}", file.display());
    }
    // A file or two that has more kinds of mistakes than that.
    assert!(
        many.len() <= 2,
        "{} of {} files get more",
        many.len(),
        counts.len()
    );
}

/// What is said about the tutorial: callers' credentials are not checked yet; nothing else.
#[test]
fn the_official_tutorial_is_clean() {
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
        let clean = found.all(|found| found.code().id() == "NK0501");
        assert!(clean, "{}", findings(&outcome));
    }
}
