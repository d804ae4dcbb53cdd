//! The command `naftiko import`.

use naftiko_codegen::{Emit, FileLoader, ImportOptions, Options, import_openapi, options};

use crate::arguments::{Adapter, Import, ImportOpenapi};
use crate::new_file;
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
        (Some(text), Some(out)) => new_file::write(out, text)?,
    }
    Ok(Exit::Done)
}

/// Returns the adapters of the spec; both without a choice.
fn exposed(chosen: Option<&[Adapter]>) -> Emit {
    chosen.map_or_else(Emit::default, |chosen| Emit {
        rest: chosen.contains(&Adapter::Rest),
        mcp: chosen.contains(&Adapter::Mcp),
        skill: false,
    })
}
