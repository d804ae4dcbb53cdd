//! The command `naftiko export`.

use std::fs;

use naftiko_codegen::{FileLoader, ServedApi, generate};

use crate::arguments::{Export, ExportOpenapi};
use crate::terminal::{self, Exit, Failure};

/// Writes a description of what a spec serves.
pub(crate) fn run(arguments: &Export) -> Result<Exit, Failure> {
    match arguments {
        Export::Openapi(arguments) => openapi(arguments),
    }
}

/// Writes the document of a REST adapter into a file or to standard output. Nothing is written if the spec has errors.
fn openapi(arguments: &ExportOpenapi) -> Result<Exit, Failure> {
    let outcome = generate(
        std::slice::from_ref(&arguments.spec),
        &arguments.options.0,
        &FileLoader,
    );
    terminal::diagnostics(&outcome.report, arguments.message_format);
    let exit = Exit::of(&outcome);
    if exit != Exit::Done {
        return Ok(exit);
    }
    let document = chosen(&outcome.served, arguments.adapter.as_deref())?.pretty();
    match &arguments.out {
        None => terminal::print(&document)?,
        Some(out) => fs::write(out, document)
            .map_err(|error| Failure(format!("`{}` cannot be written: {error}", out.display())))?,
    }
    Ok(Exit::Done)
}

/// Returns the document of the adapter with a namespace, or of the only one.
fn chosen<'s>(served: &'s [ServedApi], adapter: Option<&str>) -> Result<&'s ServedApi, Failure> {
    let is_chosen = |api: &&ServedApi| adapter.is_none_or(|name| api.namespace == name);
    let chosen: Vec<&ServedApi> = served.iter().filter(is_chosen).collect();
    if let [only] = chosen.as_slice() {
        return Ok(only);
    }
    let names: Vec<&str> = served.iter().map(|api| api.namespace.as_str()).collect();
    Err(Failure(match (names.is_empty(), adapter) {
        (true, _) => "the spec has no REST adapter".to_owned(),
        (false, Some(name)) => format!(
            "the spec has no REST adapter `{name}`; its adapters are `{}`",
            names.join("`, `")
        ),
        (false, None) => format!("choose an adapter with `--adapter`: `{}`", names.join("`, `")),
    }))
}
