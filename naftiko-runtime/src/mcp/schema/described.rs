//! Results in the form of the published schemas.
//!
//! Clients reject a whole result whose structure differs from the schema of its tool. An API may send other values than its document says,
//! so these are converted, or left out with a notice.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::shape::read;
use super::{Shape, least};
use crate::mcp::result::ToolResult;
use crate::mcp::result::truncate::NOTICE;
use crate::mcp::tables::{Tool, items};
use crate::value::{Json, Kind, Parts, Writer, push_key, string_of};

/// The largest number of values that a notice names.
const NAMED: usize = 5;

/// The largest length of a value in a notice, in characters.
const SHOWN: usize = 60;

/// The schema of the result of each tool that has one, read at its first call.
#[derive(Clone, Debug)]
pub(crate) struct Described(BTreeMap<&'static str, Unread>);

/// The text of a schema, with what was read of it.
#[derive(Clone, Debug)]
struct Unread {
    text: &'static str,
    read: OnceLock<Option<ResultSchema>>,
}

impl Unread {
    fn new(text: &'static str) -> Self {
        Self {
            text,
            read: OnceLock::new(),
        }
    }
}

#[derive(Clone, Debug)]
struct ResultSchema {
    shape: Shape,
    /// The structure of the result when the API returned nothing.
    least: Json,
}

impl Described {
    pub(crate) fn new(tools: &'static [Tool]) -> Self {
        let described = tools.iter().filter(|tool| !tool.output_schema.is_empty());
        Self(
            described
                .map(|tool| (tool.name, Unread::new(tool.output_schema)))
                .collect(),
        )
    }

    /// Sets schemas that describe more members than those of the list.
    pub(crate) fn set_whole(&mut self, schemas: &[(&'static str, &'static str)]) {
        self.0
            .extend(schemas.iter().map(|(tool, schema)| (*tool, Unread::new(schema))));
    }

    fn of(&self, tool: &str) -> Option<&ResultSchema> {
        let unread = self.0.get(tool)?;
        let result = unread.read.get_or_init(|| {
            let schema = items::schema(tool, unread.text)?;
            Some(ResultSchema {
                shape: Shape::of(&schema),
                least: least::object(&schema).into(),
            })
        });
        result.as_ref()
    }

    /// Returns the structure of a tool's result when the API returned nothing; `None` without a schema.
    pub(crate) fn least(&self, tool: &str) -> Option<&Json> {
        self.of(tool).map(|result| &result.least)
    }

    /// Returns the shape of a tool's result; `None` without a schema.
    pub(crate) fn shape(&self, tool: &str) -> Option<&Shape> {
        self.of(tool).map(|result| &result.shape)
    }

    /// Converts the structure of a result to the schema of its tool.
    pub(crate) fn fit(&self, tool: &str, mut result: ToolResult) -> ToolResult {
        if let (Some(ResultSchema { shape, .. }), Some(structured)) = (self.of(tool), &mut result.structured)
            && !holds(shape, structured.as_str())
        {
            *structured = fitted(shape, structured.as_str());
        }
        result
    }
}

/// Returns whether a shape describes a value with all nested ones.
fn holds(shape: &Shape, text: &str) -> bool {
    shape.accepts_value(text)
        && match (Kind::of(text), &shape.items) {
            (Kind::Array, Some(items)) => Parts::of(text).all(|(_, item)| holds(items, item)),
            (Kind::Object, _) => Parts::of(text)
                .all(|(raw, value)| described(shape, raw).is_none_or(|shape| holds(shape, value))),
            _ => true,
        }
}

/// Returns the shape of a member by its raw name.
fn described<'s>(shape: &'s Shape, raw: &str) -> Option<&'s Shape> {
    let member = shape.member(raw).map(|member| &member.shape);
    member.or(shape.rest.as_deref())
}

/// Returns an object in the form of its shape.
fn fitted(shape: &Shape, object: &str) -> Json {
    let mut fitting = Fitting::default();
    fitting.json.raw("{");
    fitting.members(shape, object, "");
    if let Some(notice) = fitting.notice().filter(|_| !has_notice(object)) {
        fitting.json.name(NOTICE).string(&notice);
    }
    fitting.json.raw("}");
    fitting.json.finish()
}

fn has_notice(object: &str) -> bool {
    Parts::of(object).any(|(name, _)| name == NOTICE)
}

/// Returns the text of a value in a kind that the shape accepts; `None` if there is none without a loss.
fn converted<'t>(shape: &Shape, text: &'t str) -> Option<Cow<'t, str>> {
    if shape.accepts_value(text) {
        return Some(text.into());
    }
    if shape.accepts(Kind::String) && Kind::of(text) != Kind::Null {
        let mut string = Writer::default();
        string.string(text);
        return Some(string.into_string().into());
    }
    let read = read(shape, text).filter(|read| shape.accepts_value(read.as_str()))?;
    Some(read.as_str().to_owned().into())
}

/// The conversion of a result.
#[derive(Default)]
struct Fitting {
    json: Writer,
    /// The values that are left out, each with its path and the reason.
    left_out: Vec<String>,
}

impl Fitting {
    /// Appends a value of a kind that the shape accepts.
    fn value(&mut self, shape: &Shape, text: &str, path: &str) {
        match (Kind::of(text), &shape.items) {
            (Kind::Object, _) => {
                self.json.raw("{");
                self.members(shape, text, path);
                self.json.raw("}");
            }
            (Kind::Array, Some(items)) => {
                self.json.raw("[");
                for (position, (_, item)) in Parts::of(text).enumerate() {
                    let path = format!("{path}[{position}]");
                    match converted(items, item) {
                        Some(item) => {
                            self.json.separate();
                            self.value(items, &item, &path);
                        }
                        None => self.leave_out(items, item, &path),
                    }
                }
                self.json.raw("]");
            }
            _ => {
                self.json.raw(text);
            }
        }
    }

    fn members(&mut self, shape: &Shape, object: &str, path: &str) {
        for (raw, value) in Parts::of(object) {
            let Some(member) = described(shape, raw) else {
                self.json.raw_name(raw).raw(value);
                continue;
            };
            let path = step(path, raw);
            match converted(member, value) {
                Some(value) => {
                    self.json.raw_name(raw);
                    self.value(member, &value, &path);
                }
                // A member that is absent says the same, since the schema requires none.
                None if Kind::of(value) == Kind::Null => {}
                None => self.leave_out(member, value, &path),
            }
        }
    }

    fn leave_out(&mut self, shape: &Shape, value: &str, path: &str) {
        let kind = Kind::of(value).name();
        let shown: String = value.chars().take(SHOWN).collect();
        let cut = if shown.len() < value.len() { "…" } else { "" };
        let expected = shape.expected();
        self.left_out.push(format!(
            "`{path}` (expected {expected}, got {kind}: {shown}{cut})"
        ));
    }

    /// Returns the notice about the values that are left out.
    fn notice(&self) -> Option<String> {
        let named = self.left_out.get(..NAMED).unwrap_or(&self.left_out).join(", ");
        let more = match self.left_out.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        (!named.is_empty())
            .then(|| format!("The response differs from its description. Left out: {named}{more}."))
    }
}

/// Returns the path of a member.
fn step(path: &str, raw: &str) -> String {
    let name = string_of(&format!("\"{raw}\""));
    if path.is_empty() {
        return name;
    }
    let mut path = path.to_owned();
    push_key(&mut path, &name);
    path
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    static TOOLS: [Tool; 2] = [
        tool(
            "find",
            r#"{"type":"object","properties":{"id":{"type":"string"},"size":{"type":"integer"},"open":{"type":"boolean"},
                "maybe":{"anyOf":[{"type":"number"},{"type":"null"}]},"tags":{"type":"array","items":{"type":"string"}},
                "place":{"type":"object","properties":{"city":{"type":"string"}},"additionalProperties":{"type":"integer"}},
                "any":{"description":"any"}}}"#,
        ),
        tool("free", ""),
    ];

    const fn tool(name: &'static str, output_schema: &'static str) -> Tool {
        Tool::tested(name, "", output_schema)
    }

    fn fit(tool: &str, value: Value) -> Value {
        let result = ToolResult::success(Vec::new()).with_structured(value);
        let fitted = Described::new(&TOOLS).fit(tool, result);
        assert_eq!(Some(fitted.text()), fitted.structured().map(Json::to_string));
        fitted.structured().map(Json::to_value).unwrap_or_default()
    }

    #[test]
    fn whole_schema_describes_what_the_list_leaves_out() {
        let whole = r#"{"type":"object","properties":{"any":{"type":"object","properties":{"x":{"type":"string"}}}}}"#;
        let mut described = Described::new(&TOOLS);
        let fitted = |described: &Described| {
            let result = ToolResult::success(Vec::new()).with_structured(json!({"any": {"x": 7}}));
            described.fit("find", result).structured().map(Json::to_value)
        };
        assert_eq!(fitted(&described), Some(json!({"any": {"x": 7}})));
        described.set_whole(&[("find", whole)]);
        assert_eq!(fitted(&described), Some(json!({"any": {"x": "7"}})));
    }

    #[test]
    fn result_of_the_schema_is_unchanged() {
        for value in [
            json!({}),
            json!({"id": "a", "size": 5.0, "maybe": null, "other": [1, null], "any": {"a": 1}}),
            json!({"place": {"city": "Oslo", "code": 7}, "tags": []}),
        ] {
            assert_eq!(fit("find", value.clone()), value);
        }
        assert_eq!(fit("free", json!({"id": null})), json!({"id": null}));
        let digits = r#"{"id":"a","size":12345678901234567890123,"maybe":1.10}"#;
        let result = ToolResult::success(Vec::new()).with_structured(Json::parse(digits).unwrap_or_default());
        assert_eq!(Described::new(&TOOLS).fit("find", result).text(), digits);
    }

    #[test]
    fn value_of_another_type_is_converted_without_a_loss() {
        for (sent, expected) in [
            (json!({"id": 7.5, "size": "12"}), json!({"id": "7.5", "size": 12})),
            (
                json!({"id": {"a": [1]}, "open": "true"}),
                json!({"id": r#"{"a":[1]}"#, "open": true}),
            ),
            (
                json!({"tags": [1, "b"], "place": {"city": 1, "x": "2"}}),
                json!({"tags": ["1", "b"], "place": {"city": "1", "x": 2}}),
            ),
            (
                json!({"id": null, "size": null, "tags": null, "place": {"x": null}}),
                json!({"place": {}}),
            ),
            (json!({"tags": "[\"a\", 2]"}), json!({"tags": ["a", "2"]})),
        ] {
            assert_eq!(fit("find", sent), expected);
        }
    }

    #[test]
    fn value_that_cannot_be_converted_is_named_in_a_notice() {
        let sent = json!({"id": "a", "size": "large", "tags": ["a", null], "place": {"y": 1.5}, "open": [1]});
        let fitted = fit("find", sent);
        assert_eq!(
            fitted,
            json!({"id": "a", "tags": ["a"], "place": {}, "notice": "The response differs from its description. Left out: \
                `size` (expected an integer, got a string: \"large\"), `tags[1]` (expected a string, got null: null), `place.y` \
                (expected an integer, got a number: 1.5), `open` (expected a boolean, got an array: [1])."})
        );
        let own = fit("find", json!({"size": "large", "notice": "theirs"}));
        assert_eq!(own, json!({"notice": "theirs"}));
        let long = fit(
            "find",
            json!({"size": "x".repeat(100), "tags": [null, null, null, null, null, null]}),
        );
        let notice = long["notice"].as_str().unwrap_or_default();
        assert!(
            notice.contains("xxx…)") && notice.ends_with(" and 2 more."),
            "{notice}"
        );
    }
}
