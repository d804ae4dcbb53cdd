//! Reading resources and getting prompts.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use rmcp::model::{ErrorData, GetPromptResult, JsonObject, ReadResourceResult, ResourceContents};

use super::handler::Tools;
use super::resource::Body;
use super::{Content, Said, ToolError, rows};
use crate::input::Inputs;

impl Tools {
    /// Reads a resource. What fails is a protocol error here: a reading has no results that are errors.
    pub(super) async fn read(&self, uri: &str) -> Result<ReadResourceResult, ErrorData> {
        let unknown = || ErrorData::resource_not_found(format!("unknown resource `{uri}`"), None);
        let (resource, values) = self.catalog.resource(uri).ok_or_else(unknown)?;
        let reading = self
            .dispatch
            .read(resource.uri, Inputs::from_arguments(values))
            .ok_or_else(unknown)?;
        let outcome = AssertUnwindSafe(reading).catch_unwind().await;
        let content = outcome
            .unwrap_or_else(|_| Err(failed_inside()))
            .map_err(|error| match error.status() {
                Some(404 | 410) => ErrorData::resource_not_found(error.message().to_owned(), None),
                _ => error.into_protocol(),
            })?;
        if content.len() > self.result_limit {
            let (length, limit) = (content.len(), self.result_limit);
            let message = format!("the resource has {length} bytes, of which {limit} are allowed");
            return Err(ErrorData::internal_error(message, None));
        }
        let contents = resource_contents(uri, resource.mime_type, content);
        let mut result = ReadResourceResult::new(vec![contents]);
        result.meta = Some(self.catalog.meta.clone());
        Ok(result)
    }

    /// Makes a prompt: by the program's own code, or of the messages in the table.
    pub(super) async fn prompt(
        &self,
        name: &str,
        arguments: JsonObject,
    ) -> Result<GetPromptResult, ErrorData> {
        let Some(prompt) = self.catalog.prompt(name) else {
            return Err(ErrorData::invalid_params(
                format!("unknown prompt `{name}`"),
                None,
            ));
        };
        prompt
            .check(&arguments)
            .map_err(|invalid| ErrorData::invalid_params(format!("invalid arguments: {invalid}"), None))?;
        let own = self
            .dispatch
            .prompt(name, Inputs::from_arguments(arguments.clone()));
        let messages = match own {
            Some(pending) => {
                let outcome = AssertUnwindSafe(pending).catch_unwind().await;
                outcome
                    .unwrap_or_else(|_| Err(failed_inside()))
                    .map_err(ToolError::into_protocol)?
            }
            None => prompt.fill(&arguments),
        };
        let mut result = GetPromptResult::new(messages.into_iter().map(|Said(message)| message).collect());
        result.description = rows::text(prompt.description);
        result.meta = Some(self.catalog.meta.clone());
        Ok(result)
    }
}

fn failed_inside() -> ToolError {
    ToolError::new("It failed inside of the server.")
}

/// Content in the protocol's form. The media type is the content's own, else the table's.
pub(super) fn resource_contents(uri: &str, mime_type: &str, content: Content) -> ResourceContents {
    let mime_type = match (&content.mime_type, mime_type) {
        (Some(own), _) => own.clone(),
        (None, "") => content.default_mime_type().to_owned(),
        (None, table) => table.to_owned(),
    };
    match content.body {
        Body::Text(text) => ResourceContents::text(text, uri),
        Body::Blob(blob) => ResourceContents::blob(blob, uri),
    }
    .with_mime_type(mime_type)
}
