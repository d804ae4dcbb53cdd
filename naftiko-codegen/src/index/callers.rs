//! The adapter operations that call each consumed operation.

use std::collections::HashMap;

use super::calls::Calls;
use super::{Position, inline, is_caller};
use crate::spec::{Action, Adapter, Document, Parameter, With};
use crate::spelling::Names;
use crate::template::{self, Notation};

/// An adapter operation with a call.
#[derive(Debug)]
pub(crate) struct Caller<'a> {
    namespace: &'a str,
    pub action: &'a Action,
    inputs: Vec<&'a Parameter>,
    /// Whether the operation is a tool, whose inputs have `required`; inputs of REST operations do not.
    pub is_tool: bool,
    /// The names of `inputs`.
    names: Names,
    /// The names in `with`.
    with: Names,
}

/// Returns every adapter operation whose call has a target, by the target.
pub(super) fn callers<'a>(document: &'a Document, calls: &Calls) -> HashMap<Position, Vec<Caller<'a>>> {
    let mut callers: HashMap<_, Vec<_>> = HashMap::new();
    let mut add = |namespace: &'a str, action: &'a Action, inputs: Vec<&'a Parameter>, is_tool: bool| {
        let target = action.call.as_ref().and_then(|call| calls.find(&call.value));
        if let Some(target) = target {
            callers.entry(target).or_default().push(Caller {
                namespace,
                action,
                names: Names::of(inputs.iter().map(|input| input.name.as_str())),
                with: Names::of(action.with.iter().map(|with| with.name.as_str())),
                inputs,
                is_tool,
            });
        }
    };
    for adapter in inline(&document.exposes) {
        match adapter {
            Adapter::Rest(adapter) => {
                for resource in &adapter.resources {
                    for operation in &resource.operations {
                        let inputs = operation.inputs.iter().chain(&resource.inputs).collect();
                        add(&adapter.namespace.value, &operation.action, inputs, false);
                    }
                }
            }
            Adapter::Mcp(adapter) => {
                let tools = adapter.tools.iter().map(|tool| (&tool.action, &tool.inputs));
                let resources = adapter.resources.iter();
                let resources = resources.map(|resource| (&resource.action, &resource.inputs));
                for (action, inputs) in tools.chain(resources) {
                    add(&adapter.namespace.value, action, inputs.iter().collect(), true);
                }
            }
            Adapter::Skill(_) | Adapter::Control(_) => {}
        }
    }
    callers
}

impl<'a> Caller<'a> {
    /// Returns the entry of `with` for the target's input with a name.
    pub(crate) fn with(&self, target: &str) -> Option<&'a With> {
        self.action.with.get(self.with.find(target)?)
    }

    /// Returns the declared input that is passed to the target's input with a name.
    pub(crate) fn feeds(&self, target: &str) -> Option<&'a Parameter> {
        let name = match self.with(target) {
            Some(with) => self.reference(with.value.as_str()?)?,
            None => target.to_owned(),
        };
        self.inputs.get(self.names.find(&name)?).copied()
    }

    /// Returns the input that a value of `with` refers to.
    pub(crate) fn reference(&self, value: &str) -> Option<String> {
        if let Some(hole) = template::parse(value, Notation::Double).sole_hole() {
            return Some(hole.rsplit('.').next().unwrap_or(hole).to_owned());
        }
        let (prefix, name) = value.split_once('.')?;
        (prefix == self.namespace || is_caller(prefix)).then(|| name.to_owned())
    }
}
