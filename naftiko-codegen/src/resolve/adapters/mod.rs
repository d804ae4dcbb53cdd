//! Adapters: REST routes, and MCP tools, resources and prompts, with their calls.

mod aggregates;
mod control;
mod forward;
mod mcp;
mod prompts;
mod rest;
mod skills;
mod steps;
mod tool_names;

use std::collections::HashSet;

use super::arguments::{Input, Surface, Wiring, has_value};
use super::authentication::{GuardScheme, guard};
use super::calls::{self, ApiCalls, Call};
use super::response::{mapped, report_mapped_binary};
use super::types::TypeTable;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::{Index, Position, inline, named_aggregates};
use crate::model::{Binary, CallTarget, Output, Payload, Target, Variable};
use crate::source::Span;
use crate::spec::{About, Action, Adapter, Authentication, ConsumedOperation, Parameter, Text};
use crate::token_endpoint::issues_credentials;

use aggregates::FoundFlow;
pub(super) use aggregates::{AggregateDraft, FlowDraft};
pub(super) use control::ControlDraft;
pub(super) use mcp::{McpDraft, Reading, ResourceDraft, ToolDraft};
pub(super) use prompts::PromptDraft;
pub(super) use rest::{RestDraft, query};
pub(super) use skills::SkillDraft;
use steps::FoundSteps;

/// The adapters of a spec.
pub(super) struct Adapters<'a> {
    pub aggregates: Vec<AggregateDraft<'a>>,
    pub rest: Vec<RestDraft<'a>>,
    pub mcp: Vec<McpDraft<'a>>,
    pub skills: Vec<SkillDraft<'a>>,
    pub control: Option<ControlDraft<'a>>,
    /// The variables in `with`, which the called clients resolve, with the position of the client.
    pub lent: Vec<(usize, Variable)>,
}

/// An operation, tool or MCP resource of an adapter, or a flow.
pub(super) struct Exposed<'a> {
    pub name: String,
    pub about: &'a About,
    /// The description of the flow that it refers to, for one without a description.
    pub inherited: Option<&'a Text>,
    pub inputs: Vec<Input>,
    pub target: Target,
    pub output: Output,
    /// Whether it returns credentials, which caches must not store.
    pub issues_credentials: bool,
}

/// Resolves every adapter that has something to offer.
pub(super) fn adapters<'a>(
    index: &Index<'a>,
    calls: &[ApiCalls],
    types: &mut TypeTable,
    diagnostics: &mut Diagnostics,
) -> Adapters<'a> {
    let mut exposing = Exposing {
        index,
        calls,
        types,
        diagnostics,
        aggregates: Vec::new(),
        lent: Vec::new(),
    };
    for (_, aggregate) in named_aggregates(index.document) {
        let draft = exposing.aggregate(aggregate);
        exposing.aggregates.extend(draft);
    }
    let (mut rest, mut mcp, mut control) = (Vec::new(), Vec::new(), None);
    for adapter in inline(&index.document.exposes) {
        match adapter {
            Adapter::Rest(adapter) if adapter.resources.is_empty() => {}
            Adapter::Rest(adapter) => rest.push(exposing.rest(adapter)),
            Adapter::Mcp(adapter)
                if adapter.tools.is_empty() && adapter.resources.is_empty() && adapter.prompts.is_empty() => {
            }
            Adapter::Mcp(adapter) => mcp.push(exposing.mcp(adapter)),
            Adapter::Skill(_) => {}
            Adapter::Control(adapter) => {
                let found = exposing.control(adapter);
                control = control.or(found);
            }
        }
    }
    let skills = exposing.skill_adapters(&rest, &mcp);
    Adapters {
        aggregates: exposing.aggregates,
        rest,
        mcp,
        skills,
        control,
        lent: exposing.lent,
    }
}

impl Adapters<'_> {
    /// Returns the operations of aggregates and adapters.
    fn operations(&self) -> impl Iterator<Item = &Exposed<'_>> {
        let flows = self.aggregates.iter().flat_map(|aggregate| &aggregate.flows);
        let routes = self.rest.iter().flat_map(|adapter| &adapter.routes);
        let routes = routes.map(|route| &route.operation);
        let mcp = self.mcp.iter().flat_map(McpDraft::operations);
        flows.map(|flow| &flow.operation).chain(routes).chain(mcp)
    }

    /// Returns whether a step is a script.
    pub(super) fn has_scripts(&self) -> bool {
        self.operations().any(|operation| match &operation.target {
            Target::Steps(steps) => steps.scripts().next().is_some(),
            _ => false,
        })
    }

    /// Returns the consumed operations whose outputs steps read.
    pub(super) fn read_by_steps(&self) -> HashSet<Position> {
        let steps = self.operations().filter_map(|operation| match &operation.target {
            Target::Steps(steps) => Some(steps.calls()),
            _ => None,
        });
        let read = steps.flatten().filter(|(step, _)| step.is_read);
        read.map(|(_, call)| (call.client, call.operation)).collect()
    }
}

/// The results of earlier passes, while adapters are resolved.
struct Exposing<'s, 'a> {
    index: &'s Index<'a>,
    calls: &'s [ApiCalls],
    types: &'s mut TypeTable,
    diagnostics: &'s mut Diagnostics,
    aggregates: Vec<AggregateDraft<'a>>,
    lent: Vec<(usize, Variable)>,
}

/// An operation, tool or MCP resource as the spec declares it.
struct Offer<'o, 'a> {
    name: &'o str,
    span: Span,
    about: &'a About,
    inputs: Vec<&'a Parameter>,
    /// The number of the operation's own inputs; the others are of its resource.
    own: usize,
    action: &'a Action,
    namespace: &'a str,
    surface: Surface<'o>,
    /// The limit and media type of a binary response, if the called operation does not set them.
    max_binary_size: Option<u64>,
    media_type: Option<&'a Text>,
}

/// The target of an adapter operation.
enum Found<'s, 'a> {
    Call(Called<'s, 'a>),
    Steps(FoundSteps<'s, 'a>),
    Flow(Box<FoundFlow<'a>>),
    Mock,
    /// No target, for this reason.
    Nothing(String),
}

/// A called operation.
struct Called<'s, 'a> {
    position: Position,
    id: String,
    operation: &'a ConsumedOperation,
    call: &'s Call,
}

impl<'a> Offer<'_, 'a> {
    /// Returns the operation's own inputs.
    fn own(&self) -> &[&'a Parameter] {
        self.inputs.get(..self.own).unwrap_or_default()
    }
}

impl Exposed<'_> {
    /// Returns the names of the inputs.
    pub(super) fn input_names(&self) -> impl Iterator<Item = &str> {
        self.inputs.iter().map(|input| input.name.as_str())
    }
}

impl<'s, 'a> Exposing<'s, 'a> {
    /// Resolves an operation, tool or MCP resource.
    fn expose(&mut self, offer: &Offer<'_, 'a>) -> Exposed<'a> {
        let found = self.target(offer);
        let wiring = Wiring::new(
            offer.surface,
            offer.namespace,
            &offer.inputs,
            &self.index.binds,
            self.diagnostics,
        );
        let mut issues = false;
        let (inputs, target, output) = match found {
            Found::Call(called) => {
                let wired = wiring.call(
                    offer.action,
                    &offer.inputs,
                    offer.own(),
                    &called.id,
                    &called.call.request,
                );
                let (client, operation) = called.position;
                let lent = wired.variables.into_iter().map(|variable| (client, variable));
                self.lent.extend(lent);
                issues = issues_credentials(called.operation.name.as_str(), &called.call.request.shown_path);
                let target = Target::Call(CallTarget {
                    client,
                    operation,
                    arguments: wired.arguments,
                });
                (wired.inputs, target, self.output(offer, &called))
            }
            Found::Steps(steps) => match steps.wired(wiring, offer) {
                Ok(wired) => {
                    self.lent.extend(wired.lent);
                    let answering = steps.answering(offer);
                    let output = answering.map_or(Output::Relay, |called| self.output(offer, called));
                    (wired.inputs, Target::Steps(Box::new(wired.steps)), output)
                }
                Err((inputs, message)) => (inputs, Target::Unresolved(message), Output::Relay),
            },
            Found::Flow(flow) => {
                let (exposed, variables) = flow.exposed(wiring, offer);
                return self.lending(exposed, variables);
            }
            Found::Mock => {
                let (inputs, template) = wiring.mock(offer.action);
                (inputs, Target::Mock(template), Output::Relay)
            }
            Found::Nothing(message) => (wiring.inputs(), Target::Unresolved(message), Output::Relay),
        };
        Exposed {
            name: offer.name.to_owned(),
            about: offer.about,
            inherited: None,
            inputs,
            target,
            output,
            issues_credentials: issues,
        }
    }

    /// Lets the first client resolve the variables of an operation without a client of its own. Without any client, the operation is a stub.
    fn lending(&mut self, exposed: Exposed<'a>, variables: Vec<Variable>) -> Exposed<'a> {
        let Some(first) = variables.first() else {
            return exposed;
        };
        if self.index.apis.is_empty() {
            let message = format!("no consumed API resolves the variable `{}`", first.name);
            return Exposed {
                target: Target::Unresolved(message),
                ..exposed
            };
        }
        self.lent
            .extend(variables.into_iter().map(|variable| (0, variable)));
        exposed
    }

    /// Resolves the response. The adapter's limit and media type of a binary one count if the called operation has none.
    fn output(&mut self, offer: &Offer<'_, 'a>, called: &Called<'_, 'a>) -> Output {
        /// The limit without a declaration: 10 MiB.
        const LIMIT: u64 = 10 << 20;
        let outputs = &offer.action.outputs;
        if called.call.response.payload != Payload::Binary {
            let json = called.call.response.payload.is_json();
            return mapped(outputs, json, offer.name, self.types, self.diagnostics);
        }
        report_mapped_binary(outputs, self.diagnostics);
        let (own_limit, own_type) = (
            &called.operation.max_binary_size,
            &called.operation.output_media_type,
        );
        let media_type = offer.media_type.filter(|_| own_type.is_none());
        Output::Binary(Binary {
            limit: own_limit
                .is_none()
                .then(|| offer.max_binary_size.unwrap_or(LIMIT)),
            media_type: media_type.map(|text| text.value.clone()),
        })
    }

    fn target(&mut self, offer: &Offer<'_, 'a>) -> Found<'s, 'a> {
        let action = offer.action;
        if let Some(reference) = &action.reference {
            let found = self.find_flow(reference);
            return found.map_or_else(Found::Nothing, |flow| Found::Flow(Box::new(flow)));
        }
        if !action.steps.is_empty() {
            return self.find_steps(offer).map_or_else(Found::Nothing, Found::Steps);
        }
        if let Some(call) = &action.call {
            return match self.index.target(call, self.diagnostics) {
                Ok(position) => match self.called(position) {
                    Some(called) => Found::Call(called),
                    None => Found::Nothing(String::new()),
                },
                Err(message) => Found::Nothing(message),
            };
        }
        if action.outputs.iter().any(has_value) {
            return Found::Mock;
        }
        let message = format!(
            "`{}` has no `call`, `ref`, `steps` or output values; it returns an error",
            offer.name
        );
        if !self.index.document.truncated {
            let diagnostic = Diagnostic::new(codes::NO_TARGET, offer.span, message.clone());
            self.diagnostics
                .push(diagnostic.help("add `call: <namespace>.<operation>`"));
        }
        Found::Nothing(message)
    }

    /// Returns the operation at a position.
    fn called(&self, position: Position) -> Option<Called<'s, 'a>> {
        let (api, operation) = self.index.operation(position)?;
        Some(Called {
            position,
            id: api.id(operation),
            operation,
            call: calls::call(self.calls, position)?,
        })
    }

    fn guard(&mut self, namespace: &Text, declared: Option<&Authentication>) -> Option<GuardScheme> {
        declared.map(|declared| guard(namespace, declared, &self.index.binds, self.diagnostics))
    }
}
