//! Reports: everything found, ready to be shown.

use super::{Diagnostic, Diagnostics, Severity, render};
use crate::source::Sources;

/// How a report is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// With colours, for a terminal.
    Terminal,
    /// The same without colours: for logs, build scripts and macros.
    Plain,
    /// A JSON object a line, for tools.
    Json,
}

/// Everything found in the specs of one run, and the texts it points into.
#[derive(Debug)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    sources: Sources,
}

impl Report {
    /// Sorts the findings by source and place and drops the repeated ones. `strict` makes errors of tolerances and lints.
    pub(crate) fn new(diagnostics: Diagnostics, sources: Sources, strict: bool) -> Self {
        let mut diagnostics = diagnostics.into_vec();
        if strict {
            for found in &mut diagnostics {
                found.severity = found.code.strict_severity();
            }
        }
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
        Self { diagnostics, sources }
    }

    /// The findings, by source and place.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The texts that findings point into.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// How many warnings there are.
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    fn count(&self, severity: Severity) -> usize {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    }

    /// The findings as text, at most [`SHOWN_PER_SOURCE`] a source.
    pub fn render(&self, style: Style) -> String {
        render::render(self, style)
    }

    /// One of the findings as plain text, for a front that shows each by itself.
    pub fn render_one(&self, finding: &Diagnostic) -> String {
        render::one(self, finding)
    }
}

/// How many findings a source are shown in full; JSON has all of them.
pub const SHOWN_PER_SOURCE: usize = 20;
