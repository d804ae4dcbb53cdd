//! What generated code says about a server's prompts.

use std::pin::Pin;

use rmcp::model::{ContentBlock, PromptMessage};
use serde_json::{Map, Value};

use super::template::fill;
use super::{Content, ToolError};
use crate::input::{In, InputProblem, InvalidInput, ProblemKind};

/// One row of a server's table of prompts. Empty texts are left out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Prompt {
    /// The name it is got by.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// What its messages are filled with.
    pub arguments: &'static [PromptArgument],
    /// Its messages, with `{{argument}}` for arguments.
    pub messages: &'static [Message],
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

/// A message of a prompt.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What is said.
    pub text: &'static str,
}

/// Who speaks in a prompt.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Role {
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// A prompt being made by a program's own code.
pub type Prompting<'a> = Pin<Box<dyn Future<Output = Result<Vec<Said>, ToolError>> + Send + 'a>>;

/// A message of a prompt that is ready.
#[derive(Clone, Debug, PartialEq)]
pub struct Said(pub(super) PromptMessage);

impl Said {
    /// A text.
    pub fn text(role: Role, text: impl Into<String>) -> Self {
        Self(PromptMessage::new_text(role.into(), text))
    }

    /// The content of a resource.
    pub fn resource(role: Role, uri: &str, content: Content) -> Self {
        let contents = super::reading::resource_contents(uri, "", content);
        Self(PromptMessage::new(role.into(), ContentBlock::resource(contents)))
    }

    /// An image in base64, or whatever else the protocol has.
    pub fn block(role: Role, content: ContentBlock) -> Self {
        Self(PromptMessage::new(role.into(), content))
    }
}

impl From<Role> for rmcp::model::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::User => Self::User,
            Role::Assistant => Self::Assistant,
        }
    }
}

impl Prompt {
    /// Checks the arguments: the required ones are there, and no others than those of the table.
    pub(super) fn check(&self, arguments: &Map<String, Value>) -> Result<(), InvalidInput> {
        let missing = self
            .arguments
            .iter()
            .filter(|argument| argument.required && !arguments.contains_key(argument.name))
            .map(|argument| InputProblem::missing(In::Field(argument.name)));
        let unusable = arguments.iter().filter_map(|(name, value)| {
            let known = self.arguments.iter().any(|argument| argument.name == name);
            let (kind, message) = match (known, value) {
                (true, Value::String(_)) => return None,
                (true, _) => (ProblemKind::Invalid, "expected a string"),
                (false, _) => (ProblemKind::Unknown, "unknown argument"),
            };
            Some(InputProblem::new(In::Field(name), kind, message))
        });
        InvalidInput::check(missing.chain(unusable).collect())
    }

    /// The messages, filled. An optional argument that is not given leaves nothing behind.
    pub(super) fn fill(&self, arguments: &Map<String, Value>) -> Vec<Said> {
        let value = |name: &str| {
            let given = arguments.get(name).and_then(Value::as_str);
            given.or_else(|| {
                self.arguments
                    .iter()
                    .any(|argument| argument.name == name)
                    .then_some("")
            })
        };
        self.messages
            .iter()
            .map(|message| Said::text(message.role, fill(message.text, value)))
            .collect()
    }
}
