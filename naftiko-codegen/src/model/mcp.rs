//! MCP resources and prompts.

use super::{Exposed, ExposedInput, Template};

/// An MCP resource.
#[derive(Debug)]
pub(crate) struct Resource {
    /// The URI with `{name}` for placeholders.
    pub uri: String,
    /// Name in the spec.
    pub name: String,
    pub title: String,
    pub description: String,
    pub mime_type: String,
    /// Whether its content is always sent in base64.
    pub binary: bool,
    pub content: ResourceContent,
}

impl Resource {
    /// Returns the operation that reads it, with the name of its input struct; `None` for a file or folder.
    pub(crate) fn operation(&self) -> Option<(&Exposed, &str)> {
        match &self.content {
            ResourceContent::Operation {
                operation,
                input_name,
            } => Some((operation, input_name)),
            ResourceContent::Location(_) => None,
        }
    }
}

/// The content of an MCP resource.
#[derive(Debug)]
pub(crate) enum ResourceContent {
    /// A call, generated as a method of the trait.
    Operation {
        operation: Box<Exposed>,
        /// Name of the input struct.
        input_name: String,
    },
    /// A file or folder of the machine that runs the program.
    Location(String),
}

/// A prompt, generated as a method of the trait.
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

/// An argument of a prompt, which is a string.
#[derive(Debug)]
pub(crate) struct PromptArgument {
    pub title: String,
    pub input: ExposedInput,
}

/// A message of a prompt.
#[derive(Debug)]
pub(crate) struct PromptMessage {
    /// Whether its role is `assistant` instead of `user`.
    pub by_assistant: bool,
    /// The text with the indexes of arguments.
    pub text: Template,
}

/// The caching rules for MCP clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Keeping {
    /// In milliseconds.
    pub ttl: u64,
    /// Whether shared caches may keep a copy.
    pub public: bool,
}
