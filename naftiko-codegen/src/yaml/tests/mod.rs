//! Tests of the YAML parser.

#![allow(clippy::unwrap_used, reason = "a test fails that way")]

mod errors;
mod limits;
mod oracle;
mod scalars;
mod spans;
mod write;

use super::{Node, Tree, parse};
use crate::diagnostic::{Diagnostics, Report, Style};
use crate::source::Sources;

/// Returns the tree of a text and its diagnostics.
fn read(text: impl AsRef<[u8]>) -> (Option<Tree>, Report) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let tree = parse(&mut sources, "spec.yaml", text.as_ref(), &mut diagnostics);
    (tree, Report::new(diagnostics, sources))
}

/// Returns the root of a valid text.
fn root(text: &str) -> Node {
    match read(text) {
        (Some(tree), report) if !report.has_errors() => tree.root,
        (_, report) => panic!("{text:?}:\n{}", report.render(Style::Plain)),
    }
}

/// Returns the diagnostics of a text.
fn diagnostics(text: impl AsRef<[u8]>) -> String {
    read(text).1.render(Style::Plain)
}
