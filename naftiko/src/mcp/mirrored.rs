//! Arguments of tools that stand in headers as well (`x-mcp-header` of MCP 2026-07-28, SEP-2243): programs that pass
//! requests on read them there, so that a header may not contradict the message.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AsHeaderName;
use serde_json::Value;

use super::{ProtocolError, Tool, rows};

/// The arguments that each tool has in headers.
#[derive(Debug)]
pub(super) struct Mirrored(HashMap<&'static str, Vec<Argument>>);

/// An argument: where it is in the arguments, and its header.
#[derive(Debug)]
struct Argument {
    path: Vec<String>,
    header: String,
}

impl Mirrored {
    pub(super) fn new(tools: &'static [Tool]) -> Self {
        let of_tool = |tool: &'static Tool| {
            let mut found = Vec::new();
            // Schemas are read for that only where one can have it.
            if tool.input_schema.contains("x-mcp-header")
                && let Some(schema) = rows::schema(tool.name, tool.input_schema)
            {
                collect(&schema, &mut Vec::new(), &mut found);
            }
            (!found.is_empty()).then_some((tool.name, found))
        };
        Self(tools.iter().filter_map(of_tool).collect())
    }

    /// Checks the headers of a call against its arguments.
    pub(super) fn check(
        &self,
        tool: &str,
        headers: &HeaderMap,
        arguments: Option<&str>,
    ) -> Result<(), ProtocolError> {
        let Some(mirrored) = self.0.get(tool) else {
            return Ok(());
        };
        let arguments = arguments.and_then(|arguments| serde_json::from_str(arguments).ok());
        let arguments: Value = arguments.unwrap_or_default();
        mirrored
            .iter()
            .try_for_each(|argument| argument.check(headers, &arguments))
    }
}

impl Argument {
    fn check(&self, headers: &HeaderMap, arguments: &Value) -> Result<(), ProtocolError> {
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
            (Some(Some(given)), Some(expected)) if given == expected => return Ok(()),
            (Some(None), _) => format!("{header} header is not valid Base64"),
            (Some(_), None) => format!("unexpected {header} header for absent or null `{name}`"),
            (None, Some(_)) => format!("missing {header} header for `{name}`"),
            (Some(_), Some(_)) => format!("{header} header does not match body value of `{name}`"),
        };
        Err(ProtocolError::header_mismatch(message))
    }
}

/// The annotations of a schema, reached by `properties` alone.
fn collect(schema: &Value, path: &mut Vec<String>, found: &mut Vec<Argument>) {
    let Some(Value::Object(properties)) = schema.get("properties") else {
        return;
    };
    for (name, property) in properties {
        path.push(name.clone());
        if let Some(Value::String(header)) = property.get("x-mcp-header")
            && !header.is_empty()
        {
            let header = format!("Mcp-Param-{header}");
            found.push(Argument {
                path: path.clone(),
                header,
            });
        }
        collect(property, path, found);
        path.pop();
    }
}

/// The only value of a header, if there is one. `name` is what errors call it.
///
/// # Errors
/// When there are several, of which others may take another one, or it is not text.
pub(super) fn single<'h>(
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

/// The text that a header stands for: `=?base64?<text>?=` is encoded.
pub(super) fn decoded(value: &str) -> Option<String> {
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
    use super::super::Hints;
    use super::*;

    static TOOLS: [Tool; 1] = [Tool {
        name: "book",
        title: "",
        description: "",
        input_schema: r#"{"type":"object","properties":{
            "region":{"type":"string","x-mcp-header":"Region"},
            "to":{"type":"object","properties":{"dock":{"type":"integer","x-mcp-header":"Dock"}}}}}"#,
        output_schema: "",
        hints: Hints {
            read_only: true,
            destructive: false,
            idempotent: true,
            open_world: true,
        },
    }];

    fn checked(headers: &[(&'static str, &'static str)], arguments: &str) -> Option<String> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, http::HeaderValue::from_static(value));
        }
        let checked = Mirrored::new(&TOOLS).check("book", &map, Some(arguments));
        checked.err().map(|error| error.message().to_owned())
    }

    #[test]
    fn headers_that_contradict_the_arguments_are_errors() {
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
