//! Shared state while one consumed API is resolved.

use std::collections::{BTreeMap, BTreeSet};

use super::drafts::{Drafts, input};
use crate::diagnostic::{Diagnostic, Diagnostics, codes, excerpt};
use crate::index::{Binds, Name};
use crate::model::{Piece, Place, Template, TypeId, Variable};
use crate::names::environment;
use crate::source::Span;
use crate::spec::Text;
use crate::template::{self, Notation, Part};

/// The state of one API.
pub(super) struct Context<'a> {
    /// The namespace of the API.
    pub namespace: &'a str,
    /// API keys in the path, by the name of their placeholder.
    pub path_keys: BTreeMap<String, Piece>,
    pub binds: &'a Binds,
    pub diagnostics: &'a mut Diagnostics,
    /// The variables that the API uses.
    pub variables: BTreeSet<Variable>,
}

/// The meaning of an undeclared name in a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hole {
    /// A required string of the path.
    Path,
    /// An optional value of any type.
    Value,
    /// A variable, where no caller can pass a value.
    Variable,
}

impl<'a> Context<'a> {
    /// Creates the state of one API.
    pub(super) fn new(namespace: &'a str, binds: &'a Binds, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            namespace,
            path_keys: BTreeMap::new(),
            binds,
            diagnostics,
            variables: BTreeSet::new(),
        }
    }
}

impl Context<'_> {
    /// Resolves the names in a template. Undeclared inputs are added to the drafts.
    pub(super) fn template(
        &mut self,
        text: &Text,
        notation: Notation,
        hole: Hole,
        drafts: &mut Drafts,
    ) -> Template {
        let parsed = template::parse(&text.value, notation);
        if parsed.open {
            let message = format!(
                "unclosed placeholder in `{}`; it is read as text",
                excerpt(&text.value)
            );
            self.diagnostics
                .push(Diagnostic::new(codes::TEMPLATE_OPEN, text.span, message).help(notation.help()));
        }
        let pieces = parsed.parts.into_iter().map(|part| match part {
            Part::Text(text) => Piece::Text(text),
            Part::Hole(name) => self.hole(&name, text.span, hole, drafts),
        });
        pieces.collect()
    }

    fn hole(&mut self, name: &str, span: Span, hole: Hole, drafts: &mut Drafts) -> Piece {
        if let Some(key) = self.path_keys.get(name).filter(|_| hole == Hole::Path) {
            return key.clone();
        }
        let in_path = drafts.in_path(name).filter(|_| hole == Hole::Path);
        if let Some(index) = in_path.or_else(|| drafts.exact(name)) {
            return used(index, hole, drafts);
        }
        match self.binds.classify(name) {
            Name::Variable(variable) => self.variable(variable),
            Name::Undeclared(variable) if hole != Hole::Path || name.contains('.') => {
                self.undeclared(&variable, span);
                self.variable(variable)
            }
            Name::Undeclared(_) => self.caller(name, span, hole, drafts),
            Name::Input(input) if hole == Hole::Variable => {
                let variable = Variable {
                    environment: environment(self.namespace, &input),
                    name: input,
                };
                self.undeclared(&variable, span);
                self.variable(variable)
            }
            Name::Input(input) => self.caller(&input, span, hole, drafts),
        }
    }

    fn variable(&mut self, variable: Variable) -> Piece {
        let name = variable.name.clone();
        self.variables.insert(variable);
        Piece::Variable(name)
    }

    fn undeclared(&mut self, variable: &Variable, span: Span) {
        if self.binds.open {
            return;
        }
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

    fn caller(&mut self, name: &str, span: Span, hole: Hole, drafts: &mut Drafts) -> Piece {
        if let Some(index) = drafts.find(name) {
            return used(index, hole, drafts);
        }
        if hole == Hole::Path {
            let message = format!("undeclared placeholder `{{{name}}}`; it is read as a required string");
            let help = format!("add `{{name: {name}, in: path}}` to `inputParameters`");
            self.diagnostics
                .push_alike(Diagnostic::new(codes::PLACEHOLDER_UNDECLARED, span, message).help(help));
        }
        let (place, value_type) = match hole {
            Hole::Path => (Place::Path, TypeId::STRING),
            Hole::Value | Hole::Variable => (Place::Template, TypeId::ANY),
        };
        Piece::Input(drafts.push(input(name, place, value_type, hole == Hole::Path)))
    }
}

/// Returns a known input as a piece, and makes it required in a path.
fn used(index: usize, hole: Hole, drafts: &mut Drafts) -> Piece {
    if hole == Hole::Path
        && let Some(input) = drafts.get_mut(index)
    {
        input.required = true;
    }
    Piece::Input(index)
}
