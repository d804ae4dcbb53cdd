//! What an adapter's operation passes to the operation it calls, and which inputs it takes for that.

mod agree;
mod declared;
mod fixed;
mod inferred;
mod passed;

use super::binds::Binds;
use super::drafts::find;
use super::extras::alike;
use crate::diagnostic::Diagnostics;
use crate::document::{Action, Parameter};
use crate::model::{Argument, ExposedInput, Input, Operation, Place, Variable};
use crate::names::Scope;
use crate::source::Span;

/// Where inputs come from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Surface<'a> {
    /// Placeholders of the route, and whether the method has a body.
    Rest {
        placeholders: &'a [String],
        has_body: bool,
    },
    Mcp,
    /// Placeholders of the URI, and nothing else.
    Resource,
}

/// Everything that is known while one exposed operation is wired.
pub(super) struct Wiring<'a> {
    pub surface: Surface<'a>,
    /// Namespace of the adapter.
    pub namespace: &'a str,
    pub binds: &'a Binds,
    pub diagnostics: &'a mut Diagnostics,
    pub inputs: Vec<ExposedInput>,
    /// Where each input is declared, if it is.
    pub spans: Vec<Option<Span>>,
    /// Inputs whose values the spec gives.
    fixed: Vec<fixed::Fixed>,
    /// Variables that constants of `with` name.
    pub variables: Vec<Variable>,
}

impl<'a> Wiring<'a> {
    /// Starts with the inputs that the adapter declares.
    pub(super) fn new(
        surface: Surface<'a>,
        namespace: &'a str,
        declared: &[&Parameter],
        binds: &'a Binds,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        let mut wiring = Self {
            surface,
            namespace,
            binds,
            diagnostics,
            inputs: Vec::new(),
            spans: Vec::new(),
            fixed: Vec::new(),
            variables: Vec::new(),
        };
        for parameter in declared {
            wiring.declare(parameter);
        }
        wiring
    }

    /// One argument for each input of the called operation.
    pub(super) fn wire(
        &mut self,
        action: &Action,
        declared: &[&Parameter],
        operation: &Operation,
    ) -> Vec<Argument> {
        let takes_more = !matches!(self.surface, Surface::Resource);
        let inherits_all = takes_more && action.with.is_empty() && declared.is_empty();
        let mut arguments = Vec::new();
        for target in &operation.inputs {
            let with = find(
                action.with.iter().map(|with| with.name.value.as_str()),
                &target.name,
            )
            .and_then(|index| action.with.get(index));
            let argument = if let Some(with) = with {
                self.passed(&with.value, target)
            } else if let Some(fixed) = self.fixed(feeder(declared, target), target) {
                fixed
            } else if let Some(index) = self.same_name(declared, target, operation) {
                Argument::Input(index)
            } else if inherits_all
                || target.required
                || takes_more && target.place == Place::Template
                || self.is_placeholder(&target.name)
            {
                let mut said = action.call.as_ref().map(|call| call.span);
                if target.required && !inherits_all && !self.is_placeholder(&target.name) {
                    self.unfed(action, target, operation);
                    said = None;
                }
                Argument::Input(self.infer(&target.name, target, said))
            } else {
                Argument::Absent
            };
            self.agree(&argument, target);
            arguments.push(argument);
        }
        self.disagreements(action, &arguments, operation);
        arguments
    }

    fn is_placeholder(&self, name: &str) -> bool {
        matches!(self.surface, Surface::Rest { placeholders, .. } if placeholders.iter().any(|placeholder| alike(placeholder, name)))
    }

    /// A declared input that feeds the target by its name, or by the wild dialect's `mapping`.
    fn same_name(&self, declared: &[&Parameter], target: &Input, operation: &Operation) -> Option<usize> {
        let name = feeder(declared, target);
        let index = find(self.inputs.iter().map(|input| input.name.as_str()), name)?;
        let found = self.inputs.get(index)?;
        // An input that another parameter is called exactly like is that one's, not this one's.
        let taken = found.name != name && operation.inputs.iter().any(|other| other.name == found.name);
        (!taken).then_some(index)
    }

    /// The inputs with their Rust names.
    pub(super) fn finish(self) -> (Vec<ExposedInput>, Vec<Variable>) {
        let mut scope = Scope::locals();
        let named = |mut input: ExposedInput| {
            input.ident = scope.assign(&input.name);
            input
        };
        (self.inputs.into_iter().map(named).collect(), self.variables)
    }
}

/// The name of the input that feeds a parameter without a word of `with`.
fn feeder<'a>(declared: &[&'a Parameter], target: &'a Input) -> &'a str {
    let mapped = declared.iter().find(|parameter| {
        parameter
            .mapping
            .as_ref()
            .is_some_and(|mapping| mapping.value == target.name)
    });
    mapped.map_or(target.name.as_str(), |parameter| parameter.name.value.as_str())
}
