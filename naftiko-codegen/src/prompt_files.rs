//! Files that prompts name: their text becomes the prompt's message, before anything is resolved.

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::document::{Adapter, Document, Entry, Message, Prompt};
use crate::imports::beside;
use crate::loader::Loader;
use crate::resolve::resources::path;
use crate::source::{Sources, Spanned};

/// Reads the file of every prompt that has one. A path is relative to the spec that names it.
pub(crate) fn read(
    document: &mut Document,
    loader: &dyn Loader,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
    read: &mut Vec<PathBuf>,
) {
    for entry in &mut document.exposes {
        let Entry::Inline(Adapter::Mcp(adapter)) = entry else {
            continue;
        };
        for prompt in &mut adapter.prompts {
            if let Err(finding) = attach(prompt, loader, sources, read) {
                diagnostics.push(*finding);
            }
        }
    }
}

fn attach(
    prompt: &mut Prompt,
    loader: &dyn Loader,
    sources: &Sources,
    read: &mut Vec<PathBuf>,
) -> Result<(), Box<Diagnostic>> {
    let Some(location) = prompt.location.as_ref().filter(|_| prompt.template.is_empty()) else {
        return Ok(());
    };
    let spec = sources
        .get(location.span.source)
        .map_or("", |source| source.name());
    let file = beside(Path::new(spec), &path(&location.value));
    let refused = |why: String| {
        let message = format!("the prompt's file `{}` cannot be read: {why}", file.display());
        let finding = Diagnostic::new(codes::FILE_UNREADABLE, location.span, message);
        Box::new(finding.help("the path is relative to the spec's file; `file:///…` begins at the root"))
    };
    let bytes = loader.load(&file).map_err(|error| refused(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| refused("it is not UTF-8 text".to_owned()))?;
    read.push(file);
    let span = location.span;
    prompt.template.push(Message {
        span,
        role: Spanned::new("user".to_owned(), span),
        content: Spanned::new(text.trim_end().to_owned(), span),
    });
    Ok(())
}
