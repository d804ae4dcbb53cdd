//! Output of reports: text and JSON lines.

mod elsewhere;
mod json;
mod select;
mod text;

pub(crate) use json::one_line;

use super::{Diagnostic, Notes, Report, Style};

/// Returns the whole report in a style; empty if it has no diagnostics.
pub(super) fn render(report: &Report, style: Style, notes: Notes) -> String {
    match style {
        Style::Terminal => text::render(report, notes, &text::terminal()),
        Style::Plain => text::render(report, notes, &text::plain()),
        Style::Json => json::render(report),
    }
}

/// Returns one diagnostic of the report as plain text.
pub(super) fn one(report: &Report, diagnostic: &Diagnostic) -> String {
    text::one(diagnostic, report.sources(), &text::plain())
}
