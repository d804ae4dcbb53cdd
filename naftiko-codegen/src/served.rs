//! The `OpenAPI` documents that the REST adapters of a spec serve.

use crate::emit;
use crate::model::Capability;

/// The document of a REST adapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServedApi {
    /// The path of the spec.
    pub spec: String,
    /// The namespace of the adapter.
    pub namespace: String,
    /// The document as compact JSON, as it is served.
    pub json: String,
}

impl ServedApi {
    /// Returns the documents of a capability, in the order of its adapters.
    pub(crate) fn of(spec: &str, capability: &Capability) -> Vec<Self> {
        let adapters = capability.rest.iter().map(|adapter| Self {
            spec: spec.to_owned(),
            namespace: adapter.namespace.clone(),
            json: emit::api_document(capability, adapter),
        });
        adapters.collect()
    }

    /// Returns the document with a line for each value.
    pub fn pretty(&self) -> String {
        indented(&self.json)
    }
}

/// Returns compact JSON with a line for each value. Numbers and escapes stay as they are written.
fn indented(json: &str) -> String {
    let (mut text, mut depth) = (String::with_capacity(json.len() * 2), 0_usize);
    let (mut quoted, mut escaped) = (false, false);
    let mut characters = json.chars().peekable();
    while let Some(character) = characters.next() {
        if quoted {
            quoted = escaped || character != '"';
            escaped = character == '\\' && !escaped;
            text.push(character);
            continue;
        }
        match character {
            '{' | '[' if matches!(characters.peek(), Some('}' | ']')) => {
                text.push(character);
                text.extend(characters.next());
            }
            '{' | '[' => {
                depth += 1;
                text.push(character);
                line(&mut text, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut text, depth);
                text.push(character);
            }
            ',' => {
                text.push(character);
                line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            _ => {
                quoted = character == '"';
                text.push(character);
            }
        }
    }
    text.push('\n');
    text
}

fn line(text: &mut String, depth: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::indented;

    #[test]
    fn document_is_indented_and_keeps_its_values() {
        let json = r#"{"a":[1,{"b":"x,\"{:\\"},[],{}],"c":1.00,"d":null}"#;
        let expected = "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x,\\\"{:\\\\\"\n    },\n    [],\n    {}\n  ],\n  \"c\": 1.00,\n  \"d\": null\n}\n";
        assert_eq!(indented(json), expected);
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(
            indented(&value.to_string()).lines().count(),
            serde_json::to_string_pretty(&value).unwrap().lines().count()
        );
    }
}
