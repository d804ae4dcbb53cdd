//! Reading of MCP resources and prompts.

use std::path::PathBuf;

use super::catalog::FoundResource;
use super::files::{self, FileError};
use super::resource::ContentBody;
use super::tools::{Tools, caught};
use super::{Content, PromptMessage, ProtocolError, Resource, ResourceContents, ToolError};
use crate::input::Inputs;

impl Tools {
    /// Reads an MCP resource. Its errors are protocol errors, since the results of this method cannot be errors.
    pub(super) async fn read(&self, uri: &str) -> Result<ResourceContents, ProtocolError> {
        let unknown = || unknown_resource(uri);
        let (resource, found) = self.catalog.resource(uri).ok_or_else(unknown)?;
        let content = match found {
            FoundResource::Called(values) => {
                let reading = self
                    .dispatch
                    .read(resource.uri, Inputs::from_arguments(values))
                    .ok_or_else(unknown)?;
                caught(reading).await.map_err(|error| match error.status() {
                    Some(404 | 410) => ProtocolError::resource_not_found(error.message(), uri),
                    _ => error.into_protocol(),
                })?
            }
            FoundResource::File(location, rest) => {
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
            let message = format!("the resource has {length} bytes; the limit is {limit}");
            return Err(ProtocolError::internal_error(message));
        }
        Ok(resource_contents(uri, resource.mime_type, content))
    }

    /// Reads a file on a blocking thread; `None` when it does not exist.
    async fn file(
        &self,
        location: PathBuf,
        rest: String,
        resource: &Resource,
    ) -> Option<Result<Content, ProtocolError>> {
        let (mime_type, limit) = (resource.mime_type, self.result_limit);
        let read = tokio::task::spawn_blocking(move || files::read(&location, &rest, mime_type, limit)).await;
        let failed = |message: String| Some(Err(ProtocolError::internal_error(message)));
        match read {
            Ok(Ok(content)) => Some(Ok(content)),
            Ok(Err(FileError::Absent)) => None,
            Ok(Err(FileError::TooLarge(length))) => {
                failed(format!("the resource has {length} bytes; the limit is {limit}"))
            }
            Ok(Err(FileError::Failed(error))) => {
                tracing::warn!(uri = resource.uri, %error, "failed to read resource file");
                failed("failed to read the file".to_owned())
            }
            Err(_) => failed("the server failed to read the resource".to_owned()),
        }
    }

    /// Builds the messages of a prompt; `None` when the prompt is unknown.
    pub(super) async fn prompt(
        &self,
        name: &str,
        inputs: Inputs,
    ) -> Option<Result<Vec<PromptMessage>, ProtocolError>> {
        let pending = self.dispatch.prompt(name, inputs)?;
        Some(caught(pending).await.map_err(ToolError::into_protocol))
    }
}

/// Returns the error of an unknown URI.
pub(super) fn unknown_resource(uri: &str) -> ProtocolError {
    ProtocolError::resource_not_found(format!("unknown resource `{uri}`"), uri)
}

/// Returns content in the form of the protocol. Its own media type precedes the table's.
pub(super) fn resource_contents(uri: &str, mime_type: &str, content: Content) -> ResourceContents {
    let mime_type = match (&content.mime_type, mime_type) {
        (Some(own), _) => own.clone(),
        (None, "") => content.default_mime_type().to_owned(),
        (None, table) => table.to_owned(),
    };
    match content.body {
        ContentBody::Text(text) => ResourceContents::text(text, uri),
        ContentBody::Blob(blob) => ResourceContents::blob(blob, uri),
    }
    .with_mime_type(mime_type)
}
