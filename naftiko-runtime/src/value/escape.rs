//! Escaping of values in XML, SPARQL and JSON.

use std::borrow::Cow;

use percent_encoding::NON_ALPHANUMERIC;

use super::Argument;

/// Escapes a value for XML, between tags or in a quoted attribute. Absent stays absent; characters that are
/// invalid in XML become U+FFFD.
///
/// ```
/// use naftiko::value::{Argument, text, xml};
///
/// let body = text([Argument::from("<name>"), xml("<b>&"), Argument::from("</name>")]);
/// assert_eq!(body, "<name>&lt;b&gt;&amp;</name>");
/// ```
pub fn xml<'a>(value: impl Into<Argument<'a>>) -> Argument<'a> {
    escaped(value.into(), |character| match character {
        '&' => Some("&amp;".into()),
        '<' => Some("&lt;".into()),
        '>' => Some("&gt;".into()),
        '"' => Some("&quot;".into()),
        '\'' => Some("&#39;".into()),
        // XML normalises unescaped line ends and tabs.
        '\t' => Some("&#9;".into()),
        '\n' => Some("&#10;".into()),
        '\r' => Some("&#13;".into()),
        '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => Some("\u{fffd}".into()),
        _ => None,
    })
}

/// Escapes a value for a quoted SPARQL literal. Absent stays absent.
///
/// ```
/// use naftiko::value::{Argument, sparql, text};
///
/// let query = text([Argument::from("SELECT ?s { ?s ?p \""), sparql("a\" . } #"), Argument::from("\" }")]);
/// assert_eq!(query, r#"SELECT ?s { ?s ?p "a\" . } #" }"#);
/// ```
pub fn sparql<'a>(value: impl Into<Argument<'a>>) -> Argument<'a> {
    escaped(value.into(), |character| match character {
        '\\' => Some(r"\\".into()),
        '"' => Some("\\\"".into()),
        '\'' => Some(r"\'".into()),
        '\t' => Some(r"\t".into()),
        '\n' => Some(r"\n".into()),
        '\r' => Some(r"\r".into()),
        '\u{8}' => Some(r"\b".into()),
        '\u{c}' => Some(r"\f".into()),
        _ => None,
    })
}

/// Escapes a value for an IRI (`<https://x.test/{{id}}>`) or a name in SPARQL: invalid characters are
/// percent-encoded. Absent stays absent.
pub fn sparql_iri<'a>(value: impl Into<Argument<'a>>) -> Argument<'a> {
    escaped(value.into(), |character| {
        let plain = character.is_ascii_alphanumeric() || "-._~".contains(character);
        let mut bytes = [0; 4];
        (!plain).then(|| {
            let encoded = character
                .encode_utf8(&mut bytes)
                .bytes()
                .map(|byte| format!("%{byte:02X}"));
            Cow::Owned(encoded.collect())
        })
    })
}

/// Escapes a value for a quoted JSON string. Absent stays absent.
///
/// ```
/// use naftiko::value::{Argument, json_string, text};
///
/// let body = text([Argument::from("{\"to\": \""), json_string("a\", \"b"), Argument::from("\"}")]);
/// assert_eq!(body, r#"{"to": "a\", \"b"}"#);
/// ```
pub fn json_string<'a>(value: impl Into<Argument<'a>>) -> Argument<'a> {
    escaped(value.into(), |character| match character {
        '\\' => Some(r"\\".into()),
        '"' => Some("\\\"".into()),
        '\0'..='\x1f' => Some(format!("\\u{:04x}", u32::from(character)).into()),
        _ => None,
    })
}

/// Returns the JSON form of a value. Absent is null.
pub fn json_value<'a>(value: impl Into<Argument<'a>>) -> Argument<'a> {
    let value = value.into().into_json().unwrap_or_default();
    Argument::Text(Cow::Owned(value.to_string()))
}

/// Encodes a value for a form (`application/x-www-form-urlencoded`), so that it cannot add a field.
///
/// ```
/// use naftiko::value::{Argument, form, text};
///
/// let body = text([form("a&b"), Argument::from("="), form("1 2")]);
/// assert_eq!(body, "a%26b=1+2");
/// ```
pub fn form<'a>(value: impl Into<Argument<'a>>) -> Argument<'a> {
    escaped(value.into(), |character| match character {
        ' ' => Some("+".into()),
        '*' | '-' | '.' | '_' => None,
        character if character.is_ascii_alphanumeric() => None,
        character => {
            let mut bytes = [0; 4];
            let text = character.encode_utf8(&mut bytes);
            Some(
                percent_encoding::percent_encode(text.as_bytes(), NON_ALPHANUMERIC)
                    .to_string()
                    .into(),
            )
        }
    })
}

/// Returns the text of a value with some of its characters replaced.
fn escaped(value: Argument<'_>, replace: impl Fn(char) -> Option<Cow<'static, str>>) -> Argument<'_> {
    let is_plain = |text: &str| text.chars().all(|character| replace(character).is_none());
    if matches!(&value, Argument::Text(text) if is_plain(text)) {
        return value;
    }
    let Some(text) = value.to_text() else {
        return Argument::Absent;
    };
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match replace(character) {
            Some(replacement) => escaped.push_str(&replacement),
            None => escaped.push(character),
        }
    }
    Argument::Text(Cow::Owned(escaped))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(argument: &Argument<'_>) -> String {
        argument.to_text().unwrap_or_default().into_owned()
    }

    #[test]
    fn no_value_ends_its_place() {
        assert_eq!(
            of(&xml("]]></a><!DOCTYPE x [\n'\"&amp;\0")),
            "]]&gt;&lt;/a&gt;&lt;!DOCTYPE x [&#10;&#39;&quot;&amp;amp;\u{fffd}"
        );
        assert_eq!(
            of(&sparql("\"\"\" . } ; DROP ALL #\\u0022\n")),
            "\\\"\\\"\\\" . } ; DROP ALL #\\\\u0022\\n"
        );
        assert_eq!(of(&json_string("a\"\\\n\u{1}é")), r#"a\"\\\u000a\u0001é"#);
        assert_eq!(of(&json_value("a\"}")), r#""a\"}""#);
        assert_eq!(of(&json_value(None::<String>)), "null");
        assert_eq!(
            of(&sparql_iri("x> . } <y z/ü")),
            "x%3E%20.%20%7D%20%3Cy%20z%2F%C3%BC"
        );
    }

    #[test]
    fn other_values_are_their_text() {
        let plain = xml("plain");
        assert!(matches!(plain, Argument::Text(Cow::Borrowed("plain"))));
        assert_eq!(
            (of(&xml(7)), of(&sparql(1.5)), of(&sparql_iri(true))),
            ("7".into(), "1.5".into(), "true".into())
        );
        assert_eq!(of(&xml(json!({"a": 1}))), "{&quot;a&quot;:1}");
        assert_eq!(xml(None::<String>), Argument::Absent);
        assert_eq!(sparql(json!(null)), Argument::Absent);
    }
}
