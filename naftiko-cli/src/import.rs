//! The command `naftiko import`.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use naftiko_codegen::{Emit, FileLoader, ImportOptions, Options, import_openapi, options};

use crate::arguments::{Adapter, Import, ImportOpenapi};
use crate::terminal::{self, Exit, Failure};

/// Makes a spec.
pub(crate) fn run(arguments: &Import) -> Result<Exit, Failure> {
    match arguments {
        Import::Openapi(arguments) => openapi(arguments),
    }
}

/// Writes the spec for an `OpenAPI` document into a file or to standard output. Nothing is written after an error.
fn openapi(arguments: &ImportOpenapi) -> Result<Exit, Failure> {
    let mut options = Options::default();
    if !arguments.overlays.is_empty() {
        options.overlay.set(None, arguments.overlays.clone());
    }
    if let Some(entry) = options::find("refs").filter(|_| !arguments.refs.is_empty()) {
        let set = entry.set(&mut options, None, &arguments.refs);
        set.map_err(Failure)?;
    }
    let import = ImportOptions {
        namespace: arguments.namespace.clone(),
        tags: arguments.tags.clone(),
        operations: arguments.operations.clone(),
        path: arguments.path.clone(),
        expose: exposed(arguments.expose.as_deref()),
        out: arguments.out.clone(),
    };
    let imported = import_openapi(&arguments.file, &import, &options, &FileLoader);
    terminal::diagnostics(&imported.report, &arguments.messages);
    match (&imported.text, &arguments.out) {
        (None, _) => return Ok(Exit::Errors),
        (Some(text), None) => terminal::print(text)?,
        (Some(text), Some(out)) => write(out, text)?,
    }
    Ok(Exit::Done)
}

/// Returns the adapters of the spec; both without a choice.
fn exposed(chosen: Option<&[Adapter]>) -> Emit {
    chosen.map_or_else(Emit::default, |chosen| Emit {
        rest: chosen.contains(&Adapter::Rest),
        mcp: chosen.contains(&Adapter::Mcp),
    })
}

/// Writes a spec into a new file. A file with another text is kept, since authors complete specs by hand.
fn write(out: &Path, text: &str) -> Result<(), Failure> {
    if fs::read(out).is_ok_and(|known| known == text.as_bytes()) {
        return Ok(());
    }
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(out)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        let help = match error.kind() {
            std::io::ErrorKind::AlreadyExists => "; remove the file, or write to another one",
            _ => "",
        };
        Failure(format!("`{}` cannot be written: {error}{help}", out.display()))
    })?;
    terminal::eprint(&format!("created {}", out.display()));
    Ok(())
}
