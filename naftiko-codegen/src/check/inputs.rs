//! Paths in the values of REST inputs.

use super::Checks;
use crate::json_path;
use crate::spec::{Adapter, Parameter};

/// Checks the inputs of every REST resource and operation.
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
