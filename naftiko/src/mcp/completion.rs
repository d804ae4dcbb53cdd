//! Proposals for the arguments of prompts and the placeholders of resources.

use std::pin::Pin;
use std::sync::Arc;

use super::json::{JsonText, Unreadable, is_object, members, string};
use super::message::Params;
use crate::value::{Parts, string_of};

/// How many values the protocol allows in a response.
const MAX_VALUES: usize = 100;

/// What is being typed by a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Completing {
    /// Whose argument it is.
    pub of: Of,
    /// Name of the argument.
    pub argument: String,
    /// What there is of its value.
    pub value: String,
    /// Arguments that are settled.
    pub given: Vec<(String, String)>,
}

/// Whose argument is being typed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Of {
    /// A prompt's, by its name.
    Prompt(String),
    /// A resource's, by its URI with placeholders.
    Resource(String),
}

type Proposing = Pin<Box<dyn Future<Output = Vec<String>> + Send>>;

/// The program's function that makes proposals.
#[derive(Clone)]
pub(super) struct Completer(Arc<dyn Fn(Completing) -> Proposing + Send + Sync>);

impl Completer {
    pub(super) fn new<F>(function: impl Fn(Completing) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Vec<String>> + Send + 'static,
    {
        Self(Arc::new(move |completing| Box::pin(function(completing))))
    }

    /// Appends the member `completion` of a result: as many proposals as the protocol allows, and how many there are.
    pub(super) async fn write(&self, completing: Completing, json: &mut JsonText) {
        let values = (self.0)(completing).await;
        json.name("completion").raw("{").name("values").raw("[");
        for value in values.iter().take(MAX_VALUES) {
            json.item().string(value);
        }
        json.raw("]").name("total").raw(&values.len().to_string());
        json.name("hasMore").boolean(values.len() > MAX_VALUES).raw("}");
    }
}

impl Completing {
    /// Reads the parameters of `completion/complete`; `None` when they are others.
    pub(super) fn read(params: Params<'_>) -> Option<Self> {
        let [reference, argument, context] = params.members(&["ref", "argument", "context"]).ok()?;
        let [kind, name, uri] = members(reference?, &["type", "name", "uri"]).ok()?;
        let of = match &*string(kind?)? {
            "ref/prompt" => Of::Prompt(owned(name)?),
            "ref/resource" => Of::Resource(owned(uri)?),
            _ => return None,
        };
        let [argument, value] = members(argument?, &["name", "value"]).ok()?;
        Some(Self {
            of,
            argument: owned(argument)?,
            value: owned(value)?,
            given: given(context)?,
        })
    }
}

fn owned(text: Option<&str>) -> Option<String> {
    Some(string(text?)?.into_owned())
}

/// The arguments that are settled, in the order of the client.
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
