//! Resolves exposed operations of REST and MCP: target, inputs and output.

use std::collections::{BTreeSet, HashMap};

use super::mock::{has_value, mock};
use super::outputs;
use super::types::TypeTable;
use super::wiring::{Surface, Wiring};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::Index;
use crate::model::{Client, Exposed, Output, Target, TypeId, Variable};
use crate::source::Span;
use crate::spec::{Action, Parameter, Text};
use crate::token_endpoint::issues_credentials;

/// The shared state of the adapters of one spec.
pub(super) struct Adapters<'a> {
    pub index: &'a Index<'a>,
    pub clients: &'a mut Vec<Client>,
    pub types: &'a mut TypeTable,
    pub diagnostics: &'a mut Diagnostics,
    /// The variables that each client needs for adapters.
    pub lent: HashMap<usize, BTreeSet<Variable>>,
}

/// An operation or tool as the spec declares it.
pub(super) struct Offer<'a> {
    pub name: &'a str,
    pub span: Span,
    pub display: Option<&'a Text>,
    pub description: Option<&'a Text>,
    pub inputs: Vec<&'a Parameter>,
    /// The number of the operation's own inputs; the others are of its resource.
    pub own: usize,
    pub action: &'a Action,
    pub namespace: &'a str,
}

impl Adapters<'_> {
    /// Resolves an operation or tool.
    pub(super) fn expose(&mut self, offer: &Offer<'_>, surface: Surface<'_>) -> Exposed {
        let text = |text: Option<&Text>| text.map_or_else(String::new, |text| text.value.clone());
        let mut exposed = Exposed {
            name: offer.name.to_owned(),
            ident: String::new(),
            title: text(offer.display),
            description: text(offer.description),
            inputs: Vec::new(),
            target: Target::Unresolved(String::new()),
            output: Output::Relay,
            issues_credentials: false,
        };
        let found = self.target(offer);
        let mut wiring = Wiring::new(
            surface,
            offer.namespace,
            &offer.inputs,
            &self.index.binds,
            self.diagnostics,
        );
        match found {
            Found::Call(client, index) => {
                let operation = self
                    .clients
                    .get(client)
                    .and_then(|client| client.operations.get(index));
                let (arguments, payload) = match operation {
                    Some(operation) => {
                        let arguments = wiring.wire(offer.action, &offer.inputs, operation);
                        let own = offer.inputs.get(..offer.own).unwrap_or_default();
                        wiring.unused(own, &arguments, operation);
                        wiring.unused_constants(own);
                        (arguments, operation.payload.clone())
                    }
                    None => (Vec::new(), crate::model::Payload::Json(TypeId::ANY)),
                };
                let (inputs, variables) = wiring.finish();
                exposed.inputs = inputs;
                exposed.issues_credentials = operation
                    .is_some_and(|operation| issues_credentials(&operation.name, &operation.shown_path));
                self.lend(client, variables);
                exposed.target = Target::Call {
                    client,
                    operation: index,
                    arguments,
                };
                exposed.output = outputs::exposed(
                    &offer.action.outputs,
                    &payload,
                    offer.name,
                    self.types,
                    self.diagnostics,
                );
            }
            Found::Mock => {
                let template = mock(offer.action, &mut wiring);
                exposed.inputs = wiring.finish().0;
                exposed.target = Target::Mock(template);
            }
            Found::Nothing(message) => {
                exposed.inputs = wiring.finish().0;
                exposed.target = Target::Unresolved(message);
            }
        }
        exposed
    }

    /// Sets the limit and media type of a binary response. The declarations of the adapter count if the called operation has none.
    pub(super) fn binary(&self, exposed: &mut Exposed, limit: Option<u64>, media_type: Option<&Text>) {
        /// The limit without a declaration: 10 MiB.
        const LIMIT: u64 = 10 << 20;
        let Output::Binary(binary) = &mut exposed.output else {
            return;
        };
        let Target::Call {
            client, operation, ..
        } = exposed.target
        else {
            return;
        };
        let client = self.clients.get(client);
        let Some(called) = client.and_then(|client| client.operations.get(operation)) else {
            return;
        };
        if called.max_binary_size.is_none() {
            binary.limit = Some(limit.unwrap_or(LIMIT));
        }
        if called.media_type.is_none() {
            binary.media_type = media_type.map(|text| text.value.clone());
        }
    }

    /// Adds the variables in `with` to the called client, which resolves them.
    fn lend(&mut self, index: usize, variables: Vec<Variable>) {
        let Some(client) = self.clients.get_mut(index).filter(|_| !variables.is_empty()) else {
            return;
        };
        let known = self
            .lent
            .entry(index)
            .or_insert_with(|| client.variables.iter().cloned().collect());
        for variable in variables {
            client.lends_variables = true;
            if known.insert(variable.clone()) {
                client.variables.push(variable);
            }
        }
    }

    fn target(&mut self, offer: &Offer<'_>) -> Found {
        let action = offer.action;
        if let Some(reference) = &action.reference {
            return self.missing(
                reference.span,
                format!(
                    "references to aggregates are not generated yet: `{}`",
                    reference.value
                ),
            );
        }
        if let Some(call) = &action.call {
            return match self.index.target(call, self.diagnostics) {
                Ok((client, operation)) => Found::Call(client, operation),
                Err(message) => Found::Nothing(message),
            };
        }
        if let Some(step) = action.steps.first() {
            return self.missing(
                step.span,
                format!(
                    "steps are not generated yet: `{}` has {}",
                    offer.name,
                    action.steps.len()
                ),
            );
        }
        if action.outputs.iter().any(has_value) {
            return Found::Mock;
        }
        let message = format!(
            "`{}` has no `call`, `ref`, `steps` or output values; it returns an error",
            offer.name
        );
        if !self.index.document.truncated {
            self.diagnostics.push(
                Diagnostic::new(codes::NO_TARGET, offer.span, message.clone())
                    .help("add `call: <namespace>.<operation>`"),
            );
        }
        Found::Nothing(message)
    }

    fn missing(&mut self, span: Span, message: String) -> Found {
        let diagnostic = Diagnostic::new(codes::NOT_GENERATED, span, message.clone())
            .help("use `call: <namespace>.<operation>`; the stub fails with this message");
        self.diagnostics.push(diagnostic);
        Found::Nothing(message)
    }
}

enum Found {
    Call(usize, usize),
    Mock,
    Nothing(String),
}
