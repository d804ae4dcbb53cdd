//! Names that two things of one list have, and namespaces that two sections share.

use std::collections::HashMap;

use super::{Checks, inline};
use crate::diagnostic::{Diagnostic, codes};
use crate::document::{Adapter, Step, Text};

/// Looks at every list whose items are found by name.
pub(super) fn check(checks: &mut Checks<'_>) {
    for aggregate in checks.aggregates() {
        twice(checks, "flows", aggregate.flows.iter().map(|flow| &flow.name));
    }
    for adapter in checks.adapters() {
        match adapter {
            Adapter::Mcp(adapter) => {
                twice(
                    checks,
                    "tools",
                    adapter.tools.iter().filter_map(|tool| tool.name.as_ref()),
                );
                twice(
                    checks,
                    "resources",
                    adapter.resources.iter().map(|item| &item.name),
                );
                twice(checks, "prompts", adapter.prompts.iter().map(|item| &item.name));
            }
            Adapter::Skill(adapter) => {
                twice(checks, "skills", adapter.skills.iter().map(|skill| &skill.name));
            }
            Adapter::Rest(_) | Adapter::Control(_) => {}
        }
    }
    for site in super::sites::sites(checks.document) {
        let steps: &[Step] = &site.action.steps;
        twice(checks, "steps", steps.iter().map(|step| &step.name));
    }
    namespaces(checks);
}

fn twice<'a>(checks: &mut Checks<'_>, list: &str, names: impl Iterator<Item = &'a Text>) {
    let mut seen: HashMap<&str, &Text> = HashMap::new();
    for name in names {
        let first = *seen.entry(name.as_str()).or_insert(name);
        if first.span == name.span {
            continue;
        }
        let message = format!("two {list} are called `{name}`");
        let finding = Diagnostic::new(codes::NAME_TWICE, name.span, message)
            .related(first.span, "first here")
            .help("give one of the two another name");
        checks.diagnostics.push_alike(finding);
    }
}

/// Official rule: one pool of namespaces for consumed APIs, adapters and binds.
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
        // Two adapters or two binds of one name are reported as errors of their section.
        if first.span == name.span || (first_what == what && what != "a consumed API") {
            continue;
        }
        let message = format!("the namespace `{name}` of {what} is taken by {first_what}");
        let finding = Diagnostic::new(codes::NAMESPACE_SHARED, name.span, message)
            .related(first.span, "first here")
            .help("give each its own namespace");
        checks.diagnostics.push_alike(finding);
    }
}
