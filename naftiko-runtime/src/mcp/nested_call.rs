//! The call of a tool in the arguments of `call_tool` and `call_read_tool`.

use super::ToolError;
use super::json::{is_null, is_object, members, string};
use crate::value::Json;

/// A call of another tool.
pub(super) struct NestedCall {
    pub(super) name: String,
    /// The arguments, an object.
    pub(super) arguments: Json,
}

impl NestedCall {
    /// Reads a call from arguments, which are an object. `arguments` without a value are none.
    pub(super) fn read(arguments: &Json) -> Result<Self, ToolError> {
        let invalid = |message: &str| {
            ToolError::new(format!(
                "Invalid arguments: {message} Nothing was sent. Correct them and retry."
            ))
        };
        let text = arguments.as_str();
        let Ok([name, given]) = members(text, &["name", "arguments"]) else {
            return Err(invalid("a member is there twice."));
        };
        let expected = arguments
            .members()
            .find(|(name, _)| !["name", "arguments"].contains(&name.as_str()));
        if let Some((other, _)) = expected {
            let message =
                format!("unknown argument `{other}`. Put the arguments of the tool into `arguments`.");
            return Err(invalid(&message));
        }
        let Some(name) = name.and_then(string) else {
            return Err(invalid("`name` must be the name of a tool."));
        };
        let arguments = match given {
            None => Json::part(None, "{}"),
            Some(text) if is_null(text) => Json::part(None, "{}"),
            Some(text) if is_object(text) => Json::part(None, text),
            Some(_) => return Err(invalid("`arguments` must be an object.")),
        };
        Ok(Self {
            name: name.into_owned(),
            arguments,
        })
    }
}
