//! Compile time of generated code per operation: `cargo bench -p naftiko-benches --bench checking`.
//!
//! A crate with one generated module is checked against the same crate without it; the runtime is built before. Times
//! are processor seconds, where the system reports them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::cast_precision_loss,
    reason = "a measurement"
)]

use std::fs;
use std::time::Instant;

use naftiko_benches::{children_cpu_seconds, spec};
use naftiko_codegen::{Emit, FileLoader, Options, directory, generate};
use naftiko_tests::{UserCrate, manifest};

const OPERATIONS: usize = 200;
const RUNS: usize = 3;

/// Returns the shortest time of several checks of a crate with this text, in seconds.
fn check(krate: &UserCrate, text: &str) -> f64 {
    let mut best = f64::INFINITY;
    for run in 0..RUNS {
        krate.write("src/lib.rs", &format!("// {run}\n{text}")).unwrap();
        let (start, cpu) = (Instant::now(), children_cpu_seconds());
        let output = krate.cargo(&["check", "--quiet"]).unwrap();
        let spent = children_cpu_seconds()
            .zip(cpu)
            .map(|(after, before)| after - before);
        best = best.min(spent.unwrap_or_else(|| start.elapsed().as_secs_f64()));
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    best
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = manifest("measured", "2024", &["naftiko"], &[]) + "incremental = false\n";
    let krate = UserCrate::new(folder.path(), &manifest).unwrap();
    let path = folder.path().join("measured.yaml");
    fs::write(&path, spec(OPERATIONS)).unwrap();
    let empty = check(&krate, "pub use naftiko as _;\n");
    println!("nothing: {empty:.2} s");
    for (surfaces, rest, mcp) in [
        ("client", false, false),
        ("client and rest", true, false),
        ("client and mcp", false, true),
        ("all", true, true),
    ] {
        let options = Options {
            emit: Emit {
                rest,
                mcp,
                skill: false,
            },
            ..Options::default()
        };
        let outcome = generate(std::slice::from_ref(&path), &options, &FileLoader);
        let _ = fs::remove_dir_all(folder.path().join("src"));
        let files = directory(&outcome.modules);
        let largest = files.values().map(String::len).max().unwrap_or_default();
        for (path, text) in &files {
            krate
                .write(&format!("src/generated/{}", path.display()), text)
                .unwrap();
        }
        let seconds = check(&krate, "#![deny(warnings)]\npub mod generated;\n");
        let each = (seconds - empty) * 1000.0 / OPERATIONS as f64;
        println!(
            "{surfaces}: {seconds:.2} s, {each:.2} ms an operation, largest file {} KB",
            largest / 1024
        );
    }
}
