//! What a tool answers with.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use rmcp::model::{CallToolResult, ContentBlock, ResourceContents};
use serde_json::{Map, Value};

use super::ToolError;

/// The result of a tool call, good or bad.
#[derive(Clone, PartialEq)]
pub struct ToolResult(pub(super) CallToolResult);

impl ToolResult {
    /// The structured result: always an object.
    pub fn structured(&self) -> Option<&Value> {
        self.0.structured_content.as_ref()
    }

    /// The text blocks of the result, one a line.
    pub fn text(&self) -> String {
        let texts: Vec<_> = self
            .0
            .content
            .iter()
            .filter_map(ContentBlock::as_text)
            .map(|block| &*block.text)
            .collect();
        texts.join("\n")
    }

    /// Whether it tells why the call failed.
    pub fn is_error(&self) -> bool {
        self.0.is_error.unwrap_or(false)
    }

    /// The result as the protocol has it.
    pub fn into_inner(self) -> CallToolResult {
        self.0
    }
}

/// Shows whether it is an error, and of that the text: results may hold tokens.
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

impl From<CallToolResult> for ToolResult {
    fn from(result: CallToolResult) -> Self {
        Self(result)
    }
}

/// Values a tool can be answered with.
pub trait IntoToolResult {
    /// The result that carries the value.
    fn into_tool_result(self) -> ToolResult;
}

/// Answers a tool call with a value.
///
/// # Errors
/// None: the type is that of a call, so that generated code can end in it.
pub fn reply<T: IntoToolResult>(value: T) -> Result<ToolResult, ToolError> {
    Ok(value.into_tool_result())
}

/// The JSON as structured content, and the same JSON as text. Clients require an object: anything else
/// becomes the `result` of one.
impl IntoToolResult for Value {
    fn into_tool_result(self) -> ToolResult {
        let object = match self {
            Self::Object(_) => self,
            other => Self::Object(Map::from_iter([("result".to_owned(), other)])),
        };
        ToolResult(CallToolResult::structured(object))
    }
}

/// Text alone.
impl IntoToolResult for String {
    fn into_tool_result(self) -> ToolResult {
        ToolResult(CallToolResult::success(vec![ContentBlock::text(self)]))
    }
}

/// Text if it is UTF-8, otherwise an embedded binary resource.
impl IntoToolResult for Bytes {
    fn into_tool_result(self) -> ToolResult {
        if let Ok(text) = std::str::from_utf8(&self) {
            return text.to_owned().into_tool_result();
        }
        let blob = ResourceContents::blob(STANDARD.encode(&self), "naftiko:result")
            .with_mime_type("application/octet-stream");
        ToolResult(CallToolResult::success(vec![ContentBlock::resource(blob)]))
    }
}

/// As it is, for what the other types cannot say: images, links to resources.
impl IntoToolResult for ToolResult {
    fn into_tool_result(self) -> ToolResult {
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn structured_content_is_an_object_and_the_text_the_same_compact_json() {
        let object = json!({"b": 1, "a": [true]}).into_tool_result();
        assert_eq!(object.structured(), Some(&json!({"b": 1, "a": [true]})));
        assert_eq!(object.text(), r#"{"b":1,"a":[true]}"#);
        for other in [json!([1, 2]), json!("x"), json!(null), json!(7)] {
            let result = other.clone().into_tool_result();
            assert_eq!(result.structured(), Some(&json!({"result": other})));
            assert_eq!(result.text(), json!({"result": other}).to_string());
            assert!(!result.is_error());
        }
    }

    #[test]
    fn texts_and_bytes_have_no_structure() {
        let text = String::from("id,name\n").into_tool_result();
        assert_eq!((text.text().as_str(), text.structured()), ("id,name\n", None));
        assert_eq!(Bytes::from_static(b"plain").into_tool_result().text(), "plain");
        let blob =
            serde_json::to_value(Bytes::from_static(&[0xff, 0x00]).into_tool_result().0).unwrap_or_default();
        assert_eq!(blob["content"][0]["type"], "resource");
        assert_eq!(blob["content"][0]["resource"]["blob"], "/wA=");
    }
}
