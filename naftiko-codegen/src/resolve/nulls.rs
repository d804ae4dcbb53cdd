//! Detection of inputs for which null and absence differ: members of JSON bodies.

use crate::model::{Argument, Body, Capability, Content, Exposed, JsonTemplate, Operation, Target};

/// Marks the optional inputs of operations and adapters whose null is sent as null.
pub(super) fn mark(capability: &mut Capability) {
    for operation in capability
        .clients
        .iter_mut()
        .flat_map(|client| &mut client.operations)
    {
        let sent = sent(operation);
        for (index, input) in operation.inputs.iter_mut().enumerate() {
            input.nullable = !input.required && sent.contains(&index);
        }
    }
    let clients = &capability.clients;
    let nullable = |client: usize, operation: usize, input: usize| {
        let operation = clients
            .get(client)
            .and_then(|client| client.operations.get(operation));
        let input = operation.and_then(|operation| operation.inputs.get(input));
        input.is_some_and(|input| input.nullable)
    };
    let rest = capability.rest.iter_mut().flat_map(|adapter| &mut adapter.routes);
    let rest = rest.map(|route| &mut route.operation);
    let tools = capability.mcp.iter_mut().flat_map(|adapter| &mut adapter.tools);
    let tools = tools.map(|tool| &mut tool.operation);
    rest.chain(tools).for_each(|exposed| expose(exposed, nullable));
}

fn expose(exposed: &mut Exposed, nullable: impl Fn(usize, usize, usize) -> bool) {
    let mut passed = Vec::new();
    match &exposed.target {
        Target::Call {
            client,
            operation,
            arguments,
        } => {
            let feeds = |(target, argument): (usize, &Argument)| match argument {
                Argument::Input(index) if nullable(*client, *operation, target) => Some(*index),
                _ => None,
            };
            passed.extend(arguments.iter().enumerate().filter_map(feeds));
        }
        Target::Mock(template) => members(template, &mut passed),
        Target::Unresolved(_) => {}
    }
    for (index, input) in exposed.inputs.iter_mut().enumerate() {
        input.nullable = !input.required && passed.contains(&index);
    }
}

/// Returns the inputs that an operation sends as members of a JSON body.
fn sent(operation: &Operation) -> Vec<usize> {
    let mut sent = Vec::new();
    match &operation.body {
        Body::Json(template) => members(template, &mut sent),
        Body::Multipart(parts) => {
            for part in parts {
                if let Content::Json(template) = &part.content {
                    members(template, &mut sent);
                }
            }
        }
        Body::None | Body::Form(_) | Body::Text { .. } => {}
    }
    sent
}

fn members(template: &JsonTemplate, found: &mut Vec<usize>) {
    match template {
        JsonTemplate::Input(input) | JsonTemplate::WholeOrField { input, .. } => found.push(*input),
        JsonTemplate::Object(fields) => fields.iter().for_each(|(_, value)| members(value, found)),
        JsonTemplate::Array(items) => items.iter().for_each(|item| members(item, found)),
        JsonTemplate::Constant(_) | JsonTemplate::Text(_) => {}
    }
}
