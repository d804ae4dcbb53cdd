//! Calls of what is not generated yet: flows and steps.

use std::rc::Rc;

use super::Checks;
use super::listed::Listed;
use super::sites::{Kind, Site};
use crate::diagnostic::codes;
use crate::document::{Output, Text, With};
use crate::model::{Operation, Payload};
use crate::resolve::calls::target;
use crate::resolve::drafts::Names;
use crate::resolve::json_path;

/// The call of a flow; those of tools, MCP resources and REST operations have been resolved.
pub(super) fn check(checks: &mut Checks<'_>, site: &Site<'_>) {
    if !matches!(site.kind, Kind::Flow) {
        return;
    }
    let Some(call) = &site.action.call else { return };
    called(checks, site, call, &site.action.with);
    for output in &site.action.outputs {
        paths(checks, output);
    }
}

/// A call whose parameters come from `with` and from the caller's inputs: its target, when there is one.
pub(super) fn called<'c>(
    checks: &mut Checks<'c>,
    site: &Site<'_>,
    call: &Text,
    with: &[With],
) -> Option<&'c Operation> {
    let capability = checks.capability;
    let (client, operation) = target(
        call,
        &checks.calls,
        &capability.clients,
        false,
        checks.diagnostics,
    )
    .ok()?;
    let place = (client, operation);
    let (_, operation) = capability.operation(client, operation)?;
    let keys = Names::of(with.iter().map(|pair| pair.name.as_str()));
    for input in operation.inputs.iter().filter(|input| input.required) {
        if keys.find(&input.name).is_none() && !site.has_input(&input.name) {
            let message = format!("`{}` needs `{}`, which nothing feeds", operation.id, input.name);
            let help = format!("write `{}: …` under `with`", input.name);
            checks.say(codes::INPUT_UNFED, call.span, message, help);
        }
    }
    if with.is_empty() {
        return Some(operation);
    }
    let inputs = || operation.inputs.iter().map(|input| input.name.as_str());
    let names = checks.inputs.entry(place);
    let names = Rc::clone(names.or_insert_with(|| Rc::new(Names::of(inputs()))));
    for pair in with {
        if names.find(pair.name.as_str()).is_none() {
            let message = format!("`{}` has no parameter `{}`", operation.id, pair.name);
            let help = super::references::meant(
                checks.diagnostics,
                pair.name.as_str(),
                inputs(),
                "remove it, or declare the parameter",
            );
            checks.say(codes::STEP_PARAMETER_UNKNOWN, pair.name.span, message, help);
        }
    }
    Some(operation)
}

/// The names of what an operation gives to later steps; `None` when it gives everything that is answered.
pub(super) fn fields<'c>(checks: &mut Checks<'c>, operation: &Operation) -> Option<Rc<Listed<'c>>> {
    let Payload::Shape(index) = operation.payload else {
        return None;
    };
    let shape = checks.capability.shapes.get(index)?;
    let names = || shape.fields.iter().map(|field| field.name.as_str()).collect();
    let known = checks.fields.entry(index);
    Some(Rc::clone(known.or_insert_with(|| Rc::new(names()))))
}

/// The paths of an output and of what it is made of.
fn paths(checks: &mut Checks<'_>, output: &Output) {
    if let Some(mapping) = &output.mapping
        && let Err(invalid) = json_path::parse(&mapping.value)
    {
        let help = "for example `$.data[0].id`, or `$` for the whole document";
        checks.diagnostics.push(invalid.finding(mapping, help));
    }
    for inner in output.properties.iter().flatten() {
        paths(checks, inner);
    }
    if let Some(items) = &output.items {
        paths(checks, items);
    }
}
