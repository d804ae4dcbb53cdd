//! What is said about inputs: those that nobody declares, those that feed nothing, and parameters that nothing feeds.

use std::collections::{BTreeSet, HashSet};

use super::wiring::{Surface, Wiring};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::document::{Action, Parameter};
use crate::model::{Argument, Input, Operation, Piece, Source};
use crate::source::Span;

impl Wiring<'_> {
    /// An input that the adapter uses and does not declare: a misspelt one is worth its own finding.
    pub(super) fn undeclared(&mut self, name: &str, span: Span) {
        let message =
            format!("the input `{name}` is not declared; it is taken over from the called operation");
        let finding = Diagnostic::new(codes::INPUT_INFERRED, span, message);
        let declared = self
            .inputs
            .iter()
            .zip(&self.spans)
            .filter(|(_, span)| span.is_some());
        let declared = declared.map(|(input, _)| input.name.as_str());
        match self.diagnostics.nearest(name, declared) {
            Some(near) => {
                let help = format!("did you mean `{near}`?");
                self.diagnostics.push_once(finding.help(help));
            }
            None => self
                .diagnostics
                .push_alike(finding.help("declare it under `inputParameters`")),
        }
    }

    /// A parameter that the called operation demands and that neither `with` nor an input of its name gives.
    pub(super) fn unfed(&mut self, action: &Action, target: &Input, operation: &Operation) {
        let Some(call) = &action.call else { return };
        let message = format!("`{}` needs `{}`, which nothing feeds", operation.id, target.name);
        let help = match self.surface {
            Surface::Resource => format!(
                "write `{}: …` under `with`, or put `{{{}}}` into the URI; until then it cannot be read",
                target.name, target.name
            ),
            Surface::Rest { .. } | Surface::Mcp => format!(
                "write `{}: …` under `with`, or declare an input `{}`; until then the caller has to give it",
                target.name, target.name
            ),
        };
        let finding = Diagnostic::new(codes::INPUT_UNFED, call.span, message).help(help);
        self.diagnostics.push_alike(finding);
    }

    /// Inputs that are declared at the operation itself and reach nothing.
    pub(super) fn unused(&mut self, own: &[&Parameter], arguments: &[Argument], operation: &Operation) {
        let own: HashSet<Span> = own.iter().map(|parameter| parameter.span).collect();
        let mut used = BTreeSet::new();
        for argument in arguments {
            uses(argument, &mut used);
        }
        let targets: HashSet<&str> = operation
            .inputs
            .iter()
            .map(|target| target.name.as_str())
            .collect();
        for (index, input) in self.inputs.iter().enumerate() {
            let Some(span) = self.spans.get(index).copied().flatten() else {
                continue;
            };
            if !own.contains(&span) || matches!(input.source, Source::Path(_)) || used.contains(&index) {
                continue;
            }
            let message = format!("the input `{}` feeds nothing", input.name);
            let free = operation.inputs.iter().zip(arguments);
            let free = free.filter(|(_, argument)| **argument == Argument::Absent);
            let near = self
                .diagnostics
                .nearest(&input.name, free.map(|(target, _)| target.name.as_str()));
            let help = match near {
                Some(near) => format!("did you mean `{near}`? Parameters are fed by name, or in `with`"),
                None if targets.contains(input.name.as_str()) => {
                    "`with` gives the parameter of its name something else: name the input there, or remove it".to_owned()
                }
                None => format!("name it in `with`, or remove it: `{}` has no parameter of its name", operation.id),
            };
            self.diagnostics
                .push_once(Diagnostic::new(codes::INPUT_UNUSED, span, message).help(help));
        }
    }
}

fn uses(argument: &Argument, used: &mut BTreeSet<usize>) {
    match argument {
        Argument::Input(index) => {
            used.insert(*index);
        }
        Argument::Text(pieces) => used.extend(pieces.iter().filter_map(|piece| match piece {
            Piece::Input(index) => Some(*index),
            Piece::Text(_) | Piece::Variable(_) => None,
        })),
        Argument::Absent | Argument::Constant(_) => {}
    }
}

/// Says that a text names an input which is not there; what is meant, if that can be told.
pub(super) fn unknown<'a>(
    name: &str,
    declared: impl Iterator<Item = &'a str>,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Diagnostic {
    let message = format!("the text names the input `{name}`, which is not declared");
    let help = match diagnostics.nearest(name, declared) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "declare it under `inputParameters`; until then nothing stands in its place".to_owned(),
    };
    Diagnostic::new(codes::TEXT_INPUT_UNKNOWN, span, message).help(help)
}
