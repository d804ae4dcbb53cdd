//! Agreement of inputs with the parameters that they fill.

use super::{Input, Surface, Wiring};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::model::{Argument, Place, Source, TypeId};
use crate::resolve::request::{self, Request};
use crate::source::Span;

/// Adapts every input to the parameters that it fills, in their order.
pub(super) fn agreed(
    inputs: Vec<Input>,
    arguments: &[Argument],
    request: &Request,
    surface: Surface<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Input> {
    let mut filled: Vec<Vec<&request::Input>> = inputs.iter().map(|_| Vec::new()).collect();
    for (argument, target) in arguments.iter().zip(&request.inputs) {
        if let Argument::Input(index) = argument
            && let Some(filled) = filled.get_mut(*index)
        {
            filled.push(target);
        }
    }
    let inputs = inputs.into_iter().zip(filled);
    let agreed = inputs.map(|(input, filled)| {
        let targets = filled.into_iter();
        targets.fold(input, |input, target| agree(input, target, surface, diagnostics))
    });
    agreed.collect()
}

/// Returns the input as its parameter wants it: required if the parameter is, and of a type that converts.
fn agree(
    input: Input,
    target: &request::Input,
    surface: Surface<'_>,
    diagnostics: &mut Diagnostics,
) -> Input {
    let is_field = matches!(&input.source, Source::Field(name) if *name == input.name);
    let becomes_body = target.whole_body && is_field && matches!(surface, Surface::Rest { .. });
    let value_type = if is_number(input.value_type) && is_number(target.value_type) {
        // The operation's type decides between decimal digits and floating point.
        target.value_type
    } else if converts(input.value_type, target.value_type) {
        input.value_type
    } else {
        report_conflict(&input, target, diagnostics);
        exposed(target.value_type)
    };
    Input {
        value_type,
        required: input.required || target.required,
        text_items: input.text_items || target.place != Place::Template,
        whole_body: input.whole_body || target.whole_body,
        source: if becomes_body { Source::Body } else { input.source },
        ..input
    }
}

/// Reports a declared input whose type does not convert.
fn report_conflict(input: &Input, target: &request::Input, diagnostics: &mut Diagnostics) {
    let Some(span) = input.span else { return };
    let wanted = name(target.value_type);
    let message = format!(
        "input `{}` is {}, but parameter `{}` is {wanted}; the parameter's type is used",
        input.name,
        name(input.value_type),
        target.name,
    );
    let word = wanted.rsplit(' ').next().unwrap_or(wanted);
    let diagnostic = Diagnostic::new(codes::TYPE_CONFLICT, span, message);
    diagnostics.push(diagnostic.help(format!("write `type: {word}`")));
}

impl Wiring<'_> {
    /// Reports inputs of parameters whose types no value has at once.
    pub(super) fn report_disagreements(
        &mut self,
        call: Option<Span>,
        arguments: &[Argument],
        request: &Request,
    ) {
        for (argument, target) in arguments.iter().zip(&request.inputs) {
            let Argument::Input(index) = argument else {
                continue;
            };
            let Some(input) = self.inputs.get(*index) else {
                continue;
            };
            let Some(span) = input
                .span
                .or(call)
                .filter(|_| !converts(input.value_type, target.value_type))
            else {
                continue;
            };
            let message = format!(
                "input `{}` is used as {}, but parameter `{}` is {}",
                input.name,
                name(input.value_type),
                target.name,
                name(target.value_type)
            );
            let diagnostic = Diagnostic::new(codes::INPUT_OF_TWO_TYPES, span, message);
            self.diagnostics
                .push_once(diagnostic.help("declare two inputs and map them in `with`"));
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
    if wanted == TypeId::FILE {
        TypeId::STRING
    } else {
        wanted
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
