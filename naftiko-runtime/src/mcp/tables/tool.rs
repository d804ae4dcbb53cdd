//! Static server and tool descriptions.

use std::future::ready;
use std::pin::Pin;

use super::{PromptFuture, ResourceFuture};
use crate::input::{Inputs, InvalidInput};
use crate::mcp::result::{ToolError, ToolResult};

/// The description of a server. Empty texts are omitted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ServerInfo {
    /// The name, from the namespace of the adapter.
    pub name: &'static str,
    /// The title for users.
    pub title: &'static str,
    /// The version.
    pub version: &'static str,
    /// What an agent must know to use the tools together.
    pub instructions: &'static str,
}

/// A row of a server's tool table. Empty texts are omitted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Tool {
    /// The name.
    pub name: &'static str,
    /// The title for users.
    pub title: &'static str,
    /// What the tool does, and when to use it.
    pub description: &'static str,
    /// The JSON Schema of its arguments, an object.
    pub input_schema: &'static str,
    /// The JSON Schema of its structured result, an object.
    pub output_schema: &'static str,
    /// The hints about its effects.
    pub hints: Hints,
}

#[cfg(test)]
impl Tool {
    /// A reading tool with these schemas, for tests of arguments and results.
    pub(crate) const fn tested(
        name: &'static str,
        input_schema: &'static str,
        output_schema: &'static str,
    ) -> Self {
        Self {
            name,
            title: "",
            description: "",
            input_schema,
            output_schema,
            hints: Hints::READING,
        }
    }
}

/// Hints about the effects of a tool call (MCP's tool annotations). All four are always sent, since clients assume
/// the worst by default.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the protocol has four independent hints"
)]
pub struct Hints {
    /// The tool changes nothing.
    pub read_only: bool,
    /// The tool may change or remove existing data. Applies only without `read_only`.
    pub destructive: bool,
    /// A second call with the same arguments has no further effect. Applies only without `read_only`.
    pub idempotent: bool,
    /// The tool interacts with systems outside of the server.
    pub open_world: bool,
}

impl Hints {
    /// The hints of a tool that only reads, from other systems.
    pub(crate) const READING: Self = Self {
        read_only: true,
        destructive: false,
        idempotent: true,
        open_world: true,
    };
}

/// The future of a method, with the result of its tool, MCP resource or prompt.
pub type MethodFuture<'a, R> = Pin<Box<dyn Future<Output = Result<R, ToolError>> + Send + 'a>>;

/// The future of a tool call.
pub type ToolFuture<'a> = MethodFuture<'a, ToolResult>;

/// Starts a method of generated code with the inputs that it reads. `result` makes the result from what the method returns.
///
/// Never `None`, which is the value of a [`Dispatch`] for what it does not know.
pub fn start<'a, I, F, T, R>(
    input: Result<I, InvalidInput>,
    method: impl FnOnce(I) -> F,
    result: impl FnOnce(T) -> Result<R, ToolError> + Send + 'a,
) -> Option<MethodFuture<'a, R>>
where
    F: Future<Output = Result<T, ToolError>> + Send + 'a,
    R: Send + 'a,
{
    let pending = match input {
        Ok(input) => method(input),
        Err(invalid) => return Some(Box::pin(ready(Err(invalid.into())))),
    };
    Some(Box::pin(async move { result(pending.await?) }))
}

/// Runs the calls of a server's tools, reads its MCP resources and builds its prompts.
pub trait Dispatch: Send + Sync + 'static {
    /// Starts a call with its unchecked arguments. `None`: the tool is unknown.
    fn call<'a>(&'a self, tool: &str, inputs: Inputs) -> Option<ToolFuture<'a>>;

    /// Starts to read an MCP resource by its URI in the table. The values of a template's placeholders are its inputs
    /// (`ParameterIn::Field`). `None`: it cannot be read.
    fn read<'a>(&'a self, uri: &str, inputs: Inputs) -> Option<ResourceFuture<'a>> {
        let _ = (uri, inputs);
        None
    }

    /// Builds a prompt with its unchecked arguments. `None`: the prompt is unknown.
    fn prompt<'a>(&'a self, name: &str, inputs: Inputs) -> Option<PromptFuture<'a>> {
        let _ = (name, inputs);
        None
    }
}
