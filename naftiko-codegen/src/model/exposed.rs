//! Adapters: how the capability is exposed.

use super::{
    Guard, JsonTemplate, Keeping, Path, Prompt, Read, Resource, ResourceContent, Template, ValueType,
};
use crate::options::UnknownArguments;

/// A REST adapter: becomes a router with a handler per route.
#[derive(Debug)]
pub(crate) struct RestAdapter {
    pub namespace: String,
    pub description: String,
    pub address: String,
    pub port: u16,
    /// Name of the generated module.
    pub module: String,
    /// Everybody is answered when there is none.
    pub guard: Option<Guard>,
    pub routes: Vec<Route>,
    pub forwards: Vec<Forward>,
}

/// A path below which everything is passed on to an API.
#[derive(Debug)]
pub(crate) struct Forward {
    /// Name of the handler.
    pub ident: String,
    /// As the spec writes it, and with `{*name}` where it ends with a placeholder.
    pub pattern: String,
    /// That placeholder.
    pub below: Option<String>,
    pub client: usize,
    pub trusted_headers: Vec<String>,
}

/// A route and its operation.
#[derive(Debug)]
pub(crate) struct Route {
    pub method: String,
    /// Pattern with `{name}` placeholders.
    pub pattern: String,
    /// The pairs of the query in it, decoded: what tells routes of one path apart.
    pub query: Vec<(String, String)>,
    pub operation: Exposed,
}

/// An MCP adapter: becomes a trait with a method per tool.
#[derive(Debug)]
pub(crate) struct McpAdapter {
    pub namespace: String,
    pub description: String,
    pub transport: Transport,
    /// Name of the generated module.
    pub module: String,
    /// Everybody is answered when there is none.
    pub guard: Option<Guard>,
    /// What the spec says about it.
    pub keeping: Option<Keeping>,
    pub unknown_arguments: UnknownArguments,
    pub tools: Vec<Tool>,
    pub resources: Vec<Resource>,
    pub prompts: Vec<Prompt>,
}

impl McpAdapter {
    /// What its tools and resources do.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &Exposed> {
        let tools = self.tools.iter().map(|tool| &tool.operation);
        let resources = self
            .resources
            .iter()
            .filter_map(|resource| match &resource.content {
                ResourceContent::Operation { operation, .. } => Some(&**operation),
                ResourceContent::Location(_) => None,
            });
        tools.chain(resources)
    }
}

/// How clients reach an MCP adapter.
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
    pub operation: Exposed,
}

/// What a tool does to the world.
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

/// What an adapter offers under one name.
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
    /// Whether it hands out credentials, which nobody may keep.
    pub issues_credentials: bool,
}

/// An input of the caller.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own, answered by another pass"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExposedInput {
    /// Name on the wire.
    pub name: String,
    /// Name in Rust.
    pub ident: String,
    pub source: Source,
    pub value_type: ValueType,
    pub required: bool,
    pub description: String,
    /// Values that belong to a request body as a whole are JSON of any shape.
    pub whole_body: bool,
    /// Whether a list's elements are texts (they go into a query, path or header).
    pub text_items: bool,
    /// Whether it is optional, and its null is passed on as null.
    pub nullable: bool,
}

/// Where an adapter finds an input.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Source {
    /// A placeholder of the route.
    Path(String),
    Query(String),
    Header(String),
    Cookie(String),
    /// The body as a whole.
    Body,
    /// A field of the JSON body, or an argument of the tool.
    Field(String),
    /// What a path leads to in the JSON body: as it is written, and its steps.
    Selected(String, Path),
}

impl Source {
    /// The name there; `None` for a whole body.
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

/// What an exposed operation does.
#[derive(Debug)]
pub(crate) enum Target {
    /// Calls a consumed operation; one argument for each of its inputs, in their order.
    Call {
        client: usize,
        operation: usize,
        arguments: Vec<Argument>,
    },
    /// Answers by itself, from its inputs.
    Mock(JsonTemplate),
    /// Cannot be done; the message says why.
    Unresolved(String),
}

/// What an input of the called operation gets.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Argument {
    /// Nothing: it is optional.
    Absent,
    /// The caller's input of that index.
    Input(usize),
    /// Always this.
    Constant(serde_json::Value),
    /// Text from the caller's inputs.
    Text(Template),
}

/// How bytes are passed on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Binary {
    /// The largest size, in bytes, where the operation sets none.
    pub limit: Option<u64>,
    /// What they are, where the operation does not say so.
    pub media_type: Option<String>,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Output {
    /// The upstream's answer as it is.
    Relay,
    /// A part of it.
    Mapped(Read),
    /// Its bytes.
    Binary(Binary),
}
