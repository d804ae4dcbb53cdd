//! What generated code says about a server and its tools.

use std::pin::Pin;

use super::{Prompting, Reading, ToolError, ToolResult};
use crate::input::Inputs;

/// What a server says about itself. Empty texts are left out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ServerInfo {
    /// Its name, from the namespace of the adapter.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Its version.
    pub version: &'static str,
    /// What an agent has to know to use its tools together.
    pub instructions: &'static str,
}

/// One row of a server's tool table. Empty texts are left out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Tool {
    /// The name it is called by.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it does, and when to use it.
    pub description: &'static str,
    /// The JSON Schema of its arguments, an object.
    pub input_schema: &'static str,
    /// The JSON Schema of its structured result, an object.
    pub output_schema: &'static str,
    /// What a client may assume about a call.
    pub hints: Hints,
}

/// What a client may assume about a call of a tool (MCP's tool annotations). All four are always sent: the
/// defaults that clients assume are the most pessimistic.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the protocol has four independent hints"
)]
pub struct Hints {
    /// Nothing is changed by it.
    pub read_only: bool,
    /// It may change or remove what is there. Means something only when it is not `read_only`.
    pub destructive: bool,
    /// Calling it again with the same arguments changes nothing more. Means something only when it is not
    /// `read_only`.
    pub idempotent: bool,
    /// It deals with the world outside of the server.
    pub open_world: bool,
}

/// A call under way.
pub type Pending<'a> = Pin<Box<dyn Future<Output = Result<ToolResult, ToolError>> + Send + 'a>>;

/// Carries out the calls of a server's tools, reads its resources and makes its prompts.
pub trait Dispatch: Send + Sync + 'static {
    /// Starts a call with its arguments, still to be checked. `None`: there is no such tool.
    fn call<'a>(&'a self, tool: &str, inputs: Inputs) -> Option<Pending<'a>>;

    /// Starts reading a resource, by its URI in the table. The values of a template's placeholders are its
    /// inputs (`In::Field`). `None`: it cannot be read.
    fn read<'a>(&'a self, uri: &str, inputs: Inputs) -> Option<Reading<'a>> {
        let _ = (uri, inputs);
        None
    }

    /// Makes a prompt with its arguments, still to be checked. `None`: there is no such prompt.
    fn prompt<'a>(&'a self, name: &str, inputs: Inputs) -> Option<Prompting<'a>> {
        let _ = (name, inputs);
        None
    }
}
