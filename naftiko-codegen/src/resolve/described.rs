//! The types that documents give the bodies and responses of consumed operations, and the constants that their parameters have.

use std::collections::HashMap;
use std::rc::Rc;

use super::apis::Pairs;
use super::calls::{ApiCalls, Call};
use super::shared::Shared;
use super::types::TypeTable;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::{Index, IndexedApi, Position};
use crate::model::{
    Authentication, Body, DocumentNaming, FinalState, ImportedTypes, JsonTemplate, ListStyle, Paging,
    Payload, Piece, Place, Sample, Slot, Type, TypeId,
};
use crate::openapi::{
    self, Answer, Described, Document, Form, Found, Parameter, ParameterPlace, Roots, Selection,
};
use crate::options::{Fill, Options, Testing, Tolerance, Types, Unknown};
use crate::source::Span;

/// What a document says of an operation.
#[derive(Clone, Debug, Default)]
pub(super) struct OperationTypes {
    /// The input that is the whole JSON body, with its type.
    pub body: Option<(usize, Slot)>,
    /// The type of the JSON of successful responses.
    pub answer: Option<Slot>,
    /// The media types of JSON in successful responses, unless they have `application/json`.
    pub accept: Option<String>,
    /// The type of the JSON of error responses.
    pub error: Option<Slot>,
    /// A successful response.
    pub sample: Sample,
    pub naming: DocumentNaming,
    /// The names of the headers of successful responses.
    pub answer_headers: Vec<String>,
    /// The inputs that are texts with listed values, or lists of them, with their types.
    pub choices: Vec<(usize, Slot)>,
    /// The styles of parameters of the query and the path.
    pub styles: Vec<(String, ListStyle)>,
    /// Required query parameters that the spec lacks.
    pub query: Pairs,
    /// Required headers that the spec lacks.
    pub headers: Pairs,
    /// How the operation returns a list in pages.
    pub pages: Option<Paging>,
    /// Where the result is, if the operation is long-running.
    pub long_running: Option<FinalState>,
}

/// The operations of a spec that one document describes. The indexes of types are those of the document.
#[derive(Debug)]
pub(crate) struct DocumentUse {
    pub(super) document: Rc<Document>,
    pub(super) roots: Roots,
    /// The module with the types, if another run has generated it.
    pub(super) module: Option<String>,
    operations: Vec<(Position, OperationTypes)>,
}

impl DocumentUse {
    fn of(document: &Rc<Document>, module: Option<String>) -> Self {
        Self {
            document: Rc::clone(document),
            roots: Roots::default(),
            module,
            operations: Vec::new(),
        }
    }

    /// Returns whether the types are those of a document, in a module of another run or in none.
    pub(super) fn is_of(&self, document: &Rc<Document>, module: Option<&String>) -> bool {
        Rc::ptr_eq(&self.document, document) && self.module.as_ref() == module
    }

    /// Returns how the operations of the document return lists in pages.
    pub(super) fn pages(&self) -> impl Iterator<Item = (Position, Paging)> {
        let operations = self.operations.iter();
        operations.filter_map(|(position, types)| Some((*position, types.pages.clone()?)))
    }

    /// Returns where the results of the long-running operations of the document are.
    pub(super) fn long_running(&self) -> impl Iterator<Item = (Position, FinalState)> {
        let operations = self.operations.iter();
        operations.filter_map(|(position, types)| Some((*position, types.long_running?)))
    }

    /// Adds an operation. `is_received` says whether adapters read its body from their callers.
    fn add(&mut self, position: Position, types: OperationTypes, is_received: bool) {
        let roots = &mut self.roots;
        let read = types.answer.into_iter().chain(types.error);
        roots.read.extend(read.map(|slot| slot.id));
        if let Some((_, slot)) = types.body {
            roots.written.push(slot.id);
            roots.received.extend(is_received.then_some(slot.id));
        }
        for (_, slot) in &types.choices {
            match self.document.types.get(slot.id) {
                Type::List(_) => roots.written.push(slot.id),
                _ => roots.parameters.push(slot.id),
            }
        }
        self.operations.push((position, types));
    }
}

/// Resolves what documents say of each operation.
pub(super) fn described(
    index: &Index<'_>,
    described: &Described,
    options: &Options,
    calls: &[ApiCalls],
    diagnostics: &mut Diagnostics,
) -> Vec<DocumentUse> {
    let mut uses: Vec<DocumentUse> = Vec::new();
    for (place, api) in calls.iter().enumerate() {
        let Some(indexed) = index.apis.get(place) else {
            continue;
        };
        let form = form(indexed, options);
        let module = match indexed.option(options, |options| &options.types) {
            Types::In(module) => Some(module),
            Types::Available | Types::Required => None,
        };
        for (number, call) in api.calls.iter().enumerate() {
            let position = (place, number);
            let Some(found) = described.get(position) else {
                continue;
            };
            let types = of_operation(index, position, api, call, found, options, diagnostics);
            let document = &found.document;
            let known = uses
                .iter()
                .position(|other| other.is_of(document, module.as_ref()));
            let at = known.unwrap_or(uses.len());
            if known.is_none() {
                uses.push(DocumentUse::of(document, module.clone()));
            }
            if let Some(entry) = uses.get_mut(at) {
                entry.roots.form = entry.roots.form.and(form);
                entry.add(position, types, !index.callers(position).is_empty());
            }
        }
    }
    uses
}

/// The types of documents in the table of a capability.
#[derive(Debug, Default)]
pub(super) struct Placed {
    pub operations: HashMap<Position, OperationTypes>,
    /// The types of the table that other modules have.
    pub imported: Vec<ImportedTypes>,
}

/// Adds the types of documents to the table of a capability, in the form that the specs of the run have in common.
pub(super) fn place(uses: Vec<DocumentUse>, shared: &Shared, table: &mut TypeTable) -> Placed {
    let mut placed = Placed::default();
    for used in uses {
        let in_common = shared.of(&used);
        let part = match in_common {
            Some(in_common) => in_common.selection.part(&used.roots, table.next()),
            None => Selection::new(&used.document.types, &used.roots).part(&used.roots, table.next()),
        };
        for (position, types) in used.operations {
            let types = OperationTypes {
                body: types.body.map(|(input, slot)| (input, part.slot(slot))),
                answer: types.answer.map(|slot| part.slot(slot)),
                error: types.error.map(|slot| part.slot(slot)),
                choices: types
                    .choices
                    .into_iter()
                    .map(|(input, slot)| (input, part.slot(slot)))
                    .collect(),
                ..types
            };
            placed.operations.insert(position, types);
        }
        let (ids, types): (Vec<TypeId>, Vec<Type>) = part.types.into_iter().unzip();
        let added = table.extend(types);
        placed
            .imported
            .extend(in_common.map(|in_common| in_common.imported(ids.into_iter().zip(added))));
    }
    placed
}

/// Returns the form of types that the options of an API ask for.
fn form(api: &IndexedApi<'_>, options: &Options) -> Form {
    Form {
        open: api.option(options, |options| &options.tolerance) == Tolerance::Open,
        keep: api.option(options, |options| &options.unknown) == Unknown::Keep,
        tested: options.testing != Testing::Off,
        derives: api.option(options, |options| &options.derive),
    }
}

/// Returns what a document says of an operation, for the parts that the spec leaves open.
fn of_operation(
    index: &Index<'_>,
    position: Position,
    api: &ApiCalls,
    call: &Call,
    found: &Found,
    options: &Options,
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
    if let Some(place) = place {
        missing_body(call, operation, place, diagnostics);
    }
    let fill = index
        .apis
        .get(position.0)
        .map(|api| api.option(options, |options| &options.fill));
    let fills = fill == Some(Fill::Constants);
    let (query, headers) = constants(api, call, (operation, fills), place, diagnostics);
    OperationTypes {
        body: whole_body(call).zip(body),
        answer: answer.filter(has_type),
        accept: operation.accept.clone(),
        error: operation.error.filter(has_type),
        sample: operation.sample.clone(),
        naming: operation.naming.clone(),
        answer_headers: operation.headers.clone(),
        choices: choices(call, &found.document, operation),
        styles: styles(call, operation),
        query,
        headers,
        pages: operation.pages.clone(),
        long_running: operation.long_running,
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

/// Returns the inputs that are texts with listed values, or lists of them, with their types.
fn choices(call: &Call, document: &Document, operation: &openapi::Operation) -> Vec<(usize, Slot)> {
    let inputs = call.request.inputs.iter().enumerate();
    let choices = inputs.filter_map(|(index, input)| {
        let slot = parameter(operation, input.place, &input.name)?.choice?;
        let declared = match document.types.get(slot.id) {
            Type::List(_) => TypeId::ARRAY,
            _ => TypeId::STRING,
        };
        (input.value_type == declared).then_some((index, slot))
    });
    choices.collect()
}

/// Returns the styles of parameters of the query and the path. The spec has no key for them.
fn styles(call: &Call, operation: &openapi::Operation) -> Vec<(String, ListStyle)> {
    let is_list = |id| matches!(id, TypeId::ARRAY | TypeId::OBJECT | TypeId::ANY);
    let styles = call.request.inputs.iter().filter_map(|input| {
        let style = parameter(operation, input.place, &input.name)?.style?;
        let has_style = style.is_of_every_value() || is_list(input.value_type);
        has_style.then(|| (input.name.clone(), style))
    });
    styles.collect()
}

/// Returns the parameter that an input fills.
fn parameter<'o>(operation: &'o openapi::Operation, place: Place, name: &str) -> Option<&'o Parameter> {
    operation
        .parameters
        .iter()
        .find(|parameter| match (parameter.place, place) {
            (ParameterPlace::Path, Place::Path) | (ParameterPlace::Query, Place::Query) => {
                parameter.name == name
            }
            (ParameterPlace::Header, Place::Header) => parameter.name.eq_ignore_ascii_case(name),
            _ => false,
        })
}

/// Returns the constants of required parameters that the spec lacks; none unless the user lets them be filled. Each parameter that the spec lacks is reported.
fn constants(
    api: &ApiCalls,
    call: &Call,
    (operation, fills): (&openapi::Operation, bool),
    place: Option<Span>,
    diagnostics: &mut Diagnostics,
) -> (Pairs, Pairs) {
    let (mut query, mut headers) = (Pairs::new(), Pairs::new());
    let required = operation.parameters.iter().filter(|parameter| parameter.required);
    for parameter in required {
        let name = parameter.name.as_str();
        if is_sent(api, call, parameter.place, name) {
            continue;
        }
        let Some(place) = place else { continue };
        let Some(value) = parameter.constant.as_ref().filter(|_| fills) else {
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
            ParameterPlace::Path => {}
        }
    }
    (query, headers)
}

/// Returns whether calls send a parameter by the spec, or the client by itself.
fn is_sent(api: &ApiCalls, call: &Call, place: ParameterPlace, name: &str) -> bool {
    const BY_ITSELF: [&str; 4] = ["accept", "authorization", "content-length", "content-type"];
    // A path has the placeholders of the spec.
    if place == ParameterPlace::Path {
        return true;
    }
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
