//! Arguments that an adapter operation passes to its call, and the inputs of its callers.

mod agree;
mod declared;
mod report;
mod steps;
mod values;

use std::collections::HashMap;

use super::request::{self, Request};
use crate::diagnostic::Diagnostics;
use crate::index::Binds;
use crate::model::{Argument, JsonTemplate, Place, Source, TypeId, Variable};
use crate::source::Span;
use crate::spec::{Action, Keywords, Parameter, With};
use crate::spelling::Names;
use agree::{agreed, exposed};
use declared::Constant;
use steps::StepScope;

pub(super) use steps::position;
pub(super) use values::has_value;

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
    fn alike(&self, name: &str) -> Option<&String> {
        self.all.get(self.names.find(name)?)
    }
}

impl<'a> Surface<'a> {
    /// Returns the placeholder of the route with a name.
    fn placeholder(self, name: &str) -> Option<&'a String> {
        match self {
            Self::Rest { placeholders, .. } => placeholders.alike(name),
            Self::Mcp | Self::Resource => None,
        }
    }
}

/// An input of an adapter operation.
pub(super) struct Input {
    /// Name on the wire.
    pub name: String,
    pub source: Source,
    pub value_type: TypeId,
    pub required: bool,
    pub description: String,
    /// Whether it is the whole request body, which is JSON of any shape.
    pub whole_body: bool,
    /// Whether the items of a list are strings, because they are sent in a query, path or header.
    pub text_items: bool,
    /// What the spec says of the values.
    pub keywords: Keywords,
    /// The place of a declared input.
    pub span: Option<Span>,
}

/// The inputs of an adapter operation, and what it passes to its call.
pub(super) struct Wired {
    pub inputs: Vec<Input>,
    /// One argument for each input of the called operation.
    pub arguments: Vec<Argument>,
    /// The variables in `with`.
    pub variables: Vec<Variable>,
}

/// The state while one adapter operation is wired.
pub(super) struct Wiring<'a> {
    surface: Surface<'a>,
    /// The namespace of the adapter.
    namespace: &'a str,
    binds: &'a Binds,
    diagnostics: &'a mut Diagnostics,
    inputs: Vec<Input>,
    /// The names of `inputs`.
    names: Names,
    constants: Vec<Constant<'a>>,
    /// The names of `constants`.
    constant_names: Names,
    /// The constants whose values are being read, which cannot contain themselves.
    reading: Vec<usize>,
    variables: Vec<Variable>,
    /// The steps above the current one, in an operation with steps.
    steps: Option<StepScope<'a>>,
}

/// A call whose arguments are bound.
struct Bound<'c> {
    /// The place of the call.
    call: Option<Span>,
    with: &'c [With],
    /// Whether every parameter is an input, since the operation declares none and passes nothing.
    inherits_all: bool,
    /// Whether fields of the body without a value are inputs too.
    takes_more: bool,
}

impl<'a> Wiring<'a> {
    /// Creates the state with the declared inputs.
    pub(super) fn new(
        surface: Surface<'a>,
        namespace: &'a str,
        declared: &[&'a Parameter],
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
            constants: Vec::new(),
            constant_names: Names::default(),
            reading: Vec::new(),
            variables: Vec::new(),
            steps: None,
        };
        for parameter in declared {
            wiring.declare(parameter);
        }
        wiring
    }

    /// Returns the declared inputs, for an operation without a call.
    pub(super) fn inputs(self) -> Vec<Input> {
        self.inputs
    }

    /// Takes the variables in `with` so far.
    pub(super) fn take_variables(&mut self) -> Vec<Variable> {
        std::mem::take(&mut self.variables)
    }

    /// Returns the inputs and the response of a mock.
    pub(super) fn mock(mut self, action: &Action) -> (Vec<Input>, JsonTemplate) {
        let template = self.mocked(action);
        (self.inputs, template)
    }

    /// Wires a call. `own` are the inputs of the operation itself; the other declared ones are of its resource.
    pub(super) fn call(
        self,
        action: &Action,
        declared: &[&Parameter],
        own: &[&Parameter],
        id: &str,
        request: &Request,
    ) -> Wired {
        let takes_more = !matches!(self.surface, Surface::Resource);
        let bound = Bound {
            call: action.call.as_ref().map(|call| call.span),
            with: &action.with,
            inherits_all: takes_more && action.with.is_empty() && declared.is_empty() && !action.lists_inputs,
            takes_more,
        };
        self.wired(&bound, declared, own, id, request)
    }

    /// Wires the run of a flow, whose inputs are inherited without a diagnostic.
    pub(super) fn flow(
        self,
        action: &Action,
        declared: &[&Parameter],
        own: &[&Parameter],
        id: &str,
        request: &Request,
    ) -> Wired {
        let bound = Bound {
            call: None,
            with: &action.with,
            inherits_all: true,
            takes_more: true,
        };
        self.wired(&bound, declared, own, id, request)
    }

    /// Binds the parameters of a request, and reports what does not fit.
    fn wired(
        mut self,
        bound: &Bound<'_>,
        declared: &[&Parameter],
        own: &[&Parameter],
        id: &str,
        request: &Request,
    ) -> Wired {
        let arguments = self.bind(bound, declared, id, request);
        self.agree_with(bound, &arguments, request);
        self.report_unused(own, &arguments, id, request);
        Wired {
            inputs: self.inputs,
            arguments,
            variables: self.variables,
        }
    }

    /// Adapts the inputs to the parameters of a call.
    fn agree_with(&mut self, bound: &Bound<'_>, arguments: &[Argument], request: &Request) {
        self.inputs = agreed(
            std::mem::take(&mut self.inputs),
            arguments,
            request,
            self.surface,
            self.diagnostics,
        );
        self.report_disagreements(bound.call, arguments, request);
    }

    /// Returns one argument for each input of the called operation.
    fn bind(
        &mut self,
        bound: &Bound<'_>,
        declared: &[&Parameter],
        id: &str,
        request: &Request,
    ) -> Vec<Argument> {
        let withs = Names::of(bound.with.iter().map(|with| with.name.as_str()));
        let targets = Names::of(request.inputs.iter().map(|input| input.name.as_str()));
        let feeders = feeders(declared);
        let mut arguments = Vec::new();
        for target in &request.inputs {
            let with = withs.find(&target.name).and_then(|index| bound.with.get(index));
            let feeder = feeders.get(target.name.as_str()).copied().unwrap_or(&target.name);
            arguments.push(if let Some(with) = with {
                self.passed(&with.value, target)
            } else if let Some(constant) = self.constant(feeder, target) {
                constant
            } else if let Some(index) = self.same_name(feeder, &targets) {
                Argument::Input(index)
            } else {
                self.unfed(bound, target, id)
            });
        }
        arguments
    }

    /// Returns the argument for a parameter that neither `with` nor a declared input fills: an inferred input, if it needs one.
    fn unfed(&mut self, bound: &Bound<'_>, target: &request::Input, id: &str) -> Argument {
        let is_placeholder = self.surface.placeholder(&target.name).is_some();
        let is_step = self.is_step(&target.name);
        let is_needed = target.required && !bound.inherits_all && !is_placeholder;
        if is_step {
            self.report_named_as_step(bound.call, &target.name, id);
        } else if is_needed {
            self.report_unfed(bound.call, target, id);
        }
        let takes_it = bound.takes_more && target.place == Place::Template;
        if !(bound.inherits_all || target.required || takes_it || is_placeholder) {
            return Argument::Absent;
        }
        let reported_at = bound.call.filter(|_| !is_step && !is_needed);
        Argument::Input(self.infer(&target.name, target, reported_at))
    }

    /// Returns the declared input for a parameter, by its name or by the extension `mapping`.
    fn same_name(&self, name: &str, targets: &Names) -> Option<usize> {
        let index = self.names.find(name)?;
        let found = self.inputs.get(index)?;
        // An input with the exact name of another parameter belongs to that parameter.
        let taken = found.name != name && targets.exact(&found.name).is_some();
        (!taken).then_some(index)
    }

    /// Adds an input and returns its index.
    fn add(&mut self, input: Input) -> usize {
        let index = self.names.add(&input.name);
        self.inputs.push(input);
        index
    }

    /// Returns the input with a name, declared or inferred from the target.
    fn named(&mut self, name: &str, target: &request::Input, span: Span) -> usize {
        // Two undeclared inputs may differ in case only.
        let is_meant = |index: &usize| {
            let found = self.inputs.get(*index);
            found.is_some_and(|input| input.span.is_some() || input.name == name)
        };
        match self.names.find(name).filter(is_meant) {
            Some(index) => index,
            None => self.infer(name, target, Some(span)),
        }
    }

    /// Returns the undeclared input with a name, which has the type of the target.
    fn infer(&mut self, name: &str, target: &request::Input, span: Option<Span>) -> usize {
        if let Some(index) = self.names.exact(name) {
            return index;
        }
        if let Some(span) = span {
            self.report_undeclared(name, span);
        }
        let source = self.inferred_source(name, target);
        self.add(Input {
            name: name.to_owned(),
            required: target.required || matches!(source, Source::Path(_)),
            source,
            value_type: exposed(target.value_type),
            description: target.description.clone(),
            whole_body: target.whole_body,
            text_items: target.place != Place::Template,
            keywords: Keywords::new(),
            span: None,
        })
    }

    fn inferred_source(&self, name: &str, target: &request::Input) -> Source {
        let Surface::Rest { has_body, .. } = self.surface else {
            return Source::Field(name.to_owned());
        };
        if let Some(placeholder) = self.surface.placeholder(name) {
            return Source::Path(placeholder.clone());
        }
        match target.place {
            Place::Header => Source::Header(name.to_owned()),
            Place::Cookie => Source::Cookie(name.to_owned()),
            Place::Template if has_body && target.whole_body => Source::Body,
            Place::Template if has_body => Source::Field(name.to_owned()),
            Place::Path | Place::Query | Place::Template => Source::Query(name.to_owned()),
        }
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
