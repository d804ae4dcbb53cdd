//! Types of inputs from the adapter operations that call them.

use super::constants::reads_as;
use super::drafts::value_type;
use crate::index::{Binds, Caller, Index, Name};
use crate::model::{Client, Input, Place, TypeId};
use crate::spec::Parameter;
use crate::template::{self, Notation};

/// Completes inputs that the spec only has in a template from the operations that call them. An input gets their type if all of them
/// have the same, and is required if it is required in every tool.
pub(super) fn teach(index: &Index<'_>, clients: &mut [Client]) {
    for (client_index, client) in clients.iter_mut().enumerate() {
        for (operation_index, operation) in client.operations.iter_mut().enumerate() {
            let mine = index.callers((client_index, operation_index));
            if mine.is_empty() {
                continue;
            }
            for input in &mut operation.inputs {
                if mine.iter().any(|caller| gives_text(caller, input, &index.binds)) {
                    input.value_type = TypeId::STRING;
                }
            }
            for input in operation
                .inputs
                .iter_mut()
                .filter(|input| !input.typed && !input.whole_body)
            {
                let feeding: Vec<_> = mine.iter().map(|caller| caller.feeds(&input.name)).collect();
                let declared = |parameter: Option<&Parameter>| {
                    parameter
                        .and_then(|parameter| parameter.data_type.as_ref())
                        .map(|declared| value_type(declared.value))
                };
                let mut types = feeding.iter().copied().map(declared);
                let first = types.next().flatten();
                if let Some(first) = first.filter(|first| types.all(|other| other == Some(*first))) {
                    input.value_type = first;
                }
                let mut tools = mine
                    .iter()
                    .zip(&feeding)
                    .filter(|(caller, _)| caller.is_tool)
                    .map(|(_, input)| *input)
                    .peekable();
                if input.place == Place::Template && tools.peek().is_some() && tools.all(is_required) {
                    input.required = true;
                }
            }
        }
    }
}

fn is_required(parameter: Option<&Parameter>) -> bool {
    parameter.is_some_and(|parameter| parameter.required.as_ref().is_none_or(|required| required.value))
}

/// Returns whether `with` passes a string to a number, boolean or object: a template, a variable, or a constant that is not of the
/// type.
fn gives_text(caller: &Caller<'_>, input: &Input, binds: &Binds) -> bool {
    let scalar = matches!(
        input.value_type,
        TypeId::INTEGER | TypeId::NUMBER | TypeId::DOUBLE | TypeId::BOOLEAN
    );
    let with = scalar.then(|| caller.with(&input.name)).flatten();
    let Some(with) = with else {
        return false;
    };
    let Some(text) = with.value.as_str() else {
        return true;
    };
    if caller.reference(text).is_some() {
        let hole = template::parse(text, Notation::Double);
        return hole
            .sole_hole()
            .is_some_and(|name| !matches!(binds.classify(name), Name::Input(_)));
    }
    !reads_as(text, input.value_type)
}
