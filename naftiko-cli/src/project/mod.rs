//! New projects: their files, which are computed before one is written.

mod code;
mod memory;
pub(crate) mod name;
pub(crate) mod scripts;
mod spec;
mod write;

use std::path::PathBuf;

use naftiko_codegen::{Options, Outcome, Testing, generate};

pub(crate) use code::TOKIO;
pub(crate) use memory::Memory;
pub(crate) use spec::{Spec, spec};
pub(crate) use write::{write, write_file};

use crate::arguments::{Runtime, Template};

/// A project before it is written.
#[derive(Debug)]
pub(crate) struct Project {
    /// The name of the package.
    pub name: String,
    pub template: Template,
    pub runtime: Runtime,
    /// Whether a manifest above the project has a workspace, which has the profiles.
    pub in_workspace: bool,
}

impl Project {
    /// Adds the files of a package to its spec, by their paths relative to the package.
    pub(crate) fn files(&self, spec: &Spec, outcome: &Outcome) -> Memory {
        let mut files = spec.files.clone();
        for (path, text) in code::files(self, spec, outcome) {
            files.0.insert(PathBuf::from(path), text);
        }
        files
    }
}

/// Generates the code of a spec in memory.
pub(crate) fn generated(spec: &Spec, template: Template, testing: Testing) -> Outcome {
    let options = Options {
        share_types: template == Template::CheckedIn,
        testing,
        ..Options::default()
    };
    generate(std::slice::from_ref(&spec.path), &options, &spec.files)
}
