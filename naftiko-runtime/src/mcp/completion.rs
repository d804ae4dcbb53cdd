//! Completion of the arguments of prompts and of the placeholders of MCP resources.

use std::pin::Pin;
use std::sync::Arc;

use crate::mcp::protocol::json::{is_object, members, string};
use crate::mcp::protocol::{Params, Unreadable};
use crate::value::{Parts, Writer, string_of};

/// The largest number of values in a response of the protocol.
const MAX_VALUES: usize = 100;

/// A request to complete the value that a user types.
#[derive(Clone, Debug, PartialEq)]
pub struct CompletionRequest {
    /// The prompt or MCP resource.
    pub target: CompletionTarget,
    /// The name of the argument.
    pub argument: String,
    /// The text so far.
    pub value: String,
    /// The arguments with known values.
    pub given: Vec<(String, String)>,
}

/// The prompt or MCP resource whose argument is completed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum CompletionTarget {
    /// A prompt, by its name.
    Prompt(String),
    /// An MCP resource, by its URI with placeholders.
    Resource(String),
}

type CompletionFuture = Pin<Box<dyn Future<Output = Vec<String>> + Send>>;

/// The completion function of the program.
#[derive(Clone)]
pub(crate) struct Completer(Arc<dyn Fn(CompletionRequest) -> CompletionFuture + Send + Sync>);

impl Completer {
    pub(crate) fn new<F>(function: impl Fn(CompletionRequest) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Vec<String>> + Send + 'static,
    {
        Self(Arc::new(move |completing| Box::pin(function(completing))))
    }

    /// Appends the member `completion` of a result: as many values as the protocol allows, and their total.
    pub(crate) async fn write(&self, completing: CompletionRequest, json: &mut Writer) {
        let values = (self.0)(completing).await;
        json.name("completion").raw("{").name("values").raw("[");
        for value in values.iter().take(MAX_VALUES) {
            json.separate().string(value);
        }
        json.raw("]").name("total").count(values.len());
        json.name("hasMore").boolean(values.len() > MAX_VALUES).raw("}");
    }
}

impl CompletionRequest {
    /// Reads the parameters of `completion/complete`; `None` when they are invalid.
    pub(crate) fn read(params: Params<'_>) -> Option<Self> {
        let [reference, argument, context] = params.members(&["ref", "argument", "context"]).ok()?;
        let [kind, name, uri] = members(reference?, &["type", "name", "uri"]).ok()?;
        let target = match &*string(kind?)? {
            "ref/prompt" => CompletionTarget::Prompt(owned(name)?),
            "ref/resource" => CompletionTarget::Resource(owned(uri)?),
            _ => return None,
        };
        let [argument, value] = members(argument?, &["name", "value"]).ok()?;
        Some(Self {
            target,
            argument: owned(argument)?,
            value: owned(value)?,
            given: given(context)?,
        })
    }
}

fn owned(text: Option<&str>) -> Option<String> {
    Some(string(text?)?.into_owned())
}

/// Returns the arguments with known values, in the order of the client.
fn given(context: Option<&str>) -> Option<Vec<(String, String)>> {
    let arguments = match context {
        Some(context) => members(context, &["arguments"]),
        None => Ok([None]),
    };
    let arguments = match arguments {
        Ok([Some(arguments)]) if is_object(arguments) => arguments,
        Ok([None]) => return Some(Vec::new()),
        Ok([Some(_)]) | Err(Unreadable::Shape | Unreadable::Syntax) => return None,
    };
    let text =
        |(name, value): (&str, &str)| Some((string_of(&format!("\"{name}\"")), string(value)?.into_owned()));
    Parts::of(arguments).map(text).collect()
}
