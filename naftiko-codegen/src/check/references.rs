//! References from adapters to aggregates, APIs and other adapters.

use super::Checks;
use super::sites::Site;
use crate::diagnostic::codes;
use crate::document::{Adapter, Text};
use crate::resolve::template::{self, Notation, Part};
use crate::suggest;

/// `ref` of a tool or REST operation.
pub(super) fn reference(checks: &mut Checks<'_>, site: &Site<'_>) {
    let Some(reference) = &site.action.reference else {
        return;
    };
    let flows: Vec<String> = checks
        .aggregates()
        .filter_map(|aggregate| Some((aggregate.namespace.as_ref()?, &aggregate.flows)))
        .flat_map(|(namespace, flows)| flows.iter().map(move |flow| format!("{namespace}.{}", flow.name)))
        .collect();
    if flows.contains(&reference.value) {
        return;
    }
    let message = format!("no flow is called `{reference}`");
    let help = meant(&reference.value, &flows, "add the flow under `aggregates`");
    checks.say(codes::REF_UNRESOLVED, reference.span, message, help);
}

/// `forward`, the tools of skills, and the texts of prompts.
pub(super) fn check(checks: &mut Checks<'_>) {
    for adapter in checks.adapters() {
        match adapter {
            Adapter::Rest(adapter) => {
                for forward in adapter
                    .resources
                    .iter()
                    .filter_map(|resource| resource.forward.as_ref())
                {
                    forwarded(checks, &forward.target_namespace);
                }
            }
            Adapter::Skill(adapter) => {
                let tools = adapter.skills.iter().flat_map(|skill| &skill.tools);
                for (namespace, action) in tools.filter_map(|tool| tool.from.as_ref()) {
                    source(checks, namespace, action);
                }
            }
            Adapter::Mcp(adapter) => {
                for prompt in &adapter.prompts {
                    let arguments: Vec<String> = prompt
                        .arguments
                        .iter()
                        .map(|argument| argument.name.value.clone())
                        .collect();
                    for message in &prompt.template {
                        text(checks, &message.content, &arguments);
                    }
                }
            }
            Adapter::Control(_) => {}
        }
    }
}

fn forwarded(checks: &mut Checks<'_>, target: &Text) {
    let namespaces: Vec<String> = checks.apis().map(|api| api.namespace.value.clone()).collect();
    if namespaces.contains(&target.value) {
        return;
    }
    let message = format!("no consumed API is called `{target}`");
    let help = meant(&target.value, &namespaces, "add the API under `consumes`");
    checks.say(codes::SOURCE_UNKNOWN, target.span, message, help);
}

/// Namespace of an adapter, and an operation or tool of it.
fn source(checks: &mut Checks<'_>, namespace: &Text, action: &Text) {
    let offers: Vec<(String, Vec<String>)> = checks.adapters().filter_map(offers).collect();
    let Some((_, names)) = offers.iter().find(|(name, _)| *name == namespace.value) else {
        let namespaces: Vec<String> = offers.into_iter().map(|(name, _)| name).collect();
        let message = format!("no REST or MCP adapter is called `{namespace}`");
        let help = meant(&namespace.value, &namespaces, "name an adapter beside this one");
        checks.say(codes::SOURCE_UNKNOWN, namespace.span, message, help);
        return;
    };
    if !names.contains(&action.value) {
        let message = format!("the adapter `{namespace}` has nothing called `{action}`");
        let help = meant(&action.value, names, "name one of its operations or tools");
        checks.say(codes::SOURCE_UNKNOWN, action.span, message, help);
    }
}

/// What an adapter offers, by name.
fn offers(adapter: &Adapter) -> Option<(String, Vec<String>)> {
    let value = |name: &Text| name.value.clone();
    match adapter {
        Adapter::Rest(adapter) => {
            let operations = adapter.resources.iter().flat_map(|resource| &resource.operations);
            let names = operations.filter_map(|operation| operation.name.as_ref());
            Some((value(&adapter.namespace), names.map(value).collect()))
        }
        Adapter::Mcp(adapter) => {
            let names = adapter.tools.iter().filter_map(|tool| tool.name.as_ref());
            Some((value(&adapter.namespace), names.map(value).collect()))
        }
        Adapter::Skill(_) | Adapter::Control(_) => None,
    }
}

/// The text of a prompt: its holes are the prompt's arguments.
fn text(checks: &mut Checks<'_>, text: &Text, arguments: &[String]) {
    for part in template::parse(&text.value, Notation::Double).parts {
        let Part::Hole(name) = part else { continue };
        if arguments.contains(&name) {
            continue;
        }
        let message = format!("the prompt has no argument `{name}`");
        let help = meant(
            &name,
            arguments,
            "declare it under `arguments`; until then the braces stay as they are",
        );
        checks.say(codes::TEXT_INPUT_UNKNOWN, text.span, message, help);
    }
}

/// Which name is meant, or what to do instead.
pub(super) fn meant(name: &str, names: &[String], otherwise: &str) -> String {
    match suggest::nearest(name, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() || names.len() > 8 => otherwise.to_owned(),
        None => format!("there is `{}`", names.join("`, `")),
    }
}
