//! Lookups: items of an earlier output by the value of a field.

use super::StepOutput;
use crate::value::{Argument, Json, JsonCursor, Kind, Number, ObjectBuilder};

impl StepOutput {
    /// Returns the output of the lookup step `step`: the first item, or the object itself, whose field has the value, with these members, of
    /// which a missing one is null. For a list of values, it is the list of the items that were found.
    #[must_use]
    pub fn lookup<'v>(
        &self,
        step: &'static str,
        field: &str,
        value: impl Into<Argument<'v>>,
        members: &[&str],
    ) -> Self {
        let value = value.into().into_json().unwrap_or_default();
        let found = if value.kind() == Kind::Array {
            let values = value.items();
            let found: Vec<Json> = values
                .filter_map(|value| self.first(field, &value, members))
                .collect();
            Some(found.into())
        } else {
            self.first(field, &value, members)
        };
        Self::new(step, found)
    }

    fn first(&self, field: &str, value: &Json, members: &[&str]) -> Option<Json> {
        let json = self.json()?;
        let is_found = |item: &Json| is_equal(item.at().key(field), value);
        let found = if json.kind() == Kind::Array {
            json.items().find(is_found)?
        } else {
            Some(json.clone()).filter(is_found)?
        };
        let object = members.iter().fold(ObjectBuilder::new(), |object, name| {
            object.with_or_null(name, found.at().key(name).json())
        });
        Some(object.into())
    }
}

/// Returns whether a field has a value: the same text, or two numbers of the same value. Null, lists, objects and an empty text equal nothing.
fn is_equal(field: JsonCursor<'_>, value: &Json) -> bool {
    let Some(field) = field.json() else { return false };
    let is_scalar = |json: &Json| matches!(json.kind(), Kind::String | Kind::Number | Kind::Boolean);
    if !is_scalar(&field) || !is_scalar(value) {
        return false;
    }
    if let (Some(field), Some(value)) = (number(&field), number(value)) {
        return field == value;
    }
    let (field, value) = (Argument::from(&field), Argument::from(value));
    let text = value.to_text();
    text.is_some() && text.as_deref() != Some("") && field.to_text() == text
}

/// Returns a number of JSON, which equals others of the same value.
fn number(json: &Json) -> Option<Number> {
    json.at().number().ok().filter(|_| json.kind() == Kind::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEPOTS: &str = r#"[{"code":"a","city":"Ulm"},{"code":5,"city":"Bern"},{"code":"a","city":"Linz"},
        {"code":null,"city":"Rom"},{"code":{},"city":"Bonn"},{"code":"c"}]"#;

    fn found<'v>(index: &str, value: impl Into<Argument<'v>>) -> Option<String> {
        let index = StepOutput::new("depots", Json::parse(index.to_owned()).ok());
        let depot = index.lookup("depot", "code", value, &["city"]);
        depot.value("").map(|json| json.to_string())
    }

    #[test]
    fn first_item_with_the_value_is_found() {
        let city = |name: &str| Some(format!(r#"{{"city":"{name}"}}"#));
        assert_eq!(found(DEPOTS, "a"), city("Ulm"));
        assert_eq!(found(DEPOTS, 5_i64), city("Bern"));
        assert_eq!(found(DEPOTS, "5"), city("Bern"));
        assert_eq!(found(DEPOTS, 5.0), city("Bern"));
        assert_eq!(found(DEPOTS, "c").as_deref(), Some(r#"{"city":null}"#));
        assert_eq!(found(r#"{"code":"a","city":"Ulm"}"#, "a"), city("Ulm"));
    }

    #[test]
    fn null_lists_objects_and_empty_values_equal_nothing() {
        for value in ["A", "null", "", "{}"] {
            assert_eq!(found(DEPOTS, value), None, "{value}");
        }
        assert_eq!(found(DEPOTS, Argument::Absent), None);
        assert_eq!(found(r#"{"items":[{"code":"a"}]}"#, "a"), None);
    }

    #[test]
    fn list_of_values_finds_a_list_of_items() {
        let values = |text: &'static str| Json::parse(text).unwrap_or_default();
        let several = found(DEPOTS, values(r#"["c","x","a","a"]"#));
        assert_eq!(
            several.as_deref(),
            Some(r#"[{"city":null},{"city":"Ulm"},{"city":"Ulm"}]"#)
        );
        assert_eq!(found(DEPOTS, values(r#"["x"]"#)).as_deref(), Some("[]"));
    }
}
