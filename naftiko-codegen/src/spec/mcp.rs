//! MCP adapters: tools, resources and prompts.

use super::{About, Action, Authentication, Parameter, Text};
use crate::options::Options;
use crate::source::{Span, Spanned};

/// An adapter of the type `mcp`.
#[derive(Debug)]
pub(crate) struct McpAdapter {
    pub span: Span,
    pub namespace: Text,
    pub description: Option<Text>,
    /// HTTP by default.
    pub transport: Option<Spanned<Transport>>,
    pub address: Option<Text>,
    pub port: Option<Spanned<u16>>,
    pub authentication: Option<Authentication>,
    /// In bytes.
    pub max_binary_size: Option<Spanned<u64>>,
    /// The time for which MCP clients may cache lists and MCP resources, in milliseconds.
    pub ttl: Option<Spanned<u64>>,
    /// Private by default.
    pub cache_scope: Option<Spanned<CacheScope>>,
    pub tools: Vec<Tool>,
    pub resources: Vec<McpResource>,
    pub prompts: Vec<Prompt>,
    /// Options that the spec sets by extension keys.
    pub options: Option<Box<Options>>,
}

/// The transport between MCP clients and the adapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    Http,
    Stdio,
}

/// Which caches may keep a response: shared ones, or only that of the MCP client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CacheScope {
    Public,
    Private,
}

/// A tool.
#[derive(Debug)]
pub(crate) struct Tool {
    pub span: Span,
    /// A tool with `ref` takes the flow's name by default.
    pub name: Option<Text>,
    pub about: About,
    pub inputs: Vec<Parameter>,
    pub action: Action,
    pub hints: Hints,
}

/// The declared effects of a tool. `None` where the spec has no value.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Hints {
    pub read_only: Option<Spanned<bool>>,
    pub destructive: Option<Spanned<bool>>,
    pub idempotent: Option<Spanned<bool>>,
    pub open_world: Option<Spanned<bool>>,
}

/// An MCP resource.
#[derive(Debug)]
pub(crate) struct McpResource {
    pub span: Span,
    pub name: Text,
    pub about: About,
    /// `{parameter}` makes it a template.
    pub uri: Text,
    pub mime_type: Option<Text>,
    pub binary: Option<Spanned<bool>>,
    /// The placeholders of the URI.
    pub inputs: Vec<Parameter>,
    pub action: Action,
    /// The folder whose files are served, or a file.
    pub location: Option<Text>,
}

/// A prompt.
#[derive(Debug)]
pub(crate) struct Prompt {
    pub span: Span,
    pub name: Text,
    pub about: About,
    pub arguments: Vec<Parameter>,
    pub template: Vec<Message>,
    /// The file with the text.
    pub location: Option<Text>,
}

/// A message of a prompt.
#[derive(Debug)]
pub(crate) struct Message {
    pub span: Span,
    /// `user` or `assistant`.
    pub role: Text,
    pub content: Text,
}
