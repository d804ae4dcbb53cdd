//! Inference: an `OpenAPI` document from recorded responses, for APIs that have none.
//!
//! The document says what the recordings show and nothing else. Its author edits it from then on.

mod observed;
mod operation;
mod recording;
mod schema;
mod text;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use recording::{InvalidRecording, Recording};

use crate::yaml::Node;
use operation::ObservedOperation;

/// Returns an `OpenAPI` document of recorded operations as YAML. The same recordings in the same order give the same document.
pub fn infer(title: &str, recordings: &[Recording]) -> String {
    let mut paths: BTreeMap<&str, BTreeMap<String, ObservedOperation>> = BTreeMap::new();
    for recording in recordings {
        let path = paths.entry(&recording.path).or_default();
        let operation = path.entry(recording.method.to_ascii_lowercase()).or_default();
        operation.add(recording);
    }
    let paths = paths.into_iter().map(|(path, operations)| {
        let operations = operations
            .into_iter()
            .map(|(method, operation)| (method, operation.node(path)));
        (path, Node::map(operations))
    });
    let document = Node::map([
        ("openapi", Node::text("3.1.0")),
        (
            "info",
            Node::map([("title", Node::text(title)), ("version", Node::text("1.0.0"))]),
        ),
        ("paths", Node::map(paths)),
    ]);
    let count = recordings.len();
    format!(
        "# Made by `naftiko infer` from {count} recorded responses. Edit it: it says what these have, and no more.\n"
    ) + &document.to_yaml()
}
