//! Templates of constants and variables, with the variables that they use.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Diagnostics, codes, excerpt};
use crate::index::{Binds, Name};
use crate::model::{Piece, Template, Variable};
use crate::names::environment;
use crate::source::Span;
use crate::spec::Text;
use crate::template::{self, Notation, Part};

/// The state while the templates of one API or adapter are resolved.
pub(super) struct Context<'a> {
    namespace: &'a str,
    pub binds: &'a Binds,
    pub diagnostics: &'a mut Diagnostics,
    /// The variables in the templates.
    pub variables: BTreeSet<Variable>,
}

impl<'a> Context<'a> {
    pub(super) fn new(namespace: &'a str, binds: &'a Binds, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            namespace,
            binds,
            diagnostics,
            variables: BTreeSet::new(),
        }
    }

    /// Resolves a secret: a template without inputs.
    pub(super) fn secret(&mut self, text: &Text) -> Template {
        self.without_inputs(text, Notation::Double)
    }

    /// Resolves a template where no caller can pass a value: every name is a variable.
    pub(super) fn without_inputs(&mut self, text: &Text, notation: Notation) -> Template {
        let parts = self.parts(text, notation).into_iter();
        let pieces = parts.map(|part| match part {
            Part::Text(text) => Piece::Text(text),
            Part::Hole(name) => match self.binds.classify(&name) {
                Name::Variable(variable) => self.variable(variable),
                Name::Undeclared(variable) => self.undeclared(variable, text.span),
                Name::Input(name) => {
                    let environment = environment(self.namespace, &name);
                    self.undeclared(Variable { name, environment }, text.span)
                }
            },
        });
        pieces.collect()
    }

    /// Splits a template, and reports an unclosed placeholder.
    pub(super) fn parts(&mut self, text: &Text, notation: Notation) -> Vec<Part> {
        let parsed = template::parse(&text.value, notation);
        if parsed.open {
            let message = format!(
                "unclosed placeholder in `{}`; it is read as text",
                excerpt(&text.value)
            );
            let diagnostic = Diagnostic::new(codes::TEMPLATE_OPEN, text.span, message);
            self.diagnostics.push(diagnostic.help(notation.help()));
        }
        parsed.parts
    }

    /// Returns a variable as a piece.
    pub(super) fn variable(&mut self, variable: Variable) -> Piece {
        let name = variable.name.clone();
        self.variables.insert(variable);
        Piece::Variable(name)
    }

    /// Returns an undeclared variable as a piece, and reports it. Other files may declare the variables of a file for imports.
    pub(super) fn undeclared(&mut self, variable: Variable, span: Span) -> Piece {
        if !self.binds.open {
            let message = format!(
                "undeclared variable `{}`; the environment variable `{}` is read",
                variable.name, variable.environment
            );
            let help = match self.diagnostics.nearest(&variable.name, self.binds.names()) {
                Some(near) => format!("a similar name exists: `{near}`"),
                None => match variable.name.split_once('.') {
                    Some((namespace, key)) => {
                        format!("add a bind with `namespace: {namespace}` and `keys: {{{key}: {key}}}`")
                    }
                    None => format!(
                        "add `{}: {}` to `keys` of a bind",
                        variable.name, variable.environment
                    ),
                },
            };
            let diagnostic = Diagnostic::new(codes::VARIABLE_UNDECLARED, span, message).help(help);
            self.diagnostics.push_once_as(diagnostic, &variable.name);
        }
        self.variable(variable)
    }
}
