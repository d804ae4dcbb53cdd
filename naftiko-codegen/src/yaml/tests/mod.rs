//! Tests of the YAML layer.

#![allow(clippy::unwrap_used, reason = "a test fails that way")]

mod errors;
mod limits;
mod scalars;
mod spans;

use super::{Node, Tree, parse};
use crate::diagnostic::{Diagnostics, Report, Style};
use crate::source::Sources;

/// The tree of a text, and what was found.
fn read(text: impl AsRef<[u8]>) -> (Option<Tree>, Report) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let tree = parse(&mut sources, "spec.yaml", text.as_ref(), &mut diagnostics);
    (tree, Report::new(diagnostics, sources, false))
}

/// The root of a text that has to be right.
fn root(text: &str) -> Node {
    match read(text) {
        (Some(tree), report) if !report.has_errors() => tree.root,
        (_, report) => panic!("{text:?}:\n{}", report.render(Style::Plain)),
    }
}

/// Everything found in a text.
fn findings(text: impl AsRef<[u8]>) -> String {
    read(text).1.render(Style::Plain)
}
