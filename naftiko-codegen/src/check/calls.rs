//! References of calls in flows and steps, which are not generated yet.

use std::rc::Rc;

use super::Checks;
use super::listed::Listed;
use super::sites::{Kind, Site};
use crate::diagnostic::codes;
use crate::json_path;
use crate::model::{Operation, Payload, Slot, Type};
use crate::spec::{Output, Text, With};
use crate::spelling::Names;

/// Checks the call of a flow. The calls of tools, MCP resources and REST operations are already resolved.
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

/// Checks a call with parameters from `with` and from inputs, and returns its target.
pub(super) fn called<'c>(
    checks: &mut Checks<'c>,
    site: &Site<'_>,
    call: &Text,
    with: &[With],
) -> Option<&'c Operation> {
    let capability = checks.capability;
    let place = checks.index.target(call, checks.diagnostics).ok()?;
    let (client, operation) = place;
    let (_, operation) = capability.operation(client, operation)?;
    let keys = Names::of(with.iter().map(|pair| pair.name.as_str()));
    for input in operation.inputs.iter().filter(|input| input.required) {
        if keys.find(&input.name).is_none() && !site.has_input(&input.name) {
            let message = format!(
                "no value for the required parameter `{}` of `{}`",
                input.name, operation.id
            );
            let help = format!("add `{}: …` to `with`", input.name);
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
            let message = format!(
                "`{}` has no parameter `{}`; it is ignored",
                operation.id, pair.name
            );
            let help = super::references::meant(
                checks.diagnostics,
                pair.name.as_str(),
                "parameters",
                inputs(),
                "remove it, or add the parameter to the operation",
            );
            checks.say(codes::STEP_PARAMETER_UNKNOWN, pair.name.span, message, help);
        }
    }
    Some(operation)
}

/// Returns the names of the outputs for later steps; `None` if the operation returns the whole response.
pub(super) fn fields<'c>(checks: &mut Checks<'c>, operation: &Operation) -> Option<Rc<Listed<'c>>> {
    let Payload::Json(Slot { id: value_type, .. }) = operation.payload else {
        return None;
    };
    let Type::Struct(found) = checks.capability.types.get(value_type) else {
        return None;
    };
    let names = || found.fields.iter().map(|field| field.name.as_str()).collect();
    let known = checks.fields.entry(value_type);
    Some(Rc::clone(known.or_insert_with(|| Rc::new(names()))))
}

/// Checks the paths of an output, its properties and its items.
fn paths(checks: &mut Checks<'_>, output: &Output) {
    if let Some(mapping) = &output.mapping
        && let Err(invalid) = json_path::parse(&mapping.value)
    {
        checks.diagnostics.push(invalid.diagnostic(mapping));
    }
    for inner in output.properties.iter().flatten() {
        paths(checks, inner);
    }
    if let Some(items) = &output.items {
        paths(checks, items);
    }
}
