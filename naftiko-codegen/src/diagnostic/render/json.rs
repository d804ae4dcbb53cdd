//! Diagnostics as JSON, one per line, for editors and scripts.

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Label, Report};
use crate::source::{Source, Sources, Span};

/// Returns every diagnostic, without the limit of text output.
pub(super) fn render(report: &Report) -> String {
    let mut text = String::new();
    for diagnostic in report.diagnostics() {
        text.push_str(&one_line(&line(diagnostic, report.sources()).to_string()));
        text.push('\n');
    }
    text
}

/// Escapes the characters that some readers take for the end of a line although JSON does not.
pub(crate) fn one_line(json: &str) -> String {
    json.replace('\u{85}', "\\u0085")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

fn line(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let mut line = json!({
        "code": diagnostic.code.id(),
        "severity": diagnostic.severity.to_string(),
        "message": diagnostic.message,
    });
    let related = diagnostic
        .related
        .iter()
        .map(|label| place(label, sources))
        .collect::<Vec<_>>();
    if let Value::Object(fields) = &mut line {
        if let Value::Object(place) = place(&diagnostic.primary, sources) {
            fields.extend(place);
        }
        fields.insert("help".to_owned(), json!(diagnostic.help));
        let repeats = diagnostic.repeats.iter();
        let repeats: Vec<Value> = repeats.filter_map(|span| start(*span, sources)).collect();
        fields.insert("repeats".to_owned(), Value::Array(repeats));
        fields.insert("related".to_owned(), Value::Array(related));
    }
    line
}

fn start(span: Span, sources: &Sources) -> Option<Value> {
    let position = sources.get(span.source)?.position(span.start);
    Some(json!({"line": position.line, "column": position.column}))
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

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn line_ends_are_escaped_and_read_back() {
        let text = "a\u{85}b\u{2028}c\u{2029}d\n";
        let line = one_line(&serde_json::json!(text).to_string());
        assert!(line.is_ascii(), "{line}");
        assert_eq!(serde_json::from_str::<String>(&line).ok().as_deref(), Some(text));
    }
}
