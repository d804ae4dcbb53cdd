//! Lints: tool hints against the called method and the flow's semantics.

use super::Checks;
use crate::diagnostic::{Diagnostic, codes};
use crate::index::{Site, SiteKind, named_aggregates};
use crate::method::Method;
use crate::source::{Span, Spanned};
use crate::spec::{Flow, Hints, Semantics, Text};

/// Checks the hints of tools, and the semantics of flows that `ref` names.
pub(super) fn check(checks: &mut Checks<'_>) {
    for site in &checks.index.sites {
        if let SiteKind::Tool(tool) = site.kind {
            contradiction(checks, &tool.hints);
            if let Some(call) = &site.action.call {
                against_method(checks, &tool.hints, call);
            }
        }
        if let Some(flow) = site
            .action
            .reference
            .as_ref()
            .and_then(|reference| flow(checks, reference))
        {
            against_flow(checks, site, flow);
        }
    }
}

/// Returns the place of a hint with a value.
fn says(hint: Option<Spanned<bool>>, value: bool) -> Option<Span> {
    hint.filter(|hint| hint.value == value).map(|hint| hint.span)
}

/// Reports a tool that is both read-only and destructive.
fn contradiction(checks: &mut Checks<'_>, hints: &Hints) {
    if let (Some(read_only), Some(destructive)) = (says(hints.read_only, true), says(hints.destructive, true))
    {
        let message = "a read-only tool cannot be destructive";
        let diagnostic = Diagnostic::new(codes::HINT_CONFLICT, destructive, message)
            .related(read_only, "the tool is read-only")
            .help("remove `readOnly: true` or `destructive: true`");
        checks.diagnostics.push(diagnostic);
    }
}

fn against_method(checks: &mut Checks<'_>, hints: &Hints, call: &Text) {
    let found = checks.index.find(call);
    let Some((_, operation)) =
        found.and_then(|(client, operation)| checks.capability.operation(client, operation))
    else {
        return;
    };
    let method = operation.method;
    let reads = says(hints.read_only, true).filter(|_| !method.is_safe());
    let doubtful = reads.map(|span| (span, "readOnly: true"));
    let doubtful = doubtful.or_else(|| {
        let harmless = says(hints.destructive, false).filter(|_| method == Method::Delete);
        harmless.map(|span| (span, "destructive: false"))
    });
    if let Some((span, hint)) = doubtful {
        let message = format!(
            "the hint says `{hint}`, but `{}` is called with {method}",
            operation.id
        );
        let help = "remove the hint, unless the API changes nothing";
        checks.say_alike(codes::HINT_CONFLICT, span, message, help);
    }
}

fn flow<'a>(checks: &Checks<'a>, reference: &Text) -> Option<&'a Flow> {
    let (aggregate, flow) = checks.index.flow(&reference.value)?;
    let (_, aggregate) = named_aggregates(checks.document).nth(aggregate)?;
    aggregate.flows.get(flow)
}

/// Checks a rule of the format: hints and methods agree with the semantics of the flow.
fn against_flow(checks: &mut Checks<'_>, site: &Site<'_>, flow: &Flow) {
    let Semantics { safe, idempotent, .. } = flow.semantics;
    let found = match site.kind {
        SiteKind::Tool(tool) => against_hints(&tool.hints, safe, idempotent),
        SiteKind::Rest(operation) => {
            let method = operation.method.value;
            let safe_says = safe.map(|safe| safe.value);
            match (method.is_safe(), safe_says, idempotent.map(|known| known.value)) {
                (true, Some(false), _) => Some((
                    operation.method.span,
                    "is not safe, but the operation has a safe method",
                )),
                (false, Some(true), _) => Some((
                    operation.method.span,
                    "is safe, but the operation has an unsafe method",
                )),
                (_, _, Some(true)) if method == Method::Post => Some((
                    operation.method.span,
                    "is idempotent, but the operation has the method POST",
                )),
                _ => None,
            }
        }
        SiteKind::Resource | SiteKind::Flow => None,
    };
    if let Some((span, why)) = found {
        let message = format!("flow `{}` {why}", flow.name);
        let help = match site.kind {
            SiteKind::Rest(_) => "change `semantics` of the flow or `method`",
            SiteKind::Tool(_) | SiteKind::Resource | SiteKind::Flow => {
                "change `semantics` of the flow or `hints`"
            }
        };
        let semantics = safe.or(idempotent).map_or(flow.span, |known| known.span);
        let diagnostic = Diagnostic::new(codes::HINT_CONFLICT, span, message)
            .related(semantics, "semantics of the flow")
            .help(help);
        checks.diagnostics.push(diagnostic);
    }
}

fn against_hints(
    hints: &Hints,
    safe: Option<Spanned<bool>>,
    idempotent: Option<Spanned<bool>>,
) -> Option<(Span, &'static str)> {
    if says(safe, true).is_some() {
        if let Some(span) = says(hints.read_only, false) {
            return Some((span, "is safe, but the hint says `readOnly: false`"));
        }
        if let Some(span) = says(hints.destructive, true) {
            return Some((span, "is safe, but the hint says `destructive: true`"));
        }
    }
    if says(safe, false).is_some()
        && let Some(span) = says(hints.read_only, true)
    {
        return Some((span, "is not safe, but the hint says `readOnly: true`"));
    }
    let hint = hints.idempotent?;
    let differs = idempotent.is_some_and(|known| known.value != hint.value);
    differs.then_some((hint.span, "has another value of `idempotent` than the hint"))
}
