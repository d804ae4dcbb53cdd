//! Whether an input fits the parameter that it feeds.

use super::{Surface, Wiring};
use crate::diagnostic::{Diagnostic, codes};
use crate::document::Action;
use crate::model::{Argument, Input, Operation, Place, Source, ValueType};

impl Wiring<'_> {
    /// Makes an input fit the parameter it feeds: required where that is, of a type that converts.
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
            // The operation says how exact it is.
            input.value_type = target.value_type;
        }
        if !converts(input.value_type, target.value_type) {
            if let Some(span) = span {
                let message = format!(
                    "the input `{}` is declared as {}, and `{}` takes {}",
                    input.name,
                    name(input.value_type),
                    target.name,
                    name(target.value_type)
                );
                self.diagnostics.push(
                    Diagnostic::new(codes::TYPE_CONFLICT, span, message)
                        .help("declare both alike; the operation's type is used"),
                );
            }
            input.value_type = exposed(target.value_type);
        }
    }
}

impl Wiring<'_> {
    /// Says which inputs feed several parameters, of types that no value has at once.
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
                "the input `{}` feeds a parameter that takes {}, and `{}`, which takes {}",
                input.name,
                name(input.value_type),
                target.name,
                name(target.value_type)
            );
            self.diagnostics.push_once(
                Diagnostic::new(codes::INPUT_OF_TWO_TYPES, span, message)
                    .help("give each its own input, named in `with`"),
            );
        }
    }
}

/// Whether every value of one type is, or reads as, a value of the other.
fn converts(given: ValueType, wanted: ValueType) -> bool {
    given == wanted
        || matches!(wanted, ValueType::String | ValueType::Any | ValueType::File)
        || wanted == ValueType::Object && given == ValueType::Any
        || is_number(given) && is_number(wanted)
}

fn is_number(value_type: ValueType) -> bool {
    matches!(value_type, ValueType::Number | ValueType::Double)
}

/// The type of an input that feeds a parameter: the content of a file comes as a text.
pub(super) fn exposed(wanted: ValueType) -> ValueType {
    match wanted {
        ValueType::File => ValueType::String,
        other => other,
    }
}

fn name(value_type: ValueType) -> &'static str {
    match value_type {
        ValueType::String => "a string",
        ValueType::Integer => "an integer",
        ValueType::Number | ValueType::Double => "a number",
        ValueType::Boolean => "a boolean",
        ValueType::Array => "an array",
        ValueType::Object => "an object",
        ValueType::Any => "any value",
        ValueType::File => "a file",
    }
}
