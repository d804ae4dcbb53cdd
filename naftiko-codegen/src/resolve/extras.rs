//! Keys of `with` that the called operation does not declare: they become inputs of the operation.

use super::drafts::input;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::Index;
use crate::model::{Body, Client, Content, JsonTemplate, Operation, Part, Place, TypeId};
use crate::names::Scope;
use crate::spec::With;
use crate::spelling::Names;

/// Adds the values that adapters pass and operations do not declare. It runs before the wiring.
pub(super) fn add(index: &Index<'_>, clients: &mut [Client], diagnostics: &mut Diagnostics) {
    for (client, api) in clients.iter_mut().enumerate() {
        for (number, operation) in api.operations.iter_mut().enumerate() {
            let mut called = None;
            for caller in index.callers((client, number)) {
                let pairs = caller.action.with.iter();
                for with in pairs {
                    let called = called.get_or_insert_with(|| Called::new(operation));
                    extra(with, operation, called, diagnostics);
                }
            }
        }
    }
}

fn extra(with: &With, operation: &mut Operation, called: &mut Called, diagnostics: &mut Diagnostics) {
    let name = with.name.value.as_str();
    if called.names.find(name).is_some() || name.is_empty() {
        return;
    }
    let (message, help) = match extend(operation, called, name) {
        Some(place) => (
            format!(
                "`{}` has no parameter `{name}`; it is sent as {place}",
                operation.id
            ),
            format!("add `{name}` to the operation's `inputParameters`"),
        ),
        None => (
            format!("`{}` has no parameter `{name}`; it is not sent", operation.id),
            format!("remove it, or add `{name}` to the operation's `inputParameters`"),
        ),
    };
    let names = operation.inputs.iter().map(|input| input.name.as_str());
    let near = diagnostics.nearest(name, names.filter(|known| *known != name));
    let diagnostic = Diagnostic::new(codes::INPUT_UNKNOWN, with.name.span, message);
    match near {
        Some(near) => diagnostics.push(diagnostic.help(format!("a similar name exists: `{near}`"))),
        None => diagnostics.push_alike(diagnostic.help(help)),
    }
}

/// The names of an operation's inputs while more are added.
struct Called {
    names: Names,
    idents: Scope,
}

impl Called {
    fn new(operation: &Operation) -> Self {
        let mut idents = Scope::locals();
        for known in &operation.inputs {
            idents.assign(&known.name);
        }
        let names = Names::of(operation.inputs.iter().map(|input| input.name.as_str()));
        Self { names, idents }
    }
}

/// Adds an optional input to an operation: a query parameter if its method has no body, else a field of its JSON body. Returns the
/// place for the message.
fn extend(operation: &mut Operation, called: &mut Called, name: &str) -> Option<&'static str> {
    let index = operation.inputs.len();
    let (place, value_type, shown) = if !operation.method.has_body() {
        (Place::Query, TypeId::STRING, "a query parameter")
    } else {
        match &mut operation.body {
            body @ Body::None => {
                let field = (name.to_owned(), JsonTemplate::Input(index));
                *body = Body::Json(JsonTemplate::Object(vec![field]));
            }
            Body::Json(JsonTemplate::Object(fields)) => {
                fields.push((name.to_owned(), JsonTemplate::Input(index)));
            }
            Body::Form(fields) => fields.push((name.to_owned(), JsonTemplate::Input(index))),
            Body::Multipart(parts) => parts.push(Part {
                name: name.to_owned(),
                content: Content::Value(JsonTemplate::Input(index)),
                file_name: None,
                content_type: None,
            }),
            Body::Json(_) | Body::Text { .. } => return None,
        }
        (Place::Template, TypeId::ANY, "a field of the body")
    };
    let mut input = input(name, place, value_type, false);
    input.ident = called.idents.assign(name);
    called.names.add(name);
    operation.inputs.push(input);
    Some(shown)
}
