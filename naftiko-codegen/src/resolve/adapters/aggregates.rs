//! Aggregates: flows, and the operations and tools that refer to them.

use super::{Exposed, Exposing, Offer};
use crate::model::{FlowCall, Output, Target, Variable};
use crate::resolve::arguments::{Surface, Wiring};
use crate::resolve::request::Request;
use crate::spec::{Aggregate, Flow, Text};

/// An aggregate.
pub(in crate::resolve) struct AggregateDraft<'a> {
    pub namespace: &'a Text,
    pub display: Option<&'a Text>,
    pub flows: Vec<FlowDraft<'a>>,
}

/// A flow.
pub(in crate::resolve) struct FlowDraft<'a> {
    pub declared: &'a Flow,
    pub operation: Exposed<'a>,
}

/// The flow that an operation refers to, with its parameters.
pub(super) struct FoundFlow<'a> {
    position: (usize, usize),
    /// `namespace.flow`.
    id: String,
    request: Request,
    declared: &'a Flow,
}

impl<'a> Exposing<'_, 'a> {
    /// Resolves the flows of an aggregate. One without a namespace has no name in Rust, and nothing refers to its flows.
    pub(super) fn aggregate(&mut self, declared: &'a Aggregate) -> Option<AggregateDraft<'a>> {
        let namespace = declared.namespace.as_ref()?;
        let flows = declared.flows.iter().map(|flow| FlowDraft {
            declared: flow,
            operation: self.flow(namespace, flow),
        });
        Some(AggregateDraft {
            namespace,
            display: declared.display.as_ref(),
            flows: flows.collect(),
        })
    }

    fn flow(&mut self, namespace: &'a Text, flow: &'a Flow) -> Exposed<'a> {
        self.expose(&Offer {
            name: flow.name.as_str(),
            span: flow.name.span,
            about: &flow.about,
            inputs: flow.inputs.iter().collect(),
            own: flow.inputs.len(),
            action: &flow.action,
            namespace: namespace.as_str(),
            surface: Surface::Mcp,
            max_binary_size: None,
            media_type: None,
        })
    }

    /// Returns the flow that a reference names. The message is that of the stub; the check of references reports an unknown flow.
    pub(super) fn find_flow(&self, reference: &Text) -> Result<FoundFlow<'a>, String> {
        let position = self.index.flow(reference.as_str());
        let found = position.and_then(|(aggregate, flow)| {
            let flows = &self.aggregates.get(aggregate)?.flows;
            Some(((aggregate, flow), flows.get(flow)?))
        });
        let Some((position, flow)) = found else {
            return Err(format!("unknown flow `{reference}`"));
        };
        match &flow.operation.target {
            Target::Unresolved(message) => Err(message.clone()),
            _ => Ok(FoundFlow {
                position,
                id: reference.value.clone(),
                request: Request::of_inputs(&flow.operation.inputs),
                declared: flow.declared,
            }),
        }
    }
}

impl<'a> FoundFlow<'a> {
    /// Returns the operation as one that runs the flow: with its description, and its inputs where the operation has none with their names.
    /// The variables are those in `with`.
    pub(super) fn exposed(self, wiring: Wiring<'_>, offer: &Offer<'_, 'a>) -> (Exposed<'a>, Vec<Variable>) {
        let (aggregate, flow) = self.position;
        let wired = wiring.flow(offer.action, &offer.inputs, offer.own(), &self.id, &self.request);
        let exposed = Exposed {
            name: offer.name.to_owned(),
            about: offer.about,
            inherited: self.declared.about.description.as_ref(),
            inputs: wired.inputs,
            target: Target::Flow(FlowCall {
                aggregate,
                flow,
                arguments: wired.arguments,
            }),
            output: Output::Relay,
            issues_credentials: false,
        };
        (exposed, wired.variables)
    }
}
