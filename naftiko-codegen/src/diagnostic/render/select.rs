//! Selection of the diagnostics that are shown per source.

use crate::diagnostic::{Diagnostic, SHOWN_PER_SOURCE, Severity};

/// The diagnostics of one source that are shown, in order, and the numbers of those that are not.
pub(super) struct Selection<'a> {
    pub shown: Vec<&'a Diagnostic>,
    pub hidden_errors: usize,
    pub hidden_warnings: usize,
}

/// Selects the first diagnostics of one source, errors before warnings.
pub(super) fn select(diagnostics: &[Diagnostic]) -> Selection<'_> {
    let is_error = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Error;
    let errors = diagnostics.iter().filter(is_error).count();
    let warnings = diagnostics.len() - errors;
    let shown_errors = errors.min(SHOWN_PER_SOURCE);
    let shown_warnings = warnings.min(SHOWN_PER_SOURCE - shown_errors);
    let (mut errors_left, mut warnings_left) = (shown_errors, shown_warnings);
    let shown = diagnostics.iter().filter(|diagnostic| {
        let left = if is_error(diagnostic) {
            &mut errors_left
        } else {
            &mut warnings_left
        };
        let room = *left > 0;
        *left = left.saturating_sub(1);
        room
    });
    let shown = shown.collect();
    Selection {
        shown,
        hidden_errors: errors - shown_errors,
        hidden_warnings: warnings - shown_warnings,
    }
}

impl Selection<'_> {
    /// Returns the line that counts the diagnostics that are not shown.
    pub(super) fn rest(&self, name: &str) -> Option<String> {
        let rest = match (self.hidden_errors, self.hidden_warnings) {
            (0, 0) => return None,
            (errors, 0) => count(errors, "more error"),
            (0, warnings) => count(warnings, "more warning"),
            (errors, warnings) => {
                format!(
                    "{} and {}",
                    count(errors, "more error"),
                    count(warnings, "warning")
                )
            }
        };
        Some(format!("… and {rest} in {name}"))
    }
}

fn count(number: usize, what: &str) -> String {
    if number == 1 {
        format!("1 {what}")
    } else {
        format!("{number} {what}s")
    }
}
