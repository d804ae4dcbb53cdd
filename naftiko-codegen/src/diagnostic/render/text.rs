//! Diagnostics as text with the lines of their places, in the style of rustc.

use std::collections::BTreeSet;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
};

use super::elsewhere::{by_code, lines};
use super::select::{count, select};
use crate::diagnostic::{Diagnostic, Label, Notes, Report, Severity};
use crate::source::{Source, SourceId, Sources};

pub(super) fn terminal() -> Renderer {
    Renderer::styled().decor_style(DecorStyle::Ascii)
}

pub(super) fn plain() -> Renderer {
    Renderer::plain()
}

/// Returns every selected diagnostic, with a blank line after each. Those of one code in a source share the excerpt of the first.
pub(super) fn render(report: &Report, notes: Notes, renderer: &Renderer) -> String {
    let mut text = String::new();
    let sources = report.sources();
    let is_shown = |found: &&Diagnostic| notes == Notes::Shown || found.severity != Severity::Note;
    let shown: Vec<&Diagnostic> = report.diagnostics().iter().filter(is_shown).collect();
    for diagnostics in shown.chunk_by(|left, right| left.primary.span.source == right.primary.span.source) {
        let selection = select(diagnostics);
        for alike in by_code(&selection.shown) {
            if let [first, others @ ..] = &alike[..] {
                text.push_str(&renderer.render(&[group(first, others, sources)]));
                text.push_str("\n\n");
            }
        }
        let first = diagnostics.first();
        let name = first.map_or("", |diagnostic| name(diagnostic, sources));
        if let Some(rest) = selection.rest(name) {
            text.push_str(&normalize_untrusted_str(&rest));
            text.push_str("\n\n");
        }
    }
    if notes == Notes::Folded {
        text.extend(folded(report));
    }
    text
}

/// Returns the line in place of all notes of a report.
fn folded(report: &Report) -> Option<String> {
    let notes = report.diagnostics().iter();
    let notes = notes.filter(|found| found.severity == Severity::Note);
    let codes: BTreeSet<&str> = notes.map(|note| note.code.id()).collect();
    let (notes, codes) = (count(report.notes(), "note"), count(codes.len(), "code"));
    (report.notes() > 0).then(|| format!("{notes} of {codes}; --notes shows them\n\n"))
}

/// Returns one diagnostic without a line end.
pub(super) fn one(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    renderer.render(&[group(diagnostic, &[], sources)])
}

fn name<'a>(diagnostic: &Diagnostic, sources: &'a Sources) -> &'a str {
    sources
        .get(diagnostic.primary.span.source)
        .map_or("", Source::name)
}

/// Returns a diagnostic with its excerpt, and the places of others with its code.
fn group<'a>(diagnostic: &'a Diagnostic, others: &[&Diagnostic], sources: &'a Sources) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level
        .primary_title(normalize_untrusted_str(&diagnostic.message))
        .id(diagnostic.code.id());
    let mut group = Group::with_title(title).elements(places(diagnostic, sources));
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(normalize_untrusted_str(help)));
    }
    let elsewhere = lines(diagnostic, others, sources).into_iter();
    group.elements(elsewhere.map(|line| Level::NOTE.message(normalize_untrusted_str(&line))))
}

/// Returns one snippet per source, the one of the primary place first.
fn places<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Element<'a>> {
    let primary = diagnostic.primary.span.source;
    let mut order = vec![primary];
    for label in &diagnostic.related {
        if !order.contains(&label.span.source) {
            order.push(label.span.source);
        }
    }
    order
        .into_iter()
        .filter_map(|id| place(diagnostic, id, sources))
        .collect()
}

fn place<'a>(diagnostic: &'a Diagnostic, id: SourceId, sources: &'a Sources) -> Option<Element<'a>> {
    let source = sources.get(id)?;
    let name = normalize_untrusted_str(source.name());
    if source.text().is_empty() {
        return Some(Origin::path(name).into());
    }
    if source.is_withheld() {
        let position = source.position(diagnostic.primary.span.start);
        let origin = Origin::path(name).line(position.line as usize);
        return Some(origin.char_column(position.column as usize).into());
    }
    let primary = std::iter::once((&diagnostic.primary, AnnotationKind::Primary));
    let related = diagnostic
        .related
        .iter()
        .map(|label| (label, AnnotationKind::Context));
    let labels: Vec<_> = primary
        .chain(related)
        .filter(|(label, _)| label.span.source == id)
        .collect();
    let window = Window::around(source, labels.iter().map(|(label, _)| *label))?;
    let mut snippet = Snippet::source(window.text).line_start(window.line).path(name);
    for (label, kind) in labels {
        let text = (!label.text.is_empty()).then(|| normalize_untrusted_str(&label.text));
        snippet = snippet.annotation(kind.span(window.range(label)).label(text));
    }
    Some(snippet.into())
}

/// The lines that contain the labels of a source.
struct Window<'a> {
    text: &'a str,
    /// Byte of the source at which the text starts.
    start: usize,
    line: usize,
}

impl<'a> Window<'a> {
    fn around<'l>(source: &'a Source, labels: impl Iterator<Item = &'l Label> + Clone) -> Option<Self> {
        let text = source.text();
        let first = labels
            .clone()
            .map(|label| label.span.start as usize)
            .min()?
            .min(text.len());
        let last = labels.map(|label| label.span.end as usize).max()?.min(text.len());
        let mark = if text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        };
        let start = text.get(..first)?.rfind('\n').map_or(mark, |newline| newline + 1);
        let end = text
            .get(last..)?
            .find('\n')
            .map_or(text.len(), |length| last + length);
        let end = if end > last && text.get(..end)?.ends_with('\r') {
            end - 1
        } else {
            end
        };
        let line = source.position(u32::try_from(start).ok()?).line as usize;
        Some(Self {
            text: text.get(start..end)?,
            start,
            line,
        })
    }

    /// Returns the byte range of a label in the text.
    fn range(&self, label: &Label) -> std::ops::Range<usize> {
        let within = |byte: u32| (byte as usize).saturating_sub(self.start).min(self.text.len());
        within(label.span.start)..within(label.span.end)
    }
}
