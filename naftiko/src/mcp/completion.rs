//! Proposals for the arguments of prompts and the placeholders of resources.

use std::pin::Pin;
use std::sync::Arc;

use rmcp::model::{CompleteRequestParams, CompleteResult, CompletionInfo, ErrorData, Reference};

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

    /// The answer: as many proposals as the protocol allows, and how many there are.
    pub(super) async fn answer(&self, request: CompleteRequestParams) -> Result<CompleteResult, ErrorData> {
        let of = match request.r#ref {
            Reference::Prompt(prompt) => Of::Prompt(prompt.name),
            Reference::Resource(resource) => Of::Resource(resource.uri),
            _ => return Err(ErrorData::invalid_params("unknown kind of reference", None)),
        };
        let given = request.context.and_then(|context| context.arguments);
        let completing = Completing {
            of,
            argument: request.argument.name,
            value: request.argument.value,
            given: given.into_iter().flatten().collect(),
        };
        let mut values = (self.0)(completing).await;
        let found = values.len();
        values.truncate(CompletionInfo::MAX_VALUES);
        let mut completion =
            CompletionInfo::new(values).map_err(|message| ErrorData::internal_error(message, None))?;
        completion.total = u32::try_from(found).ok();
        completion.has_more = Some(found > CompletionInfo::MAX_VALUES);
        Ok(CompleteResult::new(completion))
    }
}
