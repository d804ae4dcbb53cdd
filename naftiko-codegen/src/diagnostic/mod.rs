//! Diagnostics: the messages of the generator about a spec, each with its place and a help.

mod catalogue;
mod code;
mod render;
mod report;
mod wording;

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::mem;

use crate::source::{SourceId, Span};
use crate::spelling;

pub use code::{Code, Severity};
pub use report::{Notes, Report, SHOWN_PER_SOURCE, Style};

pub(crate) use catalogue::codes;
pub(crate) use render::one_line;
pub(crate) use wording::{enable, excerpt};

/// One message about a spec.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    pub(crate) code: Code,
    pub(crate) severity: Severity,
    pub(crate) message: String,
    pub(crate) primary: Label,
    pub(crate) related: Vec<Label>,
    pub(crate) help: Option<String>,
    /// Places of equal diagnostics in the same source, which are listed here instead of shown.
    pub(crate) repeats: Vec<Span>,
}

/// A place and what it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Label {
    pub span: Span,
    /// May be empty.
    pub text: String,
}

/// The diagnostics of a run so far.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    list: Vec<Diagnostic>,
    /// Indexes in `list` of diagnostics that keep the places of their repetitions, by code, source and message.
    collected: HashMap<(&'static str, SourceId, String), usize>,
    /// Sources with errors.
    failed: HashSet<SourceId>,
    /// Number of searches for similar names.
    searches: usize,
    /// Number of pairs of characters that these searches compared.
    compared: usize,
}

/// Limit of searches for similar names. Each search goes through all candidates.
const SEARCHES: usize = 100;
/// Limit of compared pairs of characters, after which no search begins.
const COMPARISONS: usize = 50_000_000;

impl Diagnostic {
    /// Creates a diagnostic at a place. The message is lower case without a full stop: the problem, then what the generator did.
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
            repeats: Vec::new(),
        }
    }

    /// Sets the text at the place, which says what the place is.
    #[must_use]
    pub(crate) fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Adds another place, and what it is.
    #[must_use]
    pub(crate) fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Sets the help: an imperative with the key and value to write.
    #[must_use]
    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Makes the diagnostic an error, which an option of the user asks for.
    #[must_use]
    pub(crate) fn raised(mut self) -> Self {
        self.severity = Severity::Error;
        self
    }

    /// Returns the stable code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// Returns the severity in the mode of the run.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Returns the problem in one line.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the action that solves the problem.
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl Diagnostics {
    /// Adds a diagnostic.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        if diagnostic.severity == Severity::Error {
            self.failed.insert(diagnostic.primary.span.source);
        }
        self.list.push(diagnostic);
    }

    /// Turns warnings and notes about specs into errors. `described` are the sources of specs that name an `OpenAPI` document, in which notes
    /// stay notes: the format cannot say what these specs have of their APIs, and other engines do not read the document.
    pub(crate) fn make_strict(&mut self, described: &HashSet<SourceId>) {
        for diagnostic in &mut self.list {
            let is_described = described.contains(&diagnostic.primary.span.source);
            if !(is_described && diagnostic.code.severity() == Severity::Note) {
                // An option of the user may have raised it, and the worst severity is the first.
                diagnostic.severity = diagnostic.severity.min(diagnostic.code.strict_severity());
            }
        }
    }

    /// Returns the candidate that is most similar to an unknown name. `None` if no candidate is similar, or after the limit of searches.
    pub(crate) fn nearest<'a>(
        &mut self,
        name: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        if !self.suggests() {
            return None;
        }
        self.searches += 1;
        spelling::counted(name, candidates, &mut self.compared)
    }

    /// Returns whether `nearest` still searches.
    pub(crate) fn suggests(&self) -> bool {
        self.searches < SEARCHES && self.compared <= COMPARISONS
    }

    /// Adds a diagnostic unless the source has one with the same code and message. Keeps the first one and the places of the others.
    pub(crate) fn push_once(&mut self, diagnostic: Diagnostic) {
        let message = diagnostic.message.clone();
        self.collect(diagnostic, message);
    }

    /// Adds a diagnostic unless the source has one with the same code and key. Keeps the first one and the places of the others.
    pub(crate) fn push_once_as(&mut self, diagnostic: Diagnostic, key: &str) {
        self.collect(diagnostic, key.to_owned());
    }

    /// Adds a diagnostic unless the source has one with the same code. Keeps the first one and the places of the others.
    pub(crate) fn push_alike(&mut self, diagnostic: Diagnostic) {
        self.collect(diagnostic, String::new());
    }

    fn collect(&mut self, mut diagnostic: Diagnostic, message: String) {
        let key = (diagnostic.code.id(), diagnostic.primary.span.source, message);
        let next = self.list.len();
        let index = *self.collected.entry(key).or_insert(next);
        let Some(known) = self.list.get_mut(index) else {
            return self.push(diagnostic);
        };
        if diagnostic.primary.span < known.primary.span {
            diagnostic.repeats = mem::take(&mut known.repeats);
            mem::swap(known, &mut diagnostic);
        }
        known.repeats.push(diagnostic.primary.span);
    }

    /// Adds several diagnostics.
    pub(crate) fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        diagnostics
            .into_iter()
            .for_each(|diagnostic| self.push(diagnostic));
    }

    /// Returns whether a source has an error, so that nothing is generated from it.
    pub(crate) fn has_errors_in(&self, source: SourceId) -> bool {
        self.failed.contains(&source)
    }

    /// Returns the diagnostics in the order in which they were added.
    pub(crate) fn into_vec(self) -> Vec<Diagnostic> {
        self.list
    }
}
