//! Arguments of steps: inputs of the operation, and values of earlier steps.

use std::collections::BTreeSet;

use super::agree::exposed;
use super::{Bound, Wiring};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Argument, JsonTemplate, Reading, StepValue, TypeId};
use crate::resolve::request::{self, Request};
use crate::source::Span;
use crate::spec::{Action, Mapping, Parameter, Text, With};
use crate::yaml::Node;

/// The index of the first value of a step while inputs are added. At the end, the values follow the inputs.
const FIRST_VALUE: usize = usize::MAX / 2;

/// The steps above the current one, and the values that were read from them.
#[derive(Debug, Default)]
pub(super) struct StepScope<'a> {
    above: Vec<&'a str>,
    values: Vec<StepValue>,
    /// Whether values are read as JSON, for lookups and mappings, and not as parameters.
    as_json: bool,
    /// The first name without a meaning, for the message of the stub.
    pub(super) unknown: Option<String>,
}

/// A step whose arguments are bound.
pub(in crate::resolve) struct BoundStep {
    pub arguments: Vec<Argument>,
    /// The earlier steps that it reads.
    pub reads: BTreeSet<usize>,
}

impl<'a> Wiring<'a> {
    /// Starts the steps of an action, whose own `with` gives them further names.
    pub(in crate::resolve) fn start_steps(&mut self, action: &'a Action) {
        self.steps = Some(StepScope::default());
        for with in &action.with {
            self.add_constant(with.name.as_str(), &with.value, with.name.span);
        }
    }

    /// Makes a step known to those below it.
    pub(in crate::resolve) fn finish_step(&mut self, name: &'a str) {
        if let Some(scope) = &mut self.steps {
            scope.above.push(name);
        }
    }

    /// Binds the arguments of a call step, and adapts the inputs to its parameters.
    pub(in crate::resolve) fn call_step(
        &mut self,
        call: &Text,
        with: &[With],
        declared: &[&Parameter],
        id: &str,
        request: &Request,
    ) -> BoundStep {
        let bound = Bound {
            call: Some(call.span),
            with,
            inherits_all: false,
            takes_more: false,
        };
        let arguments = self.bind(&bound, declared, id, request);
        self.agree_with(&bound, &arguments, request);
        self.bound(arguments)
    }

    /// Binds the value of a lookup: a path `$.step.field`, a template or a constant.
    pub(in crate::resolve) fn lookup_value(&mut self, value: &Text) -> (Argument, BTreeSet<usize>) {
        let target = request::Input::any("lookupValue");
        self.read_as_json(true);
        let argument = match value.value.strip_prefix("$.") {
            Some(path) => self
                .step_value(path, &target)
                .unwrap_or_else(|| self.unknown(path)),
            None => self.passed(
                &Node {
                    span: value.span,
                    ..Node::text(value.as_str())
                },
                &target,
            ),
        };
        self.read_as_json(false);
        let bound = self.bound(vec![argument]);
        let argument = bound.arguments.into_iter().next();
        (argument.unwrap_or(Argument::Absent), bound.reads)
    }

    /// Returns the object of the mappings. Dots in a target nest objects; of two equal targets the later one counts.
    pub(in crate::resolve) fn mapped_steps(&mut self, mappings: &[Mapping]) -> JsonTemplate {
        let target = request::Input::any("");
        let mut object = JsonTemplate::Object(Vec::new());
        self.read_as_json(true);
        for mapping in mappings {
            let path = mapping.value.value.strip_prefix("$.").unwrap_or_default();
            match self.step_value(path, &target) {
                Some(Argument::Input(index)) => {
                    let names = mapping.target.value.split('.');
                    insert(&mut object, names, JsonTemplate::Input(index));
                }
                _ => {
                    self.unknown(&mapping.value.value);
                }
            }
        }
        self.read_as_json(false);
        object
    }

    fn read_as_json(&mut self, as_json: bool) {
        if let Some(scope) = &mut self.steps {
            scope.as_json = as_json;
        }
    }

    /// Returns the value at a path `step.field` as an argument, if its first name is a step above.
    pub(super) fn step_value(&mut self, path: &str, target: &request::Input) -> Option<Argument> {
        let value_type = exposed(target.value_type);
        let reading = if target.required {
            Reading::Required(value_type)
        } else {
            Reading::Optional(value_type)
        };
        self.value(path, reading).map(Argument::Input)
    }

    /// Returns the index of the value at a path in a template, which needs it.
    pub(super) fn step_piece(&mut self, path: &str) -> Option<usize> {
        self.value(path, Reading::Required(TypeId::ANY))
    }

    fn value(&mut self, path: &str, reading: Reading) -> Option<usize> {
        let (name, rest) = path.split_once('.').unwrap_or((path, ""));
        let scope = self.steps.as_mut()?;
        let step = scope.above.iter().rposition(|above| *above == name)?;
        scope.values.push(StepValue {
            step,
            path: rest.to_owned(),
            reading: if scope.as_json { Reading::Json } else { reading },
        });
        Some(FIRST_VALUE + scope.values.len() - 1)
    }

    /// Returns whether the first name of a path is a step above.
    pub(super) fn is_step(&self, path: &str) -> bool {
        let name = path.split('.').next().unwrap_or_default();
        let above = self.steps.iter().flat_map(|scope| &scope.above);
        above.into_iter().any(|above| *above == name)
    }

    /// Notes a name that is neither an input nor a step above; the check of steps reports it.
    pub(super) fn unknown(&mut self, name: &str) -> Argument {
        if let Some(scope) = &mut self.steps {
            scope.unknown.get_or_insert_with(|| name.to_owned());
        }
        Argument::Absent
    }

    /// Reports a step path in `with`, which the official engine sends as a literal.
    pub(super) fn report_step_path(&mut self, text: &str, path: &str, span: Span) {
        let message = format!("step path `{text}` in `with`; it is read as `{{{{{path}}}}}`");
        let diagnostic = Diagnostic::new(codes::STEP_PATH_IN_WITH, span, message);
        self.diagnostics
            .push(diagnostic.help(format!("write `\"{{{{{path}}}}}\"`")));
    }

    /// Returns the values that were read, and the name without a meaning.
    pub(in crate::resolve) fn finish_steps(&mut self) -> (Vec<StepValue>, Option<String>) {
        let scope = self.steps.take().unwrap_or_default();
        (scope.values, scope.unknown)
    }

    fn bound(&self, arguments: Vec<Argument>) -> BoundStep {
        let values = self.steps.iter().flat_map(|scope| &scope.values);
        let values: Vec<usize> = values.map(|value| value.step).collect();
        let indexes = arguments.iter().flat_map(Argument::inputs);
        let reads = indexes.filter_map(|index| values.get(index.checked_sub(FIRST_VALUE)?).copied());
        BoundStep {
            reads: reads.collect(),
            arguments,
        }
    }
}

/// Returns the final index of an input or value, after which the inputs are complete.
pub(in crate::resolve) fn position(inputs: usize) -> impl Fn(usize) -> usize {
    move |index| match index.checked_sub(FIRST_VALUE) {
        Some(value) => inputs + value,
        None => index,
    }
}

/// Sets a member of nested objects.
fn insert<'n>(at: &mut JsonTemplate, mut names: impl Iterator<Item = &'n str>, value: JsonTemplate) {
    let Some(name) = names.next() else {
        *at = value;
        return;
    };
    if !matches!(at, JsonTemplate::Object(_)) {
        *at = JsonTemplate::Object(Vec::new());
    }
    let JsonTemplate::Object(members) = at else {
        return;
    };
    let index = match members.iter().position(|(known, _)| known == name) {
        Some(index) => index,
        None => {
            members.push((name.to_owned(), JsonTemplate::Object(Vec::new())));
            members.len() - 1
        }
    };
    if let Some((_, member)) = members.get_mut(index) {
        insert(member, names, value);
    }
}
