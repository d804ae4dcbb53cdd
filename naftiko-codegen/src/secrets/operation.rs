//! Variables that single operations send.

use super::{Found, Names, Way, placed};
use crate::model::{Argument, Capability, Operation, Piece, Place};

const BODY: &str = "in the body";

/// Adds the variables in the request of an operation.
pub(super) fn sent(found: &mut Found, api: Way<'_>, called: &Operation) {
    let way = Way {
        operation: Some(&called.name),
        ..api
    };
    found.add(way, &called.path, "in the path");
    let headers = called.headers.iter().map(|pair| (Place::Header, pair));
    let query = called.query.iter().map(|pair| (Place::Query, pair));
    for (place, (name, template)) in headers.chain(query) {
        found.add(way, template, &placed(place, name));
    }
    for (place, name, template) in &called.computed {
        found.add(way, template, &placed(*place, name));
    }
    called.body.visit(&mut |piece| found.piece(way, piece, BODY));
}

/// Returns the places of a request that an input is written to.
fn places(called: &Operation, input: usize) -> Vec<String> {
    let is_input = |piece: &Piece| *piece == Piece::Input(input);
    let mut places = Vec::new();
    if let Some(declared) = called.inputs.get(input)
        && declared.place != Place::Template
    {
        places.push(placed(declared.place, &declared.name));
    }
    for (place, name, template) in &called.computed {
        if template.iter().any(is_input) {
            places.push(placed(*place, name));
        }
    }
    let mut in_body = false;
    called.body.visit(&mut |piece| in_body |= is_input(piece));
    if in_body || places.is_empty() {
        places.push(BODY.to_owned());
    }
    places
}

/// Adds the variables of a value that is given to an input of an operation.
pub(super) fn given(found: &mut Found, way: Way<'_>, called: &Operation, input: usize, value: &[Piece]) {
    if value.iter().any(|piece| matches!(piece, Piece::Variable(_))) {
        for how in places(called, input) {
            found.add(way, value, &how);
        }
    }
}

/// Adds the variables that `with` of an adapter's operations gives to the operation that it calls. The client needs them whatever is
/// generated.
pub(super) fn lent(found: &mut Found, capability: &Capability, hosts: &[usize]) {
    let names: Vec<Names<'_>> = capability
        .clients
        .iter()
        .map(|client| Names::of(&client.variables))
        .collect();
    for exposed in capability.operations() {
        for call in exposed.target.calls() {
            let (Some((_, called)), Some(names), Some(receiver)) = (
                capability.called(call),
                names.get(call.client),
                hosts.get(call.client),
            ) else {
                continue;
            };
            let way = Way {
                names,
                receiver: *receiver,
                operation: Some(&called.name),
            };
            for (index, argument) in call.arguments.iter().enumerate() {
                if let Argument::Text(template) = argument {
                    given(found, way, called, index, template);
                }
            }
        }
    }
}
