//! Arguments that an adapter operation passes to its call, and its inputs.

mod agree;
mod declared;
mod fixed;
mod inferred;
mod passed;

use std::collections::HashMap;

use crate::diagnostic::Diagnostics;
use crate::index::Binds;
use crate::model::{Argument, ExposedInput, Operation, Place, Variable};
use crate::names::Scope;
use crate::source::Span;
use crate::spec::{Action, Parameter};
use crate::spelling::Names;

/// The sources of inputs.
#[derive(Clone, Copy, Debug)]
pub(super) enum Surface<'a> {
    /// Placeholders of the route, and whether the method has a body.
    Rest {
        placeholders: &'a Placeholders,
        has_body: bool,
    },
    Mcp,
    /// An MCP resource, whose only inputs are the placeholders of its URI.
    Resource,
}

/// The placeholders of a route. No two names differ only in case and punctuation.
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

    /// Returns the placeholder with a name, without case and punctuation.
    pub(super) fn alike(&self, name: &str) -> Option<&String> {
        self.all.get(self.names.find(name)?)
    }
}

/// The state while one exposed operation is wired.
pub(super) struct Wiring<'a> {
    pub surface: Surface<'a>,
    /// The namespace of the adapter.
    pub namespace: &'a str,
    pub binds: &'a Binds,
    pub diagnostics: &'a mut Diagnostics,
    pub inputs: Vec<ExposedInput>,
    /// The names of `inputs`.
    pub names: Names,
    /// The place of each declared input.
    pub spans: Vec<Option<Span>>,
    /// Constant inputs.
    fixed: fixed::Constants,
    /// The variables in constants of `with`.
    pub variables: Vec<Variable>,
}

impl<'a> Wiring<'a> {
    /// Creates the state with the declared inputs.
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

    /// Returns one argument for each input of the called operation.
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
                let mut reported_at = action.call.as_ref().map(|call| call.span);
                if target.required && !inherits_all && !self.is_placeholder(&target.name) {
                    self.unfed(action, target, operation);
                    reported_at = None;
                }
                Argument::Input(self.infer(&target.name, target, reported_at))
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

    /// Returns the declared input for a parameter, by its name or by the extension `mapping`.
    fn same_name(&self, name: &str, targets: &Names) -> Option<usize> {
        let index = self.names.find(name)?;
        let found = self.inputs.get(index)?;
        // An input with the exact name of another parameter belongs to that parameter.
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

    /// Returns the inputs with their Rust names.
    pub(super) fn finish(self) -> (Vec<ExposedInput>, Vec<Variable>) {
        let mut scope = Scope::locals();
        let named = |mut input: ExposedInput| {
            input.ident = scope.assign(&input.name);
            input
        };
        (self.inputs.into_iter().map(named).collect(), self.variables)
    }
}

/// Returns the names of inputs with the extension `mapping`, by the parameter that they fill.
fn feeders<'a>(declared: &[&'a Parameter]) -> HashMap<&'a str, &'a str> {
    let mut feeders = HashMap::new();
    for parameter in declared {
        if let Some(mapping) = &parameter.mapping {
            feeders.entry(mapping.as_str()).or_insert(parameter.name.as_str());
        }
    }
    feeders
}
