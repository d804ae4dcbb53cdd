//! Tool arguments that are repeated in headers (`x-mcp-header` of MCP 2026-07-28, SEP-2243). Intermediaries read only
//! the headers, so these must not contradict the message.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AsHeaderName;
use serde_json::Value;

use crate::mcp::catalogue::search_tools;
use crate::mcp::protocol::ProtocolError;
use crate::mcp::tables::{Tool, items};
use crate::value::tree_of;

/// The arguments in headers, by tool.
#[derive(Debug)]
pub(crate) struct HeaderArguments(HashMap<&'static str, Vec<HeaderArgument>>);

/// An argument: its path in the arguments, and its header.
#[derive(Debug)]
struct HeaderArgument {
    path: Vec<String>,
    header: String,
}

impl HeaderArguments {
    pub(crate) fn new(tools: &'static [Tool]) -> Self {
        let of_tool = |tool: &'static Tool| {
            let mut found = Vec::new();
            // Only schemas that can have the annotation are parsed.
            if tool.input_schema.contains("x-mcp-header")
                && let Some(schema) = items::schema(tool.name, tool.input_schema)
            {
                collect(&schema, &mut Vec::new(), &mut found);
            }
            (!found.is_empty()).then_some((tool.name, found))
        };
        Self(tools.iter().filter_map(of_tool).collect())
    }

    /// Checks the headers of a call against its arguments.
    pub(crate) fn check(
        &self,
        tool: &str,
        headers: &HeaderMap,
        arguments: Option<&str>,
    ) -> Result<(), ProtocolError> {
        if self.0.is_empty() {
            return Ok(());
        }
        if let Some(header_arguments) = self.0.get(tool) {
            let arguments = arguments.map(tree_of).unwrap_or_default();
            return header_arguments
                .iter()
                .try_for_each(|argument| argument.check(headers, &arguments, false));
        }
        if [search_tools::CALL, search_tools::CALL_READ].contains(&tool) {
            return self.check_nested(headers, &arguments.map(tree_of).unwrap_or_default());
        }
        Ok(())
    }

    /// Checks the headers of a call through another tool, whose schema has no annotations: a client sends no headers for the arguments
    /// in it, and those that are there must not contradict them.
    fn check_nested(&self, headers: &HeaderMap, call: &Value) -> Result<(), ProtocolError> {
        let name = call.get("name").and_then(Value::as_str).unwrap_or_default();
        let arguments = match call.get("arguments") {
            Some(Value::String(text)) => serde_json::from_str(text).unwrap_or_default(),
            other => other.cloned().unwrap_or_default(),
        };
        let header_arguments = self.0.get(name).into_iter().flatten();
        header_arguments
            .into_iter()
            .try_for_each(|argument| argument.check(headers, &arguments, true))
    }
}

impl HeaderArgument {
    fn check(
        &self,
        headers: &HeaderMap,
        arguments: &Value,
        may_be_missing: bool,
    ) -> Result<(), ProtocolError> {
        let Self { path, header } = self;
        let given = single(headers, header.as_str(), header)?.map(decoded);
        let found = path.iter().try_fold(arguments, |value, name| value.get(name));
        let expected = match found {
            Some(Value::String(text)) => Some(text.clone()),
            Some(value @ (Value::Bool(_) | Value::Number(_))) => Some(value.to_string()),
            _ => None,
        };
        let name = path.join(".");
        let message = match (given, expected) {
            (None, None) => return Ok(()),
            (None, Some(_)) if may_be_missing => return Ok(()),
            (Some(Some(given)), Some(expected)) if given == expected => return Ok(()),
            (Some(None), _) => format!("{header} header is not valid Base64"),
            (Some(_), None) => format!("unexpected {header} header for absent or null `{name}`"),
            (None, Some(_)) => format!("missing {header} header for `{name}`"),
            (Some(_), Some(_)) => format!("{header} header does not match body value of `{name}`"),
        };
        Err(ProtocolError::header_mismatch(message))
    }
}

/// Collects the annotations of a schema, through `properties` only.
fn collect(schema: &Value, path: &mut Vec<String>, found: &mut Vec<HeaderArgument>) {
    let Some(Value::Object(properties)) = schema.get("properties") else {
        return;
    };
    for (name, property) in properties {
        path.push(name.clone());
        if let Some(Value::String(header)) = property.get("x-mcp-header")
            && !header.is_empty()
        {
            let header = format!("Mcp-Param-{header}");
            found.push(HeaderArgument {
                path: path.clone(),
                header,
            });
        }
        collect(property, path, found);
        path.pop();
    }
}

/// Returns the only value of a header; `name` is its name in errors.
///
/// # Errors
/// When the header is repeated, since another program may use another value, or when it is not text.
pub(crate) fn single<'h>(
    headers: &'h HeaderMap,
    key: impl AsHeaderName,
    name: &str,
) -> Result<Option<&'h str>, ProtocolError> {
    let mut values = headers.get_all(key).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(ProtocolError::header_mismatch(format!("duplicate {name} header")));
    }
    value
        .to_str()
        .map(Some)
        .map_err(|_| ProtocolError::header_mismatch(format!("{name} header contains invalid characters")))
}

/// Returns the decoded text of a header: `=?base64?<text>?=` is encoded.
pub(crate) fn decoded(value: &str) -> Option<String> {
    let encoded = value
        .strip_prefix("=?base64?")
        .and_then(|inner| inner.strip_suffix("?="));
    match encoded {
        Some(encoded) => String::from_utf8(STANDARD.decode(encoded).ok()?).ok(),
        None => Some(value.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mcp::tables::Hints;

    static TOOLS: [Tool; 1] = [Tool {
        name: "book",
        title: "",
        description: "",
        input_schema: r#"{"type":"object","properties":{
            "region":{"type":"string","x-mcp-header":"Region"},
            "to":{"type":"object","properties":{"dock":{"type":"integer","x-mcp-header":"Dock"}}}}}"#,
        output_schema: "",
        hints: Hints::READING,
    }];

    fn checked(headers: &[(&'static str, &'static str)], arguments: &str) -> Option<String> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, http::HeaderValue::from_static(value));
        }
        let checked = HeaderArguments::new(&TOOLS).check("book", &map, Some(arguments));
        checked.err().map(|error| error.message().to_owned())
    }

    #[test]
    fn header_of_a_call_through_a_tool_may_be_missing_and_not_contradict() {
        let check = |region: Option<&'static str>, call: &str| {
            let headers = region.map(|region| {
                let name = http::HeaderName::from_static("mcp-param-region");
                (name, http::HeaderValue::from_static(region))
            });
            let headers: HeaderMap = headers.into_iter().collect();
            HeaderArguments::new(&TOOLS)
                .check("call_tool", &headers, Some(call))
                .is_ok()
        };
        for call in [
            r#"{"name": "book", "arguments": {"region": "eu"}}"#,
            r#"{"name": "book", "arguments": "{\"region\": \"eu\"}"}"#,
        ] {
            assert!(
                check(None, call) && check(Some("eu"), call) && !check(Some("us"), call),
                "{call}"
            );
        }
        assert!(check(Some("us"), r#"{"name": "other"}"#) && check(Some("us"), "7"));
    }

    #[test]
    fn header_that_contradicts_an_argument_is_an_error() {
        let both = r#"{"region": "eu é", "to": {"dock": 7}}"#;
        let encoded = "=?base64?ZXUgw6k=?=";
        assert_eq!(
            checked(&[("mcp-param-region", encoded), ("mcp-param-dock", "7")], both),
            None
        );
        assert_eq!(checked(&[], "{}"), None);
        for (headers, arguments, words) in [
            (vec![("mcp-param-region", "eu")], "{}", "unexpected"),
            (vec![], r#"{"region": "eu"}"#, "missing"),
            (
                vec![("mcp-param-region", "us")],
                r#"{"region": "eu"}"#,
                "does not match",
            ),
            (
                vec![("mcp-param-region", "=?base64?!?=")],
                r#"{"region": "eu"}"#,
                "Base64",
            ),
            (
                vec![("mcp-param-region", "eu"), ("mcp-param-region", "eu")],
                r#"{"region": "eu"}"#,
                "duplicate",
            ),
        ] {
            let message = checked(&headers, arguments).unwrap_or_default();
            assert!(message.contains(words), "{message}");
        }
    }
}
