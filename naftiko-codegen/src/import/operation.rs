//! Operations of a document that become operations of a spec.

use super::body;
use super::input::{Input, Inputs};
use super::name::{self, Names, ToolNaming};
use super::prose::sentence;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::method::Method;
use crate::model::CURSOR;
use crate::openapi::outline::Operation;
use crate::yaml::Node;

/// An operation with its names in the spec.
#[derive(Debug)]
pub(super) struct Imported<'o> {
    pub(super) operation: &'o Operation,
    pub(super) method: Method,
    pub(super) name: String,
    pub(super) tool: String,
    pub(super) description: String,
    pub(super) inputs: Vec<Input>,
    body: Option<Node>,
    format: Option<&'static str>,
}

/// The names of a spec's operations and tools.
#[derive(Debug, Default)]
pub(super) struct Known {
    names: Names,
    tools: Names,
    naming: ToolNaming,
}

impl<'o> Imported<'o> {
    /// Imports an operation. What has no counterpart is reported; `None` for a method that a spec cannot have.
    pub(super) fn of(
        operation: &'o Operation,
        known: &mut Known,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let Some(method) = Method::ALL
            .into_iter()
            .find(|known| known.as_str() == operation.method.value)
        else {
            let message = format!("`{} {}` is not imported", operation.method, operation.path);
            let diagnostic = Diagnostic::new(codes::IMPORT_OPERATION, operation.method.span, message);
            let methods = Method::ALL.map(Method::as_str).join(", ");
            diagnostics.push(diagnostic.help(format!("specs have the methods {methods}")));
            return None;
        };
        report_parts(operation, diagnostics);
        let name = known.name(operation, diagnostics);
        let tool = known.tools.free(&known.naming.name(operation, &name));
        let place = format!("{} {}", operation.method, operation.path);
        let mut inputs = Inputs::default();
        inputs.add_parameters(operation, diagnostics);
        let body = operation.body.as_ref();
        let body = body.and_then(|body| body::body(body, &mut inputs, diagnostics));
        Some(Self {
            operation,
            method,
            description: sentence([&*operation.description, &*operation.summary]).unwrap_or(place),
            name,
            tool,
            inputs: inputs.list,
            body,
            format: body::format(operation, diagnostics),
        })
    }

    /// Returns the operation of the consumed API.
    pub(super) fn consumed(&self) -> (String, Node) {
        let mut keys = vec![
            ("method", Node::text(self.method.as_str())),
            ("description", Node::text(self.description.clone())),
        ];
        if !self.inputs.is_empty() {
            keys.push((
                "inputParameters",
                Node::map(self.inputs.iter().map(Input::consumed)),
            ));
        }
        keys.extend(self.body.clone().map(|body| ("body", body)));
        keys.extend(self.format.map(|format| ("outputRawFormat", Node::text(format))));
        (self.name.clone(), Node::map(keys))
    }

    /// Returns the inputs that callers send.
    pub(super) fn sent(&self) -> impl Iterator<Item = &Input> {
        self.inputs.iter().filter(|input| input.constant.is_none())
    }

    /// Returns the inputs that agents send. A tool with pages has a cursor in place of the inputs that say where a page starts.
    pub(super) fn sent_by_agents(&self) -> impl Iterator<Item = &Input> {
        let has_cursor = self.has_cursor();
        self.sent()
            .filter(move |input| !(has_cursor && self.is_start(input)))
    }

    /// Returns whether the tool has a cursor without the inputs that say where a page starts: it reads JSON, and no other input takes the name.
    fn has_cursor(&self) -> bool {
        let is_list = self.method == Method::Get && self.format.is_none() && self.body.is_none();
        is_list
            && self.sent().all(|input| {
                if self.is_start(input) {
                    !input.required
                } else {
                    input.argument != CURSOR
                }
            })
    }

    fn is_start(&self, input: &Input) -> bool {
        self.operation.page_starts.contains(&input.name)
    }
}

impl Known {
    /// Creates the names for operations of an API; none is taken.
    pub(super) fn of(operations: &[&Operation], namespace: &str) -> Self {
        Self {
            naming: ToolNaming::of(operations, namespace),
            ..Self::default()
        }
    }

    /// Returns the name of an operation. An operation without an id of its own is named by its method and path.
    fn name(&mut self, operation: &Operation, diagnostics: &mut Diagnostics) -> String {
        let wanted = name::of_operation(operation);
        if let Some(id) = operation.id.as_ref().filter(|_| self.names.has(&wanted)) {
            let name = self.names.free(&name::by_place(operation));
            let message = format!("another operation has the name of `{id}`; it is named `{name}`");
            let diagnostic = Diagnostic::new(codes::IMPORT_NAME, id.span, message);
            diagnostics.push_alike(diagnostic.help("give each operation an `operationId` of its own"));
            return name;
        }
        self.names.free(&wanted)
    }
}

/// Reports the parts of an operation that specs do not have.
fn report_parts(operation: &Operation, diagnostics: &mut Diagnostics) {
    let parts = [("callbacks", operation.callbacks), ("links", operation.links)];
    for (what, span) in parts {
        let Some(span) = span else { continue };
        let message = format!("specs do not have {what}; they are not imported");
        let diagnostic = Diagnostic::new(codes::IMPORT_PART, span, message);
        diagnostics.push_once(diagnostic.help("write the code for them in the program"));
    }
}
