//! Results of which a call asks for some members only.
//!
//! A large result costs an agent more than a call. Reading tools whose results have a schema take the argument `fields`, and their results have
//! those members alone. They hold against the schema all the same: members that it requires stay.

use std::collections::{BTreeMap, BTreeSet};

use super::Shape;
use crate::input::{InputProblem, ParameterIn, ProblemKind, nearest};
use crate::mcp::result::ToolResult;
use crate::mcp::result::truncate::MARKS;
use crate::value::{Json, Kind, Parts, Writer, string_of};

/// The argument with the paths of the members, in addition to those of the spec.
const FIELDS: &str = "fields";

/// The largest number of paths in a call.
const MOST: usize = 200;

/// The largest number of names in a path.
const DEEPEST: usize = 32;

/// The largest number of valid names in an error.
const NAMED: usize = 30;

/// The tools that take `fields`.
#[derive(Clone, Debug, Default)]
pub(crate) struct SelectingTools(BTreeSet<&'static str>);

/// What is asked for of a value: all of it, or some members.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    is_whole: bool,
    members: BTreeMap<String, Fields>,
}

/// What a call asks for: the arguments that the tool reads, and the members of its result; `None` for all.
pub(crate) struct Asked {
    pub(crate) arguments: Json,
    pub(crate) fields: Option<Fields>,
}

impl SelectingTools {
    pub(crate) fn add(&mut self, tools: &[&'static str]) {
        self.0.extend(tools);
    }

    /// Returns what a call asks for, by the shape of the tool's result. Paths that the result cannot have become problems.
    pub(crate) fn asked(
        &self,
        tool: &str,
        arguments: Json,
        result: Option<&Shape>,
        problems: &mut Vec<InputProblem>,
    ) -> Asked {
        let has_fields = |(name, _): &(&str, &str)| *name == FIELDS;
        let mut given = Parts::of(arguments.as_str()).map(|part| (part.0, part.1));
        let given = self.0.contains(tool).then(|| given.find(has_fields)).flatten();
        let Some((_, given)) = given else {
            return Asked {
                arguments,
                fields: None,
            };
        };
        let mut fields = Fields::default();
        match paths(given) {
            Some(paths) => {
                for path in &paths {
                    let added = fields.add(path, result);
                    problems.extend(added.err().map(problem));
                }
            }
            None => problems.push(problem(format!(
                "expected at most {MOST} paths, such as `items.id`"
            ))),
        }
        let mut passed = Writer::default();
        passed.raw("{");
        for (name, value) in Parts::of(arguments.as_str()).filter(|(name, _)| *name != FIELDS) {
            passed.raw_name(name).raw(value);
        }
        passed.raw("}");
        Asked {
            arguments: passed.finish(),
            fields: Some(fields).filter(|fields| !fields.members.is_empty()),
        }
    }
}

/// Returns the paths of an argument: a list of texts, or a text with commas, which agents write too. `None` for other values, and for too many.
fn paths(given: &str) -> Option<Vec<String>> {
    let paths: Option<Vec<String>> = match Kind::of(given) {
        Kind::Null => Some(Vec::new()),
        Kind::String => Some(string_of(given).split(',').map(str::to_owned).collect()),
        Kind::Array => {
            let texts =
                Parts::of(given).map(|(_, item)| (Kind::of(item) == Kind::String).then(|| string_of(item)));
            texts.take(MOST + 1).collect()
        }
        Kind::Boolean | Kind::Number | Kind::Object => None,
    };
    let mut paths = paths?;
    paths.retain(|path| !path.trim().is_empty());
    (paths.len() <= MOST).then_some(paths)
}

fn problem(message: String) -> InputProblem {
    InputProblem::new(ParameterIn::Field(FIELDS), ProblemKind::Invalid, message)
}

impl Fields {
    /// Adds the members of a path. `items.id` is the `id` of each item, and so is `items[].id`.
    ///
    /// # Errors
    /// When the shape has no such member: the valid ones.
    fn add(&mut self, path: &str, result: Option<&Shape>) -> Result<(), String> {
        let path = path.trim().replace("[]", "");
        let names: Vec<&str> = path.split('.').collect();
        if names.len() > DEEPEST {
            return Err(format!("a path has at most {DEEPEST} names"));
        }
        let (mut at, mut shape, mut names) = (self, result, names.as_slice());
        while !names.is_empty() {
            let step = step(shape.map(innermost), names)?;
            at = at.members.entry(step.name).or_default();
            (shape, names) = (step.shape, step.rest);
        }
        at.is_whole = true;
        Ok(())
    }

    /// Returns a result with these members alone, those that its shape requires, and those of the server.
    pub(crate) fn select(&self, mut result: ToolResult, shape: Option<&Shape>) -> ToolResult {
        if let Some(structured) = result.structured.as_mut().filter(|_| !result.is_error) {
            let mut json = Writer::default();
            self.append(shape, structured.as_str(), true, &mut json);
            *structured = json.finish();
            // The text is the same JSON.
            result.content = Vec::new();
        }
        result
    }

    fn append(&self, shape: Option<&Shape>, text: &str, is_root: bool, json: &mut Writer) {
        match Kind::of(text) {
            Kind::Array => {
                let items = shape.and_then(|shape| shape.items.as_deref());
                json.raw("[");
                for (_, item) in Parts::of(text) {
                    self.append(items, item, false, json.separate());
                }
                json.raw("]");
            }
            Kind::Object => {
                json.raw("{");
                for (raw, value) in Parts::of(text) {
                    self.append_member(shape, raw, value, is_root, json);
                }
                json.raw("}");
            }
            Kind::Null | Kind::Boolean | Kind::Number | Kind::String => {
                json.raw(text);
            }
        }
    }

    fn append_member(&self, shape: Option<&Shape>, raw: &str, value: &str, is_root: bool, json: &mut Writer) {
        let name = string_of(&format!("\"{raw}\""));
        let member = shape.and_then(|shape| shape.member(raw));
        let asked = self.members.get(&name);
        let is_kept =
            member.is_some_and(|member| member.required) || is_root && MARKS.contains(&name.as_str());
        if asked.is_none() && !is_kept {
            return;
        }
        json.raw_name(raw);
        match asked.filter(|asked| !asked.is_whole) {
            Some(asked) => {
                let rest = shape.and_then(|shape| shape.rest.as_deref());
                asked.append(member.map(|member| &member.shape).or(rest), value, false, json);
            }
            None => {
                json.raw(value);
            }
        }
    }
}

/// A step of a path: a member, its shape if it is known, and the names after it.
struct Step<'s, 'p> {
    name: String,
    shape: Option<&'s Shape>,
    rest: &'p [&'p str],
}

/// Returns the first step of a path. The name of a member may have dots.
fn step<'s, 'p>(shape: Option<&'s Shape>, names: &'p [&'p str]) -> Result<Step<'s, 'p>, String> {
    let known = shape.map(|shape| shape.members.as_slice()).unwrap_or_default();
    let splits = (1..=names.len())
        .rev()
        .filter_map(|length| names.split_at_checked(length));
    for (first, rest) in splits {
        let name = first.join(".");
        if let Some(member) = known.iter().find(|member| member.name == name) {
            let shape = Some(&member.shape);
            return Ok(Step { name, shape, rest });
        }
    }
    let (name, rest) = names
        .split_first()
        .map_or(("", names), |(name, rest)| (*name, rest));
    let others = shape.and_then(|shape| shape.rest.as_deref());
    if others.is_none() && !known.is_empty() {
        let known: Vec<&str> = known.iter().map(|member| member.name.as_str()).collect();
        return Err(unknown(name, &known));
    }
    Ok(Step {
        name: name.to_owned(),
        shape: others,
        rest,
    })
}

/// Returns the shape of the values in a list, in lists of lists too.
fn innermost(shape: &Shape) -> &Shape {
    let mut shape = shape;
    while let Some(items) = shape.items.as_deref().filter(|_| shape.members.is_empty()) {
        shape = items;
    }
    shape
}

fn unknown(name: &str, known: &[&str]) -> String {
    let shown: String = name.chars().take(60).collect();
    if let Some(known) = nearest(name, known) {
        return format!("the result has no `{shown}`; a similar name exists: `{known}`");
    }
    let named = known.get(..NAMED).unwrap_or(known).join("`, `");
    let more = if known.len() > NAMED { ", …" } else { "" };
    format!("the result has no `{shown}`; it has `{named}`{more}")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn shape() -> Shape {
        Shape::of(&json!({
            "type": "object", "required": ["total"], "properties": {
                "total": {"type": "integer"},
                "items": {"type": "array", "items": {"type": "object", "required": ["id"], "properties": {
                    "id": {"type": "string"}, "name": {"type": "string"}, "a.b": {"type": "string"},
                    "place": {"type": "object", "properties": {"city": {"type": "string"}, "code": {"type": "string"}}},
                    "labels": {"type": "object", "additionalProperties": {"type": "object", "properties": {"text": {"type": "string"}}}},
                    "any": {"type": "object"}
                }}},
                "notice": {"type": "string"}, "next_cursor": {"type": "string"}
            }
        }))
    }

    fn result() -> Value {
        let item = json!({"id": "1", "name": "one", "a.b": "x", "place": {"city": "Oslo", "code": 7}, "any": {"deep": 1, "other": 2},
            "labels": {"en": {"text": "t", "by": "me"}, "no": {"text": "u"}}});
        json!({"total": 2, "items": [item, {"id": "2"}], "notice": "cut", "next_cursor": "c"})
    }

    fn asked(given: &Value) -> (Option<Fields>, Vec<String>, String) {
        let mut tools = SelectingTools::default();
        tools.add(&["list"]);
        let arguments = json!({"depot": "7", "fields": given}).to_string();
        let mut problems = Vec::new();
        let arguments = Json::parse(arguments).unwrap_or_default();
        let asked = tools.asked("list", arguments, Some(&shape()), &mut problems);
        let problems = problems.iter().map(ToString::to_string).collect();
        (asked.fields, problems, asked.arguments.to_string())
    }

    fn selected(given: &Value) -> Value {
        let (fields, problems, arguments) = asked(given);
        assert_eq!((problems, arguments.as_str()), (vec![], r#"{"depot":"7"}"#));
        let whole = ToolResult::success(Vec::new()).with_structured(result());
        let result = match fields {
            Some(fields) => fields.select(whole, Some(&shape())),
            None => whole,
        };
        result.structured().map(Json::to_value).unwrap_or_default()
    }

    #[test]
    fn selected_members_stay_with_the_required_ones_and_the_marks() {
        let with = |items: Value| json!({"total": 2, "items": items, "notice": "cut", "next_cursor": "c"});
        for (fields, items) in [
            (
                json!(["items.name"]),
                json!([{"id": "1", "name": "one"}, {"id": "2"}]),
            ),
            (
                json!(["items[].place.city"]),
                json!([{"id": "1", "place": {"city": "Oslo"}}, {"id": "2"}]),
            ),
            (json!("items.a.b"), json!([{"id": "1", "a.b": "x"}, {"id": "2"}])),
            (
                json!(["items.labels.en.text", "items.any.deep"]),
                json!([{"id": "1", "any": {"deep": 1}, "labels": {"en": {"text": "t"}}}, {"id": "2"}]),
            ),
            (json!(["items.place.city", "items"]), result()["items"].clone()),
        ] {
            assert_eq!(selected(&fields), with(items), "{fields}");
        }
        assert_eq!(
            selected(&json!([" total "])),
            json!({"total": 2, "notice": "cut", "next_cursor": "c"})
        );
    }

    #[test]
    fn no_fields_are_all_of_them() {
        for fields in [json!(null), json!([]), json!(""), json!([" "])] {
            assert_eq!(selected(&fields), result());
        }
    }

    #[test]
    fn unknown_members_are_problems_that_name_the_valid_ones() {
        for (fields, expected) in [
            (
                json!(["items.nam"]),
                "`fields`: the result has no `nam`; a similar name exists: `name`",
            ),
            (
                json!("items.place.x"),
                "`fields`: the result has no `x`; it has `city`, `code`",
            ),
            (
                json!(7),
                "`fields`: expected at most 200 paths, such as `items.id`",
            ),
            (
                json!(["id", 7]),
                "`fields`: expected at most 200 paths, such as `items.id`",
            ),
            (
                json!(vec!["total"; 201]),
                "`fields`: expected at most 200 paths, such as `items.id`",
            ),
            (json!("a.".repeat(40)), "`fields`: a path has at most 32 names"),
        ] {
            assert_eq!(asked(&fields).1, [expected]);
        }
    }

    #[test]
    fn other_tools_and_errors_are_unchanged() {
        let mut problems = Vec::new();
        let given = Json::parse(r#"{"fields":["x"]}"#.to_owned()).unwrap_or_default();
        let asked = SelectingTools::default().asked("other", given, None, &mut problems);
        assert_eq!(asked.arguments.as_str(), r#"{"fields":["x"]}"#);
        assert!(asked.fields.is_none() && problems.is_empty());
    }
}
