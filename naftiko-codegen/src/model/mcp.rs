//! What an MCP adapter offers besides tools.

use super::{Exposed, ExposedInput, Template};

/// A resource.
#[derive(Debug)]
pub(crate) struct Resource {
    /// With `{name}` for placeholders.
    pub uri: String,
    /// Name in the spec.
    pub name: String,
    pub title: String,
    pub description: String,
    pub mime_type: String,
    /// Whether it is sent in base64, whatever it holds.
    pub binary: bool,
    pub content: ResourceContent,
}

/// Where a resource comes from.
#[derive(Debug)]
pub(crate) enum ResourceContent {
    /// A call: becomes a method of the trait.
    Operation {
        operation: Box<Exposed>,
        /// Name of the input struct.
        input_name: String,
    },
    /// A file or folder of the machine that serves.
    Location(String),
}

/// A prompt: becomes a method of the trait.
#[derive(Debug)]
pub(crate) struct Prompt {
    /// Name on the wire.
    pub name: String,
    /// Name of the method.
    pub ident: String,
    pub title: String,
    pub description: String,
    /// Name of the input struct.
    pub input_name: String,
    pub arguments: Vec<PromptArgument>,
    pub messages: Vec<PromptMessage>,
}

/// An argument of a prompt: a text.
#[derive(Debug)]
pub(crate) struct PromptArgument {
    pub title: String,
    pub input: ExposedInput,
}

/// A message of a prompt.
#[derive(Debug)]
pub(crate) struct PromptMessage {
    /// Whether the model says it, and not the person.
    pub by_assistant: bool,
    /// With the arguments by their index.
    pub text: Template,
}

/// How long clients may keep what they have read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Keeping {
    /// In milliseconds.
    pub ttl: u64,
    /// Whether anybody may share a copy.
    pub public: bool,
}
