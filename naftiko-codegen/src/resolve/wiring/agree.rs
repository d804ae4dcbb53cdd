//! Type check of inputs against parameters.

use super::{Surface, Wiring};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Argument, Input, Operation, Place, Source, TypeId};
use crate::spec::Action;

impl Wiring<'_> {
    /// Adapts an input to its parameter: required if the parameter is, and of a type that converts.
    pub(super) fn agree(&mut self, argument: &Argument, target: &Input) {
        let Argument::Input(index) = argument else { return };
        let span = self.spans.get(*index).copied().flatten();
        let Some(input) = self.inputs.get_mut(*index) else {
            return;
        };
        input.required |= target.required;
        input.text_items |= target.place != Place::Template;
        if target.whole_body
            && matches!(&input.source, Source::Field(name) if *name == input.name)
            && matches!(self.surface, Surface::Rest { .. })
        {
            input.source = Source::Body;
        }
        input.whole_body |= target.whole_body;
        if is_number(input.value_type) && is_number(target.value_type) {
            // The operation's type decides between decimal digits and floating point.
            input.value_type = target.value_type;
        }
        if !converts(input.value_type, target.value_type) {
            if let Some(span) = span {
                let message = format!(
                    "input `{}` is {}, but parameter `{}` is {}; the parameter's type is used",
                    input.name,
                    name(input.value_type),
                    target.name,
                    name(target.value_type)
                );
                let word = name(target.value_type);
                let word = word.rsplit(' ').next().unwrap_or(word);
                self.diagnostics.push(
                    Diagnostic::new(codes::TYPE_CONFLICT, span, message)
                        .help(format!("write `type: {word}`")),
                );
            }
            input.value_type = exposed(target.value_type);
        }
    }
}

impl Wiring<'_> {
    /// Reports inputs of parameters whose types no value has at once.
    pub(super) fn disagreements(&mut self, action: &Action, arguments: &[Argument], operation: &Operation) {
        for (argument, target) in arguments.iter().zip(&operation.inputs) {
            let Argument::Input(index) = argument else {
                continue;
            };
            let declared = self.spans.get(*index).copied().flatten();
            let (Some(input), Some(span)) = (
                self.inputs.get(*index),
                declared.or_else(|| action.call.as_ref().map(|call| call.span)),
            ) else {
                continue;
            };
            if converts(input.value_type, target.value_type) {
                continue;
            }
            let message = format!(
                "input `{}` is used as {}, but parameter `{}` is {}",
                input.name,
                name(input.value_type),
                target.name,
                name(target.value_type)
            );
            self.diagnostics.push_once(
                Diagnostic::new(codes::INPUT_OF_TWO_TYPES, span, message)
                    .help("declare two inputs and map them in `with`"),
            );
        }
    }
}

/// Returns whether every value of one type converts to the other.
fn converts(given: TypeId, wanted: TypeId) -> bool {
    given == wanted
        || matches!(wanted, TypeId::STRING | TypeId::ANY | TypeId::FILE)
        || wanted == TypeId::OBJECT && given == TypeId::ANY
        || is_number(given) && is_number(wanted)
}

fn is_number(value_type: TypeId) -> bool {
    matches!(value_type, TypeId::NUMBER | TypeId::DOUBLE)
}

/// Returns the type of the input of a parameter. The content of a file is a string.
pub(super) fn exposed(wanted: TypeId) -> TypeId {
    match wanted {
        TypeId::FILE => TypeId::STRING,
        other => other,
    }
}

fn name(value_type: TypeId) -> &'static str {
    match value_type {
        TypeId::STRING => "a string",
        TypeId::INTEGER => "an integer",
        TypeId::NUMBER | TypeId::DOUBLE => "a number",
        TypeId::BOOLEAN => "a boolean",
        TypeId::ARRAY => "an array",
        TypeId::ANY => "any value",
        TypeId::FILE => "a file",
        _ => "an object",
    }
}
