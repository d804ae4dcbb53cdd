//! Tests: every published spec is read without errors.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Parsed, Reading, read};
use crate::diagnostic::{Style, codes};

/// Returns the published specs, or none if they are not next to the project.
fn corpus() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let mut files = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder) else {
            continue;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() && !path.ends_with("openapi") {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "yaml" || end == "yml") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[test]
fn published_specs_have_no_errors() {
    let files = corpus();
    if files.is_empty() {
        eprintln!("skipped: no published specs next to the project");
        return;
    }
    let (mut documents, mut others, mut broken) = (0, 0, 0);
    for path in &files {
        let name = path.file_name().unwrap().to_string_lossy();
        let Reading { parsed, report } = read(&name, &fs::read(path).unwrap());
        let shown = report.render(Style::Plain);
        match parsed {
            Some(Parsed::Document(_)) => {
                documents += 1;
                assert!(!report.has_errors(), "{shown}");
                assert!(report.warnings() <= 12, "too many warnings:\n{shown}");
            }
            Some(Parsed::NotACapability(found)) => {
                others += 1;
                assert_eq!(found.code(), codes::NOT_A_CAPABILITY);
            }
            None => {
                broken += 1;
                assert!(shown.contains("truncated here"), "{shown}");
                assert!(
                    shown.contains(&format!("--> {name}:")),
                    "has a position:\n{shown}"
                );
            }
        }
    }
    // Ten files of the collection, and two files with secrets that the specs of the tutorial bind.
    assert_eq!((others, broken), (12, 4));
    assert_eq!(documents, files.len() - 16);
}
