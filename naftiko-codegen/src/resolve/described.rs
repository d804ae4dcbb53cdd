//! The types that documents give the bodies and responses of consumed operations, and the constants that their parameters have.

use std::collections::HashMap;
use std::rc::Rc;

use super::apis::Pairs;
use super::calls::{ApiCalls, Call};
use super::types::TypeTable;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::{Index, Position};
use crate::model::{Authentication, Body, JsonTemplate, Payload, Piece, Place, Slot, TypeId};
use crate::openapi::{self, Answer, Described, Document, Found, ParameterPlace, Roots};
use crate::options::{Options, Tolerance};
use crate::source::Span;

/// What a document says of an operation.
#[derive(Clone, Debug, Default)]
pub(super) struct OperationTypes {
    /// The input that is the whole JSON body, with its type.
    pub body: Option<(usize, Slot)>,
    /// The type of the JSON of successful responses.
    pub answer: Option<Slot>,
    /// The type of the JSON of error responses.
    pub error: Option<Slot>,
    /// Required query parameters that the spec lacks.
    pub query: Pairs,
    /// Required headers that the spec lacks.
    pub headers: Pairs,
}

/// An operation of the spec with that of a document.
struct Operation<'d> {
    position: Position,
    found: &'d Found,
    types: OperationTypes,
}

/// Resolves what documents say of each operation. The types are added to the table.
pub(super) fn described(
    index: &Index<'_>,
    described: &Described,
    options: &Options,
    calls: &[ApiCalls],
    table: &mut TypeTable,
    diagnostics: &mut Diagnostics,
) -> HashMap<Position, OperationTypes> {
    let mut operations = Vec::new();
    for (place, api) in calls.iter().enumerate() {
        for (number, call) in api.calls.iter().enumerate() {
            let position = (place, number);
            if let Some(found) = described.get(position) {
                let types = of_operation(index, position, api, call, found, diagnostics);
                operations.push(Operation {
                    position,
                    found,
                    types,
                });
            }
        }
    }
    let mut documents: Vec<&Rc<Document>> = Vec::new();
    for operation in &operations {
        let document = &operation.found.document;
        if !documents.iter().any(|known| Rc::ptr_eq(known, document)) {
            documents.push(document);
        }
    }
    let mut resolved = HashMap::new();
    for document in documents {
        let used = operations
            .iter()
            .filter(|operation| Rc::ptr_eq(&operation.found.document, document));
        let used: Vec<&Operation<'_>> = used.collect();
        let roots = roots(index, &used);
        let open = used
            .iter()
            .any(|operation| is_open(index, options, operation.position));
        let selection = openapi::select(&document.types, &roots, open, table.next());
        for operation in used {
            let types = operation.types.clone();
            let types = OperationTypes {
                body: types.body.map(|(input, slot)| (input, selection.slot(slot))),
                answer: types.answer.map(|slot| selection.slot(slot)),
                error: types.error.map(|slot| selection.slot(slot)),
                ..types
            };
            resolved.insert(operation.position, types);
        }
        table.extend(selection.types);
    }
    resolved
}

/// Returns the types of the bodies of operations, by direction.
fn roots(index: &Index<'_>, operations: &[&Operation<'_>]) -> Roots {
    let mut roots = Roots::default();
    for Operation { position, types, .. } in operations {
        roots
            .read
            .extend(types.answer.into_iter().chain(types.error).map(|slot| slot.id));
        if let Some((_, slot)) = types.body {
            roots.written.push(slot.id);
            if !index.callers(*position).is_empty() {
                roots.received.push(slot.id);
            }
        }
    }
    roots
}

/// Returns whether the API of an operation tolerates responses without required members.
fn is_open(index: &Index<'_>, options: &Options, (api, _): Position) -> bool {
    index.apis.get(api).is_some_and(|indexed| {
        let in_spec = indexed.api.options.as_deref().map(|given| &given.tolerance);
        options.tolerance.value(indexed.api.namespace.as_str(), in_spec) == Tolerance::Open
    })
}

/// Returns what a document says of an operation, for the parts that the spec leaves open.
fn of_operation(
    index: &Index<'_>,
    position: Position,
    api: &ApiCalls,
    call: &Call,
    found: &Found,
    diagnostics: &mut Diagnostics,
) -> OperationTypes {
    let Some(operation) = found.operation() else {
        return OperationTypes::default();
    };
    let has_type = |slot: &Slot| slot.id != TypeId::OBJECT && slot.id != TypeId::ANY;
    let body = operation.body.map(|body| body.slot).filter(has_type);
    let answer = match &operation.answer {
        Answer::Json { slot, may_be_empty } if is_untyped(call) => Some(Slot {
            nullable: slot.nullable || *may_be_empty,
            ..*slot
        }),
        _ => None,
    };
    let place = index.operation(position).map(|(_, declared)| declared.name.span);
    if let (Answer::ByStatus(statuses), Some(place)) = (&operation.answer, place.filter(|_| is_untyped(call)))
    {
        let statuses: Vec<String> = statuses.iter().map(|(status, _)| status.to_string()).collect();
        let message = format!(
            "the responses {} have different types; the response is a `Value`",
            statuses.join(", ")
        );
        let diagnostic = Diagnostic::new(codes::ANSWER_UNTYPED, place, message);
        diagnostics.push_once(
            diagnostic
                .related(operation.span, "the operation")
                .help("read it with `Response::status` and `Response::json`"),
        );
    }
    if let Some(place) = place {
        missing_body(call, operation, place, diagnostics);
    }
    let (query, headers) = constants(api, call, operation, place, diagnostics);
    OperationTypes {
        body: whole_body(call).zip(body),
        answer: answer.filter(has_type),
        error: operation.error.filter(has_type),
        query,
        headers,
    }
}

/// Reports a body that the API requires and the spec does not have.
fn missing_body(call: &Call, operation: &openapi::Operation, place: Span, diagnostics: &mut Diagnostics) {
    let is_required = operation.body.is_some_and(|body| body.required);
    if is_required && call.request.body == Body::None {
        let message = "the API requires a JSON body, which the spec does not have";
        let diagnostic = Diagnostic::new(codes::PARAMETER_MISSING, place, message);
        diagnostics.push_once(
            diagnostic
                .related(operation.span, "the operation")
                .help("add an input `body` with `in: body` and `type: object`"),
        );
    }
}

/// Returns whether the spec says nothing of a JSON response.
fn is_untyped(call: &Call) -> bool {
    call.response.payload == Payload::JSON && call.response.format.is_none()
}

/// Returns the input that is the whole JSON body.
fn whole_body(call: &Call) -> Option<usize> {
    let Body::Json(JsonTemplate::Input(input) | JsonTemplate::WholeOrField { input, .. }) = call.request.body
    else {
        return None;
    };
    let declared = call.request.inputs.get(input)?;
    matches!(declared.value_type, TypeId::OBJECT | TypeId::ANY | TypeId::ARRAY).then_some(input)
}

/// Returns the constants of required parameters that the spec lacks. Each parameter that the spec lacks is reported.
fn constants(
    api: &ApiCalls,
    call: &Call,
    operation: &openapi::Operation,
    place: Option<Span>,
    diagnostics: &mut Diagnostics,
) -> (Pairs, Pairs) {
    let (mut query, mut headers) = (Pairs::new(), Pairs::new());
    for parameter in &operation.parameters {
        let name = parameter.name.as_str();
        if is_sent(api, call, parameter.place, name) {
            continue;
        }
        let Some(place) = place else { continue };
        let Some(value) = &parameter.constant else {
            let message = format!("the API requires the parameter `{name}`, which the spec does not have");
            let diagnostic = Diagnostic::new(codes::PARAMETER_MISSING, place, message);
            let help = format!("add `{name}` to `inputParameters`");
            diagnostics.push_once(diagnostic.related(parameter.span, "the parameter").help(help));
            continue;
        };
        let message = format!("`{name}: {value}` is sent, which the API requires and the spec does not have");
        let diagnostic = Diagnostic::new(codes::PARAMETER_FILLED, place, message);
        let help = format!("add `{name}` with this value to `inputParameters`");
        diagnostics.push_once(diagnostic.related(parameter.span, "the parameter").help(help));
        let pair = (name.to_owned(), vec![Piece::Text(value.clone())]);
        match parameter.place {
            ParameterPlace::Query => query.push(pair),
            ParameterPlace::Header => headers.push(pair),
        }
    }
    (query, headers)
}

/// Returns whether calls send a parameter by the spec, or the client by itself.
fn is_sent(api: &ApiCalls, call: &Call, place: ParameterPlace, name: &str) -> bool {
    const BY_ITSELF: [&str; 4] = ["accept", "authorization", "content-length", "content-type"];
    let is_query = place == ParameterPlace::Query;
    let is = |other: &str| {
        if is_query {
            other == name
        } else {
            other.eq_ignore_ascii_case(name)
        }
    };
    let at = |other: Place| (other == Place::Query) == is_query;
    let request = &call.request;
    let pairs = if is_query {
        [&request.query, &api.api.query]
    } else {
        [&request.headers, &api.api.headers]
    };
    let is_key = match &api.api.authentication {
        Authentication::ApiKeys(keys) => keys.iter().any(|key| is(&key.name)),
        _ => false,
    };
    is_key
        || !is_query && BY_ITSELF.iter().any(|known| is(known))
        || pairs.iter().any(|pairs| pairs.iter().any(|(known, _)| is(known)))
        || request
            .inputs
            .iter()
            .any(|input| at(input.place) && is(&input.name))
        || request
            .computed
            .iter()
            .any(|(other, known, _)| at(*other) && is(known))
}
