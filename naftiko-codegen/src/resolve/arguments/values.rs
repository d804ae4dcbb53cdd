//! Values of `with`, and mock responses from the values of outputs.

use super::Wiring;
use super::report::unknown;
use crate::diagnostic::{Diagnostic, codes};
use crate::index::{Name, is_caller};
use crate::model::{Argument, Constant, JsonTemplate, Piece, TypeId, Variable};
use crate::resolve::constants::{self, structured, typed};
use crate::resolve::request;
use crate::resolve::types::value_type;
use crate::source::Span;
use crate::spec::{Action, Output};
use crate::template::{self, Notation, Part};
use crate::yaml::Node;

impl Wiring<'_> {
    /// Resolves a value of `with`: a reference to an input, a template, or a constant.
    pub(super) fn passed(&mut self, value: &Node, target: &request::Input) -> Argument {
        let Some(text) = value.as_str() else {
            return Argument::Constant(structured(value, target.value_type));
        };
        if let Some((prefix, name)) = text.split_once('.') {
            if prefix == self.namespace {
                return self.input(name, target, value.span);
            }
            if is_caller(prefix) && !name.contains(char::is_whitespace) {
                let message = format!(
                    "`{prefix}` is not the adapter's namespace; `{text}` is read as the input `{name}`"
                );
                let help = format!("write `{}.{name}`", self.namespace);
                let diagnostic = Diagnostic::new(codes::INPUT_ALIAS, value.span, message).help(help);
                self.diagnostics.push_once_as(diagnostic, prefix);
                return self.input(name, target, value.span);
            }
            if prefix == "env"
                && let Name::Variable(variable) | Name::Undeclared(variable) = self.binds.classify(text)
            {
                return Argument::Text(vec![self.variable(variable)]);
            }
        }
        if let Some(path) = text.strip_prefix("$.")
            && let Some(argument) = self.step_value(path, target)
        {
            self.report_step_path(text, path, value.span);
            return argument;
        }
        let parsed = template::parse(text, Notation::Double);
        if !parsed.has_holes() {
            return Argument::Constant(typed(value, target.value_type));
        }
        if let Some(name) = parsed.sole_hole()
            && let Name::Input(name) = self.binds.classify(name)
        {
            return self.input(&name, target, value.span);
        }
        let parts = parsed.parts.into_iter();
        Argument::Text(parts.map(|part| self.piece(part, target, value.span)).collect())
    }

    /// Returns the input or constant with a name.
    fn input(&mut self, name: &str, target: &request::Input, span: Span) -> Argument {
        if let Some(constant) = self.constant(name, target) {
            return constant;
        }
        if self.has_value(name) {
            return Argument::Input(self.named(name, target, span));
        }
        match self.step_value(name, target) {
            Some(value) => value,
            None => self.unknown(name),
        }
    }

    /// Returns whether a name is that of an input. In steps, others are those of earlier steps.
    fn has_value(&self, name: &str) -> bool {
        let is_alike = || self.names.find(name).is_some() || self.surface.placeholder(name).is_some();
        self.steps.is_none() || self.names.exact(name).is_some() || !self.is_step(name) && is_alike()
    }

    fn piece(&mut self, part: Part, target: &request::Input, span: Span) -> Piece {
        match part {
            Part::Text(text) => Piece::Text(text),
            Part::Hole(name) => match self.binds.classify(&name) {
                Name::Input(name) => match self.constant_text(&name) {
                    Some(text) => text,
                    None if self.has_value(&name) => Piece::Input(self.named(&name, target, span)),
                    None => self.piece_of_step(&name),
                },
                Name::Variable(variable) | Name::Undeclared(variable) => self.variable(variable),
            },
        }
    }

    fn piece_of_step(&mut self, name: &str) -> Piece {
        if let Some(index) = self.step_piece(name) {
            return Piece::Input(index);
        }
        self.unknown(name);
        Piece::Text(String::new())
    }

    fn variable(&mut self, variable: Variable) -> Piece {
        let name = variable.name.clone();
        self.variables.push(variable);
        Piece::Variable(name)
    }

    /// Returns the response of a mock, an object of its outputs. Outputs without a value are not part of it, at any depth.
    pub(super) fn mocked(&mut self, action: &Action) -> JsonTemplate {
        let outputs = action.outputs.iter().filter(|output| has_value(output));
        let fields = outputs.map(|output| {
            let name = output.name.as_ref().map_or("value", |name| name.as_str());
            (name.to_owned(), self.mocked_output(output))
        });
        JsonTemplate::Object(fields.collect())
    }

    fn mocked_output(&mut self, output: &Output) -> JsonTemplate {
        if let Some(value) = output.value.as_ref().or(output.constant.as_ref()) {
            let declared = output.data_type.map(|kind| value_type(kind.value));
            return self.mocked_value(value, declared);
        }
        if let Some(properties) = &output.properties {
            let properties = properties.iter().filter(|property| has_value(property));
            let fields = properties.filter_map(|property| {
                Some((
                    property.name.as_ref()?.value.clone(),
                    self.mocked_output(property),
                ))
            });
            return JsonTemplate::Object(fields.collect());
        }
        match &output.items {
            Some(item) => JsonTemplate::Array(vec![self.mocked_output(item)]),
            None => JsonTemplate::Constant(Constant::Null),
        }
    }

    /// Returns a value of a mock. An input keeps its type, a constant has the declared one.
    fn mocked_value(&mut self, value: &Node, declared: Option<TypeId>) -> JsonTemplate {
        let Some(text) = value.as_str() else {
            return JsonTemplate::Constant(constants::of(value));
        };
        let parsed = template::parse(text, Notation::Double);
        if !parsed.has_holes() {
            let constant = match declared {
                Some(TypeId::NUMBER | TypeId::DOUBLE | TypeId::INTEGER) => Constant::number(text),
                Some(TypeId::BOOLEAN) => text.trim().parse::<bool>().ok().map(Into::into),
                _ => None,
            };
            return JsonTemplate::Constant(constant.unwrap_or_else(|| text.into()));
        }
        let parts = parsed.parts.into_iter();
        let pieces: Vec<Piece> = parts
            .filter_map(|part| self.mocked_piece(part, value.span))
            .collect();
        match pieces.as_slice() {
            [Piece::Input(index)] if declared != Some(TypeId::STRING) => JsonTemplate::Input(*index),
            _ => JsonTemplate::Text(pieces),
        }
    }

    /// Resolves a part of a mock's template, which may contain declared inputs only.
    fn mocked_piece(&mut self, part: Part, span: Span) -> Option<Piece> {
        let name = match part {
            Part::Text(text) => return Some(Piece::Text(text)),
            Part::Hole(name) => name,
        };
        let Name::Input(name) = self.binds.classify(&name) else {
            return None;
        };
        if let Some(text) = self.constant_text(&name) {
            return Some(text);
        }
        let found = self.names.find(&name);
        if found.is_none() {
            let declared = self.inputs.iter().map(|input| input.name.as_str());
            let diagnostic = unknown(&name, declared, span, self.diagnostics);
            self.diagnostics.push(diagnostic);
        }
        found.map(Piece::Input)
    }
}

/// Returns whether an output has a value of its own.
pub(in crate::resolve) fn has_value(output: &Output) -> bool {
    output.value.is_some()
        || output.constant.is_some()
        || output.properties.iter().flatten().any(has_value)
        || output.items.as_deref().is_some_and(has_value)
}
