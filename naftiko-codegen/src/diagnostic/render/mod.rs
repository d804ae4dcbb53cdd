//! Reports as text for people and lines for tools.

mod json;
mod select;
mod text;

pub(crate) use json::one_line;

use super::{Diagnostic, Report, Style};

/// The whole report in a style; empty when nothing was found.
pub(super) fn render(report: &Report, style: Style) -> String {
    match style {
        Style::Terminal => text::render(report, &text::terminal()),
        Style::Plain => text::render(report, &text::plain()),
        Style::Json => json::render(report),
    }
}

/// One finding of the report as plain text.
pub(super) fn one(report: &Report, finding: &Diagnostic) -> String {
    text::one(finding, report.sources(), &text::plain())
}
