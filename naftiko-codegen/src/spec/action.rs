//! Actions: calls, references, steps and the values that they pass.

use super::{Output, Text};
use crate::source::Span;
use crate::yaml::Node;

/// The action of a REST operation, tool, MCP resource or flow.
#[derive(Debug, Default)]
pub(crate) struct Action {
    /// `namespace.operation`.
    pub call: Option<Text>,
    /// `aggregate.flow`.
    pub reference: Option<Text>,
    /// Whether there is a list of inputs, which may be empty.
    pub lists_inputs: bool,
    pub with: Vec<With>,
    /// In the order of execution.
    pub steps: Vec<Step>,
    pub mappings: Vec<Mapping>,
    pub outputs: Vec<Output>,
}

/// An entry of `with`.
#[derive(Debug)]
pub(crate) struct With {
    /// The parameter of the call target.
    pub name: Text,
    /// A reference, template or constant; rarely a list or a map. Never null.
    pub value: Node,
}

impl Action {
    /// Returns the entries of `with`, its own and those of its steps.
    pub(crate) fn passed_mut(&mut self) -> impl Iterator<Item = &mut With> {
        let steps = self.steps.iter_mut().filter_map(|step| match &mut step.kind {
            StepKind::Call { with, .. } | StepKind::Script { with, .. } => Some(with),
            StepKind::Lookup { .. } => None,
        });
        self.with.iter_mut().chain(steps.flatten())
    }

    /// Returns whether the action has no call, reference, steps or outputs.
    pub(crate) fn is_empty(&self) -> bool {
        self.call.is_none() && self.reference.is_none() && self.steps.is_empty() && self.outputs.is_empty()
    }
}

/// A step of an orchestration.
#[derive(Debug)]
pub(crate) struct Step {
    pub span: Span,
    pub name: Text,
    pub kind: StepKind,
}

/// The type of a step with its keys.
#[derive(Debug)]
pub(crate) enum StepKind {
    Call {
        call: Text,
        with: Vec<With>,
    },
    /// Selects the item of an earlier step's output whose field has a value.
    Lookup {
        index: Text,
        field: Text,
        value: Text,
        outputs: Vec<Text>,
    },
    Script {
        file: Text,
        language: Option<Text>,
        location: Option<Text>,
        dependencies: Vec<Text>,
        with: Vec<With>,
    },
}

/// An item of `mappings`.
#[derive(Debug)]
pub(crate) struct Mapping {
    pub span: Span,
    /// The name in the result. Dots create nested objects.
    pub target: Text,
    /// `$.step.field`.
    pub value: Text,
}
