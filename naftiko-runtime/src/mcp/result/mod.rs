//! Tool results.

mod blob;
mod content;
mod error;
mod error_message;
pub(crate) mod links;
pub(crate) mod pages;
pub(crate) mod resource_content;
pub(crate) mod truncate;

pub use blob::Blob;
pub use content::{ContentBlock, ResourceContents};
pub use error::ToolError;
pub(crate) use links::{LinkedCall, Links, ResultLink};
pub(crate) use pages::{Page, PagedTools};
pub use resource_content::{Content, resource_content};
pub(crate) use truncate::Rest;

use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Map, Value};

use error_message::NO_CONTENT;

use crate::charset;
use crate::value::{Json, Kind, ObjectBuilder, Writer};

/// The result of a tool call (`CallToolResult` of the protocol).
#[derive(Clone, PartialEq)]
pub struct ToolResult {
    /// Empty when the text is the structured result.
    pub(crate) content: Vec<ContentBlock>,
    pub(crate) structured: Option<Json>,
    pub(crate) is_error: bool,
    pub(crate) meta: Map<String, Value>,
    /// The operation that the result is of, if it still runs.
    pub(crate) running: Option<Box<Running>>,
}

/// An operation that has no result yet, for the caller.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Running {
    pub(crate) handle: String,
    /// When it began, in seconds since 1970.
    pub(crate) created: u64,
    /// The time until the API should be asked again.
    pub(crate) delay: Duration,
}

impl ToolResult {
    /// Creates the result of a successful call.
    pub fn success(content: Vec<ContentBlock>) -> Self {
        Self {
            content,
            structured: None,
            is_error: false,
            meta: Map::new(),
            running: None,
        }
    }

    /// Creates the result of a failed call.
    pub fn error(content: Vec<ContentBlock>) -> Self {
        Self {
            is_error: true,
            ..Self::success(content)
        }
    }

    /// Creates the result of a successful call to which the API returned no content.
    pub(super) fn no_content() -> Self {
        Self::success(vec![ContentBlock::text(NO_CONTENT)])
    }

    /// Adds a structured result. Clients require an object, so any other value becomes the member `result` of one.
    /// Without blocks, the text of the result is the same JSON.
    #[must_use]
    pub fn with_structured(self, value: impl Into<Json>) -> Self {
        self.with_json(value.into())
    }

    fn with_json(mut self, json: Json) -> Self {
        self.structured = Some(if json.kind() == Kind::Object {
            json
        } else {
            ObjectBuilder::new().with("result", json).into()
        });
        self
    }

    /// Adds a member of `_meta`.
    #[must_use]
    pub fn with_meta(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.meta.insert(name.into(), value.into());
        self
    }

    /// Returns the blocks of the result. A structured result may have none; its text is then the same JSON.
    pub fn content(&self) -> &[ContentBlock] {
        &self.content
    }

    /// Returns the structured result, always an object.
    pub fn structured(&self) -> Option<&Json> {
        self.structured.as_ref()
    }

    /// Returns the text blocks of the result, one a line.
    pub fn text(&self) -> String {
        match &self.structured {
            Some(structured) if self.content.is_empty() => structured.to_string(),
            _ => {
                let texts: Vec<_> = self.content.iter().filter_map(ContentBlock::as_text).collect();
                texts.join("\n")
            }
        }
    }

    /// Returns the whole result as the content of an MCP resource: its structure, else its text.
    pub(crate) fn into_content(self) -> Content {
        match self.structured {
            Some(structured) => structured.into(),
            None => self.text().into(),
        }
    }

    /// Returns the result with its links as text.
    pub(crate) fn without_links(mut self) -> Self {
        let blocks = self.content.into_iter();
        self.content = blocks.map(ContentBlock::without_link).collect();
        self
    }

    /// Returns whether the call failed.
    pub fn is_error(&self) -> bool {
        self.is_error
    }

    /// Appends the result in the form of the protocol, without its opening brace. `server` is the member of `_meta`
    /// with the server information.
    pub(crate) fn write(&self, json: &mut Writer, server: &str) {
        json.name("content").raw("[");
        match &self.structured {
            Some(structured) if self.content.is_empty() => {
                json.raw(r#"{"type":"text","text":"#)
                    .json_text(structured)
                    .raw("}");
            }
            _ => self.content.iter().for_each(|block| block.write(json.separate())),
        }
        json.raw("]");
        if let Some(structured) = &self.structured {
            json.name("structuredContent").json(structured);
        }
        json.name("isError").boolean(self.is_error);
        json.name("_meta").raw("{");
        for (name, value) in &self.meta {
            json.name(name).tree(value);
        }
        json.separate().raw(server).raw("}}");
    }

    /// Returns the approximate size of the result as JSON.
    pub(crate) fn size_hint(&self) -> usize {
        // As structured content, and as text with its quotes escaped.
        let structured = self.structured.as_ref().map_or(0, |json| json.as_bytes().len());
        1024 + 2 * structured + structured / 4
    }
}

/// Shows whether it is an error, and the text of an error: results may contain tokens.
impl fmt::Debug for ToolResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("ToolResult");
        shown.field("is_error", &self.is_error());
        if self.is_error() {
            shown.field("text", &self.text());
        }
        shown.finish_non_exhaustive()
    }
}

/// Values that can be the result of a tool.
pub trait IntoToolResult {
    /// Converts the value to a result.
    fn into_tool_result(self) -> ToolResult;
}

/// Converts a value to the result of a tool call.
///
/// # Errors
/// None; generated code returns this result directly.
pub fn tool_result<T: IntoToolResult>(value: T) -> Result<ToolResult, ToolError> {
    Ok(value.into_tool_result())
}

/// The JSON as structured content, and as text. Clients require an object, so any other value becomes the member
/// `result` of one.
impl IntoToolResult for Value {
    fn into_tool_result(self) -> ToolResult {
        Json::from(self).into_tool_result()
    }
}

/// As [`Value`]; the text has the digits that numbers came with.
impl IntoToolResult for Json {
    fn into_tool_result(self) -> ToolResult {
        ToolResult::success(Vec::new()).with_structured(self)
    }
}

/// Text only. A blank text becomes a sentence, since hosts reject empty blocks.
impl IntoToolResult for String {
    fn into_tool_result(self) -> ToolResult {
        if self.trim().is_empty() {
            return ToolResult::no_content();
        }
        ToolResult::success(vec![ContentBlock::text(self)])
    }
}

/// Text if it is UTF-8, otherwise an embedded binary resource.
impl IntoToolResult for Bytes {
    fn into_tool_result(self) -> ToolResult {
        if let Ok(text) = charset::utf8(&self) {
            return text.to_owned().into_tool_result();
        }
        let blob = ResourceContents::blob(STANDARD.encode(&self), "naftiko:result")
            .with_mime_type("application/octet-stream");
        ToolResult::success(vec![ContentBlock::resource(blob)])
    }
}

/// Unchanged, for results that other types cannot express: images, links to resources.
impl IntoToolResult for ToolResult {
    fn into_tool_result(self) -> ToolResult {
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(result: &ToolResult) -> Value {
        let mut json = Writer::default();
        json.raw("{");
        result.write(&mut json, r#""server":1"#);
        serde_json::from_str(&json.into_string()).unwrap_or_default()
    }

    #[test]
    fn result_is_written_in_the_form_of_the_protocol() {
        let structured = json!({"a": "\"x\""}).into_tool_result().with_meta("m", 1);
        assert_eq!(
            written(&structured),
            json!({"content": [{"type": "text", "text": r#"{"a":"\"x\""}"#}], "structuredContent": {"a": "\"x\""},
                "isError": false, "_meta": {"m": 1, "server": 1}})
        );
        let failed = ToolResult::error(vec![ContentBlock::text("a"), ContentBlock::text("b")]);
        assert_eq!(
            written(&failed),
            json!({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "isError": true,
                "_meta": {"server": 1}})
        );
        assert_eq!(failed.text(), "a\nb");
    }

    #[test]
    fn structured_content_is_an_object_and_its_text_the_same_json() {
        let object = json!({"b": 1, "a": [true]}).into_tool_result();
        assert_eq!(object.structured(), Some(&json!({"b": 1, "a": [true]}).into()));
        assert_eq!(object.text(), r#"{"b":1,"a":[true]}"#);
        for other in [json!([1, 2]), json!("x"), json!(null), json!(7)] {
            let result = other.clone().into_tool_result();
            assert_eq!(result.structured(), Some(&json!({"result": other}).into()));
            assert_eq!(result.text(), json!({"result": other}).to_string());
            assert!(!result.is_error());
        }
    }

    #[test]
    fn text_and_bytes_have_no_structured_content() {
        let text = String::from("id,name\n").into_tool_result();
        assert_eq!((text.text().as_str(), text.structured()), ("id,name\n", None));
        assert_eq!(Bytes::from_static(b"plain").into_tool_result().text(), "plain");
        let blob = written(&Bytes::from_static(&[0xff, 0x00]).into_tool_result());
        assert_eq!(blob["content"][0]["type"], "resource");
        assert_eq!(blob["content"][0]["resource"]["blob"], "/wA=");
    }

    #[test]
    fn empty_results_are_a_sentence() {
        let results = [
            String::from(" \n").into_tool_result(),
            Bytes::new().into_tool_result(),
            Blob::new("image/png", Bytes::new()).into_tool_result(),
        ];
        for result in results {
            assert_eq!((result.text().as_str(), result.is_error()), (NO_CONTENT, false));
        }
    }
}
