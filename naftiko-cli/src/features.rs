//! The command `naftiko features`.

use std::env;
use std::path::{Path, PathBuf};

use naftiko_codegen::source::Source;
use naftiko_codegen::{FileLoader, Outcome, generate};

use crate::arguments::Features;
use crate::manifest::Manifest;
use crate::patterns;
use crate::terminal::{self, Exit, Failure};

/// Prints the dependency that the code of specs needs.
pub(crate) fn run(arguments: &Features) -> Result<Exit, Failure> {
    let specs = patterns::expanded(&arguments.specs)?;
    let outcome = generate(&specs, &arguments.reading.options.0, &FileLoader);
    terminal::diagnostics(&outcome.report, &arguments.reading.messages);
    let exit = Exit::of(&outcome);
    if exit == Exit::Done {
        terminal::print(&format!(
            "{}\n",
            arguments.runtime.line(arguments.via, &outcome.features, None)
        ))?;
    }
    Ok(exit)
}

/// Adds a warning if the manifest of the specs' package lacks a feature. A package without the dependency is not a program of theirs.
pub(crate) fn compare_with_manifest(outcome: &mut Outcome, specs: &[PathBuf]) {
    let mut manifests = specs.iter().filter_map(|spec| Manifest::of_package(spec));
    let Some((manifest, dependency)) = manifests.find_map(|manifest| {
        let dependency = manifest.dependency()?;
        Some((manifest, dependency))
    }) else {
        return;
    };
    let missing = outcome.features.missing(&dependency.features);
    if !missing.is_empty() {
        let source = Source::new(shown(&manifest.path), manifest.text());
        outcome
            .report
            .add_missing_features(source, dependency.place, &missing);
    }
}

/// Returns a path as text, relative to the working folder if it is below.
fn shown(path: &Path) -> String {
    let here = env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).display().to_string()
}
