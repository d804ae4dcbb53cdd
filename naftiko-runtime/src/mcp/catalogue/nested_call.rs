//! The call of a tool in the arguments of `call_tool` and `call_read_tool`.

use std::borrow::Cow;

use crate::mcp::protocol::json::{is_object, string};
use crate::mcp::result::ToolError;
use crate::value::{Json, Kind, Parts, is_named, string_of};

/// A call of another tool, within the text of the arguments.
pub(crate) struct NestedCall<'a> {
    pub(crate) name: Cow<'a, str>,
    /// The text of the arguments, an object.
    pub(crate) arguments: Cow<'a, str>,
}

impl<'a> NestedCall<'a> {
    /// Reads a call from the checked text of arguments, an object. `arguments` without a value are none.
    pub(crate) fn read(text: &'a str) -> Result<Self, ToolError> {
        let (mut name, mut arguments) = (None, None);
        for (key, value) in Parts::of(text) {
            let member = if is_named(key, "name") {
                &mut name
            } else if is_named(key, "arguments") {
                &mut arguments
            } else {
                let other = string_of(&format!("\"{key}\""));
                return Err(invalid(&format!(
                    "unknown argument `{other}`. Put the arguments of the tool into `arguments`."
                )));
            };
            if member.replace(value).is_some() {
                return Err(invalid("a member is there twice."));
            }
        }
        let name = name.and_then(string);
        let arguments = arguments.map_or(Some(Cow::Borrowed("{}")), object);
        Ok(Self {
            name: name.ok_or_else(|| invalid("`name` must be the name of a tool."))?,
            arguments: arguments.ok_or_else(|| invalid("`arguments` must be an object."))?,
        })
    }
}

/// Returns the text of an object, which agents write as JSON in a string too.
fn object(text: &str) -> Option<Cow<'_, str>> {
    match Kind::of(text) {
        Kind::Object => Some(text.into()),
        Kind::Null => Some("{}".into()),
        Kind::String => {
            let json = Json::parse(string_of(text)).ok()?;
            is_object(json.as_str()).then(|| json.to_string().into())
        }
        Kind::Boolean | Kind::Number | Kind::Array => None,
    }
}

fn invalid(message: &str) -> ToolError {
    ToolError::new(format!(
        "Invalid arguments: {message} Nothing was sent. Correct them and retry."
    ))
}
