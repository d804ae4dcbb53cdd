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
    Script(Script),
}

/// A script, which the program implements.
#[derive(Debug)]
pub(crate) struct Script {
    /// The file with its location and language, for documentation.
    pub shown: String,
    pub members: Vec<ScriptMember>,
    pub names: ScriptNames,
}

/// The names of a script in Rust.
#[derive(Debug, Default)]
pub(crate) struct ScriptNames {
    /// The method of the trait `Scripts`.
    pub method: String,
    /// The struct of its context.
    pub context: String,
    /// The fields of the context.
    pub members: Vec<String>,
}

/// A member of a script's context.
#[derive(Debug)]
pub(crate) struct ScriptMember {
    /// Name in the spec.
    pub name: String,
    pub value: ScriptValue,
}

/// The value of a member of a script's context.
#[derive(Debug)]
pub(crate) enum ScriptValue {
    /// The input with this index.
    Input(usize),
    /// The output of the step with this index.
    Output(usize),
    /// A value of `with`, as JSON.
    With(Argument),
}

impl Script {
    /// Returns the members with the names of their fields.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &ScriptMember)> {
        let idents = self.names.members.iter().map(String::as_str);
        idents.zip(&self.members)
    }

    fn arguments(&self) -> impl Iterator<Item = &Argument> {
        self.members.iter().filter_map(|member| match &member.value {
            ScriptValue::With(argument) => Some(argument),
            ScriptValue::Input(_) | ScriptValue::Output(_) => None,
        })
    }

    fn inputs(&self) -> impl Iterator<Item = usize> {
        self.members.iter().filter_map(|member| match &member.value {
            ScriptValue::Input(index) => Some(*index),
            ScriptValue::With(_) | ScriptValue::Output(_) => None,
        })
    }
}

impl StepAction {
    /// Returns the indexes of inputs and values that the step uses, each as often as it uses it.
    pub(crate) fn uses(&self) -> Vec<usize> {
        let inputs = |arguments: &[Argument]| arguments.iter().flat_map(Argument::inputs).collect();
        match self {
            Self::Call(call) => inputs(&call.arguments),
            Self::Lookup(lookup) => lookup.value.inputs().collect(),
            Self::Script(script) => {
                let with = script.arguments().flat_map(Argument::inputs);
                script.inputs().chain(with).collect()
            }
        }
    }
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
    /// Sets the names of the variables and of the scripts.
    pub(crate) fn named(mut self, idents: Vec<String>, scripts: Vec<ScriptNames>) -> Self {
        let mut scripts = scripts.into_iter();
        for (step, ident) in self.all.iter_mut().zip(idents) {
            step.ident = ident;
            if let StepAction::Script(script) = &mut step.action {
                script.names = scripts.next().unwrap_or_default();
            }
        }
        self
    }

    /// Returns the scripts with the steps that they are in.
    pub(crate) fn scripts(&self) -> impl Iterator<Item = (&OperationStep, &Script)> {
        self.all.iter().filter_map(|step| match &step.action {
            StepAction::Script(script) => Some((step, script)),
            StepAction::Call(_) | StepAction::Lookup(_) => None,
        })
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
            StepAction::Lookup(_) | StepAction::Script(_) => None,
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
            step.action.uses().into_iter().for_each(&mut *visit);
        }
        if let StepsResult::Mapped(template) = &self.result {
            template.visit(&mut |piece| piece.input().into_iter().for_each(&mut *visit));
        }
    }
}
