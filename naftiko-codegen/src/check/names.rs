//! Lints: duplicate names in lists, and namespaces of several sections.

use std::collections::HashMap;

use super::Checks;
use crate::diagnostic::{Diagnostic, codes};
use crate::index::{Site, inline};
use crate::spec::{Adapter, Text};

/// Checks every list whose items are found by name.
pub(super) fn check(checks: &mut Checks<'_>) {
    for aggregate in checks.aggregates() {
        twice(checks, "flow", aggregate.flows.iter().map(|flow| &flow.name));
    }
    for adapter in checks.adapters() {
        match adapter {
            Adapter::Mcp(adapter) => {
                twice(
                    checks,
                    "tool",
                    adapter.tools.iter().filter_map(|tool| tool.name.as_ref()),
                );
                twice(
                    checks,
                    "MCP resource",
                    adapter.resources.iter().map(|item| &item.name),
                );
                twice(checks, "prompt", adapter.prompts.iter().map(|item| &item.name));
            }
            Adapter::Skill(adapter) => {
                twice(checks, "skill", adapter.skills.iter().map(|skill| &skill.name));
            }
            Adapter::Rest(_) | Adapter::Control(_) => {}
        }
    }
    for site in &checks.index.sites {
        steps(checks, site);
    }
    namespaces(checks);
}

/// Reports steps with the name of another step or of an input.
fn steps(checks: &mut Checks<'_>, site: &Site<'_>) {
    let mut seen: HashMap<&str, &Text> = HashMap::new();
    let steps = site.action.steps.iter().map(|step| &step.name);
    for name in steps {
        let input = site.input(name.as_str());
        let (kind, first) = match input {
            Some(input) => ("an input", input.name.span),
            None => ("a step", seen.entry(name.as_str()).or_insert(name).span),
        };
        if first == name.span {
            continue;
        }
        let message = format!("the name of step `{name}` is that of {kind}");
        let diagnostic = Diagnostic::new(codes::STEP_NAME_TAKEN, name.span, message)
            .label("defined again here")
            .related(first, "first defined here")
            .help("rename one of the two");
        checks.diagnostics.push_alike(diagnostic);
    }
}

fn twice<'a>(checks: &mut Checks<'_>, kind: &str, names: impl Iterator<Item = &'a Text>) {
    let mut seen: HashMap<&str, &Text> = HashMap::new();
    for name in names {
        let first = *seen.entry(name.as_str()).or_insert(name);
        if first.span == name.span {
            continue;
        }
        let message = format!("duplicate {kind} `{name}`; the first one is used");
        let diagnostic = Diagnostic::new(codes::NAME_TWICE, name.span, message)
            .label("defined again here")
            .related(first.span, "first defined here")
            .help("rename one of the two");
        checks.diagnostics.push_alike(diagnostic);
    }
}

/// Checks a rule of the format: consumed APIs, adapters and binds have different namespaces.
fn namespaces(checks: &mut Checks<'_>) {
    let document = checks.document;
    let apis = checks.apis().map(|api| ("a consumed API", &api.namespace));
    let adapters = checks
        .adapters()
        .filter_map(|adapter| Some(("an adapter", adapter.name()?)));
    let binds = inline(&document.binds).map(|bind| ("a bind", &bind.namespace));
    let mut seen: HashMap<&str, (&str, &Text)> = HashMap::new();
    for (what, name) in apis.chain(adapters).chain(binds) {
        let (first_what, first) = *seen.entry(name.as_str()).or_insert((what, name));
        // Two adapters or two binds with one namespace are already reported as errors.
        if first.span == name.span || (first_what == what && what != "a consumed API") {
            continue;
        }
        let message = format!("duplicate namespace `{name}` in {what}; {first_what} has it too");
        let diagnostic = Diagnostic::new(codes::NAMESPACE_SHARED, name.span, message)
            .label("defined again here")
            .related(first.span, "first defined here")
            .help("rename one of the two");
        checks.diagnostics.push_alike(diagnostic);
    }
}
