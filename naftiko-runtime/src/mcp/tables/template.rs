//! URI templates.

use serde_json::{Map, Value};

/// A URI template: text, and placeholders that match one segment each.
#[derive(Debug)]
pub(crate) struct UriTemplate {
    pieces: Vec<UriPart>,
}

#[derive(Debug)]
enum UriPart {
    Text(&'static str),
    Placeholder(&'static str),
}

/// Returns whether a URI of the table is a template.
pub(crate) fn is_template(uri: &str) -> bool {
    uri.split_once('{').is_some_and(|(_, rest)| rest.contains('}'))
}

impl UriTemplate {
    pub(crate) fn parse(template: &'static str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = template;
        while let Some((text, (name, after))) = rest
            .split_once('{')
            .and_then(|(text, inner)| Some((text, inner.split_once('}')?)))
        {
            pieces.extend([UriPart::Text(text), UriPart::Placeholder(name.trim())]);
            rest = after;
        }
        pieces.push(UriPart::Text(rest));
        Self { pieces }
    }

    /// Returns the decoded values of the placeholders in a URI; `None` when it does not match.
    pub(crate) fn matches(&self, uri: &str) -> Option<Map<String, Value>> {
        let mut values = Map::new();
        let mut rest = uri;
        let mut pieces = self.pieces.iter().peekable();
        while let Some(piece) = pieces.next() {
            match piece {
                UriPart::Text(text) => rest = rest.strip_prefix(text)?,
                UriPart::Placeholder(name) => {
                    let segment = rest.find('/').unwrap_or(rest.len());
                    let end = match pieces.peek() {
                        Some(UriPart::Text(text)) if !text.is_empty() => {
                            let last = pieces.len() == 1;
                            let at = if last {
                                rest.len()
                                    .checked_sub(text.len())
                                    .filter(|at| rest.get(*at..) == Some(text))
                            } else {
                                rest.find(text)
                            };
                            at.filter(|at| *at <= segment)?
                        }
                        _ => segment,
                    };
                    let (value, after) = rest
                        .split_at_checked(end)
                        .filter(|(value, _)| !value.is_empty())?;
                    let decoded = crate::percent::decode(value)?;
                    values.insert((*name).to_owned(), Value::String(decoded.into_owned()));
                    rest = after;
                }
            }
        }
        rest.is_empty().then_some(values)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn placeholder_matches_one_segment() {
        let matched = |template, uri| UriTemplate::parse(template).matches(uri).map(Value::Object);
        assert_eq!(
            matched("ship://{imo}/log", "ship://a%20b/log"),
            Some(json!({"imo": "a b"}))
        );
        assert_eq!(
            matched("t://{a}/{b}.json", "t://1/x.y.json"),
            Some(json!({"a": "1", "b": "x.y"}))
        );
        assert_eq!(
            matched("t://{a}-{b}", "t://1-2-3"),
            Some(json!({"a": "1", "b": "2-3"}))
        );
        for (template, uri) in [
            ("ship://{imo}/log", "ship://a/b/log"),
            ("ship://{imo}/log", "ship:///log"),
            ("ship://{imo}", "ship://a/b"),
            ("ship://{imo}", "ship://"),
            ("t://{a}-{b}", "t://1/x-2"),
            ("t://{a}", "t://%FF"),
        ] {
            assert_eq!(matched(template, uri), None, "{uri}");
        }
        assert!(is_template("a{b}") && !is_template("a}b{") && !is_template("ab"));
    }
}
