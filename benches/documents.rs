//! Specs with an `OpenAPI` document: generation, and `cargo check` of the code: `cargo bench -p naftiko-benches --bench documents`.
//!
//! Measured are m3ter's published specs over their document, with and without it. Budgets: generating all of them 0.3 s and 96 MB; checking
//! an operation of a client 6 ms of processor time, of all surfaces 18 ms.
#![allow(clippy::unwrap_used, clippy::cast_precision_loss, reason = "a measurement")]

use std::path::{Path, PathBuf};
use std::time::Instant;

use naftiko_benches::{children_cpu_seconds, peak_megabytes};
use naftiko_codegen::{Emit, FileLoader, Options, Outcome, directory, generate};
use naftiko_tests::{UserCrate, corpus, manifest};

const RUNS: usize = 5;
const CHECKS: usize = 3;

/// Returns m3ter's specs and its document, if they are beside the project.
fn published() -> Option<(Vec<PathBuf>, PathBuf)> {
    let folder = corpus()?;
    let table = std::fs::read_to_string(folder.join("openapi/pairs.tsv")).ok()?;
    let rows = table.lines().filter(|line| line.starts_with("m3ter/"));
    let rows: Vec<Vec<&str>> = rows.map(|line| line.split('\t').collect()).collect();
    let document = folder.join("openapi").join(rows.first()?.get(1)?);
    let specs = rows.iter().filter_map(|row| row.first());
    Some((specs.map(|spec| folder.join(spec)).collect(), document))
}

fn compile(specs: &[PathBuf], document: Option<&Path>, emit: Emit) -> Outcome {
    let mut options = Options {
        emit,
        ..Options::default()
    };
    if let Some(document) = document {
        options.openapi.set(None, vec![document.to_owned()]);
    }
    generate(specs, &options, &FileLoader)
}

/// Returns the shortest time of generating specs, in seconds.
fn generation(specs: &[PathBuf], document: Option<&Path>) -> f64 {
    let runs = (0..RUNS).map(|_| {
        let start = Instant::now();
        let outcome = compile(specs, document, Emit::default());
        assert_eq!(outcome.modules.len(), specs.len());
        drop(directory(&outcome.modules));
        start.elapsed().as_secs_f64()
    });
    runs.fold(f64::INFINITY, f64::min)
}

/// Returns the shortest processor time of several checks of a crate with this text, in seconds.
fn check(krate: &UserCrate, text: &str) -> f64 {
    let runs = (0..CHECKS).map(|run| {
        krate.write("src/lib.rs", &format!("// {run}\n{text}")).unwrap();
        let (start, cpu) = (Instant::now(), children_cpu_seconds());
        let output = krate.cargo(&["check", "--quiet"]).unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let spent = children_cpu_seconds()
            .zip(cpu)
            .map(|(after, before)| after - before);
        spent.unwrap_or_else(|| start.elapsed().as_secs_f64())
    });
    runs.fold(f64::INFINITY, f64::min)
}

fn checking(specs: &[PathBuf], document: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let manifest = manifest("measured", "2024", &["naftiko"], &[]) + "incremental = false\n";
    let krate = UserCrate::new(folder.path(), &manifest).unwrap();
    let empty = check(&krate, "pub use naftiko as _;\n");
    let coverage = compile(specs, Some(document), Emit::default()).coverage;
    let operations: usize = coverage.iter().map(|one| one.operations).sum();
    for (surfaces, emit) in [
        (
            "client",
            Emit {
                rest: false,
                mcp: false,
                skill: false,
            },
        ),
        ("all surfaces", Emit::default()),
    ] {
        for document in [None, Some(document)] {
            let outcome = compile(specs, document, emit);
            let _ = std::fs::remove_dir_all(folder.path().join("src"));
            for (path, text) in directory(&outcome.modules) {
                krate
                    .write(&format!("src/generated/{}", path.display()), &text)
                    .unwrap();
            }
            let seconds = check(&krate, "#![deny(warnings)]\npub mod generated;\n");
            let each = (seconds - empty) * 1000.0 / operations.max(1) as f64;
            let with = if document.is_some() { "with" } else { "without" };
            println!(
                "check, {surfaces}, {with} the document: {:.2} s, {each:.1} ms an operation of {operations}",
                seconds - empty
            );
        }
    }
}

fn main() {
    let Some((specs, document)) = published() else {
        println!("there are no published specs beside the project");
        return;
    };
    println!(
        "{} specs without the document: {:.3} s",
        specs.len(),
        generation(&specs, None)
    );
    println!(
        "{} specs with the document: {:.3} s (0.3 allowed)",
        specs.len(),
        generation(&specs, Some(&document))
    );
    let one = specs.get(..1).unwrap_or_default();
    println!(
        "one spec with the document: {:.3} s",
        generation(one, Some(&document))
    );
    if let Some(megabytes) = peak_megabytes() {
        println!("peak memory of everything above: {megabytes:.1} MB (96 allowed)");
    }
    checking(&specs, &document);
}
