//! The command `naftiko export`.

use std::fs;

use naftiko_codegen::{FileLoader, Module, generate};

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
    terminal::diagnostics(&outcome.report, &arguments.messages);
    let exit = Exit::of(&outcome);
    if exit != Exit::Done {
        return Ok(exit);
    }
    let documents = outcome.modules.iter().flat_map(Module::api_documents).collect();
    let document = chosen(documents, arguments.adapter.as_deref())?;
    match &arguments.out {
        None => terminal::print(&document)?,
        Some(out) => fs::write(out, document)
            .map_err(|error| Failure(format!("`{}` cannot be written: {error}", out.display())))?,
    }
    Ok(Exit::Done)
}

/// Returns the document of the adapter with a namespace, or of the only one.
fn chosen(documents: Vec<(&str, String)>, adapter: Option<&str>) -> Result<String, Failure> {
    let names: Vec<&str> = documents.iter().map(|(name, _)| *name).collect();
    let is_chosen = |(name, _): &(&str, String)| adapter.is_none_or(|adapter| *name == adapter);
    let mut chosen = documents.into_iter().filter(is_chosen);
    if let (Some((_, document)), None) = (chosen.next(), chosen.next()) {
        return Ok(document);
    }
    Err(Failure(match (names.is_empty(), adapter) {
        (true, _) => "the spec has no REST adapter".to_owned(),
        (false, Some(name)) => format!(
            "the spec has no REST adapter `{name}`; its adapters are `{}`",
            names.join("`, `")
        ),
        (false, None) => format!("choose an adapter with `--adapter`: `{}`", names.join("`, `")),
    }))
}
