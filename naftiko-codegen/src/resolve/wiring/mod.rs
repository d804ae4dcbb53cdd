//! What an adapter's operation passes to the operation it calls, and which inputs it takes for that.

mod agree;
mod declared;
mod fixed;
mod inferred;
mod passed;

use std::collections::HashMap;

use super::binds::Binds;
use super::drafts::Names;
use crate::diagnostic::Diagnostics;
use crate::document::{Action, Parameter};
use crate::model::{Argument, ExposedInput, Operation, Place, Variable};
use crate::names::Scope;
use crate::source::Span;

/// Where inputs come from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Surface<'a> {
    /// Placeholders of the route, and whether the method has a body.
    Rest {
        placeholders: &'a Placeholders,
        has_body: bool,
    },
    Mcp,
    /// Placeholders of the URI, and nothing else.
    Resource,
}

/// The placeholders of a route, which differ in more than case and punctuation.
#[derive(Debug, Default)]
pub(super) struct Placeholders {
    pub all: Vec<String>,
    names: Names,
}

impl Placeholders {
    pub(super) fn new(all: Vec<String>) -> Self {
        let names = Names::of(all.iter().map(String::as_str));
        Self { all, names }
    }

    /// The placeholder that is a name but for case and punctuation.
    pub(super) fn alike(&self, name: &str) -> Option<&String> {
        self.all.get(self.names.find(name)?)
    }
}

/// Everything that is known while one exposed operation is wired.
pub(super) struct Wiring<'a> {
    pub surface: Surface<'a>,
    /// Namespace of the adapter.
    pub namespace: &'a str,
    pub binds: &'a Binds,
    pub diagnostics: &'a mut Diagnostics,
    pub inputs: Vec<ExposedInput>,
    /// The names of `inputs`.
    pub names: Names,
    /// Where each input is declared, if it is.
    pub spans: Vec<Option<Span>>,
    /// Inputs whose values the spec gives.
    fixed: fixed::Constants,
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
            names: Names::default(),
            spans: Vec::new(),
            fixed: fixed::Constants::default(),
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
        let withs = Names::of(action.with.iter().map(|with| with.name.as_str()));
        let targets = Names::of(operation.inputs.iter().map(|input| input.name.as_str()));
        let feeders = feeders(declared);
        for target in &operation.inputs {
            let with = withs.find(&target.name).and_then(|index| action.with.get(index));
            let feeder = feeders.get(target.name.as_str()).copied();
            let feeder = feeder.unwrap_or(&target.name);
            let argument = if let Some(with) = with {
                self.passed(&with.value, target)
            } else if let Some(fixed) = self.fixed(feeder, target) {
                fixed
            } else if let Some(index) = self.same_name(feeder, &targets) {
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
        matches!(self.surface, Surface::Rest { placeholders, .. } if placeholders.alike(name).is_some())
    }

    /// A declared input that feeds the target by its name, or by the wild dialect's `mapping`.
    fn same_name(&self, name: &str, targets: &Names) -> Option<usize> {
        let index = self.names.find(name)?;
        let found = self.inputs.get(index)?;
        // An input that another parameter is called exactly like is that one's, not this one's.
        let taken = found.name != name && targets.exact(&found.name).is_some();
        (!taken).then_some(index)
    }

    /// Adds an input.
    fn add(&mut self, input: ExposedInput, span: Option<Span>) -> usize {
        self.spans.push(span);
        let index = self.names.add(&input.name);
        self.inputs.push(input);
        index
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

/// The inputs that feed parameters of other names without a word of `with`, by these.
fn feeders<'a>(declared: &[&'a Parameter]) -> HashMap<&'a str, &'a str> {
    let mut feeders = HashMap::new();
    for parameter in declared {
        if let Some(mapping) = &parameter.mapping {
            feeders.entry(mapping.as_str()).or_insert(parameter.name.as_str());
        }
    }
    feeders
}
