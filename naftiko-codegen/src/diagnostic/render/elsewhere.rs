//! Repetitions of a code in a source: their places in a line each, without an excerpt.

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Sources, Span};

/// The largest number of places that one line lists.
const PLACES: usize = 10;

/// Returns the diagnostics of one source with those of the same code and severity behind the first of them.
pub(super) fn by_code<'a>(diagnostics: &[&'a Diagnostic]) -> Vec<Vec<&'a Diagnostic>> {
    let mut groups: Vec<Vec<&Diagnostic>> = Vec::new();
    for found in diagnostics {
        let alike = |group: &&mut Vec<&Diagnostic>| {
            group
                .first()
                .is_some_and(|first| first.code == found.code && first.severity == found.severity)
        };
        match groups.iter_mut().find(alike) {
            Some(group) => group.push(found),
            None => groups.push(vec![found]),
        }
    }
    groups
}

/// Returns a line for the further places of a diagnostic, and one for each other message of its code.
pub(super) fn lines(first: &Diagnostic, others: &[&Diagnostic], sources: &Sources) -> Vec<String> {
    let mut messages: Vec<(&Diagnostic, Vec<Span>)> = vec![(first, first.repeats.clone())];
    for other in others {
        let spans = std::iter::once(other.primary.span).chain(other.repeats.iter().copied());
        let same = |known: &&mut (&Diagnostic, Vec<Span>)| known.0.message == other.message;
        match messages.iter_mut().find(same) {
            Some((_, known)) => known.extend(spans),
            None => messages.push((other, spans.collect())),
        }
    }
    let lines = messages.iter().filter(|(_, spans)| !spans.is_empty());
    lines
        .map(|(found, spans)| line(first, found, spans, sources))
        .collect()
}

fn line(first: &Diagnostic, found: &Diagnostic, spans: &[Span], sources: &Sources) -> String {
    let mut line = format!("also at {}", places(spans, sources));
    if found.message != first.message {
        line.extend([": ", &found.message]);
        if let Some(help) = found.help.as_ref().filter(|_| found.help != first.help) {
            line.extend(["; help: ", help]);
        }
    }
    line
}

/// Returns places of one source as `line:column`, and the number of those beyond the limit.
fn places(spans: &[Span], sources: &Sources) -> String {
    let place = |span: &Span| {
        let source: &Source = sources.get(span.source)?;
        let position = source.position(span.start);
        Some(format!("{}:{}", position.line, position.column))
    };
    let listed: Vec<String> = spans.iter().take(PLACES).filter_map(place).collect();
    let more = spans.len().saturating_sub(PLACES);
    let listed = listed.join(", ");
    if more == 0 {
        listed
    } else {
        format!("{listed} and {more} more")
    }
}
