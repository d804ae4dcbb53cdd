//! Findings as JSON, one a line, for editors and scripts.

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Label, Report};
use crate::source::{Source, Sources};

/// Every finding: nothing is capped.
pub(super) fn render(report: &Report) -> String {
    let lines = report
        .diagnostics()
        .iter()
        .map(|finding| line(finding, report.sources()).to_string());
    lines.fold(String::new(), |text, line| text + &line + "\n")
}

fn line(finding: &Diagnostic, sources: &Sources) -> Value {
    let mut line = json!({
        "code": finding.code.id(),
        "severity": finding.severity.to_string(),
        "message": finding.message,
    });
    let related = finding
        .related
        .iter()
        .map(|label| place(label, sources))
        .collect::<Vec<_>>();
    if let Value::Object(fields) = &mut line {
        if let Value::Object(place) = place(&finding.primary, sources) {
            fields.extend(place);
        }
        fields.insert("help".to_owned(), json!(finding.help));
        fields.insert("repeats".to_owned(), json!(finding.repeats));
        fields.insert("related".to_owned(), Value::Array(related));
    }
    line
}

fn place(label: &Label, sources: &Sources) -> Value {
    let Some(source) = sources.get(label.span.source) else {
        return Value::Null;
    };
    let position = |byte| Source::position(source, byte);
    let (start, end) = (position(label.span.start), position(label.span.end));
    json!({
        "file": source.name(),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "label": label.text,
    })
}
