//! The resolved capability: the result of `resolve` and the input of `emit`.
//!
//! The model has no YAML, no spans and no names to resolve. Identifiers are final and unique in their scope. Objects refer to each other
//! by index, in the order of the spec.

mod aggregates;
mod authentication;
mod client;
mod constant;
mod control;
mod exposed;
mod guard;
mod long_running;
mod mcp;
mod paging;
mod schema;
mod skills;
mod steps;
mod types;
mod value;

pub(crate) use aggregates::{Aggregate, Flow};
pub(crate) use authentication::{
    Authentication, ClientCredentials, Credential, CustomToken, OAuth2, Renewal, TokenFields, TokenPlacement,
};
pub(crate) use client::{
    Body, Client, Content, DocumentNaming, Escape, Format, Input, ListStyle, Operation, Part, Payload, Place,
    Sample, StepOutputs,
};
pub(crate) use constant::Constant;
pub(crate) use control::{ControlAdapter, SpecInfo, Traces};
pub(crate) use exposed::{
    Argument, Binary, CallTarget, Exposed, ExposedInput, FlowCall, Forward, Hints, Link, McpAdapter, Output,
    RestAdapter, Route, Source, Target, Tool, Transport,
};
pub(crate) use guard::{CallerScheme, Guard, Guarded, KeyPlace, ResourceServer};
pub(crate) use long_running::{FinalState, LongRunningOperation, RESULT_TOOL, RUNNING};
pub(crate) use mcp::{Keeping, Prompt, PromptArgument, PromptMessage, Resource, ResourceContent};
pub(crate) use paging::{CURSOR, NEXT_CURSOR, OperationPages, PageParameter, Paging, PagingWay, PassedPages};
pub use schema::Untyped;
pub(crate) use schema::{
    Enum, ImportedTypes, Keywords, Member, Record, Select, SharedTypes, Slot, StatusRange, Union, Usage,
    Variant,
};
pub(crate) use skills::{Skill, SkillAdapter, SkillSource, SkillTool};
pub(crate) use steps::{
    Lookup, OperationStep, Reading, Script, ScriptMember, ScriptNames, ScriptValue, StepAction, StepValue,
    Steps, StepsResult,
};
pub(crate) use types::{Field, Path, Read, ReadKind, Step, Struct, Type, TypeId, Types};
pub(crate) use value::{JsonTemplate, Piece, Template, Variable, renumbered};

/// One resolved spec.
#[derive(Debug)]
pub(crate) struct Capability {
    /// Name of the generated module.
    pub module: String,
    /// The name in `info`, or the file name without its extension.
    pub title: String,
    /// The text of `info.description`.
    pub description: String,
    /// The version of the capability (`info.version`), or `1.0.0`.
    pub version: String,
    /// One item for each consumed API.
    pub clients: Vec<Client>,
    /// One item for each aggregate with a namespace.
    pub aggregates: Vec<Aggregate>,
    /// One item for each REST adapter.
    pub rest: Vec<RestAdapter>,
    /// One item for each MCP adapter.
    pub mcp: Vec<McpAdapter>,
    /// One item for each skill adapter.
    pub skills: Vec<SkillAdapter>,
    pub control: Option<ControlAdapter>,
    /// The types of inputs, fields and responses.
    pub types: Types,
    /// Those types that other modules have.
    pub imported: Vec<ImportedTypes>,
}

impl Capability {
    /// Returns the operation that is called.
    pub(crate) fn called(&self, call: &CallTarget) -> Option<(&Client, &Operation)> {
        self.operation(call.client, call.operation)
    }

    /// Returns the flow that is run, with its aggregate.
    pub(crate) fn flow(&self, call: &FlowCall) -> Option<(&Aggregate, &Flow)> {
        let aggregate = self.aggregates.get(call.aggregate)?;
        Some((aggregate, aggregate.flows.get(call.flow)?))
    }

    /// Returns whether the program has scripts to implement.
    pub(crate) fn has_scripts(&self) -> bool {
        self.scripts().next().is_some()
    }

    /// Returns the scripts, each with its operation and step.
    pub(crate) fn scripts(&self) -> impl Iterator<Item = (&Exposed, &OperationStep, &Script)> {
        let operations = self.operations().filter_map(|operation| match &operation.target {
            Target::Steps(steps) => Some((operation, steps)),
            _ => None,
        });
        operations.flat_map(|(operation, steps)| {
            let scripts = steps.scripts();
            scripts.map(move |(step, script)| (operation, step, script))
        })
    }

    /// Returns the operation whose result is that of an operation: its flow, or itself.
    pub(crate) fn answering<'m>(&'m self, operation: &'m Exposed) -> &'m Exposed {
        let flow = match &operation.target {
            Target::Flow(call) => self.flow(call),
            _ => None,
        };
        flow.map_or(operation, |(_, flow)| &flow.operation)
    }

    /// Returns the operations of aggregates and adapters.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &Exposed> {
        let flows = self.aggregates.iter().flat_map(|aggregate| &aggregate.flows);
        let rest = self.rest.iter().flat_map(|adapter| &adapter.routes);
        let mcp = self.mcp.iter().flat_map(McpAdapter::operations);
        let flows = flows.map(|flow| &flow.operation);
        flows.chain(rest.map(|route| &route.operation)).chain(mcp)
    }

    /// Returns the consumed operation at a position.
    pub(crate) fn operation(&self, client: usize, operation: usize) -> Option<(&Client, &Operation)> {
        let client = self.clients.get(client)?;
        Some((client, client.operations.get(operation)?))
    }
}
