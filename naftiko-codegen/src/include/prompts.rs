//! Prompt files: their text becomes the prompt's message before anything is resolved.

use super::files::{FileKind, PackageReader, Refusal};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::source::{Sources, Spanned};
use crate::spec::{Adapter, Document, Entry, Message, Prompt};

/// Reads the file of every prompt with a `location`. A path is relative to the spec that contains it.
pub(super) fn read(
    document: &mut Document,
    files: &mut PackageReader<'_, '_>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    for entry in &mut document.exposes {
        let Entry::Inline(Adapter::Mcp(adapter)) = entry else {
            continue;
        };
        for prompt in &mut adapter.prompts {
            if let Err(diagnostic) = attach(prompt, files, sources) {
                diagnostics.push(*diagnostic);
            }
        }
    }
}

fn attach(
    prompt: &mut Prompt,
    files: &mut PackageReader<'_, '_>,
    sources: &Sources,
) -> Result<(), Box<Diagnostic>> {
    let Some(location) = prompt.location.as_ref().filter(|_| prompt.template.is_empty()) else {
        return Ok(());
    };
    let unreadable = |file: &std::path::Path, why: &str| {
        let message = format!("the prompt file `{}` cannot be read: {why}", file.display());
        let diagnostic = Diagnostic::new(codes::FILE_UNREADABLE, location.span, message);
        Box::new(diagnostic.help("correct the path, which is relative to the file that contains it"))
    };
    let file = files
        .include(location, FileKind::Prompt, sources)
        .map_err(|refusal| match refusal {
            Refusal::Outside(diagnostic) => diagnostic,
            Refusal::Unreadable(path, error) => unreadable(&path, &error.to_string()),
        })?;
    let text = file
        .text()
        .ok_or_else(|| unreadable(&file.path, "it is not UTF-8"))?;
    let span = location.span;
    prompt.template.push(Message {
        span,
        role: Spanned::new("user".to_owned(), span),
        content: Spanned::new(text.trim_end().to_owned(), span),
    });
    Ok(())
}
