//! Static prompt descriptions.

use super::MethodFuture;
use crate::mcp::result::resource_content::resource_contents;
use crate::mcp::result::{Content, ContentBlock};
use crate::value::Writer;

/// A row of a server's table of prompts. Empty texts are omitted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Prompt {
    /// The name.
    pub name: &'static str,
    /// The title for users.
    pub title: &'static str,
    /// The purpose.
    pub description: &'static str,
    /// The arguments.
    pub arguments: &'static [PromptArgument],
}

/// An argument of a prompt, a string.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PromptArgument {
    /// The name.
    pub name: &'static str,
    /// The title for users.
    pub title: &'static str,
    /// The description.
    pub description: &'static str,
    /// Whether it is required.
    pub required: bool,
}

/// The author of a prompt message.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Role {
    /// The user.
    User,
    /// The model.
    Assistant,
}

/// The future of a prompt.
pub type PromptFuture<'a> = MethodFuture<'a, Vec<PromptMessage>>;

/// A message of a prompt.
#[derive(Clone, Debug, PartialEq)]
pub struct PromptMessage {
    role: Role,
    content: ContentBlock,
}

impl PromptMessage {
    /// Creates a text message of the user.
    pub fn user(text: impl Into<String>) -> Self {
        Self::text(Role::User, text)
    }

    /// Creates a text message of the model.
    pub fn assistant(text: impl Into<String>) -> Self {
        Self::text(Role::Assistant, text)
    }

    /// Creates a text message.
    pub fn text(role: Role, text: impl Into<String>) -> Self {
        Self::block(role, ContentBlock::text(text))
    }

    /// Creates a message with the content of an MCP resource.
    pub fn resource(role: Role, uri: &str, content: Content) -> Self {
        let contents = resource_contents(uri, "", content);
        Self::block(role, ContentBlock::resource(contents))
    }

    /// Creates a message with any content block, such as an image.
    pub fn block(role: Role, content: ContentBlock) -> Self {
        Self { role, content }
    }

    pub(crate) fn write(&self, json: &mut Writer) {
        let role = match self.role {
            Role::User => "user",
            Role::Assistant => "assistant",
        };
        json.raw("{").name("role").string(role).name("content");
        self.content.write(json);
        json.raw("}");
    }
}
