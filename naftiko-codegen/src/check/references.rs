//! References: of adapters to aggregates, APIs and other adapters, variables, values of `with`, and paths in values.

use std::collections::{HashMap, HashSet};

use super::Checks;
use crate::diagnostic::{Diagnostics, codes, excerpt};
use crate::index::{Site, inline, is_caller};
use crate::json_path;
use crate::spec::{Adapter, Document, Parameter, StepKind, Text, With};
use crate::spelling;
use crate::template::{self, Notation};

/// The operations and tools of adapters: names by namespace, and the namespaces in their order.
pub(super) struct Offers<'a> {
    by_namespace: HashMap<&'a str, Listed<'a>>,
    namespaces: Vec<&'a str>,
}

/// Returns the namespaces of a document's APIs, adapters and aggregates.
pub(super) fn namespaces(document: &Document) -> HashSet<&str> {
    let adapters = inline(&document.exposes).filter_map(Adapter::name);
    let aggregates = inline(&document.aggregates).filter_map(|aggregate| aggregate.namespace.as_ref());
    let apis = inline(&document.consumes).map(|api| &api.namespace);
    adapters.chain(aggregates).chain(apis).map(Text::as_str).collect()
}

/// Checks `ref` of a tool or REST operation.
pub(super) fn reference(checks: &mut Checks<'_>, site: &Site<'_>) {
    let Some(reference) = &site.action.reference else {
        return;
    };
    if checks.index.flow(&reference.value).is_some() {
        return;
    }
    let message = format!("unknown flow `{reference}`");
    if checks.index.find(reference).is_some() {
        let help = format!("write `call: {reference}`, since it is an operation");
        checks.say(codes::REF_UNRESOLVED, reference.span, message, help);
        return;
    }
    let flows = checks.aggregates().flat_map(|aggregate| {
        let namespace = aggregate.namespace.as_ref();
        let flows = aggregate.flows.iter();
        flows.filter_map(move |flow| Some(format!("{}.{}", namespace?, flow.name)))
    });
    let flows: Vec<String> = flows
        .take(if checks.diagnostics.suggests() {
            usize::MAX
        } else {
            9
        })
        .collect();
    let help = meant(
        checks.diagnostics,
        &reference.value,
        "flows",
        flows.iter().map(String::as_str),
        "add the flow to `aggregates`",
    );
    checks.say(codes::REF_UNRESOLVED, reference.span, message, help);
}

/// Checks `forward`, the tools of skills, and the templates of prompts.
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
                    let arguments = prompt.arguments.iter();
                    let arguments: Listed<'_> = arguments.map(|argument| argument.name.as_str()).collect();
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
    if checks.apis.contains(target.as_str()) {
        return;
    }
    let message = format!("unknown consumed API `{target}`");
    let help = meant(
        checks.diagnostics,
        &target.value,
        "consumed APIs",
        checks.apis.iter(),
        "add the API to `consumes`",
    );
    checks.say(codes::SOURCE_UNKNOWN, target.span, message, help);
}

/// Checks the namespace of an adapter, and one of its operations or tools.
fn source(checks: &mut Checks<'_>, namespace: &Text, action: &Text) {
    let offers = &checks.offers;
    let Some(names) = offers.by_namespace.get(namespace.as_str()) else {
        let message = format!("unknown adapter `{namespace}`");
        let help = meant(
            checks.diagnostics,
            &namespace.value,
            "adapters",
            offers.namespaces.iter().copied(),
            "write the namespace of a REST or MCP adapter",
        );
        checks.say(codes::SOURCE_UNKNOWN, namespace.span, message, help);
        return;
    };
    if !names.contains(action.as_str()) {
        let message = format!("adapter `{namespace}` has no operation or tool `{action}`");
        let help = meant(
            checks.diagnostics,
            &action.value,
            "operations and tools",
            names.iter(),
            "write the name of one of its operations or tools",
        );
        checks.say(codes::SOURCE_UNKNOWN, action.span, message, help);
    }
}

impl<'a> Offers<'a> {
    /// Lists the names of all adapters. Of two adapters with the same namespace, only the first is used.
    pub(super) fn of(document: &'a Document) -> Self {
        let mut offers = Self {
            by_namespace: HashMap::new(),
            namespaces: Vec::new(),
        };
        for (namespace, names) in inline(&document.exposes).filter_map(offers_of) {
            offers.namespaces.push(namespace);
            offers.by_namespace.entry(namespace).or_insert(names);
        }
        offers
    }
}

/// Returns the namespace of an adapter and the names of its operations or tools.
fn offers_of(adapter: &Adapter) -> Option<(&str, Listed<'_>)> {
    match adapter {
        Adapter::Rest(adapter) => {
            let operations = adapter.resources.iter().flat_map(|resource| &resource.operations);
            let names = operations.filter_map(|operation| operation.name.as_ref());
            Some((adapter.namespace.as_str(), names.map(Text::as_str).collect()))
        }
        Adapter::Mcp(adapter) => {
            let names = adapter.tools.iter().filter_map(|tool| tool.name.as_ref());
            Some((adapter.namespace.as_str(), names.map(Text::as_str).collect()))
        }
        Adapter::Skill(_) | Adapter::Control(_) => None,
    }
}

/// Checks the template of a prompt, whose placeholders are the prompt's arguments.
fn text(checks: &mut Checks<'_>, text: &Text, arguments: &Listed<'_>) {
    for name in template::names(&text.value, Notation::Double) {
        if arguments.contains(&name) {
            continue;
        }
        let message = format!("unknown argument `{name}`; the placeholder is kept");
        let help = meant(
            checks.diagnostics,
            &name,
            "arguments",
            arguments.iter(),
            "add it to `arguments`",
        );
        checks.say(codes::TEXT_INPUT_UNKNOWN, text.span, message, help);
    }
}

/// Returns the help for an unknown name: a similar one, all known ones (`kind` in the plural) if there are few, or `otherwise`.
pub(super) fn meant<'a>(
    diagnostics: &mut Diagnostics,
    name: &str,
    kind: &str,
    names: impl Iterator<Item = &'a str> + Clone,
    otherwise: &str,
) -> String {
    /// Limit of listed names.
    const FEW: usize = 8;
    if let Some(near) = diagnostics.nearest(name, names.clone()) {
        return format!("a similar name exists: `{near}`");
    }
    let first: Vec<&str> = names.take(FEW + 1).collect();
    if first.is_empty() || first.len() > FEW {
        return otherwise.to_owned();
    }
    format!("known {kind}: `{}`", first.join("`, `"))
}

/// Checks `with` of a site and of its steps.
pub(super) fn prefixes(checks: &mut Checks<'_>, site: &Site<'_>) {
    let Some(namespace) = site.namespace else { return };
    pairs(checks, namespace, &site.action.with);
    for step in &site.action.steps {
        if let StepKind::Call { with, .. } | StepKind::Script { with, .. } = &step.kind {
            pairs(checks, namespace, with);
        }
    }
}

fn pairs(checks: &mut Checks<'_>, namespace: &str, with: &[With]) {
    for pair in with {
        let Some(whole) = pair.value.to_text() else {
            continue;
        };
        closed(checks, &whole, Notation::Double);
        let text = whole.as_str();
        let Some((prefix, name)) = text.split_once('.') else {
            continue;
        };
        let is_word = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '$' | '.'))
        };
        if prefix == namespace || is_caller(prefix) || prefix == "env" || !is_word(prefix) || !is_word(name) {
            continue;
        }
        let misspelt = spelling::nearest(prefix, [namespace]).is_some();
        if misspelt || checks.namespaces.contains(prefix) {
            let message = format!("unknown namespace `{prefix}`; `{text}` is sent as a literal");
            let help = format!("write `{namespace}.{name}`");
            checks.say(codes::PREFIX_UNKNOWN, pair.value.span, message, help);
        }
    }
}

/// Reports a placeholder without its closing brace.
pub(super) fn closed(checks: &mut Checks<'_>, text: &Text, notation: Notation) {
    if template::parse(&text.value, notation).open {
        let message = format!(
            "unclosed placeholder in `{}`; it is read as text",
            excerpt(&text.value)
        );
        checks.say(codes::TEMPLATE_OPEN, text.span, message, notation.help());
    }
}

/// Checks the inputs of every REST resource and operation.
pub(super) fn paths(checks: &mut Checks<'_>) {
    for adapter in checks.adapters() {
        let Adapter::Rest(adapter) = adapter else { continue };
        for resource in &adapter.resources {
            let operations = resource.operations.iter().flat_map(|operation| &operation.inputs);
            for input in resource.inputs.iter().chain(operations) {
                valued(checks, input);
            }
        }
    }
}

/// Checks the path into the body of a request.
fn valued(checks: &mut Checks<'_>, input: &Parameter) {
    let Some(value) = input.value.as_ref().and_then(crate::yaml::Node::to_text) else {
        return;
    };
    if value.value.starts_with('$')
        && let Err(invalid) = json_path::parse(&value.value)
    {
        checks.diagnostics.push(invalid.diagnostic(&value));
    }
}

/// Names in the order of the spec.
#[derive(Clone, Debug, Default)]
pub(super) struct Listed<'a> {
    all: Vec<&'a str>,
    known: HashSet<&'a str>,
}

impl<'a> FromIterator<&'a str> for Listed<'a> {
    fn from_iter<I: IntoIterator<Item = &'a str>>(names: I) -> Self {
        let all: Vec<&str> = names.into_iter().collect();
        let known = all.iter().copied().collect();
        Self { all, known }
    }
}

impl<'a> Listed<'a> {
    /// Returns whether the list has a name.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.known.contains(name)
    }

    /// Returns the names in the order of the spec.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'a str> + Clone + '_ {
        self.all.iter().copied()
    }
}
