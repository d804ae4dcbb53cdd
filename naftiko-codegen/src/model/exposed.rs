//! Adapters and their operations.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    Constant, Guard, JsonTemplate, Keeping, Path, Piece, Prompt, Read, Resource, Steps, Template, TypeId,
    renumbered,
};
use crate::method::Method;
use crate::options::{Catalogue, OutputSchemas, ToolBudget, UnknownArguments};

/// A REST adapter, generated as a router with one handler per route.
#[derive(Debug)]
pub(crate) struct RestAdapter {
    pub namespace: String,
    pub description: String,
    pub address: String,
    pub port: u16,
    /// Name of the generated module.
    pub module: String,
    /// Without a guard, every caller is accepted.
    pub guard: Option<Guard>,
    pub unknown_arguments: UnknownArguments,
    /// The origins of web pages that may call.
    pub allow_origins: Vec<String>,
    /// The headers of API responses that are passed on, beside those that always are.
    pub expose_headers: Vec<String>,
    pub routes: Vec<Route>,
    pub forwards: Vec<Forward>,
    pub links: Vec<Link>,
}

/// A route that serves what an API has at a path.
#[derive(Debug)]
pub(crate) struct Link {
    /// The namespace of the API.
    pub api: String,
    /// Below the base URI, with the placeholders of the route.
    pub path: String,
    /// The pattern of the route.
    pub route: String,
    /// The query parameters of the API with their names in the route.
    pub query: Vec<(String, String)>,
    /// The query parameters that the client adds to each request.
    pub omitted: Vec<String>,
    /// Whether the route has every query parameter.
    pub any_query: bool,
}

/// A path whose requests are forwarded to an upstream API.
#[derive(Debug)]
pub(crate) struct Forward {
    /// Name of the handler.
    pub ident: String,
    /// The path of the spec, with `{*name}` for a placeholder at its end.
    pub pattern: String,
    /// The placeholder at the end.
    pub below: Option<String>,
    pub client: usize,
    pub trusted_headers: Vec<String>,
}

/// A route and its operation.
#[derive(Debug)]
pub(crate) struct Route {
    pub method: Method,
    /// Pattern with `{name}` placeholders.
    pub pattern: String,
    /// The decoded query parameters in the pattern, which select among routes of one path.
    pub query: Vec<(String, String)>,
    pub operation: Exposed,
}

/// An MCP adapter, generated as a trait with one method per tool.
#[derive(Debug)]
pub(crate) struct McpAdapter {
    pub namespace: String,
    pub description: String,
    pub transport: Transport,
    /// Name of the generated module.
    pub module: String,
    /// Without a guard, every caller is accepted.
    pub guard: Option<Guard>,
    /// The caching rules of the spec.
    pub keeping: Option<Keeping>,
    pub unknown_arguments: UnknownArguments,
    /// The origins of web pages that may call.
    pub allow_origins: Vec<String>,
    pub output_schemas: OutputSchemas,
    /// The catalogue that the user chose.
    pub catalogue: Option<Catalogue>,
    /// The largest size of a tool in the list.
    pub tool_budget: ToolBudget,
    /// The names of the tools that are listed before all others.
    pub pinned_tools: Vec<String>,
    pub tools: Vec<Tool>,
    pub resources: Vec<Resource>,
    pub prompts: Vec<Prompt>,
}

impl McpAdapter {
    /// Returns the operations of its tools and MCP resources.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &Exposed> {
        let tools = self.tools.iter().map(|tool| &tool.operation);
        let resources = self.resources.iter();
        let resources = resources.filter_map(|resource| Some(resource.operation()?.0));
        tools.chain(resources)
    }
}

/// The transport of an MCP adapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    Http { address: String, port: u16 },
    Stdio,
}

/// A tool.
#[derive(Debug)]
pub(crate) struct Tool {
    /// Name on the wire.
    pub name: String,
    /// Name of the input struct.
    pub input_name: String,
    pub hints: Hints,
    /// The tags of the spec.
    pub tags: Vec<String>,
    pub operation: Exposed,
}

/// The effects of a tool.
#[expect(
    clippy::struct_excessive_bools,
    reason = "the protocol has four independent hints"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hints {
    pub read_only: bool,
    pub destructive: bool,
    pub idempotent: bool,
    pub open_world: bool,
}

/// An operation of an adapter.
#[derive(Debug)]
pub(crate) struct Exposed {
    /// Name in the spec.
    pub name: String,
    /// Name of the handler or the trait's method.
    pub ident: String,
    pub title: String,
    pub description: String,
    pub inputs: Vec<ExposedInput>,
    pub target: Target,
    pub output: Output,
    /// Whether it returns credentials, which caches must not store.
    pub issues_credentials: bool,
}

impl Exposed {
    /// Returns the body with the type of a document, if there is one.
    pub(crate) fn typed_body(&self) -> Option<&ExposedInput> {
        self.inputs.iter().find(|input| input.is_typed_body())
    }
}

impl ExposedInput {
    /// Returns whether the input is a body with the type of a document.
    pub(crate) fn is_typed_body(&self) -> bool {
        !self.value_type.is_plain()
    }
}

/// An input of an adapter's operation.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a property of its own, which another pass sets"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExposedInput {
    /// Name on the wire.
    pub name: String,
    /// Name in Rust.
    pub ident: String,
    pub source: Source,
    pub value_type: TypeId,
    pub required: bool,
    pub description: String,
    /// Whether it is the whole request body, which is JSON of any shape.
    pub whole_body: bool,
    /// Whether the items of a list are strings, because they are sent in a query, path or header.
    pub text_items: bool,
    /// The type with the listed texts of the parameter that the value is sent in, or with a list of them.
    pub listed: Option<TypeId>,
    /// What the spec says of the values, as keywords of JSON Schema.
    pub declared: Map<String, Value>,
    /// Whether the input is optional, and null is passed as null.
    pub nullable: bool,
}

/// The source of an input.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Source {
    /// A placeholder of the route.
    Path(String),
    Query(String),
    Header(String),
    Cookie(String),
    /// The whole body.
    Body,
    /// A field of the JSON body, or an argument of the tool.
    Field(String),
    /// The value of a path in the JSON body: the path as it is written, and its steps.
    Selected(String, Path),
}

impl Source {
    /// Returns the name in the source; `None` for a whole body.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Path(name)
            | Self::Query(name)
            | Self::Header(name)
            | Self::Cookie(name)
            | Self::Field(name)
            | Self::Selected(name, _) => Some(name),
            Self::Body => None,
        }
    }
}

/// A consumed operation that is called, with one argument for each of its inputs, in their order.
#[derive(Debug)]
pub(crate) struct CallTarget {
    pub client: usize,
    pub operation: usize,
    pub arguments: Vec<Argument>,
}

/// A flow that is run, with one argument for each of its inputs, in their order.
#[derive(Debug)]
pub(crate) struct FlowCall {
    pub aggregate: usize,
    pub flow: usize,
    pub arguments: Vec<Argument>,
}

/// The target of an exposed operation.
#[derive(Debug)]
pub(crate) enum Target {
    Call(CallTarget),
    Steps(Box<Steps>),
    Flow(FlowCall),
    /// A mock, with a response from its inputs.
    Mock(JsonTemplate),
    /// No target. The stub fails with this message.
    Unresolved(String),
}

impl Target {
    /// Returns the called operations.
    pub(crate) fn calls(&self) -> impl Iterator<Item = &CallTarget> {
        let (call, steps) = match self {
            Self::Call(call) => (Some(call), None),
            Self::Steps(steps) => (None, Some(steps)),
            Self::Flow(_) | Self::Mock(_) | Self::Unresolved(_) => (None, None),
        };
        let steps = steps.into_iter().flat_map(|steps| steps.calls());
        call.into_iter().chain(steps.map(|(_, call)| call))
    }

    /// Returns the operation whose response is the result, if it is one.
    pub(crate) fn answering(&self) -> Option<&CallTarget> {
        match self {
            Self::Call(call) => Some(call),
            Self::Steps(steps) => steps.last_call(),
            Self::Flow(_) | Self::Mock(_) | Self::Unresolved(_) => None,
        }
    }

    /// Returns the inputs that it uses, with the number of uses.
    pub(crate) fn uses(&self) -> BTreeMap<usize, usize> {
        let mut uses = BTreeMap::new();
        let mut count = |index| *uses.entry(index).or_insert(0) += 1;
        match self {
            Self::Call(call) => call.arguments.iter().flat_map(Argument::inputs).for_each(count),
            Self::Flow(call) => call.arguments.iter().flat_map(Argument::inputs).for_each(count),
            Self::Steps(steps) => steps.visit(&mut count),
            Self::Mock(template) => {
                template.visit(&mut |piece| piece.input().into_iter().for_each(&mut count));
            }
            Self::Unresolved(_) => {}
        }
        uses
    }
}

/// The argument of an input of the called operation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Argument {
    /// No value, for an optional input.
    Absent,
    /// The input with this index.
    Input(usize),
    /// A constant.
    Constant(Constant),
    /// A template of inputs.
    Text(Template),
}

impl Argument {
    /// Replaces the index of every input in it.
    pub(crate) fn renumbered(self, position: &impl Fn(usize) -> usize) -> Self {
        match self {
            Self::Input(index) => Self::Input(position(index)),
            Self::Text(template) => Self::Text(renumbered(template, position)),
            Self::Absent | Self::Constant(_) => self,
        }
    }

    /// Returns the inputs in it, each as often as it is in it.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = usize> {
        let (input, template): (Option<usize>, &[_]) = match self {
            Self::Input(index) => (Some(*index), &[]),
            Self::Text(template) => (None, template),
            Self::Absent | Self::Constant(_) => (None, &[]),
        };
        input.into_iter().chain(template.iter().filter_map(Piece::input))
    }
}

/// The relay of a binary response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Binary {
    /// The largest size in bytes, if the operation does not set it.
    pub limit: Option<u64>,
    /// The media type, if the operation does not set it.
    pub media_type: Option<String>,
}

/// The response of an operation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Output {
    /// The upstream response, unchanged.
    Relay,
    /// A mapped response.
    Mapped(Read),
    /// A binary response.
    Binary(Binary),
}
