//! Reading resources and getting prompts.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;

use futures_util::FutureExt as _;
use rmcp::model::{ErrorData, GetPromptResult, JsonObject, ReadResourceResult, ResourceContents};
use serde_json::json;

use super::catalog::Found;
use super::files::{self, Unread};
use super::handler::Tools;
use super::resource::Body;
use super::{Content, Resource, Said, ToolError, rows};
use crate::input::Inputs;

impl Tools {
    /// Reads a resource. What fails is a protocol error here: a reading has no results that are errors.
    pub(super) async fn read(&self, uri: &str) -> Result<ReadResourceResult, ErrorData> {
        let unknown = || unknown_resource(uri);
        let (resource, found) = self.catalog.resource(uri).ok_or_else(unknown)?;
        let content = match found {
            Found::Called(values) => {
                let reading = self
                    .dispatch
                    .read(resource.uri, Inputs::from_arguments(values))
                    .ok_or_else(unknown)?;
                let outcome = AssertUnwindSafe(reading).catch_unwind().await;
                outcome
                    .unwrap_or_else(|_| Err(failed_inside()))
                    .map_err(|error| match error.status() {
                        Some(404 | 410) => ErrorData::resource_not_found(
                            error.message().to_owned(),
                            Some(json!({ "uri": uri })),
                        ),
                        _ => error.into_protocol(),
                    })?
            }
            Found::File(location, rest) => {
                self.file(location, rest, resource).await.ok_or_else(unknown)??
            }
        };
        let content = if resource.binary {
            content.into_blob()
        } else {
            content
        };
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

    /// Reads a file; `None` when there is none. The disk is waited for where that holds nobody up.
    async fn file(
        &self,
        location: PathBuf,
        rest: String,
        resource: &Resource,
    ) -> Option<Result<Content, ErrorData>> {
        let (mime_type, limit) = (resource.mime_type, self.result_limit);
        let read = tokio::task::spawn_blocking(move || files::read(&location, &rest, mime_type, limit)).await;
        let failed = |message: String| Some(Err(ErrorData::internal_error(message, None)));
        match read {
            Ok(Ok(content)) => Some(Ok(content)),
            Ok(Err(Unread::Absent)) => None,
            Ok(Err(Unread::TooLarge(length))) => failed(format!(
                "the resource has {length} bytes, of which {limit} are allowed"
            )),
            Ok(Err(Unread::Failed(error))) => {
                tracing::warn!(uri = resource.uri, %error, "a file of the resource cannot be read");
                failed("the file cannot be read".to_owned())
            }
            Err(_) => failed("it failed inside of the server".to_owned()),
        }
    }

    /// Makes a prompt.
    pub(super) async fn prompt(
        &self,
        name: &str,
        arguments: JsonObject,
    ) -> Result<GetPromptResult, ErrorData> {
        let unknown = || ErrorData::invalid_params(format!("unknown prompt `{name}`"), None);
        let prompt = self.catalog.prompt(name).ok_or_else(unknown)?;
        let pending = self
            .dispatch
            .prompt(name, Inputs::from_arguments(arguments))
            .ok_or_else(unknown)?;
        let outcome = AssertUnwindSafe(pending).catch_unwind().await;
        let messages = outcome
            .unwrap_or_else(|_| Err(failed_inside()))
            .map_err(ToolError::into_protocol)?;
        let mut result = GetPromptResult::new(messages.into_iter().map(|Said(message)| message).collect());
        result.description = rows::text(prompt.description);
        result.meta = Some(self.catalog.meta.clone());
        Ok(result)
    }
}

/// The answer to a URI that there is no resource for.
pub(super) fn unknown_resource(uri: &str) -> ErrorData {
    ErrorData::resource_not_found(format!("unknown resource `{uri}`"), Some(json!({ "uri": uri })))
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
