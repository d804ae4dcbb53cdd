//! Steps of an operation.

use super::{Argument, CallTarget, JsonTemplate, TypeId};
use crate::prose::code;

/// The steps of an operation, and its result.
///
/// Arguments and templates have the indexes of the operation's inputs, and after them those of `values`.
#[derive(Debug)]
pub(crate) struct Steps {
    /// In the order of the spec.
    pub all: Vec<OperationStep>,
    /// The values of earlier steps that steps and the result use.
    pub values: Vec<StepValue>,
    /// The order of execution. The calls of a stage with several run at once.
    pub stages: Vec<Vec<usize>>,
    pub result: StepsResult,
}

/// A step.
#[derive(Debug)]
pub(crate) struct OperationStep {
    /// Name in the spec.
    pub name: String,
    /// Name of the variable with its output.
    pub ident: String,
    pub action: StepAction,
    /// Whether a later step or the result reads its output.
    pub is_read: bool,
    /// Whether it may change something, so that the error of a later step names it.
    pub writes: bool,
}

/// What a step does.
#[derive(Debug)]
pub(crate) enum StepAction {
    Call(CallTarget),
    Lookup(Lookup),
}

/// The search of an item in the output of another step.
#[derive(Debug)]
pub(crate) struct Lookup {
    /// The step whose output has the items.
    pub index: usize,
    /// The field that has the value.
    pub field: String,
    pub value: Argument,
    /// The members of the item that are the output.
    pub members: Vec<String>,
}

/// The value at a path in the output of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StepValue {
    pub step: usize,
    /// Names and indexes between dots; empty for the whole output.
    pub path: String,
    pub reading: Reading,
}

/// How a value of a step is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As a parameter of this type. A missing value ends the operation.
    Required(TypeId),
    /// As an optional parameter of this type.
    Optional(TypeId),
    /// As JSON, unless it is missing.
    Json,
}

/// The result of steps.
#[derive(Debug)]
pub(crate) enum StepsResult {
    /// An object of values of the steps.
    Mapped(JsonTemplate),
    /// The response of the last step, which is a call.
    Last,
}

impl Steps {
    /// Sets the names of the variables.
    pub(crate) fn named(mut self, idents: Vec<String>) -> Self {
        for (step, ident) in self.all.iter_mut().zip(idents) {
            step.ident = ident;
        }
        self
    }

    /// Returns the names of the steps for documentation.
    pub(crate) fn listed(&self) -> String {
        let names = self.all.iter().map(|step| code(&step.name));
        names.collect::<Vec<_>>().join(", ")
    }

    /// Returns the calls with the steps that they are in.
    pub(crate) fn calls(&self) -> impl Iterator<Item = (&OperationStep, &CallTarget)> {
        self.all.iter().filter_map(|step| match &step.action {
            StepAction::Call(call) => Some((step, call)),
            StepAction::Lookup(_) => None,
        })
    }

    /// Returns the call whose response is the result, if it is one.
    pub(crate) fn last_call(&self) -> Option<&CallTarget> {
        match (&self.result, self.all.last()?) {
            (
                StepsResult::Last,
                OperationStep {
                    action: StepAction::Call(call),
                    ..
                },
            ) => Some(call),
            _ => None,
        }
    }

    /// Calls `visit` with each index of an input or value, as often as it is used.
    pub(crate) fn visit(&self, visit: &mut impl FnMut(usize)) {
        for step in &self.all {
            match &step.action {
                StepAction::Call(call) => {
                    call.arguments
                        .iter()
                        .flat_map(Argument::inputs)
                        .for_each(&mut *visit);
                }
                StepAction::Lookup(lookup) => lookup.value.inputs().for_each(&mut *visit),
            }
        }
        if let StepsResult::Mapped(template) = &self.result {
            template.visit(&mut |piece| piece.input().into_iter().for_each(&mut *visit));
        }
    }
}
