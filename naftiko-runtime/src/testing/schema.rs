//! Checks of values by the schemas of a description: the keywords that the generator writes.

use serde_json::{Map, Value};

/// The number of nested values that are checked, and of references that follow each other.
const DEEPEST: usize = 64;

/// What is wrong with a value, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SchemaProblem {
    /// The place below the checked value, such as `.items[0].id`.
    pub(super) place: String,
    pub(super) problem: String,
}

/// Returns every problem of a value.
pub(super) fn check(schema: &Value, value: &Value, schemas: &Map<String, Value>) -> Vec<SchemaProblem> {
    let mut check = Check {
        schemas,
        problems: Vec::new(),
    };
    check.value(schema, value, "", 0);
    check.problems
}

/// Returns the schema that a reference leads to.
pub(super) fn resolved<'s>(mut schema: &'s Value, schemas: &'s Map<String, Value>) -> &'s Value {
    for _ in 0..DEEPEST {
        let reference = schema.get("$ref").and_then(Value::as_str);
        let name = reference.and_then(|reference| reference.strip_prefix("#/components/schemas/"));
        match name.and_then(|name| schemas.get(name)) {
            Some(target) => schema = target,
            None => break,
        }
    }
    schema
}

struct Check<'s> {
    schemas: &'s Map<String, Value>,
    problems: Vec<SchemaProblem>,
}

impl Check<'_> {
    fn report(&mut self, place: &str, problem: impl Into<String>) {
        self.problems.push(SchemaProblem {
            place: place.to_owned(),
            problem: problem.into(),
        });
    }

    fn value(&mut self, schema: &Value, value: &Value, place: &str, depth: usize) {
        let schema = resolved(schema, self.schemas);
        if depth > DEEPEST {
            return;
        }
        if let Some(Value::Array(branches)) = schema.get("anyOf") {
            self.any_of(branches, value, place, depth);
        }
        if let Some(kinds) = kinds(schema).filter(|kinds| !kinds.iter().any(|kind| is_of(kind, value))) {
            let expected = kinds.join(" or ");
            self.report(place, format!("must be {expected}, and is {}", kind_of(value)));
            return;
        }
        if let Some(constant) = schema.get("const").filter(|constant| *constant != value) {
            self.report(place, format!("must be `{constant}`"));
        }
        let listed = schema.get("enum").and_then(Value::as_array);
        if let Some(listed) = listed.filter(|listed| !listed.contains(value)) {
            let shown: Vec<String> = listed.iter().take(10).map(|value| format!("`{value}`")).collect();
            self.report(place, format!("must be one of {}", shown.join(", ")));
        }
        match value {
            Value::Number(_) => self.bounds(schema, value, place),
            Value::String(text) => self.length(schema, text, place),
            Value::Array(items) => {
                if let Some(schema) = schema.get("items") {
                    for (index, item) in items.iter().enumerate() {
                        self.value(schema, item, &format!("{place}[{index}]"), depth + 1);
                    }
                }
            }
            Value::Object(members) => self.members(schema, members, place, depth),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Reports the problems with the branch that has the fewest, unless the value is one of a branch.
    fn any_of(&mut self, branches: &[Value], value: &Value, place: &str, depth: usize) {
        let problems = branches.iter().map(|branch| {
            let mut check = Check {
                schemas: self.schemas,
                problems: Vec::new(),
            };
            check.value(branch, value, place, depth + 1);
            check.problems
        });
        let least = problems.min_by_key(Vec::len);
        self.problems.extend(least.into_iter().flatten());
    }

    fn members(&mut self, schema: &Value, members: &Map<String, Value>, place: &str, depth: usize) {
        let properties = schema.get("properties").and_then(Value::as_object);
        let property = |name: &str| properties.and_then(|properties| properties.get(name));
        let required = schema.get("required").and_then(Value::as_array);
        for name in required.into_iter().flatten().filter_map(Value::as_str) {
            // Requests leave out what only the API sets.
            let is_set_by_the_api =
                property(name).is_some_and(|property| property.get("readOnly") == Some(&Value::Bool(true)));
            if !members.contains_key(name) && !is_set_by_the_api {
                self.report(&format!("{place}.{name}"), "is missing");
            }
        }
        for (name, value) in members {
            let place = format!("{place}.{name}");
            match (property(name), schema.get("additionalProperties")) {
                (Some(schema), _) | (None, Some(schema @ Value::Object(_))) => {
                    self.value(schema, value, &place, depth + 1);
                }
                (None, Some(Value::Bool(false))) => self.report(&place, "is unknown"),
                (None, _) => {}
            }
        }
    }

    fn bounds(&mut self, schema: &Value, value: &Value, place: &str) {
        let number = value.as_f64().unwrap_or_default();
        let bound = |key| schema.get(key).and_then(Value::as_f64);
        if let Some(least) = bound("minimum").filter(|least| number < *least) {
            self.report(place, format!("must be at least {least}"));
        }
        if let Some(most) = bound("maximum").filter(|most| number > *most) {
            self.report(place, format!("must be at most {most}"));
        }
    }

    fn length(&mut self, schema: &Value, text: &str, place: &str) {
        let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
        let bound = |key| schema.get(key).and_then(Value::as_u64);
        if let Some(least) = bound("minLength").filter(|least| length < *least) {
            self.report(place, format!("must have at least {least} characters"));
        }
        if let Some(most) = bound("maxLength").filter(|most| length > *most) {
            self.report(place, format!("must have at most {most} characters"));
        }
    }
}

/// Returns the types that a schema allows; `None` for any.
pub(super) fn kinds(schema: &Value) -> Option<Vec<&str>> {
    match schema.get("type")? {
        Value::String(kind) => Some(vec![kind]),
        Value::Array(kinds) => Some(kinds.iter().filter_map(Value::as_str).collect()),
        _ => None,
    }
}

fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "integer" => {
            value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|value| value.fract() == 0.0)
        }
        "number" => value.is_number(),
        kind => kind == kind_of(value),
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn problems_name_their_place() {
        let schemas = json!({
            "Order": {
                "type": "object",
                "properties": {
                    "id": {"type": "string", "readOnly": true},
                    "state": {"type": "string", "enum": ["open", "done"]},
                    "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
                },
                "required": ["id", "state"],
                "additionalProperties": false,
            },
            "Line": {"type": "object", "properties": {"count": {"type": ["integer", "null"], "minimum": 1}}},
        });
        let Value::Object(schemas) = schemas else { return };
        let order = json!({"$ref": "#/components/schemas/Order"});
        let problems = |value: Value| -> Vec<String> {
            let problems = check(&order, &value, &schemas);
            let shown = problems
                .iter()
                .map(|found| format!("{} {}", found.place, found.problem));
            shown.collect()
        };
        assert_eq!(
            problems(json!({"state": "open", "lines": [{"count": 2}, {"count": null}, {}]})),
            [""; 0]
        );
        assert_eq!(
            problems(json!({"lines": [{"count": 0}, {"count": 1.5}], "more": 1})),
            [
                ".state is missing",
                ".lines[0].count must be at least 1",
                ".lines[1].count must be integer or null, and is number",
                ".more is unknown",
            ]
        );
        assert_eq!(problems(json!([])), [" must be object, and is array"]);
        let either = json!({"anyOf": [{"type": "string"}, order]});
        assert_eq!(check(&either, &json!("text"), &schemas), []);
        assert_eq!(check(&either, &json!(1), &schemas).len(), 1);
    }
}
