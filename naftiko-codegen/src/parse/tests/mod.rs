//! Tests of the document phase.

#![allow(clippy::unwrap_used, reason = "a test fails that way")]

mod corpus;
mod dialects;
mod extensions;
mod other_files;
mod reference;
mod robust;

use super::{Document, Parsed, parse};
use crate::diagnostic::{Diagnostics, Report, Style};
use crate::source::Sources;
use crate::yaml;

const LISTS: &str = include_str!("../../../tests/fixtures/library.lists.yaml");
const MAPS: &str = include_str!("../../../tests/fixtures/library.maps.yaml");
const EXTENSIONS: &str = include_str!("../../../tests/fixtures/library.extensions.yaml");
const WRONG: &str = include_str!("../../../tests/fixtures/library.wrong.yaml");

/// The result of reading a file.
struct Reading {
    parsed: Option<Parsed>,
    report: Report,
}

/// Reads a file.
fn read(name: &str, bytes: &[u8]) -> Reading {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let tree = yaml::parse(&mut sources, name, bytes, &mut diagnostics);
    let parsed = tree.map(|tree| parse(&tree, &mut diagnostics));
    if let Some(Parsed::NotACapability(found)) = &parsed {
        diagnostics.push(found.clone());
    }
    Reading {
        parsed,
        report: Report::new(diagnostics, sources),
    }
}

/// Reads a text that must be a spec.
fn document(text: &str) -> Document {
    match read("spec.yaml", text.as_bytes()) {
        Reading {
            parsed: Some(Parsed::Document(document)),
            ..
        } => *document,
        Reading { report, .. } => panic!("no document:\n{}", report.render(Style::Plain)),
    }
}

/// Returns the diagnostics of a text as plain text.
fn diagnostics(text: &str) -> String {
    read("spec.yaml", text.as_bytes()).report.render(Style::Plain)
}

/// Returns the code and message of every diagnostic of a text.
fn messages(text: &str) -> Vec<String> {
    let report = read("spec.yaml", text.as_bytes()).report;
    report
        .diagnostics()
        .iter()
        .map(|found| format!("{} {}", found.code(), found.message()))
        .collect()
}
