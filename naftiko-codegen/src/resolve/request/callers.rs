//! Inputs that only the callers of an operation declare, and the types that callers give to the others.

use super::{Input, Request};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::{Binds, Name, Site};
use crate::method::Method;
use crate::model::{JsonTemplate, Place, TypeId};
use crate::resolve::constants::reads_as;
use crate::resolve::types::value_type;
use crate::spec::Parameter;
use crate::spelling::Names;
use crate::template::{self, Notation};

/// Adds the keys of `with` that the operation does not declare as optional inputs: query parameters if its method has no body, else fields
/// of its body.
pub(super) fn with_undeclared_inputs(
    mut request: Request,
    method: Method,
    id: &str,
    callers: &[&Site<'_>],
    diagnostics: &mut Diagnostics,
) -> Request {
    let mut pairs = callers.iter().flat_map(|caller| &caller.action.with).peekable();
    if pairs.peek().is_none() {
        return request;
    }
    let mut names = Names::of(request.inputs.iter().map(|input| input.name.as_str()));
    for with in pairs {
        let name = with.name.value.as_str();
        if names.find(name).is_some() || name.is_empty() {
            continue;
        }
        let value = JsonTemplate::Input(request.inputs.len());
        let (added, shown) = if method.has_body() {
            match request.body.with_field(name, value) {
                Ok(body) => {
                    request.body = body;
                    (
                        Some((Place::Template, TypeId::ANY)),
                        "sent as a field of the body",
                    )
                }
                Err(body) => {
                    request.body = body;
                    (None, "not sent")
                }
            }
        } else {
            (Some((Place::Query, TypeId::STRING)), "sent as a query parameter")
        };
        let help = if let Some((place, value_type)) = added {
            names.add(name);
            request.inputs.push(Input::undeclared(name, place, value_type));
            format!("add `{name}` to the operation's `inputParameters`")
        } else {
            format!("remove it, or add `{name}` to the operation's `inputParameters`")
        };
        let message = format!("`{id}` has no parameter `{name}`; it is {shown}");
        let diagnostic = Diagnostic::new(codes::INPUT_UNKNOWN, with.name.span, message);
        let known = request.inputs.iter().map(|input| input.name.as_str());
        match diagnostics.nearest(name, known.filter(|known| *known != name)) {
            Some(near) => diagnostics.push(diagnostic.help(format!("a similar name exists: `{near}`"))),
            None => diagnostics.push_alike(diagnostic.help(help)),
        }
    }
    request
}

/// Decides assumed types by the callers: an input gets their type if all of them have the same, is required if it is required in every
/// tool, and is a string if any of them passes a string that is not of its type.
pub(super) fn typed_by_callers(request: Request, callers: &[&Site<'_>], binds: &Binds) -> Request {
    if callers.is_empty() {
        return request;
    }
    let typed = |mut input: Input| {
        if callers.iter().any(|caller| gives_text(caller, &input, binds)) {
            input.value_type = TypeId::STRING;
        }
        if !input.assumed || input.whole_body {
            return input;
        }
        let feeding: Vec<_> = callers.iter().map(|caller| caller.feeds(&input.name)).collect();
        let declared = |parameter: Option<&Parameter>| {
            let declared = parameter.and_then(|parameter| parameter.data_type);
            declared.map(|declared| value_type(declared.value))
        };
        let first = feeding.first().copied().and_then(declared);
        if let Some(first) =
            first.filter(|first| feeding.iter().all(|other| declared(*other) == Some(*first)))
        {
            input.value_type = first;
        }
        let tools = callers
            .iter()
            .zip(&feeding)
            .filter(|(caller, _)| caller.is_tool());
        let mut tools = tools.map(|(_, input)| *input).peekable();
        if input.place == Place::Template && tools.peek().is_some() {
            input.required |= tools.all(is_required);
        }
        input
    };
    Request {
        inputs: request.inputs.into_iter().map(typed).collect(),
        ..request
    }
}

fn is_required(parameter: Option<&Parameter>) -> bool {
    parameter.is_some_and(|parameter| parameter.required.is_none_or(|required| required.value))
}

/// Returns whether `with` passes a string to a number, boolean or object: a template, a variable, or a constant that is not of the type.
fn gives_text(caller: &Site<'_>, input: &Input, binds: &Binds) -> bool {
    let is_scalar = matches!(
        input.value_type,
        TypeId::INTEGER | TypeId::NUMBER | TypeId::DOUBLE | TypeId::BOOLEAN
    );
    let Some(with) = is_scalar.then(|| caller.with(&input.name)).flatten() else {
        return false;
    };
    let Some(text) = with.value.as_str() else {
        return true;
    };
    if caller.reference(text).is_none() {
        return !reads_as(text, input.value_type);
    }
    let parsed = template::parse(text, Notation::Double);
    let name = parsed.sole_hole();
    name.is_some_and(|name| !matches!(binds.classify(name), Name::Input(_)))
}
