//! Resolves values of `with` and templates of mocks.

use super::Wiring;
use crate::diagnostic::{Diagnostic, codes};
use crate::index::{Name, is_caller};
use crate::model::{Argument, Input, Piece};
use crate::resolve::constants::{structured, typed};
use crate::resolve::unfed::unknown;
use crate::source::Span;
use crate::template::{self, Notation, Part};
use crate::yaml::Node;

impl Wiring<'_> {
    /// Resolves a value of `with`: a reference to an input, a template, or a constant.
    pub(super) fn passed(&mut self, value: &Node, target: &Input) -> Argument {
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
                let name = variable.name.clone();
                self.variables.push(variable);
                return Argument::Text(vec![Piece::Variable(name)]);
            }
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
        Argument::Text(
            parsed
                .parts
                .into_iter()
                .map(|part| self.piece(part, target, value.span))
                .collect(),
        )
    }

    /// Returns the input or constant with a name.
    fn input(&mut self, name: &str, target: &Input, span: Span) -> Argument {
        match self.fixed(name, target) {
            Some(constant) => constant,
            None => Argument::Input(self.named(name, target, span)),
        }
    }

    fn piece(&mut self, part: Part, target: &Input, span: Span) -> Piece {
        match part {
            Part::Text(text) => Piece::Text(text),
            Part::Hole(name) => match self.binds.classify(&name) {
                Name::Input(name) => match self.fixed_text(&name) {
                    Some(text) => text,
                    None => Piece::Input(self.named(&name, target, span)),
                },
                Name::Variable(variable) | Name::Undeclared(variable) => {
                    let name = variable.name.clone();
                    self.variables.push(variable);
                    Piece::Variable(name)
                }
            },
        }
    }

    /// Resolves a part of a mock's template, which may contain declared inputs only.
    pub(in crate::resolve) fn mock_piece(&mut self, part: Part, span: Span) -> Option<Piece> {
        match part {
            Part::Text(text) => Some(Piece::Text(text)),
            Part::Hole(name) => {
                let Name::Input(name) = self.binds.classify(&name) else {
                    return None;
                };
                if let Some(text) = self.fixed_text(&name) {
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
    }
}
