//! Validation of tool arguments against the published schemas.
//!
//! Agents write numbers, booleans, lists and objects as text. Such text is converted where the schema accepts no
//! string.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use super::Shape;
use super::shape::{ApiNames, Others, read};
use crate::input::{InputProblem, ParameterIn, ProblemKind, unknown_argument};
use crate::mcp::tables::{Tool, items};
use crate::value::{Json, Kind, Parts, Writer, push_key, string_of};

/// The accepted arguments of each tool. A schema is read at the first call, since most tools of a large server are never called.
#[derive(Clone, Debug)]
pub(crate) struct Accepted(BTreeMap<&'static str, AcceptedTool>);

#[derive(Clone, Debug)]
struct AcceptedTool {
    tool: &'static Tool,
    /// The names of members in requests to the API, where they differ.
    names: &'static ApiNames,
    /// `None` without a schema.
    shape: OnceLock<Option<Shape>>,
}

impl AcceptedTool {
    fn shape(&self) -> Option<&Shape> {
        let shape = self.shape.get_or_init(|| {
            let schema = items::schema(self.tool.name, self.tool.input_schema)?;
            let mut shape = Shape::of(&schema);
            shape.rename(self.names);
            Some(shape)
        });
        shape.as_ref()
    }
}

/// Converted arguments, and the problems of nested values.
pub(crate) struct Fitted {
    pub(crate) arguments: Json,
    pub(crate) problems: Vec<InputProblem>,
    /// Whether the tool ignores unknown arguments.
    pub(crate) ignores_unknown: bool,
}

impl Accepted {
    pub(crate) fn new(tools: &'static [Tool]) -> Self {
        let accepted = |tool: &'static Tool| {
            let accepted = AcceptedTool {
                tool,
                names: &[],
                shape: OnceLock::new(),
            };
            (tool.name, accepted)
        };
        Self(tools.iter().map(accepted).collect())
    }

    /// Returns the shape of a tool's arguments; `None` without a schema.
    pub(crate) fn shape(&self, tool: &str) -> Option<&Shape> {
        self.0.get(tool)?.shape()
    }

    /// Passes members of a tool's arguments on by the names that the API has for them.
    pub(crate) fn rename(&mut self, tool: &str, names: &'static ApiNames) {
        if let Some(accepted) = self.0.get_mut(tool) {
            accepted.names = names;
            accepted.shape = OnceLock::new();
        }
    }

    /// Returns the names of the required arguments of a tool.
    pub(crate) fn required(&self, tool: &str) -> Vec<&str> {
        let members = self.shape(tool).into_iter().flat_map(|shape| &shape.members);
        let required = members.filter(|member| member.required);
        required.map(|member| member.name.as_str()).collect()
    }

    /// Validates the arguments of a call against the schema of its tool. Missing and mismatched arguments at the first level
    /// are left to the inputs of the tool.
    pub(crate) fn fit(&self, tool: &str, arguments: &str) -> Fitted {
        let shape = self.shape(tool);
        let ignores_unknown = shape.is_some_and(|shape| shape.others == Others::Ignored);
        let mut fitting = Fitting::default();
        let arguments = match shape.filter(|shape| !shape.is_fit(arguments)) {
            Some(shape) => {
                fitting.object(shape, arguments, true);
                fitting.json.finish()
            }
            None => Json::part(None, arguments),
        };
        Fitted {
            arguments,
            problems: fitting.problems,
            ignores_unknown,
        }
    }
}

/// The conversion of arguments.
#[derive(Default)]
struct Fitting {
    json: Writer,
    problems: Vec<InputProblem>,
    /// The path of the value: `stops[2].port`.
    path: String,
}

impl Fitting {
    /// Appends a value, converted to the shape if possible.
    fn value(&mut self, shape: &Shape, text: &str, is_argument: bool) {
        let read = read(shape, text);
        let text = read.as_ref().map_or(text, Json::as_str);
        let kind = Kind::of(text);
        let fits = shape.accepts_value(text);
        match (kind, &shape.items) {
            (Kind::Object, _) if fits => self.object(shape, text, false),
            (Kind::Array, Some(items)) if fits => self.array(items, text),
            _ => {
                // Inputs report mismatched arguments, since they also know absent ones.
                if !fits && !is_argument {
                    let message = format!("expected {}, got {}", shape.expected(), kind.name());
                    self.problem(ProblemKind::Invalid, message);
                }
                self.json.raw(text);
            }
        }
        if fits && !shape.lists(text) {
            let message = format!("expected {}", shape.listed());
            self.problem(ProblemKind::Invalid, message);
        }
    }

    fn array(&mut self, items: &Shape, text: &str) {
        self.json.raw("[");
        for (position, (_, item)) in Parts::of(text).enumerate() {
            self.json.separate();
            self.within(&format!("[{position}]"), |fitting| {
                fitting.value(items, item, false);
            });
        }
        self.json.raw("]");
    }

    /// Appends an object; `are_arguments` if it has the arguments of the call.
    fn object(&mut self, shape: &Shape, text: &str, are_arguments: bool) {
        self.json.raw("{");
        let mut found = Vec::new();
        for (raw, value) in Parts::of(text) {
            let name = string_of(&format!("\"{raw}\""));
            let member = shape.member(raw);
            if member.is_none() && shape.others == Others::Ignored {
                continue;
            }
            match member.and_then(|member| member.api_name) {
                Some(api_name) => self.json.name(api_name),
                None => self.json.raw_name(raw),
            };
            let step = self.step(&name);
            self.within(&step, |fitting| match member {
                Some(member) if member.is_absent(value) => {
                    fitting.json.raw(value);
                }
                Some(member) => fitting.value(&member.shape, value, are_arguments),
                None => fitting.other(shape, &name, value, are_arguments),
            });
            found.push(name);
        }
        self.json.raw("}");
        let missing = shape
            .members
            .iter()
            .filter(|member| !are_arguments && member.required && !found.contains(&member.name));
        for member in missing {
            let step = self.step(&member.name);
            self.within(&step, |fitting| {
                fitting.problem(ProblemKind::Missing, "missing required value".to_owned());
            });
        }
    }

    /// Appends a member that is not one of the known ones.
    fn other(&mut self, shape: &Shape, name: &str, value: &str, is_argument: bool) {
        if let Some(rest) = &shape.rest {
            return self.value(rest, value, is_argument);
        }
        if shape.others == Others::Refused {
            self.unknown(shape, name, is_argument);
        }
        self.json.raw(value);
    }

    /// Reports an unknown member, or an unknown argument with a similar name.
    fn unknown(&mut self, shape: &Shape, name: &str, is_argument: bool) {
        if is_argument {
            let known: Vec<&str> = shape.members.iter().map(|member| member.name.as_str()).collect();
            self.problems.push(unknown_argument(name, &known));
        } else {
            self.problem(ProblemKind::Unknown, "unknown member".to_owned());
        }
    }

    /// Returns the step to a member.
    fn step(&self, name: &str) -> String {
        if self.path.is_empty() {
            return name.to_owned();
        }
        let mut step = String::new();
        push_key(&mut step, name);
        step
    }

    /// Runs a function one step deeper.
    fn within(&mut self, step: &str, inside: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        // Writing to a string cannot fail.
        let _ = self.path.write_str(step);
        inside(self);
        self.path.truncate(length);
    }

    fn problem(&mut self, kind: ProblemKind, message: String) {
        let problem = InputProblem::new(ParameterIn::Field(&self.path), kind, message);
        self.problems.push(problem);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static TOOLS: [Tool; 2] = [
        tool(
            "book",
            r#"{"type":"object","additionalProperties":false,"required":["imo"],"properties":{
                "imo":{"type":"integer"},"weight":{"type":"number"},"fast":{"type":"boolean"},"name":{"type":"string"},
                "tags":{"type":"array","items":{"type":"string"}},
                "stops":{"type":"array","items":{"anyOf":[{"type":"number"},{"type":"object"}]}},
                "to":{"type":"object","required":["port"],"properties":{"port":{"type":"integer"}}},
                "any":{"description":"anything"},"maybe":{"type":["boolean","null"]},
                "class":{"type":["string","integer"],"enum":["first","é",2]}}}"#,
        ),
        tool(
            "lax",
            r#"{"type":"object","additionalProperties":true,"properties":{"n":{"type":"integer"}}}"#,
        ),
    ];

    const fn tool(name: &'static str, input_schema: &'static str) -> Tool {
        Tool::tested(name, input_schema, "")
    }

    fn fit(tool: &str, arguments: &str) -> (String, Vec<String>) {
        let Fitted {
            arguments, problems, ..
        } = Accepted::new(&TOOLS).fit(tool, arguments);
        (
            arguments.to_string(),
            problems.iter().map(ToString::to_string).collect(),
        )
    }

    #[test]
    fn text_is_read_where_no_string_is_accepted() {
        for (given, expected) in [
            (r#"{"imo":"9074729"}"#, r#"{"imo":9074729}"#),
            (r#"{"weight":"12.50"}"#, r#"{"weight":12.50}"#),
            (
                r#"{"weight":"123456789012345678901234567890.10"}"#,
                r#"{"weight":123456789012345678901234567890.10}"#,
            ),
            (r#"{"fast":"true"}"#, r#"{"fast":true}"#),
            (r#"{"maybe":"false"}"#, r#"{"maybe":false}"#),
            (r#"{"tags":"[\"a\", \"b\"]"}"#, r#"{"tags":["a","b"]}"#),
            (r#"{"stops":"[1, \"2\"]"}"#, r#"{"stops":[1,2]}"#),
            (r#"{"to":"{\"port\": \"7\"}"}"#, r#"{"to":{"port":7}}"#),
        ] {
            assert_eq!(fit("book", given), (expected.to_owned(), vec![]));
        }
        for kept in [
            r#"{"name":"7"}"#,
            r#"{"any":"7"}"#,
            r#"{"imo":"seven"}"#,
            r#"{"imo":"7 x"}"#,
            r#"{"fast":"1"}"#,
            r#"{"maybe":"null"}"#,
            r#"{"tags":"a,b"}"#,
            r#"{"imo":5.0}"#,
            "{}",
        ] {
            assert_eq!(fit("book", kept).1, Vec::<String>::new(), "{kept}");
        }
        assert_eq!(
            fit("book", r#"{"imo":"seven","name":"7"}"#).0,
            r#"{"imo":"seven","name":"7"}"#
        );
    }

    #[test]
    fn what_is_inside_of_arguments_is_checked() {
        for (given, expected) in [
            (r#"{"tags":[null]}"#, "`tags[0]`: expected a string, got null"),
            (
                r#"{"tags":["a",[1]]}"#,
                "`tags[1]`: expected a string, got an array",
            ),
            (
                r#"{"stops":[1,true]}"#,
                "`stops[1]`: expected a number or an object, got a boolean",
            ),
            (r#"{"to":{}}"#, "`to.port`: missing required value"),
            (
                r#"{"to":{"port":7.5}}"#,
                "`to.port`: expected an integer, got a number",
            ),
        ] {
            assert_eq!(fit("book", given).1, [expected]);
        }
    }

    #[test]
    fn value_outside_of_an_enumeration_is_a_problem() {
        for given in [
            r#"{"imo":1,"class":"first"}"#,
            r#"{"imo":1,"class":"\u00e9"}"#,
            r#"{"imo":1,"class":2.0}"#,
        ] {
            assert_eq!(fit("book", given), (given.to_owned(), vec![]));
        }
        for given in [r#"{"imo":1,"class":"second"}"#, r#"{"imo":1,"class":3}"#] {
            assert_eq!(
                fit("book", given).1,
                ["`class`: expected one of `first`, `é`, `2`"]
            );
        }
        assert_eq!(fit("book", r#"{"class":true}"#).1, Vec::<String>::new());
    }

    #[test]
    fn arguments_that_are_to_be_ignored_are_left_out() {
        assert_eq!(fit("lax", r#"{"n":"1","x":[2],"n2":3}"#).0, r#"{"n":1}"#);
        assert_eq!(fit("other", r#"{"n":"1"}"#).0, r#"{"n":"1"}"#);
    }
}
