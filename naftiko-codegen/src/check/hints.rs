//! What tools and flows say of themselves, against what they do.

use super::Checks;
use super::sites::{Kind, Site, sites};
use crate::diagnostic::{Diagnostic, codes};
use crate::document::{Flow, Hints, Semantics, Text};
use crate::source::{Span, Spanned};

/// Looks at the hints of tools, and at the semantics of flows that others refer to.
pub(super) fn check(checks: &mut Checks<'_>) {
    for site in sites(checks.document) {
        if let Kind::Tool(tool) = site.kind {
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
            against_flow(checks, &site, flow);
        }
    }
}

fn says(hint: Option<Spanned<bool>>, value: bool) -> Option<Span> {
    hint.filter(|hint| hint.value == value).map(|hint| hint.span)
}

/// What only reads destroys nothing.
fn contradiction(checks: &mut Checks<'_>, hints: &Hints) {
    if let (Some(read_only), Some(destructive)) = (says(hints.read_only, true), says(hints.destructive, true))
    {
        let message = "a tool that only reads cannot be destructive";
        let finding = Diagnostic::new(codes::HINT_CONFLICT, destructive, message)
            .related(read_only, "it only reads")
            .help("remove one of the two hints");
        checks.diagnostics.push(finding);
    }
}

fn against_method(checks: &mut Checks<'_>, hints: &Hints, call: &Text) {
    let found = checks.calls.find(&call.value);
    let Some((_, operation)) =
        found.and_then(|(client, operation)| checks.capability.operation(client, operation))
    else {
        return;
    };
    let method = operation.method.as_str();
    let doubtful = match method {
        "POST" | "PUT" | "PATCH" | "DELETE" => {
            says(hints.read_only, true).map(|span| (span, "readOnly: true"))
        }
        _ => None,
    };
    let doubtful = doubtful.or_else(|| {
        let harmless = says(hints.destructive, false).filter(|_| method == "DELETE");
        harmless.map(|span| (span, "destructive: false"))
    });
    if let Some((span, said)) = doubtful {
        let message = format!(
            "the tool says `{said}`, but `{}` is called with {method}",
            operation.id
        );
        let help =
            "agents run such tools without asking: correct the hint unless the API changes nothing there";
        checks.say_alike(codes::HINT_CONFLICT, span, message, help);
    }
}

fn flow<'a>(checks: &Checks<'a>, reference: &Text) -> Option<&'a Flow> {
    checks.flows.get(&reference.value).copied()
}

/// Official rule: hints and methods agree with the semantics of the flow.
fn against_flow(checks: &mut Checks<'_>, site: &Site<'_>, flow: &Flow) {
    let Semantics { safe, idempotent, .. } = flow.semantics;
    let found = match site.kind {
        Kind::Tool(tool) => against_hints(&tool.hints, safe, idempotent),
        Kind::Rest(operation) => {
            let method = operation.method.value.as_str();
            let safe_says = safe.map(|safe| safe.value);
            match (method, safe_says, idempotent.map(|known| known.value)) {
                ("GET" | "HEAD" | "OPTIONS", Some(false), _) => Some((
                    operation.method.span,
                    "is not safe, but offered with a safe method",
                )),
                ("POST" | "PUT" | "PATCH" | "DELETE", Some(true), _) => {
                    Some((operation.method.span, "is safe, and belongs to GET"))
                }
                ("POST", _, Some(true)) => {
                    Some((operation.method.span, "is idempotent, but offered with POST"))
                }
                _ => None,
            }
        }
        Kind::Resource | Kind::Flow => None,
    };
    if let Some((span, why)) = found {
        let message = format!("the flow `{}` {why}", flow.name);
        let semantics = safe.or(idempotent).map_or(flow.span, |known| known.span);
        let finding = Diagnostic::new(codes::HINT_CONFLICT, span, message)
            .related(semantics, "its semantics")
            .help("correct one of the two");
        checks.diagnostics.push(finding);
    }
}

fn against_hints(
    hints: &Hints,
    safe: Option<Spanned<bool>>,
    idempotent: Option<Spanned<bool>>,
) -> Option<(Span, &'static str)> {
    if says(safe, true).is_some() {
        let wrong = says(hints.read_only, false).or(says(hints.destructive, true));
        if let Some(span) = wrong {
            return Some((span, "is safe, and the hint says otherwise"));
        }
    }
    if says(safe, false).is_some()
        && let Some(span) = says(hints.read_only, true)
    {
        return Some((span, "is not safe, and the hint says that it only reads"));
    }
    let said = hints.idempotent?;
    let differs = idempotent.is_some_and(|known| known.value != said.value);
    differs.then_some((said.span, "says something else about being idempotent"))
}
