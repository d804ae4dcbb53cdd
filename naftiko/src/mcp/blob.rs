//! Binary answers of tools.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use super::{ContentBlock, IntoToolResult, ResourceContents, ToolResult};
use crate::client::{Error, Streaming};

/// Bytes and what they are: a picture, a recording, a file. What tools answer with whose operation is binary.
#[derive(Clone, PartialEq, Eq)]
pub struct Blob {
    media_type: String,
    bytes: Bytes,
}

impl Blob {
    /// Bytes of a media type.
    pub fn new(media_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self {
            media_type: media_type.into(),
            bytes: bytes.into(),
        }
    }

    /// The whole of an API's answer, and the media type that the spec or the API says it has. Give it a limit:
    /// it is kept in memory, and an agent has to read it.
    ///
    /// # Errors
    /// Those of [`Streaming::chunk`].
    pub async fn read(mut response: Streaming) -> Result<Self, Error> {
        let bytes = response.bytes().await?;
        Ok(Self::new(response.media_type(), bytes))
    }

    /// The same bytes as another media type.
    #[must_use]
    pub fn as_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = media_type.into();
        self
    }

    /// What the bytes are.
    pub fn media_type(&self) -> &str {
        &self.media_type
    }

    /// The bytes.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }
}

/// An image or a recording as such, anything else as an embedded resource.
impl IntoToolResult for Blob {
    fn into_tool_result(self) -> ToolResult {
        let data = STANDARD.encode(&self.bytes);
        let is = |family: &str| {
            let start = self.media_type.get(..family.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(family))
        };
        let block = if is("image/") {
            ContentBlock::image(data, self.media_type)
        } else if is("audio/") {
            ContentBlock::audio(data, self.media_type)
        } else {
            let blob = ResourceContents::blob(data, "naftiko:result").with_mime_type(self.media_type);
            ContentBlock::resource(blob)
        };
        ToolResult::success(vec![block])
    }
}

/// Shows the media type and the size.
impl fmt::Debug for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blob")
            .field("media_type", &self.media_type)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::json::JsonText;
    use super::*;

    fn content(media_type: &str) -> serde_json::Value {
        let result = Blob::new(media_type, Bytes::from_static(&[0xff, 0x00])).into_tool_result();
        let mut json = JsonText::default();
        result.content().iter().for_each(|block| block.write(&mut json));
        serde_json::from_str(&json.to_string()).unwrap_or_default()
    }

    #[test]
    fn pictures_and_recordings_are_told_from_files() {
        for (media_type, kind) in [("image/png", "image"), ("Audio/mpeg", "audio")] {
            let block = content(media_type);
            assert_eq!((&block["type"], &block["data"]), (&kind.into(), &"/wA=".into()));
            assert_eq!(block["mimeType"], media_type);
        }
        for media_type in ["application/pdf", "text/csv", "image"] {
            let block = content(media_type);
            assert_eq!(
                (&block["type"], &block["resource"]["blob"]),
                (&"resource".into(), &"/wA=".into())
            );
            assert_eq!(block["resource"]["mimeType"], media_type);
        }
    }
}
