//! Selection of the diagnostics that are shown per source.

use crate::diagnostic::{Diagnostic, SHOWN_PER_SOURCE, Severity};

/// The severities in the order in which diagnostics are selected.
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

/// The diagnostics of one source that are shown, in order, and the numbers of those that are not.
pub(super) struct Selection<'a> {
    pub shown: Vec<&'a Diagnostic>,
    /// Numbers by severity, without zeros.
    pub hidden: Vec<(Severity, usize)>,
}

/// Selects the first diagnostics of one source, errors before warnings and those before notes.
pub(super) fn select<'a>(diagnostics: &[&'a Diagnostic]) -> Selection<'a> {
    let mut room = SHOWN_PER_SOURCE;
    let mut shown = Vec::new();
    let mut hidden = Vec::new();
    for severity in SEVERITIES {
        let of_severity = diagnostics.iter().filter(|found| found.severity == severity);
        let known = shown.len();
        shown.extend(of_severity.clone().take(room).copied());
        let taken = shown.len() - known;
        room -= taken;
        hidden.push((severity, of_severity.count() - taken));
    }
    shown.sort_by_key(|found| (found.primary.span, found.code.id()));
    hidden.retain(|(_, number)| *number > 0);
    Selection { shown, hidden }
}

impl Selection<'_> {
    /// Returns the line that counts the diagnostics that are not shown.
    pub(super) fn rest(&self, name: &str) -> Option<String> {
        let mut counts: Vec<String> = Vec::new();
        for (severity, number) in &self.hidden {
            let more = if counts.is_empty() { "more " } else { "" };
            counts.push(count(*number, &format!("{more}{severity}")));
        }
        let last = counts.pop()?;
        let rest = if counts.is_empty() {
            last
        } else {
            format!("{} and {last}", counts.join(", "))
        };
        Some(format!("… and {rest} in {name}"))
    }
}

/// Returns a number with its noun.
pub(super) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
