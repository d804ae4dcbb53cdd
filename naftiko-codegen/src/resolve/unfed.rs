//! What is said about inputs: those that nobody declares, those that feed nothing, and parameters that nothing feeds.

use super::drafts::find;
use super::wiring::{Surface, Wiring};
use crate::diagnostic::{Diagnostic, codes};
use crate::document::{Action, Parameter};
use crate::model::{Argument, Input, Operation, Source};
use crate::source::Span;
use crate::suggest;

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
        match suggest::nearest(name, declared) {
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
        for (index, input) in self.inputs.iter().enumerate() {
            let Some(span) = self.spans.get(index).copied().flatten() else {
                continue;
            };
            if !own.iter().any(|parameter| parameter.span == span)
                || matches!(input.source, Source::Path(_))
                || arguments.iter().any(|argument| uses(argument, index))
            {
                continue;
            }
            let message = format!("the input `{}` feeds nothing", input.name);
            let free = operation.inputs.iter().zip(arguments);
            let free = free.filter(|(_, argument)| **argument == Argument::Absent);
            let help = match suggest::nearest(&input.name, free.map(|(target, _)| target.name.as_str())) {
                Some(near) => format!("did you mean `{near}`? Parameters are fed by name, or in `with`"),
                None if operation.inputs.iter().any(|target| target.name == input.name) => {
                    "`with` gives the parameter of its name something else: name the input there, or remove it".to_owned()
                }
                None => format!("name it in `with`, or remove it: `{}` has no parameter of its name", operation.id),
            };
            self.diagnostics
                .push_once(Diagnostic::new(codes::INPUT_UNUSED, span, message).help(help));
        }
    }
}

fn uses(argument: &Argument, index: usize) -> bool {
    match argument {
        Argument::Input(used) => *used == index,
        Argument::Text(pieces) => pieces.contains(&crate::model::Piece::Input(index)),
        Argument::Absent | Argument::Constant(_) => false,
    }
}

/// Says that a text names an input which is not there; what is meant, if that can be told.
pub(super) fn unknown<'a>(
    name: &str,
    declared: impl Iterator<Item = &'a str> + Clone,
    span: Span,
) -> Option<Diagnostic> {
    if find(declared.clone(), name).is_some() {
        return None;
    }
    let message = format!("the text names the input `{name}`, which is not declared");
    let help = match suggest::nearest(name, declared) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "declare it under `inputParameters`; until then nothing stands in its place".to_owned(),
    };
    Some(Diagnostic::new(codes::TEXT_INPUT_UNKNOWN, span, message).help(help))
}
