//! Bodies of adapters' operations that have the types of documents: callers send what the client's method takes.

use std::collections::BTreeMap;

use crate::model::{
    Argument, Body, Client, Exposed, ExposedInput, JsonTemplate, Record, Source, Target, Type, TypeId, Types,
};

/// Gives the input that is the whole body of the called operation the type of this body.
pub(super) fn with_typed_body(exposed: Exposed, clients: &[Client]) -> Exposed {
    let Some((body, value_type)) = typed_body(&exposed, clients) else {
        return exposed;
    };
    let inputs = exposed.inputs.into_iter().enumerate();
    let inputs = inputs.map(|(index, input)| ExposedInput {
        value_type: if index == body {
            value_type
        } else {
            input.value_type
        },
        ..input
    });
    Exposed {
        inputs: inputs.collect(),
        ..exposed
    }
}

/// Makes the members of a tool's body arguments of the tool, where no other argument can have their names.
pub(super) fn with_spread_body(exposed: Exposed, types: &Types) -> Exposed {
    let names: Vec<&str> = exposed
        .inputs
        .iter()
        .filter_map(|input| input.source.name())
        .collect();
    let spreads = |input: &ExposedInput| match types.get(input.value_type) {
        Type::Record(body) => input.required && is_free(body, input, &names),
        _ => false,
    };
    let spread = exposed.inputs.iter().position(spreads);
    let inputs = exposed.inputs.iter().cloned().enumerate();
    let inputs = inputs.map(|(index, input)| ExposedInput {
        source: if spread == Some(index) {
            Source::Body
        } else {
            input.source
        },
        ..input
    });
    Exposed {
        inputs: inputs.collect(),
        ..exposed
    }
}

/// Returns whether the members of a body have other names than the tool's other arguments.
fn is_free(body: &Record, input: &ExposedInput, names: &[&str]) -> bool {
    let others: Vec<&&str> = names
        .iter()
        .filter(|name| Some(**name) != input.source.name())
        .collect();
    let mut members = body.requested().peekable();
    members.peek().is_some()
        && (body.rest.is_none() || others.is_empty())
        && members.all(|member| !others.iter().any(|other| **other == member.name))
        && body
            .constants
            .iter()
            .all(|(name, _)| !others.iter().any(|other| *other == name))
}

/// Returns the input that is the whole body of the called operation and nothing else, with the type of the body.
fn typed_body(exposed: &Exposed, clients: &[Client]) -> Option<(usize, TypeId)> {
    let Target::Call(call) = &exposed.target else {
        return None;
    };
    let called = clients.get(call.client)?.operations.get(call.operation)?;
    let uses: BTreeMap<usize, usize> = exposed.target.uses();
    let Body::Json(JsonTemplate::Input(body)) = called.body else {
        return None;
    };
    let input = called
        .inputs
        .get(body)
        .filter(|input| !input.value_type.is_plain())?;
    let Argument::Input(index) = call.arguments.get(body)? else {
        return None;
    };
    let source = &exposed.inputs.get(*index)?.source;
    let is_json = matches!(source, Source::Body | Source::Field(_) | Source::Selected(..));
    (is_json && uses.get(index) == Some(&1)).then_some((*index, input.value_type))
}
