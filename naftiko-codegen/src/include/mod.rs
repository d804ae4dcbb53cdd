//! Included files: imported entries, schemas, prompts and skills become part of the spec.

pub(crate) mod files;
mod folder;
mod imports;
pub(crate) mod loader;
mod prompts;
mod schemas;
mod section;
mod served;
mod skills;

use std::collections::BTreeMap;
use std::path::Path;

use crate::diagnostic::Diagnostics;
use crate::source::{SourceId, Sources};
use crate::spec::Document;

pub(crate) use files::{FileReader, PackageReader};

/// A spec with its included files.
pub(crate) struct Included {
    pub(crate) document: Document,
    /// The imported specs.
    pub(crate) imported: Vec<SourceId>,
}

/// Reads the files that the spec at `path` includes. A file that cannot be included is reported and ignored.
pub(crate) fn include(
    mut document: Document,
    path: &Path,
    mut files: PackageReader<'_, '_>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Included {
    let imports = imports::Imports {
        files: &mut files,
        sources,
        diagnostics,
        path,
        trees: BTreeMap::new(),
        values: 0,
    };
    let imported = imports.resolve(&mut document);
    let schemas = schemas::Schemas {
        files: &mut files,
        sources,
        diagnostics,
        texts: BTreeMap::new(),
    };
    schemas.resolve(&mut document);
    prompts::read(&mut document, &mut files, sources, diagnostics);
    skills::read(&mut document, &mut files, sources, diagnostics);
    served::check(&document, &files, sources, diagnostics);
    Included { document, imported }
}
