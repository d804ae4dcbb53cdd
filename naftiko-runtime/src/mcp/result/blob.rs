//! Binary results of tools.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use super::{ContentBlock, IntoToolResult, ResourceContents, ToolResult};
use crate::client::{Error, Streaming};

/// Bytes with their media type: an image, a recording, a file. The result of tools with a binary operation.
#[derive(Clone, PartialEq, Eq)]
pub struct Blob {
    media_type: String,
    bytes: Bytes,
}

impl Blob {
    /// Creates a blob from bytes and their media type.
    pub fn new(media_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self {
            media_type: media_type.into(),
            bytes: bytes.into(),
        }
    }

    /// Reads the complete response of an API. The media type is the spec's, else the API's. Set a limit: the response
    /// is kept in memory, and an agent has to read it.
    ///
    /// # Errors
    /// Those of [`Streaming::chunk`].
    pub async fn read(mut response: Streaming) -> Result<Self, Error> {
        let bytes = response.bytes().await?;
        Ok(Self::new(response.media_type(), bytes))
    }

    /// Returns the same bytes with another media type.
    #[must_use]
    pub fn as_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = media_type.into();
        self
    }

    /// Returns the media type.
    pub fn media_type(&self) -> &str {
        &self.media_type
    }

    /// Returns the bytes.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }
}

/// Images and recordings become their own blocks, other types an embedded resource, and no bytes a sentence.
impl IntoToolResult for Blob {
    fn into_tool_result(self) -> ToolResult {
        if self.bytes.is_empty() {
            return ToolResult::no_content();
        }
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
    use super::*;
    use crate::value::Writer;

    fn content(media_type: &str) -> serde_json::Value {
        let result = Blob::new(media_type, Bytes::from_static(&[0xff, 0x00])).into_tool_result();
        let mut json = Writer::default();
        result.content().iter().for_each(|block| block.write(&mut json));
        serde_json::from_str(&json.into_string()).unwrap_or_default()
    }

    #[test]
    fn images_and_recordings_have_their_own_blocks() {
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
