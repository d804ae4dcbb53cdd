//! Map from consumed operations to the adapter operations that call them.

use std::collections::HashMap;

use super::binds::{Binds, Name, is_caller};
use super::calls::Calls;
use super::constants::reads_as;
use super::drafts::value_type;
use crate::model::{Client, Input, Place, TypeId};
use crate::spec::{Action, Adapter, Document, Entry, Parameter};
use crate::spelling::Names;
use crate::template::{self, Notation};

/// An exposed operation with a call.
pub(super) struct Caller<'a> {
    pub namespace: &'a str,
    pub action: &'a Action,
    pub inputs: Vec<&'a Parameter>,
    /// Whether the operation is a tool, whose inputs have `required`; inputs of REST operations do not.
    is_tool: bool,
    /// The names of `inputs`.
    names: Names,
    /// The names in `with`.
    with: Names,
    /// Client and operation.
    pub target: (usize, usize),
}

/// Returns every exposed operation whose call has a target.
pub(super) fn callers<'a>(document: &'a Document, calls: &Calls) -> Vec<Caller<'a>> {
    let mut callers = Vec::new();
    let mut add = |namespace: &'a str, action: &'a Action, inputs: Vec<&'a Parameter>, is_tool: bool| {
        let Some(call) = &action.call else { return };
        if let Some(target) = calls.find(&call.value) {
            callers.push(Caller {
                namespace,
                action,
                names: Names::of(inputs.iter().map(|input| input.name.as_str())),
                with: Names::of(action.with.iter().map(|with| with.name.as_str())),
                inputs,
                is_tool,
                target,
            });
        }
    };
    for entry in &document.exposes {
        match entry {
            Entry::Inline(Adapter::Rest(adapter)) => {
                for resource in &adapter.resources {
                    for operation in &resource.operations {
                        let inputs = operation.inputs.iter().chain(&resource.inputs).collect();
                        add(&adapter.namespace.value, &operation.action, inputs, false);
                    }
                }
            }
            Entry::Inline(Adapter::Mcp(adapter)) => {
                for tool in &adapter.tools {
                    add(
                        &adapter.namespace.value,
                        &tool.action,
                        tool.inputs.iter().collect(),
                        true,
                    );
                }
                for resource in &adapter.resources {
                    let inputs = resource.inputs.iter().collect();
                    add(&adapter.namespace.value, &resource.action, inputs, true);
                }
            }
            _ => {}
        }
    }
    callers
}

/// Completes inputs that the spec only has in a template from the operations that call them. An input gets their type if all of them
/// have the same, and is required if it is required in every tool.
pub(super) fn teach(callers: &[Caller<'_>], binds: &Binds, clients: &mut [Client]) {
    let mut by_target: HashMap<(usize, usize), Vec<&Caller<'_>>> = HashMap::new();
    for caller in callers {
        by_target.entry(caller.target).or_default().push(caller);
    }
    for (client_index, client) in clients.iter_mut().enumerate() {
        for (operation_index, operation) in client.operations.iter_mut().enumerate() {
            let Some(mine) = by_target.get(&(client_index, operation_index)) else {
                continue;
            };
            for input in &mut operation.inputs {
                if mine.iter().any(|caller| caller.gives_text(input, binds)) {
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

impl Caller<'_> {
    /// Returns the declared input that is passed to the target's input with a name.
    fn feeds(&self, target: &str) -> Option<&Parameter> {
        let with = self
            .with
            .find(target)
            .and_then(|index| self.action.with.get(index));
        let name = match with {
            Some(with) => self.reference(with.value.as_str()?)?,
            None => target.to_owned(),
        };
        self.inputs.get(self.names.find(&name)?).copied()
    }

    /// Returns whether `with` passes a string to a number, boolean or object: a template, a variable, or a constant that is not of the
    /// type.
    fn gives_text(&self, input: &Input, binds: &Binds) -> bool {
        let scalar = matches!(
            input.value_type,
            TypeId::INTEGER | TypeId::NUMBER | TypeId::DOUBLE | TypeId::BOOLEAN
        );
        let with = scalar.then(|| self.with.find(&input.name)).flatten();
        let Some(with) = with.and_then(|index| self.action.with.get(index)) else {
            return false;
        };
        let Some(text) = with.value.as_str() else {
            return true;
        };
        if self.reference(text).is_some() {
            let hole = template::parse(text, Notation::Double);
            return hole
                .sole_hole()
                .is_some_and(|name| !matches!(binds.classify(name), Name::Input(_)));
        }
        !reads_as(text, input.value_type)
    }

    /// Returns the input that a value of `with` refers to.
    fn reference(&self, value: &str) -> Option<String> {
        if let Some(hole) = template::parse(value, Notation::Double).sole_hole() {
            return Some(hole.rsplit('.').next().unwrap_or(hole).to_owned());
        }
        let (prefix, name) = value.split_once('.')?;
        (prefix == self.namespace || is_caller(prefix)).then(|| name.to_owned())
    }
}
