//! Tests of reports: order, limits and the three styles.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Diagnostics, Notes, Report, SHOWN_PER_SOURCE, Style, codes};
use crate::source::{Source, SourceId, Sources, Span};

fn sources(texts: &[&str]) -> (Sources, Vec<SourceId>) {
    let mut sources = Sources::default();
    let ids = texts
        .iter()
        .enumerate()
        .map(|(number, text)| sources.add(Source::new(format!("{number}.yaml"), *text)));
    let ids = ids.collect();
    (sources, ids)
}

fn report(sources: Sources, found: impl IntoIterator<Item = Diagnostic>) -> Report {
    let mut diagnostics = Diagnostics::default();
    found.into_iter().for_each(|found| diagnostics.push(found));
    Report::new(diagnostics, sources)
}

fn unknown(span: Span, message: &str) -> Diagnostic {
    Diagnostic::new(codes::UNKNOWN_KEY, span, message)
}

#[test]
fn report_sorts_diagnostics_and_removes_duplicates() {
    let (sources, ids) = sources(&["aaa bbb\n", "ccc\n"]);
    let (first, later, other) = (
        Span::new(ids[0], 0, 3),
        Span::new(ids[0], 4, 7),
        Span::new(ids[1], 0, 3),
    );
    let found = [
        unknown(other, "c"),
        unknown(later, "b"),
        unknown(first, "a"),
        unknown(later, "b"),
    ];
    let report = report(sources, found);
    let messages: Vec<_> = report.diagnostics().iter().map(Diagnostic::message).collect();
    assert_eq!(messages, ["a", "b", "c"]);
    assert_eq!((report.errors(), report.warnings()), (0, 3));
}

#[test]
fn equal_messages_in_one_source_are_one_diagnostic_with_their_places() {
    let (sources, ids) = sources(&["aaa bbb\n", "ccc\n"]);
    let mut diagnostics = Diagnostics::default();
    for (source, start) in [(0, 4), (0, 0), (0, 5), (1, 0)] {
        diagnostics.push_once(unknown(Span::new(ids[source], start, start + 1), "same"));
    }
    diagnostics.push_once(unknown(Span::new(ids[0], 1, 2), "other"));
    let report = Report::new(diagnostics, sources);
    let repeats: Vec<_> = report
        .diagnostics()
        .iter()
        .map(|found| found.repeats.len())
        .collect();
    assert_eq!(repeats, [2, 0, 0]);
    let shown = report.render(Style::Plain);
    assert!(shown.contains("also at 1:5, 1:6\n"), "{shown}");
    let first = report.render(Style::Json);
    let first: Value = serde_json::from_str(first.lines().next().unwrap()).unwrap();
    assert_eq!(
        first["repeats"],
        json!([{"line": 1, "column": 5}, {"line": 1, "column": 6}])
    );
}

#[test]
fn one_code_in_a_source_has_one_excerpt() {
    let (sources, ids) = sources(&[&"x\n".repeat(20)]);
    let at = |line: usize| Span::new(ids[0], line * 2, line * 2 + 1);
    let same = (0..13).map(|line| unknown(at(line), "unknown key `a`").help("remove it"));
    let other = unknown(at(13), "unknown key `b`").help("write `c`");
    let error = Diagnostic::new(codes::WRONG_TYPE, at(14), "the error");
    insta::assert_snapshot!(report(sources, same.chain([other, error])).render(Style::Plain));
}

#[test]
fn notes_are_one_line_of_text_unless_they_are_shown() {
    let (sources, ids) = sources(&["aaa bbb\n"]);
    let at = |start: usize| Span::new(ids[0], start, start + 1);
    let note = |code, start| Diagnostic::new(code, at(start), format!("a note at {start}"));
    let found = [
        note(codes::INFO_NAME, 0),
        note(codes::INFO_NAME, 1),
        note(codes::OPERATION_ID, 2),
        unknown(at(4), "a warning"),
    ];
    let report = report(sources, found);
    assert_eq!((report.warnings(), report.notes()), (1, 3));
    for style in [Style::Plain, Style::Terminal] {
        let folded = report.render(style);
        assert!(
            folded.ends_with("3 notes of 2 codes; --notes shows them\n\n"),
            "{folded}"
        );
        let hidden = report.render_with(style, Notes::Hidden);
        let shown = report.render_with(style, Notes::Shown);
        for start in 0..3 {
            let message = format!("a note at {start}");
            assert!(
                !folded.contains(&message) && !hidden.contains(&message),
                "{folded}"
            );
            assert!(shown.contains(&message), "{shown}");
        }
        assert!(
            hidden.contains("a warning") && !hidden.contains("--notes"),
            "{hidden}"
        );
        assert!(!shown.contains("--notes"), "{shown}");
    }
    assert_eq!(report.render_with(Style::Json, Notes::Hidden).lines().count(), 4);
}

#[test]
fn text_shows_errors_before_warnings_up_to_the_limit() {
    let text = "x\n".repeat(100);
    let (sources, ids) = sources(&[&text]);
    let at = |line: usize| Span::new(ids[0], line * 2, line * 2 + 1);
    let warnings = (0..40).map(|line| unknown(at(line), &format!("warning {line}")));
    let error = Diagnostic::new(codes::WRONG_TYPE, at(90), "the error");
    let report = report(sources, warnings.chain([error]));
    let shown = report.render(Style::Plain);
    assert_eq!(shown.matches("also at").count(), SHOWN_PER_SOURCE - 2);
    assert!(shown.contains("the error"));
    assert!(shown.contains("… and 21 more warnings in 0.yaml"), "{shown}");
    assert_eq!(
        report.render(Style::Json).lines().count(),
        41,
        "JSON has no limit"
    );
}

#[test]
fn strict_report_has_errors_for_spec_warnings() {
    let (sources, ids) = sources(&["a: 1\n"]);
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(unknown(Span::new(ids[0], 0, 1), "unknown"));
    diagnostics.push(Diagnostic::new(
        codes::FILE_TRUNCATED,
        Span::new(ids[0], 3, 4),
        "truncated",
    ));
    diagnostics.push(Diagnostic::new(codes::FILE_TRUNCATED, Span::new(ids[0], 4, 5), "required").raised());
    diagnostics.make_strict(&HashSet::new());
    let report = Report::new(diagnostics, sources);
    assert_eq!((report.errors(), report.warnings()), (2, 1));
    assert!(
        report
            .render(Style::Plain)
            .starts_with("error[NK0201]: unknown\n")
    );
}

#[test]
fn strict_report_keeps_the_notes_of_specs_with_documents() {
    let (sources, ids) = sources(&["a: 1\n", "a: 1\n"]);
    let mut diagnostics = Diagnostics::default();
    for id in [ids[0], ids[1]] {
        diagnostics.push(unknown(Span::new(id, 0, 1), "unknown"));
        diagnostics.push(Diagnostic::new(
            codes::PARAMETER_EXTRA,
            Span::new(id, 3, 4),
            "extra",
        ));
    }
    diagnostics.make_strict(&HashSet::from([ids[1]]));
    let report = Report::new(diagnostics, sources);
    assert_eq!((report.errors(), report.notes()), (3, 1));
}

#[test]
fn json_has_one_line_per_diagnostic() {
    let (sources, ids) = sources(&["é: 1\nb: 2\n", "c: 3\n"]);
    let found = unknown(Span::new(ids[0], 6, 7), "unknown")
        .label("here")
        .help("remove it");
    let report = report(sources, [found.related(Span::new(ids[1], 0, 1), "there")]);
    let lines: Vec<Value> = report
        .render(Style::Json)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        lines,
        [json!({
            "code": "NK0201", "severity": "warning", "message": "unknown", "label": "here", "help": "remove it",
            "file": "0.yaml", "line": 2, "column": 1, "end_line": 2, "end_column": 2, "repeats": [],
            "related": [{
                "file": "1.yaml", "line": 1, "column": 1, "end_line": 1, "end_column": 2, "label": "there",
            }],
        })]
    );
}

#[test]
fn text_shows_the_lines_of_each_place() {
    let long = format!("key: {} needle {}\n", "x".repeat(300), "y".repeat(300));
    let (sources, ids) = sources(&[&long, "\u{feff}bom: 1\r\nb: 2\r\n", ""]);
    let needle = long.find("needle").unwrap();
    let found = [
        unknown(Span::new(ids[0], needle, needle + 6), "in a long line").label("this"),
        unknown(Span::new(ids[1], 3, 6), "after a mark").related(Span::new(ids[1], 11, 12), "and this"),
        Diagnostic::new(codes::FILE_UNREADABLE, Span::file(ids[2]), "cannot be read").help("correct it"),
    ];
    insta::assert_snapshot!(report(sources, found).render(Style::Plain));
}

#[test]
fn text_escapes_control_characters_of_specs() {
    let (sources, ids) = sources(&["a\u{1b}[31m: 1\n"]);
    let found = unknown(Span::new(ids[0], 0, 1), "a\u{1b}[31mb")
        .label("\u{1b}[1m")
        .help("\u{1b}[2J");
    let report = report(sources, [found]);
    let plain = report.render(Style::Plain);
    assert!(!plain.contains('\u{1b}'), "{plain:?}");
    let styled = report.render(Style::Terminal);
    assert!(styled.contains("\u{1b}["));
    assert!(
        !styled.contains("\u{1b}[2J") && !styled.contains("\u{1b}[31mb"),
        "{styled:?}"
    );
}

#[test]
fn empty_report_renders_as_empty_string() {
    let report = report(Sources::default(), []);
    for style in [Style::Terminal, Style::Plain, Style::Json] {
        assert_eq!(report.render(style), "");
    }
}
