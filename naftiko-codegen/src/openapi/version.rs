//! Versions of documents.

use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::yaml::Tree;

/// The keys that have the version.
const KEYS: [&str; 2] = ["swagger", "openapi"];

/// The version of a document, as far as schemas differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    /// Swagger 2.0.
    V2,
    /// `OpenAPI` 3.0.
    V30,
    /// `OpenAPI` 3.1 and 3.2.
    V31,
}

/// Returns whether a file is meant as a document, by its keys.
pub(crate) fn is_document(tree: &Tree) -> bool {
    KEYS.iter().any(|key| tree.root.get(key).is_some())
}

/// Returns the version of a document.
///
/// # Errors
/// When the tree is not a document of a known version.
pub(super) fn of(tree: &Tree) -> Result<Version, Box<Diagnostic>> {
    let found = KEYS
        .into_iter()
        .find_map(|key| tree.root.get(key).map(|value| (key, value)));
    let Some((key, value)) = found else {
        let place = if tree.root.as_mapping().is_some() {
            tree.root.head()
        } else {
            Span::file(tree.source)
        };
        return Err(Box::new(
            Diagnostic::new(codes::NOT_OPENAPI, place, "the file is not an OpenAPI document")
                .help("name a file with `openapi:` or `swagger:` at its root"),
        ));
    };
    // `swagger: 2.0` without quotes is a number, so that the text decides.
    let text = value.as_str().unwrap_or_default();
    match (key, text.get(..3).unwrap_or(text)) {
        ("swagger", "2.0" | "2") => Ok(Version::V2),
        ("openapi", "3.0") => Ok(Version::V30),
        ("openapi", "3.1" | "3.2") => Ok(Version::V31),
        _ => Err(Box::new(
            Diagnostic::new(
                codes::NOT_OPENAPI,
                value.head(),
                format!("`{key}: {text}` is not a version that is read"),
            )
            .help("use Swagger 2.0, or OpenAPI 3.0, 3.1 or 3.2"),
        )),
    }
}
