//! Generation time and its growth with the size of the spec: `cargo bench -p naftiko-benches --bench generation`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::cast_precision_loss,
    reason = "a measurement"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use naftiko_benches::{peak_megabytes, spec};
use naftiko_codegen::{FileLoader, Options, directory, generate};

const RUNS: usize = 5;

/// Returns the shortest time of several runs over the same specs, in seconds, and the size of the output.
fn measure(paths: &[PathBuf]) -> (f64, usize) {
    let mut best = f64::INFINITY;
    let mut bytes = 0;
    for _ in 0..RUNS {
        let start = Instant::now();
        let outcome = generate(paths, &Options::default(), &FileLoader);
        let files = directory(&outcome.modules);
        best = best.min(start.elapsed().as_secs_f64());
        bytes = files.values().map(String::len).sum();
    }
    (best, bytes)
}

fn written(folder: &Path, operations: usize) -> PathBuf {
    let path = folder.join(format!("spec-{operations}.yaml"));
    fs::write(&path, spec(operations)).unwrap();
    path
}

/// Compares the published spec with the most operations with the mean of all: time per operation, consumed and
/// exposed ones counted alike.
fn largest(files: &[PathBuf]) {
    let mut measured = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        let operations = text.lines().filter(|line| {
            let line = line.trim_start().trim_start_matches("- ");
            line.starts_with("method: ") || line.starts_with("call: ")
        });
        let operations = operations.count();
        if operations > 0 {
            let (seconds, bytes) = measure(std::slice::from_ref(file));
            // Truncated files and other documents give no code.
            if bytes > 1024 {
                measured.push((operations, seconds, file));
            }
        }
    }
    let total: (usize, f64) = measured.iter().fold((0, 0.0), |sum, (operations, seconds, _)| {
        (sum.0 + operations, sum.1 + seconds)
    });
    let mean = total.1 * 1e6 / total.0 as f64;
    if let Some((operations, seconds, file)) = measured.iter().max_by_key(|(operations, _, _)| *operations) {
        let each = seconds * 1e6 / *operations as f64;
        println!(
            "the largest, {} with {operations}: {each:.0} µs an operation; the mean of all: {mean:.0}; ratio {:.2}",
            file.file_name().unwrap_or_default().display(),
            each / mean
        );
    }
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    println!("operations   seconds   µs/operation   against 32   KB out");
    let mut reference = None;
    for operations in [1, 32, 323, 1292] {
        let (seconds, bytes) = measure(&[written(folder.path(), operations)]);
        let each = seconds * 1e6 / operations as f64;
        if operations == 32 {
            reference = Some(each);
        }
        let ratio = reference.map_or_else(String::new, |reference| format!("{:.2}", each / reference));
        println!(
            "{operations:>10} {seconds:>9.4} {each:>14.0} {ratio:>12} {:>8}",
            bytes / 1024
        );
    }
    let files = naftiko_tests::published();
    if !files.is_empty() {
        let (seconds, bytes) = measure(&files);
        println!(
            "{} published specs in one run: {seconds:.3} s, {} KB out",
            files.len(),
            bytes / 1024
        );
        largest(&files);
    }
    if let Some(megabytes) = peak_megabytes() {
        println!("peak memory of everything above: {megabytes:.1} MB");
    }
}
