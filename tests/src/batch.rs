//! Compilation of the code of many specs in one crate.

use std::path::Path;
use std::{fs, io};

use naftiko_codegen::{Module, directory};

use crate::odd::IMPORTED;
use crate::texts::Texts;
use crate::{UserCrate, manifest_with_features};

/// The result of clippy.
#[derive(Debug)]
pub struct Verdict {
    /// The number of specs with code.
    pub modules: usize,
    /// The errors of clippy, if there are any.
    pub errors: Option<String>,
}

/// Generates code from all specs into a crate in a folder, and runs clippy's pedantic group with every warning as an error.
///
/// # Errors
///
/// The crate cannot be written, or a module cannot be laid out.
pub fn clippy(folder: &Path, specs: &[String]) -> io::Result<Verdict> {
    let paths: Vec<String> = (0..specs.len())
        .map(|number| format!("odd-{number}.yaml"))
        .collect();
    let mut texts = Texts::default().with(IMPORTED.0, IMPORTED.1);
    for (path, spec) in paths.iter().zip(specs) {
        let own = spec.split("\n+++ ").next().unwrap_or_default();
        fs::write(folder.join(path), own)?;
        texts = texts.with(path, own);
    }
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let outcome = texts.compile_all(&paths);
    let modules = outcome.modules;
    Ok(Verdict {
        errors: clippy_modules(folder, &modules)?,
        modules: modules.len(),
    })
}

/// Runs clippy's pedantic group with every warning as an error over modules in a crate in a folder. Returns the errors, if there are any.
///
/// # Errors
///
/// The crate cannot be written, or cargo cannot be started.
pub fn clippy_modules(folder: &Path, modules: &[Module]) -> io::Result<Option<String>> {
    let krate = UserCrate::new(folder, &manifest_with_features("odd"))?;
    // The modules are private, so that lints for private items apply.
    krate.write(
        "src/lib.rs",
        "#![deny(warnings, clippy::pedantic)]\n#![forbid(unsafe_code)]\nmod generated;\n",
    )?;
    for (path, text) in directory(modules) {
        krate.write(&format!("src/generated/{}", path.display()), &text)?;
    }
    let output = krate.cargo(&["clippy", "--quiet"])?;
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    Ok((!output.status.success()).then_some(errors))
}
