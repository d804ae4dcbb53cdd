//! Writes the specs at the limits of a file, or generates code of one of them as the macro or a build script does:
//! `limits make FOLDER`, `limits macro SPEC`, `limits build SPEC`. `scripts/limits.sh` runs it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use naftiko_codegen::{Build, FileLoader, Options, generate};
use naftiko_tests::worst::{BYTES, VALUES, families};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["make", folder] => make(Path::new(folder)),
        ["macro", spec] => expand(Path::new(spec)),
        ["build", spec, folder] => {
            Build::new().out_dir(folder).compile(&[spec]);
            ExitCode::SUCCESS
        }
        _ => ExitCode::from(2),
    }
}

/// Writes each spec into a file named after its family.
fn make(folder: &Path) -> ExitCode {
    for family in families() {
        let path = folder.join(family.name).with_extension("yaml");
        if fs::write(&path, family.spec(VALUES, BYTES)).is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Generates the tokens of a spec, or renders its errors, as the macro does.
fn expand(spec: &Path) -> ExitCode {
    let outcome = generate(&[PathBuf::from(spec)], &Options::default(), &FileLoader);
    let report = &outcome.report;
    if report.has_errors() {
        let shown = report.diagnostics().iter().take(10);
        shown.for_each(|found| drop(report.render_one(found)));
        return ExitCode::FAILURE;
    }
    let runtime = "::naftiko".parse().unwrap_or_default();
    outcome
        .modules
        .iter()
        .for_each(|module| drop(module.tokens(&runtime)));
    ExitCode::SUCCESS
}
