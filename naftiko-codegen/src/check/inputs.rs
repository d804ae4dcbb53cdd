//! Inputs of REST operations whose values the spec gives.

use super::Checks;
use crate::document::{Adapter, Parameter};
use crate::resolve::json_path;

/// Looks at the inputs of every REST resource and operation.
pub(super) fn check(checks: &mut Checks<'_>) {
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

/// A path into the body of the request has to be one.
fn valued(checks: &mut Checks<'_>, input: &Parameter) {
    let Some(value) = input.value.as_ref().and_then(crate::yaml::Node::to_text) else {
        return;
    };
    if value.value.starts_with('$')
        && let Err(invalid) = json_path::parse(&value.value)
    {
        let help = "for example `$.data[0].id`, or `$` for the whole body";
        checks.diagnostics.push(invalid.finding(&value, help));
    }
}
