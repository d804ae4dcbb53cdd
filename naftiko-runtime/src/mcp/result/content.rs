//! Content blocks of tool results and prompt messages.

use serde_json::{Map, Value};

use crate::value::Writer;

/// A content block: text, image, recording, MCP resource, or a link to one (`ContentBlock` of the protocol).
#[derive(Clone, Debug, PartialEq)]
pub struct ContentBlock {
    kind: ContentKind,
    annotations: Option<Map<String, Value>>,
    meta: Option<Map<String, Value>>,
}

#[derive(Clone, Debug, PartialEq)]
enum ContentKind {
    Text(String),
    Image(Media),
    Audio(Media),
    Resource(ResourceContents),
    Link(Link),
}

/// Base64 data with its media type.
#[derive(Clone, Debug, PartialEq)]
struct Media {
    data: String,
    mime_type: String,
}

#[derive(Clone, Debug, PartialEq)]
struct Link {
    uri: String,
    name: String,
    description: String,
    mime_type: String,
    /// In bytes.
    size: Option<usize>,
}

impl ContentBlock {
    /// Creates a text block.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(ContentKind::Text(text.into()))
    }

    /// Creates an image block from base64.
    pub fn image(data: impl Into<String>, mime_type: impl Into<String>) -> Self {
        let (data, mime_type) = (data.into(), mime_type.into());
        Self::new(ContentKind::Image(Media { data, mime_type }))
    }

    /// Creates an audio block from base64.
    pub fn audio(data: impl Into<String>, mime_type: impl Into<String>) -> Self {
        let (data, mime_type) = (data.into(), mime_type.into());
        Self::new(ContentKind::Audio(Media { data, mime_type }))
    }

    /// Creates a block with the contents of an MCP resource.
    pub fn resource(resource: ResourceContents) -> Self {
        Self::new(ContentKind::Resource(resource))
    }

    /// Creates a link to an MCP resource that the client may read. Empty texts are omitted.
    pub fn resource_link(
        uri: impl Into<String>,
        name: impl Into<String>,
        description: impl Into<String>,
        mime_type: impl Into<String>,
    ) -> Self {
        Self::new(ContentKind::Link(Link {
            uri: uri.into(),
            name: name.into(),
            description: description.into(),
            mime_type: mime_type.into(),
            size: None,
        }))
    }

    /// Sets the size of the linked MCP resource in bytes. Blocks of other kinds have none.
    #[must_use]
    pub fn with_size(mut self, bytes: usize) -> Self {
        if let ContentKind::Link(link) = &mut self.kind {
            link.size = Some(bytes);
        }
        self
    }

    fn new(kind: ContentKind) -> Self {
        Self {
            kind,
            annotations: None,
            meta: None,
        }
    }

    /// Sets the annotations: `audience`, `priority`, `lastModified`.
    #[must_use]
    pub fn with_annotations(mut self, annotations: Map<String, Value>) -> Self {
        self.annotations = Some(annotations);
        self
    }

    /// Sets `_meta`.
    #[must_use]
    pub fn with_meta(mut self, meta: Map<String, Value>) -> Self {
        self.meta = Some(meta);
        self
    }

    /// Returns the text of a text block.
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            ContentKind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the block, a link as text.
    pub(crate) fn without_link(mut self) -> Self {
        if let ContentKind::Link(link) = &self.kind {
            self.kind = ContentKind::Text(format!("{}: {}", link.name, link.uri));
        }
        self
    }

    /// Appends the block in the form of the protocol.
    pub(crate) fn write(&self, json: &mut Writer) {
        json.raw("{");
        match &self.kind {
            ContentKind::Text(text) => {
                json.raw(r#""type":"text""#).name("text").string(text);
            }
            ContentKind::Image(media) => media.write("image", json),
            ContentKind::Audio(media) => media.write("audio", json),
            ContentKind::Resource(resource) => {
                json.raw(r#""type":"resource""#).name("resource");
                resource.write(json);
            }
            ContentKind::Link(link) => {
                json.raw(r#""type":"resource_link""#);
                json.name("uri").string(&link.uri).name("name").string(&link.name);
                json.text_member("description", &link.description);
                json.text_member("mimeType", &link.mime_type);
                if let Some(size) = link.size {
                    json.name("size").raw(&size.to_string());
                }
            }
        }
        for (name, members) in [("annotations", &self.annotations), ("_meta", &self.meta)] {
            if let Some(members) = members {
                write_members(json.name(name), members);
            }
        }
        json.raw("}");
    }
}

impl Media {
    fn write(&self, kind: &str, json: &mut Writer) {
        json.name("type").string(kind).name("data").string(&self.data);
        json.name("mimeType").string(&self.mime_type);
    }
}

/// Appends an object.
fn write_members(json: &mut Writer, members: &Map<String, Value>) {
    json.raw("{");
    for (name, value) in members {
        json.name(name).tree(value);
    }
    json.raw("}");
}

/// Contents of an MCP resource, as text or base64 (`TextResourceContents`, `BlobResourceContents`).
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceContents {
    uri: String,
    mime_type: String,
    body: (&'static str, String),
}

impl ResourceContents {
    /// Creates text contents; the media type is `text/plain` unless another one is set.
    pub fn text(text: impl Into<String>, uri: impl Into<String>) -> Self {
        Self {
            uri: uri.into(),
            mime_type: "text/plain".to_owned(),
            body: ("text", text.into()),
        }
    }

    /// Creates contents from base64.
    pub fn blob(blob: impl Into<String>, uri: impl Into<String>) -> Self {
        Self {
            uri: uri.into(),
            mime_type: String::new(),
            body: ("blob", blob.into()),
        }
    }

    /// Sets the media type.
    #[must_use]
    pub fn with_mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.mime_type = mime_type.into();
        self
    }

    pub(crate) fn write(&self, json: &mut Writer) {
        let (name, body) = &self.body;
        json.raw("{").name("uri").string(&self.uri);
        json.text_member("mimeType", &self.mime_type);
        json.name(name).string(body).raw("}");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn block_is_written_in_the_form_of_the_protocol() {
        let written = |block: ContentBlock| {
            let mut json = Writer::default();
            block.write(&mut json);
            serde_json::from_str::<Value>(&json.into_string()).unwrap_or_default()
        };
        let meta = Map::from_iter([("a".to_owned(), json!([1]))]);
        assert_eq!(
            written(
                ContentBlock::text("x")
                    .with_meta(meta.clone())
                    .with_annotations(meta)
            ),
            json!({"type": "text", "text": "x", "annotations": {"a": [1]}, "_meta": {"a": [1]}})
        );
        assert_eq!(
            written(ContentBlock::audio("AA==", "audio/wav")),
            json!({"type": "audio", "data": "AA==", "mimeType": "audio/wav"})
        );
        assert_eq!(
            written(ContentBlock::resource(ResourceContents::blob("AA==", "a:b"))),
            json!({"type": "resource", "resource": {"uri": "a:b", "blob": "AA=="}})
        );
        let link = ContentBlock::resource_link("a:b", "b", "", "text/csv");
        assert_eq!(
            written(link.clone().without_link()),
            json!({"type": "text", "text": "b: a:b"})
        );
        assert_eq!(
            written(link.with_size(7)),
            json!({"type": "resource_link", "uri": "a:b", "name": "b", "mimeType": "text/csv", "size": 7})
        );
    }
}
