//! Diagnostics: what is wrong with a spec, where, and what to do about it.

mod catalogue;
mod code;
mod render;
mod report;

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use crate::source::{SourceId, Span};
use crate::suggest;

pub use code::{Code, Severity};
pub use report::{Report, SHOWN_PER_SOURCE, Style};

pub(crate) use catalogue::codes;
pub(crate) use render::one_line;

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    pub(crate) code: Code,
    pub(crate) severity: Severity,
    pub(crate) message: String,
    pub(crate) primary: Label,
    pub(crate) related: Vec<Label>,
    pub(crate) help: Option<String>,
    /// How many more of the same were found in the same source, and left out.
    pub(crate) repeats: usize,
}

/// A place and what to say about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Label {
    pub span: Span,
    /// May be empty.
    pub text: String,
}

/// What has been found so far.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    found: Vec<Diagnostic>,
    /// Where findings stand that are counted when they come again: by code, source and words.
    counted: HashMap<(&'static str, SourceId, String), usize>,
    /// Sources with errors.
    failed: HashSet<SourceId>,
    /// How often a name like another one has been looked for, and what that has cost.
    looked: usize,
    compared: usize,
}

/// Names for which one like it is looked for: each search goes through everything that could be meant.
const SUGGESTIONS: usize = 100;
/// Pairs of characters after which no search begins.
const COMPARISONS: usize = 50_000_000;

impl Diagnostic {
    /// A finding at a place. The message says what is wrong in this case, without a full stop at the end.
    pub(crate) fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            primary: Label {
                span,
                text: String::new(),
            },
            related: Vec::new(),
            help: None,
            repeats: 0,
        }
    }

    /// Says something about the place itself.
    #[must_use]
    pub(crate) fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Points at another place too.
    #[must_use]
    pub(crate) fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Says what to do.
    #[must_use]
    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// How bad it is, strictness considered.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What is wrong, in one line.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl Diagnostics {
    /// Adds a finding.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        if diagnostic.severity == Severity::Error {
            self.failed.insert(diagnostic.primary.span.source);
        }
        self.found.push(diagnostic);
    }

    /// The candidate that a misspelt name most probably stands for; `None` once enough names have been looked for.
    pub(crate) fn nearest<'a>(
        &mut self,
        name: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        if !self.suggests() {
            return None;
        }
        self.looked += 1;
        suggest::counted(name, candidates, &mut self.compared)
    }

    /// Whether names are still looked for.
    pub(crate) fn suggests(&self) -> bool {
        self.looked < SUGGESTIONS && self.compared <= COMPARISONS
    }

    /// Adds a finding that would be said in the same words at many places of a source: the first place is kept, the
    /// others are counted.
    pub(crate) fn push_once(&mut self, diagnostic: Diagnostic) {
        let words = diagnostic.message.clone();
        self.count(diagnostic, words);
    }

    /// Adds a finding of which one in a source is enough, whatever names it tells: the others are counted.
    pub(crate) fn push_alike(&mut self, diagnostic: Diagnostic) {
        self.count(diagnostic, String::new());
    }

    fn count(&mut self, diagnostic: Diagnostic, words: String) {
        let key = (diagnostic.code.id(), diagnostic.primary.span.source, words);
        let next = self.found.len();
        let index = *self.counted.entry(key).or_insert(next);
        let Some(known) = self.found.get_mut(index) else {
            return self.push(diagnostic);
        };
        let repeats = known.repeats + 1;
        if diagnostic.primary.span < known.primary.span {
            *known = diagnostic;
        }
        known.repeats = repeats;
    }

    /// Adds several.
    pub(crate) fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        diagnostics
            .into_iter()
            .for_each(|diagnostic| self.push(diagnostic));
    }

    /// Whether anything found in one source prevents generating from it.
    pub(crate) fn has_errors_in(&self, source: SourceId) -> bool {
        self.failed.contains(&source)
    }

    /// The findings, in the order in which they were found.
    pub(crate) fn into_vec(self) -> Vec<Diagnostic> {
        self.found
    }
}
