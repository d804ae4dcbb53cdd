//! Reports: the diagnostics of a run, sorted and ready to be shown.

use super::{Diagnostic, Diagnostics, Severity, render};
use crate::source::{Source, SourceId, Sources};

/// The output format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Text with colours, for a terminal.
    Terminal,
    /// Text without colours, for logs, build scripts and macros.
    Plain,
    /// One JSON object per line, for tools.
    Json,
}

/// The form of notes in text. JSON lines always have all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notes {
    /// Each note is shown, as warnings are.
    Shown,
    /// One line has the number of notes.
    Folded,
    /// Text does not mention notes.
    Hidden,
}

/// The diagnostics of one run, and the sources that they refer to.
#[derive(Debug)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    sources: Sources,
}

impl Report {
    /// Sorts diagnostics by source and place and removes duplicates.
    pub(crate) fn new(diagnostics: Diagnostics, sources: Sources) -> Self {
        let mut diagnostics = diagnostics.into_vec();
        diagnostics.sort_by(|left, right| {
            let order = left.primary.span.cmp(&right.primary.span);
            order
                .then_with(|| left.code.id().cmp(right.code.id()))
                .then_with(|| left.message.cmp(&right.message))
        });
        diagnostics.dedup_by(|later, first| {
            later.primary.span == first.primary.span
                && later.code == first.code
                && later.message == first.message
        });
        for Diagnostic { primary, repeats, .. } in &mut diagnostics {
            repeats.sort_unstable();
            repeats.dedup();
            repeats.retain(|place| *place != primary.span);
        }
        Self { diagnostics, sources }
    }

    /// Adds a diagnostic about a source, after those of the others.
    pub(crate) fn add(&mut self, source: Source, diagnostic: impl FnOnce(SourceId) -> Diagnostic) {
        let source = self.sources.add(source);
        self.diagnostics.push(diagnostic(source));
    }

    /// Returns the diagnostics in the order of source and place.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Returns the sources that diagnostics refer to.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Returns whether any diagnostic is an error.
    pub fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    /// Returns the number of errors.
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// Returns the number of warnings.
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    /// Returns the number of notes.
    pub fn notes(&self) -> usize {
        self.count(Severity::Note)
    }

    fn count(&self, severity: Severity) -> usize {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    }

    /// Returns the report in a style, with its notes folded into one line of text.
    pub fn render(&self, style: Style) -> String {
        self.render_with(style, Notes::Folded)
    }

    /// Returns the report in a style: as text at most [`SHOWN_PER_SOURCE`] diagnostics per source, as JSON all of them.
    pub fn render_with(&self, style: Style, notes: Notes) -> String {
        render::render(self, style, notes)
    }

    /// Returns one diagnostic of the report as plain text, without a line end. The macro reports each as its own compile error.
    pub fn render_one(&self, diagnostic: &Diagnostic) -> String {
        render::one(self, diagnostic)
    }

    /// Returns one diagnostic of the report as its place and its message, for fronts that show a line of each.
    pub fn render_line(&self, diagnostic: &Diagnostic) -> String {
        let place = diagnostic.primary.span;
        let at = self.sources.get(place.source).map_or_else(String::new, |source| {
            let position = source.position(place.start);
            format!("{}:{}:{}: ", source.name(), position.line, position.column)
        });
        format!("{at}{} [{}]", diagnostic.message, diagnostic.code)
    }
}

/// The largest number of diagnostics per source that text output shows.
pub const SHOWN_PER_SOURCE: usize = 20;
