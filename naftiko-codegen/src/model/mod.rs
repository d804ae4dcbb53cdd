//! The capability with every question answered: what `resolve` makes and `emit` reads.
//!
//! No YAML, no spans and no names to look up are left here. Identifiers are final and unique in their scope; things refer to
//! each other by index, in the order of the spec.

mod authentication;
mod client;
mod exposed;
mod guard;
mod mcp;
mod shape;
mod value;

pub(crate) use authentication::{
    Authentication, Credential, CustomToken, OAuth2, Renewal, TokenFields, TokenPlacement,
};
pub(crate) use client::{Body, Client, Content, Escape, Format, Input, Operation, Part, Payload, Place};
pub(crate) use exposed::{
    Argument, Binary, Exposed, ExposedInput, Forward, Hints, McpAdapter, Output, RestAdapter, Route, Source,
    Target, Tool, Transport,
};
pub(crate) use guard::{CallerScheme, Guard, KeyPlace, ResourceServer};
pub(crate) use mcp::{Keeping, Prompt, PromptArgument, PromptMessage, Resource, ResourceContent};
pub(crate) use shape::{Field, Path, Read, ReadKind, Shape, Step};
pub(crate) use value::{JsonTemplate, Piece, Template, ValueType, Variable, renumber};

use crate::options::Emit;

/// One spec, compiled.
#[derive(Debug)]
pub(crate) struct Capability {
    /// Name of the generated module.
    pub module: String,
    /// What `info` calls the capability, or the file's stem.
    pub title: String,
    /// Prose of `info.description`.
    pub description: String,
    /// Version of the capability (`info.version`), or the format's.
    pub version: String,
    /// One for each consumed API.
    pub clients: Vec<Client>,
    /// One for each REST adapter.
    pub rest: Vec<RestAdapter>,
    /// One for each MCP adapter.
    pub mcp: Vec<McpAdapter>,
    /// Structs for what the spec gives a shape.
    pub shapes: Vec<Shape>,
    /// Whether the document is beyond a limit, so that nothing of it has been resolved.
    pub refused: bool,
}

impl Capability {
    /// The capability of a document that is beyond a limit: nothing is in it.
    pub(crate) fn refused(module: &str) -> Self {
        Self {
            module: module.to_owned(),
            title: String::new(),
            description: String::new(),
            version: String::new(),
            clients: Vec::new(),
            rest: Vec::new(),
            mcp: Vec::new(),
            shapes: Vec::new(),
            refused: true,
        }
    }

    /// The guards of the adapters that are generated, with the module of each.
    pub(crate) fn guards(&self, emit: Emit) -> impl Iterator<Item = (&str, &Guard)> {
        let rest = self.rest.iter().filter(move |_| emit.rest);
        let rest = rest.filter_map(|adapter| Some((adapter.module.as_str(), adapter.guard.as_ref()?)));
        let mcp = self.mcp.iter().filter(move |_| emit.mcp);
        let mcp = mcp.filter_map(|adapter| Some((adapter.module.as_str(), adapter.guard.as_ref()?)));
        rest.chain(mcp)
    }

    /// The consumed operation that a target names.
    pub(crate) fn operation(&self, client: usize, operation: usize) -> Option<(&Client, &Operation)> {
        let client = self.clients.get(client)?;
        Some((client, client.operations.get(operation)?))
    }
}
