//! Arguments of steps: inputs of the operation, and values of earlier steps.

use std::collections::{BTreeSet, HashMap};

use super::agree::exposed;
use super::{Bound, Wiring};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Argument, JsonTemplate, Reading, ScriptMember, ScriptValue, StepValue, TypeId};
use crate::resolve::request::{self, Request};
use crate::source::Span;
use crate::spec::{Action, Mapping, Parameter, Text, With};
use crate::yaml::Node;

/// The index of the first value of a step while inputs are added. At the end, the values follow the inputs.
const FIRST_VALUE: usize = usize::MAX / 2;

/// The steps above the current one, and the values that were read from them.
#[derive(Debug, Default)]
pub(super) struct StepScope<'a> {
    above: HashMap<&'a str, usize>,
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
    pub(in crate::resolve) fn finish_step(&mut self, step: usize, name: &'a str) {
        if let Some(scope) = &mut self.steps {
            scope.above.insert(name, step);
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

    /// Returns the members of a script's context: the inputs, the steps above and the entries of `with`, of which a later one replaces an
    /// earlier one of its name.
    pub(in crate::resolve) fn script_members(&mut self, with: &[With], above: &[&str]) -> Vec<ScriptMember> {
        let target = request::Input::any("with");
        let inputs = self.inputs.iter().enumerate();
        let inputs = inputs.map(|(index, input)| (input.name.clone(), ScriptValue::Input(index)));
        let above = above.iter().enumerate();
        let above = above.map(|(step, name)| ((*name).to_owned(), ScriptValue::Output(step)));
        let mut members: Vec<(String, ScriptValue)> = inputs.chain(above).collect();
        self.read_as_json(true);
        for entry in with {
            let value = self.passed(&entry.value, &target);
            members.push((entry.name.value.clone(), ScriptValue::With(value)));
        }
        self.read_as_json(false);
        let last: HashMap<String, usize> = members
            .iter()
            .enumerate()
            .map(|(index, (name, _))| (name.clone(), index))
            .collect();
        let members = members.into_iter().enumerate();
        let members = members.filter(|(index, (name, _))| last.get(name) == Some(index));
        members
            .map(|(_, (name, value))| ScriptMember { name, value })
            .collect()
    }

    /// Returns the whole output of a step.
    pub(in crate::resolve) fn whole_step(&mut self, name: &str) -> JsonTemplate {
        self.read_as_json(true);
        let value = self.step_value(name, &request::Input::any(""));
        self.read_as_json(false);
        match value {
            Some(Argument::Input(index)) => JsonTemplate::Input(index),
            _ => JsonTemplate::Object(Vec::new()),
        }
    }

    /// Returns the object of the mappings. Dots in a target nest objects; of two equal targets the later one counts.
    pub(in crate::resolve) fn mapped_steps(&mut self, mappings: &[Mapping]) -> JsonTemplate {
        let target = request::Input::any("");
        let mut object = Members::default();
        self.read_as_json(true);
        for mapping in mappings {
            let path = mapping.value.value.strip_prefix("$.").unwrap_or_default();
            match self.step_value(path, &target) {
                Some(Argument::Input(index)) => {
                    object.insert(mapping.target.value.split('.'), JsonTemplate::Input(index));
                }
                _ => {
                    self.unknown(&mapping.value.value);
                }
            }
        }
        self.read_as_json(false);
        object.into_template()
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
        let step = *scope.above.get(name)?;
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
        self.steps
            .as_ref()
            .is_some_and(|scope| scope.above.contains_key(name))
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
        let indexes = arguments.iter().flat_map(Argument::inputs);
        let reads = indexes.filter_map(|index| {
            let values = &self.steps.as_ref()?.values;
            Some(values.get(index.checked_sub(FIRST_VALUE)?)?.step)
        });
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

/// The members of an object of mappings, in the order in which they are first set.
#[derive(Default)]
struct Members {
    names: HashMap<String, usize>,
    all: Vec<(String, Member)>,
}

enum Member {
    Value(JsonTemplate),
    Object(Members),
}

impl Members {
    /// Sets the member of nested objects with these names.
    fn insert<'n>(&mut self, mut names: impl Iterator<Item = &'n str>, value: JsonTemplate) {
        let mut at = self;
        let Some(mut name) = names.next() else { return };
        for next in names {
            let member = at.member(name);
            if let Some(member @ Member::Value(_)) = member {
                *member = Member::Object(Self::default());
            }
            let Some(Member::Object(inner)) = at.member(name) else {
                return;
            };
            (at, name) = (inner, next);
        }
        if let Some(member) = at.member(name) {
            *member = Member::Value(value);
        }
    }

    /// Returns the member with a name, which is an empty object if it is new.
    fn member(&mut self, name: &str) -> Option<&mut Member> {
        let index = *self.names.entry(name.to_owned()).or_insert(self.all.len());
        if index == self.all.len() {
            self.all.push((name.to_owned(), Member::Object(Self::default())));
        }
        self.all.get_mut(index).map(|(_, member)| member)
    }

    fn into_template(self) -> JsonTemplate {
        let members = self.all.into_iter().map(|(name, member)| match member {
            Member::Value(value) => (name, value),
            Member::Object(members) => (name, members.into_template()),
        });
        JsonTemplate::Object(members.collect())
    }
}
