//! Shapes of schemas: what a server checks of a value.

use serde_json::Value;

use crate::value::{Json, Kind, Number, Parts, is_named, string_of};

/// The values that a schema accepts, by kind; without kinds it accepts every value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    pub(crate) kinds: Vec<Kind>,
    /// The only accepted values (`enum`); without any, every value of the kinds is accepted.
    pub(crate) values: Vec<Json>,
    /// Numbers must not have a fraction.
    pub(crate) integer: bool,
    /// The items of arrays.
    pub(crate) items: Option<Box<Shape>>,
    /// The members of objects.
    pub(crate) members: Vec<Member>,
    /// The other members of objects, if the schema describes them.
    pub(crate) rest: Option<Box<Shape>>,
    pub(crate) others: Others,
}

/// A known member of an object.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// The name in the schema.
    pub(crate) name: String,
    /// The name in the request to the API, if vendors of models do not accept it in a schema.
    pub(crate) api_name: Option<&'static str>,
    pub(crate) required: bool,
    pub(crate) shape: Shape,
}

/// The names of members in the schema of a tool, and those in requests to the API.
pub(crate) type ApiNames = [(&'static str, &'static str)];

/// The handling of unknown members of an object.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Others {
    /// They are rejected.
    Refused,
    /// They are left out: the schema accepts them explicitly.
    Ignored,
    /// They are passed on.
    #[default]
    Passed,
}

impl Shape {
    /// Returns the shape of a schema. Keywords that the generator does not write are ignored.
    pub(crate) fn of(schema: &Value) -> Self {
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
            Some(rest @ Value::Object(_)) => self.rest = Some(Box::new(Self::of(rest))),
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
                self.rest = None;
                self.others = Others::Passed;
            }
            _ => {}
        }
    }

    pub(crate) fn rename(&mut self, names: &ApiNames) {
        let parts = self.items.iter_mut().chain(&mut self.rest);
        parts.for_each(|part| part.rename(names));
        for member in &mut self.members {
            let renamed = names.iter().find(|(name, _)| *name == member.name);
            member.api_name = renamed.map(|(_, api_name)| *api_name);
            member.shape.rename(names);
        }
    }

    pub(crate) fn accepts(&self, kind: Kind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// Returns whether the kind of a value is accepted; a fraction is not an integer.
    pub(crate) fn accepts_value(&self, text: &str) -> bool {
        let kind = Kind::of(text);
        self.accepts(kind) && (kind != Kind::Number || !self.integer || is_integral(text))
    }

    /// Returns whether a value is one of the only accepted values, if there are such.
    pub(crate) fn lists(&self, text: &str) -> bool {
        self.values.is_empty() || self.values.iter().any(|value| is_same(value, text))
    }

    /// Returns whether a value is accepted unchanged, with all nested values.
    pub(crate) fn is_fit(&self, text: &str) -> bool {
        if !self.accepts_value(text) || !self.lists(text) {
            return false;
        }
        match Kind::of(text) {
            Kind::Array => match &self.items {
                Some(items) => Parts::of(text).all(|(_, item)| items.is_fit(item)),
                None => true,
            },
            Kind::Object => self.is_fit_object(text),
            Kind::Null | Kind::Boolean | Kind::Number | Kind::String => true,
        }
    }

    fn is_fit_object(&self, text: &str) -> bool {
        if self.members.is_empty() && self.rest.is_none() && self.others == Others::Passed {
            return true;
        }
        let mut missing = self.members.iter().filter(|member| member.required).count();
        let fits = Parts::of(text).all(|(raw, value)| match self.member(raw) {
            Some(member) => {
                missing = missing.saturating_sub(usize::from(member.required));
                member.api_name.is_none() && (member.shape.is_fit(value) || member.is_absent(value))
            }
            None => match &self.rest {
                Some(rest) => rest.is_fit(value),
                None => self.others == Others::Passed,
            },
        });
        fits && missing == 0
    }

    /// Returns a member by its raw name.
    pub(crate) fn member(&self, raw: &str) -> Option<&Member> {
        self.members.iter().find(|member| is_named(raw, &member.name))
    }

    /// Returns the only accepted values for a message: "one of `eu`, `us`".
    pub(crate) fn listed(&self) -> String {
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
    pub(crate) fn expected(&self) -> String {
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
    pub(crate) fn is_absent(&self, text: &str) -> bool {
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

/// Returns the value of a string, if the shape accepts no string.
pub(crate) fn read(shape: &Shape, text: &str) -> Option<Json> {
    if Kind::of(text) != Kind::String || shape.accepts(Kind::String) {
        return None;
    }
    let json = Json::parse(string_of(text)).ok()?;
    let kind = json.kind();
    (!json.is_null() && kind != Kind::String && shape.accepts(kind)).then_some(json)
}
