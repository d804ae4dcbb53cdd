//! Validation of tool arguments against the published schemas.
//!
//! Agents write numbers, booleans, lists and objects as text. Such text is converted where the schema accepts no
//! string.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::{Tool, items};
use crate::input::{InputProblem, ParameterIn, ProblemKind, unknown_argument};
use crate::value::{Json, Kind, Number, Parts, Writer, is_named, push_key, string_of};

/// The accepted arguments of each tool.
#[derive(Clone, Debug)]
pub(super) struct Accepted(BTreeMap<&'static str, Shape>);

/// The values that a schema accepts, by kind; without kinds it accepts every value.
#[derive(Clone, Debug, Default)]
struct Shape {
    kinds: Vec<Kind>,
    /// The only accepted values (`enum`); without any, every value of the kinds is accepted.
    values: Vec<Json>,
    /// Numbers must not have a fraction.
    integer: bool,
    /// The items of arrays.
    items: Option<Box<Shape>>,
    /// The members of objects.
    members: Vec<Member>,
    others: Others,
}

/// A known member of an object.
#[derive(Clone, Debug)]
struct Member {
    /// The name in the schema.
    name: String,
    /// The name in the request to the API, if vendors of models do not accept it in a schema.
    api_name: Option<&'static str>,
    required: bool,
    shape: Shape,
}

/// The names of members in the schema of a tool, and those in requests to the API.
pub(super) type ApiNames = [(&'static str, &'static str)];

/// The handling of unknown members of an object.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Others {
    /// They are rejected.
    Refused,
    /// They are left out: the schema accepts them explicitly.
    Ignored,
    /// They are passed on.
    #[default]
    Passed,
}

/// Converted arguments, and the problems of nested values.
pub(super) struct Fitted {
    pub(super) arguments: Json,
    pub(super) problems: Vec<InputProblem>,
}

impl Accepted {
    pub(super) fn new(tools: &'static [Tool]) -> Self {
        let shape = |tool: &Tool| Some(Shape::of(&items::schema(tool.name, tool.input_schema)?));
        let shapes = tools.iter().filter_map(|tool| Some((tool.name, shape(tool)?)));
        Self(shapes.collect())
    }

    /// Passes members of a tool's arguments on by the names that the API has for them.
    pub(super) fn rename(&mut self, tool: &str, names: &ApiNames) {
        if let Some(shape) = self.0.get_mut(tool) {
            shape.rename(names);
        }
    }

    /// Returns whether a tool ignores unknown arguments.
    pub(super) fn ignores_unknown(&self, tool: &str) -> bool {
        self.0
            .get(tool)
            .is_some_and(|shape| shape.others == Others::Ignored)
    }

    /// Validates the arguments of a call against the schema of its tool. Missing and mismatched arguments at the first level
    /// are left to the inputs of the tool.
    pub(super) fn fit(&self, tool: &str, arguments: &str) -> Fitted {
        let fits = |shape: &Shape| shape.is_fit(arguments);
        let Some(shape) = self.0.get(tool).filter(|shape| !fits(shape)) else {
            let (arguments, problems) = (Json::part(None, arguments), Vec::new());
            return Fitted { arguments, problems };
        };
        let mut fitting = Fitting::default();
        fitting.object(shape, arguments, true);
        Fitted {
            arguments: fitting.json.finish(),
            problems: fitting.problems,
        }
    }
}

impl Shape {
    /// Returns the shape of a schema. Keywords that the generator does not write are ignored.
    fn of(schema: &Value) -> Self {
        let mut shape = Self::default();
        shape.add(schema);
        // Values of an alternative do not limit the other ones.
        if let Some(Value::Array(values)) = schema.get("enum") {
            shape.values = values.iter().map(Json::from).collect();
        }
        shape
    }

    fn add(&mut self, schema: &Value) {
        let words = match schema.get("type") {
            Some(Value::String(word)) => vec![word.as_str()],
            Some(Value::Array(words)) => words.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        for word in words {
            let kind = match word {
                "string" => Kind::String,
                "integer" => {
                    self.integer = !self.kinds.contains(&Kind::Number);
                    Kind::Number
                }
                "number" => {
                    self.integer = false;
                    Kind::Number
                }
                "boolean" => Kind::Boolean,
                "array" => Kind::Array,
                "object" => Kind::Object,
                "null" => Kind::Null,
                _ => continue,
            };
            self.kinds.push(kind);
        }
        if let Some(items) = schema.get("items").filter(|items| items.is_object()) {
            self.items = Some(Box::new(Self::of(items)));
        }
        if let Some(Value::Object(properties)) = schema.get("properties") {
            let required = schema.get("required").and_then(Value::as_array);
            let members = properties.iter().map(|(name, schema)| Member {
                name: name.clone(),
                api_name: None,
                required: required.is_some_and(|names| names.iter().any(|other| other == name)),
                shape: Self::of(schema),
            });
            self.members.extend(members);
        }
        match schema.get("additionalProperties") {
            Some(Value::Bool(false)) => self.others = Others::Refused,
            Some(Value::Bool(true)) => self.others = Others::Ignored,
            _ => {}
        }
        let alternatives = ["anyOf", "oneOf"]
            .into_iter()
            .filter_map(|name| schema.get(name)?.as_array());
        self.add_alternatives(&alternatives.flatten().collect::<Vec<_>>());
    }

    fn add_alternatives(&mut self, alternatives: &[&Value]) {
        let is_null = |schema: &Value| schema.get("type").is_some_and(|name| name == "null");
        for alternative in alternatives {
            self.add(alternative);
        }
        let mut values = alternatives.iter().filter(|schema| !is_null(schema));
        match (values.next(), values.next()) {
            // Null beside the values of one alternative is one more of them.
            (Some(only), None) => {
                let listed = only.get("enum").and_then(Value::as_array);
                let listed = listed.map(|values| values.iter().map(Json::from));
                self.values
                    .extend(listed.into_iter().flatten().chain([Json::NULL]));
                if self.values.len() == 1 {
                    self.values.clear();
                }
            }
            // The reading of the input knows which of several objects it is.
            (Some(_), Some(_)) if alternatives.iter().filter(|schema| has_members(schema)).count() > 1 => {
                self.members.clear();
                self.others = Others::Passed;
            }
            _ => {}
        }
    }

    fn rename(&mut self, names: &ApiNames) {
        self.items.iter_mut().for_each(|items| items.rename(names));
        for member in &mut self.members {
            let renamed = names.iter().find(|(name, _)| *name == member.name);
            member.api_name = renamed.map(|(_, api_name)| *api_name);
            member.shape.rename(names);
        }
    }

    fn accepts(&self, kind: Kind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// Returns whether a value is one of the only accepted values, if there are such.
    fn lists(&self, text: &str) -> bool {
        self.values.is_empty() || self.values.iter().any(|value| is_same(value, text))
    }

    /// Returns whether a value is accepted unchanged, with all nested values.
    fn is_fit(&self, text: &str) -> bool {
        let kind = Kind::of(text);
        if !self.accepts(kind) || !self.lists(text) {
            return false;
        }
        match kind {
            Kind::Number => !self.integer || is_integral(text),
            Kind::Array => match &self.items {
                Some(items) => Parts::of(text).all(|(_, item)| items.is_fit(item)),
                None => true,
            },
            Kind::Object => self.is_fit_object(text),
            Kind::Null | Kind::Boolean | Kind::String => true,
        }
    }

    fn is_fit_object(&self, text: &str) -> bool {
        if self.members.is_empty() && self.others == Others::Passed {
            return true;
        }
        let mut missing = self.members.iter().filter(|member| member.required).count();
        let fits = Parts::of(text).all(|(raw, value)| match self.member(raw) {
            Some(member) => {
                missing = missing.saturating_sub(usize::from(member.required));
                member.api_name.is_none() && (member.shape.is_fit(value) || member.is_absent(value))
            }
            None => self.others == Others::Passed,
        });
        fits && missing == 0
    }

    /// Returns a member by its raw name.
    fn member(&self, raw: &str) -> Option<&Member> {
        self.members.iter().find(|member| is_named(raw, &member.name))
    }

    /// Returns the only accepted values for a message: "one of `eu`, `us`".
    fn listed(&self) -> String {
        let name = |value: &Json| match value.kind() {
            Kind::String => format!("`{}`", string_of(value.as_str())),
            _ => format!("`{value}`"),
        };
        let names: Vec<String> = self.values.iter().map(name).collect();
        match names.as_slice() {
            [one] => one.clone(),
            names => format!("one of {}", names.join(", ")),
        }
    }

    /// Returns the accepted kinds for a message: `a number or null`.
    fn expected(&self) -> String {
        let name = |kind: &Kind| match kind {
            Kind::Number if self.integer => "an integer",
            kind => kind.name(),
        };
        let mut names: Vec<&str> = self.kinds.iter().map(name).collect();
        names.dedup();
        match names.as_slice() {
            [] => "a value".to_owned(),
            [one] => (*one).to_owned(),
            [first @ .., last] => format!("{} or {last}", first.join(", ")),
        }
    }
}

impl Member {
    /// Returns whether a value counts as absent: null of an optional member.
    fn is_absent(&self, text: &str) -> bool {
        !self.required && Kind::of(text) == Kind::Null
    }
}

fn has_members(schema: &Value) -> bool {
    schema.get("properties").is_some()
}

/// Returns whether two values are equal in JSON Schema: numbers by value, and strings without their escapes.
fn is_same(value: &Json, text: &str) -> bool {
    let kind = value.kind();
    kind == Kind::of(text)
        && match kind {
            Kind::String => string_of(value.as_str()) == string_of(text),
            Kind::Number => value.as_str().parse::<Number>() == text.parse(),
            _ => *value == Json::part(None, text),
        }
}

/// Returns whether a number is an integer; `5.0` is one in JSON Schema.
fn is_integral(text: &str) -> bool {
    text.parse().is_ok_and(|number: Number| number.is_integer())
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
        let fits = shape.accepts(kind) && (kind != Kind::Number || !shape.integer || is_integral(text));
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
                None => self.json.separate().raw("\"").raw(raw).raw("\":"),
            };
            let step = self.step(&name);
            self.within(&step, |fitting| match member {
                Some(member) if member.is_absent(value) => {
                    fitting.json.raw(value);
                }
                Some(member) => fitting.value(&member.shape, value, are_arguments),
                None => {
                    if shape.others == Others::Refused {
                        fitting.unknown(shape, &name, are_arguments);
                    }
                    fitting.json.raw(value);
                }
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

/// Returns the value of a string, if the shape accepts no string.
fn read(shape: &Shape, text: &str) -> Option<Json> {
    if Kind::of(text) != Kind::String || shape.accepts(Kind::String) {
        return None;
    }
    let json = Json::parse(string_of(text)).ok()?;
    let kind = json.kind();
    (!json.is_null() && kind != Kind::String && shape.accepts(kind)).then_some(json)
}

#[cfg(test)]
mod tests {
    use super::super::Hints;
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
        let hints = Hints {
            read_only: true,
            destructive: false,
            idempotent: true,
            open_world: true,
        };
        Tool {
            name,
            title: "",
            description: "",
            input_schema,
            output_schema: "",
            hints,
        }
    }

    fn fit(tool: &str, arguments: &str) -> (String, Vec<String>) {
        let Fitted { arguments, problems } = Accepted::new(&TOOLS).fit(tool, arguments);
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
