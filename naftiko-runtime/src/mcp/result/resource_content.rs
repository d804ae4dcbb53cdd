//! The content of an MCP resource.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::Value;

use super::{Blob, ResourceContents, ToolError};
use crate::charset;
use crate::value::Json;

/// The content of an MCP resource.
#[derive(Clone, PartialEq)]
pub struct Content {
    pub(crate) body: ContentBody,
    pub(crate) mime_type: Option<String>,
}

#[derive(Clone, PartialEq)]
pub(crate) enum ContentBody {
    Text(String),
    /// In base64.
    Blob(String),
}

impl Content {
    /// Sets the media type, in place of the table's.
    #[must_use]
    pub fn with_mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.mime_type = Some(mime_type.into());
        self
    }

    /// Returns the same bytes in base64.
    pub(crate) fn into_blob(self) -> Self {
        let body = match self.body {
            ContentBody::Text(text) => ContentBody::Blob(STANDARD.encode(text)),
            blob @ ContentBody::Blob(_) => blob,
        };
        Self { body, ..self }
    }

    pub(crate) fn len(&self) -> usize {
        match &self.body {
            ContentBody::Text(text) | ContentBody::Blob(text) => text.len(),
        }
    }

    /// Returns the media type of the content, unless the table has another one.
    pub(crate) fn default_mime_type(&self) -> &'static str {
        match self.body {
            ContentBody::Text(_) => "text/plain",
            ContentBody::Blob(_) => "application/octet-stream",
        }
    }
}

/// Shows the size, since content may contain tokens.
impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Content")
            .field("bytes", &self.len())
            .field("mime_type", &self.mime_type)
            .finish_non_exhaustive()
    }
}

/// Returns a value as content: JSON as compact text, strings unchanged, bytes as text when they are UTF-8 and as a
/// blob otherwise.
///
/// # Errors
/// None; generated code returns this result directly.
pub fn resource_content(value: impl Into<Content>) -> Result<Content, ToolError> {
    Ok(value.into())
}

impl From<Value> for Content {
    fn from(value: Value) -> Self {
        Self {
            body: ContentBody::Text(value.to_string()),
            mime_type: Some("application/json".to_owned()),
        }
    }
}

impl From<Json> for Content {
    fn from(json: Json) -> Self {
        Self {
            body: ContentBody::Text(json.to_string()),
            mime_type: Some("application/json".to_owned()),
        }
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self {
            body: ContentBody::Text(text),
            mime_type: None,
        }
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<Bytes> for Content {
    fn from(bytes: Bytes) -> Self {
        Self::text_of(&bytes, None).unwrap_or_else(|| Self::blob_of(&bytes))
    }
}

/// Text if the media type is text and the bytes can be read in its charset, a blob otherwise.
impl From<Blob> for Content {
    fn from(blob: Blob) -> Self {
        let (media_type, bytes) = (blob.media_type(), blob.bytes());
        let lower = media_type.to_ascii_lowercase();
        let is_text = lower.starts_with("text/")
            || ["json", "xml", "yaml", "javascript"]
                .iter()
                .any(|word| lower.contains(word));
        let text = is_text.then(|| Self::text_of(bytes, charset::declared(media_type)));
        Self {
            mime_type: Some(media_type.to_owned()),
            ..text.flatten().unwrap_or_else(|| Self::blob_of(bytes))
        }
    }
}

impl Content {
    /// Returns bytes as text; `None` when they are not text in this charset.
    fn text_of(bytes: &[u8], charset: Option<&str>) -> Option<Self> {
        match charset::decode(bytes, charset).ok()? {
            Some(text) => Some(text.into()),
            None => charset::utf8(bytes).ok().map(Self::from),
        }
    }

    fn blob_of(bytes: &[u8]) -> Self {
        Self {
            body: ContentBody::Blob(STANDARD.encode(bytes)),
            mime_type: None,
        }
    }
}

/// Returns content in the form of the protocol. Its own media type precedes the table's.
pub(crate) fn resource_contents(uri: &str, mime_type: &str, content: Content) -> ResourceContents {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_follows_its_media_type() {
        let text = Content::from(Blob::new("text/csv", "a,b"));
        assert!(matches!(&text.body, ContentBody::Text(text) if text == "a,b"));
        let declared = Content::from(Blob::new("text/plain; charset=iso-8859-1", &b"caf\xe9"[..]));
        assert!(matches!(&declared.body, ContentBody::Text(text) if text == "café"));
        let unknown = Content::from(Blob::new("text/plain; charset=x-none", &b"caf\xe9"[..]));
        assert!(matches!(&unknown.body, ContentBody::Blob(_)));
        let file = Content::from(Blob::new("application/pdf", "text"));
        assert!(matches!(&file.body, ContentBody::Blob(blob) if blob == "dGV4dA=="));
        assert_eq!(file.mime_type.as_deref(), Some("application/pdf"));
    }

    #[test]
    fn binary_is_base64_whatever_it_is() {
        let blob = Content::from("text").into_blob();
        assert!(matches!(&blob.body, ContentBody::Blob(blob) if blob == "dGV4dA=="));
        assert_eq!(blob.clone().into_blob(), blob);
        let marked = Content::from(Bytes::from_static(b"\xef\xbb\xbftext"));
        assert_eq!(marked, Content::from("text"));
        let bytes = Content::from(Bytes::from_static(&[0xff, 0]));
        assert!(matches!(&bytes.body, ContentBody::Blob(blob) if blob == "/wA="));
    }
}
