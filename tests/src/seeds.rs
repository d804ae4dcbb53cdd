//! Specs from which mutations and the fuzzer start.

use std::fs;

use crate::texts::sections;
use crate::{workspace, yaml_files};

/// Returns our own specs: samples, test specs, those of the catalogue, and the rows of `tests/wild` that are whole specs.
pub fn own() -> Vec<String> {
    let mut seeds = Vec::new();
    for folder in ["specs", "tests/specs", "naftiko-codegen/tests/fixtures"] {
        let files = yaml_files(&workspace().join(folder)).unwrap_or_default();
        seeds.extend(files.iter().filter_map(|file| fs::read_to_string(file).ok()));
    }
    for folder in ["tests/codes", "tests/wild", "tests/seeds"] {
        let mut files: Vec<_> = fs::read_dir(workspace().join(folder))
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .collect();
        files.sort();
        for file in files {
            let text = fs::read_to_string(file).unwrap_or_default();
            let documents = sections(&text).into_iter().map(|(_, text)| text.to_owned());
            seeds.extend(documents.filter(|text| text.contains("capability")));
        }
    }
    seeds
}

/// Returns the OpenAPI documents of the cases in `tests/types`.
pub fn documents() -> Vec<String> {
    let cases = crate::described::sections()
        .into_iter()
        .flat_map(|section| section.cases);
    cases.map(|case| case.document).collect()
}

/// Returns published specs of a few kilobytes, if they are next to the project.
pub fn published() -> Vec<String> {
    let files = crate::published();
    let texts = files.iter().filter_map(|file| fs::read_to_string(file).ok());
    texts.filter(|text| text.len() < 8_000).collect()
}
