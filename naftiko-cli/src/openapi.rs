//! The command `naftiko openapi`.

use naftiko_codegen::{ApiDocument, FileLoader, api_documents};

use crate::arguments::{MessageFormat, Openapi};
use crate::terminal::{self, Exit, Failure};

/// Reports what is wrong with documents and their overlays; prints the documents, if asked for.
pub(crate) fn run(arguments: &Openapi) -> Result<Exit, Failure> {
    let found = api_documents(&arguments.file, &arguments.options.0, &FileLoader);
    terminal::diagnostics(&found.report, &arguments.messages);
    if arguments.print {
        let texts: Vec<&str> = found
            .documents
            .iter()
            .map(|document| document.text.as_str())
            .collect();
        terminal::print(&texts.join("---\n"))?;
    } else if arguments.messages.message_format == MessageFormat::Human {
        let lines: Vec<String> = found.documents.iter().map(summary).collect();
        terminal::print(&lines.concat())?;
    }
    Ok(if found.report.has_errors() {
        Exit::Errors
    } else {
        Exit::Done
    })
}

fn summary(document: &ApiDocument) -> String {
    let ApiDocument {
        path,
        title,
        operations,
        types,
        ..
    } = document;
    format!("{path}: {title}, {operations} operations, {types} types\n")
}
