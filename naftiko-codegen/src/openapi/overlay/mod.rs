//! Overlays: changes of a document, by the `OpenAPI` Overlay Specification 1.0 and 1.1.
//!
//! An overlay changes the tree of a document before its schemas are read. What it adds keeps its place in the overlay, so that diagnostics
//! about it point there.

mod action;
mod change;
mod read;
mod selection;
mod target;

#[cfg(test)]
mod tests;

use std::path::Path;

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::include::PackageReader;
use crate::source::{Sources, Spanned};
use crate::yaml::Tree;
use action::Action;
use target::{Ignored, Target};

pub(super) use read::read;

/// An overlay.
#[derive(Debug)]
pub(super) struct Overlay {
    /// The document that it is for, as a URI reference.
    extends: Option<Spanned<String>>,
    version: Version,
    actions: Vec<Action>,
}

/// The version of an overlay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Version {
    V10,
    V11,
}

impl Overlay {
    /// Reports an overlay that names another document than the one it is applied to. An address on the web is not compared.
    pub(super) fn check_extends(
        &self,
        document: &Path,
        files: &PackageReader<'_, '_>,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(extends) = &self.extends else { return };
        let is_remote = extends.value.contains("://") && !extends.value.starts_with("file:");
        if is_remote || files.is_same(&files.path_of(extends, sources), document) {
            return;
        }
        let message = format!(
            "the overlay is for `{extends}`; it is applied to `{}`",
            document.display()
        );
        let diagnostic = Diagnostic::new(codes::OVERLAY_EXTENDS, extends.span, message);
        diagnostics.push(diagnostic.help("name the document, or remove `extends`"));
    }

    /// Applies the actions to a document, each to the result of the one before.
    pub(super) fn apply(&self, tree: Tree, diagnostics: &mut Diagnostics) -> Tree {
        let mut target = Target::new(tree, self.version, diagnostics);
        for action in &self.actions {
            if target.apply(action) == Err(Ignored::Rest) {
                break;
            }
        }
        target.into_tree()
    }
}
