//! What generated code says about a server's prompts.

use std::pin::Pin;

use super::json::JsonText;
use super::{Content, ContentBlock, ToolError};

/// One row of a server's table of prompts. Empty texts are left out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Prompt {
    /// The name it is got by.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// What its messages are made with.
    pub arguments: &'static [PromptArgument],
}

/// An argument of a prompt: a text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PromptArgument {
    /// Its name.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it is.
    pub description: &'static str,
    /// Whether the prompt makes no sense without it.
    pub required: bool,
}

/// Who speaks in a prompt.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Role {
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// A prompt being made.
pub type Prompting<'a> = Pin<Box<dyn Future<Output = Result<Vec<Said>, ToolError>> + Send + 'a>>;

/// A message of a prompt that is ready.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    role: Role,
    content: ContentBlock,
}

impl Said {
    /// What the person says.
    pub fn user(text: impl Into<String>) -> Self {
        Self::text(Role::User, text)
    }

    /// What the model says.
    pub fn assistant(text: impl Into<String>) -> Self {
        Self::text(Role::Assistant, text)
    }

    /// A text.
    pub fn text(role: Role, text: impl Into<String>) -> Self {
        Self::block(role, ContentBlock::text(text))
    }

    /// The content of a resource.
    pub fn resource(role: Role, uri: &str, content: Content) -> Self {
        let contents = super::reading::resource_contents(uri, "", content);
        Self::block(role, ContentBlock::resource(contents))
    }

    /// An image in base64, or whatever else the protocol has.
    pub fn block(role: Role, content: ContentBlock) -> Self {
        Self { role, content }
    }

    pub(super) fn write(&self, json: &mut JsonText) {
        let role = match self.role {
            Role::User => "user",
            Role::Assistant => "assistant",
        };
        json.raw("{").name("role").string(role).name("content");
        self.content.write(json);
        json.raw("}");
    }
}
