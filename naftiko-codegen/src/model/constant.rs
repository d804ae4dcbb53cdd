//! Constants of specs.

use std::fmt;

use serde_core::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

/// A constant as JSON. Numbers are text, since a tree of `serde_json` would round them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Constant {
    Null,
    Boolean(bool),
    /// A number of JSON (RFC 8259, section 6).
    Number(String),
    String(String),
    Array(Vec<Constant>),
    Object(Vec<(String, Constant)>),
}

impl Constant {
    /// Returns a text as a number with its digits, if it is a number of JSON.
    pub(crate) fn number(text: &str) -> Option<Self> {
        let number = text.trim();
        // Unlike a number of `serde_json`, a raw value has any size.
        let is_json = serde_json::from_str::<&RawValue>(number).is_ok();
        let is_number = number.starts_with(|first: char| first == '-' || first.is_ascii_digit());
        (is_json && is_number).then(|| Self::Number(number.to_owned()))
    }

    /// Parses JSON. The last of several members with one name applies.
    pub(crate) fn parse(json: &str) -> Option<Self> {
        let raw: &RawValue = serde_json::from_str(json).ok()?;
        Self::of_raw(raw)
    }

    fn of_raw(raw: &RawValue) -> Option<Self> {
        let json = raw.get();
        Some(match json.as_bytes().first()? {
            b'{' => {
                let members: Members<'_> = serde_json::from_str(json).ok()?;
                let members = members.0.into_iter();
                let member = |(name, value): (String, &RawValue)| Some((name, Self::of_raw(value)?));
                Self::Object(members.map(member).collect::<Option<_>>()?)
            }
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(json).ok()?;
                Self::Array(items.into_iter().map(Self::of_raw).collect::<Option<_>>()?)
            }
            b'-' | b'0'..=b'9' => Self::Number(json.to_owned()),
            _ => Self::from(&serde_json::from_str::<Value>(json).ok()?),
        })
    }

    pub(crate) fn is_null(&self) -> bool {
        *self == Self::Null
    }

    /// Returns the constant as a tree, if it has no number that a tree rounds.
    pub(crate) fn exact_value(&self) -> Option<Value> {
        let is_exact = |number: &str| {
            let value: Option<serde_json::Number> = serde_json::from_str(number).ok();
            value.is_some_and(|value| value.to_string() == number)
        };
        self.has_only_numbers(&is_exact).then(|| self.to_value())
    }

    fn has_only_numbers(&self, that: &impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Number(number) => that(number),
            Self::Array(items) => items.iter().all(|item| item.has_only_numbers(that)),
            Self::Object(members) => members.iter().all(|(_, value)| value.has_only_numbers(that)),
            Self::Null | Self::Boolean(_) | Self::String(_) => true,
        }
    }

    /// Returns the constant as a tree, whose numbers are 64-bit integers or doubles.
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(boolean) => Value::Bool(*boolean),
            Self::Number(text) => serde_json::from_str(text).unwrap_or(Value::Null),
            Self::String(text) => Value::from(text.as_str()),
            Self::Array(items) => items.iter().map(Self::to_value).collect(),
            Self::Object(members) => {
                let member = |(name, value): &(String, Self)| (name.clone(), value.to_value());
                members.iter().map(member).collect()
            }
        }
    }
}

impl From<&str> for Constant {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<bool> for Constant {
    fn from(boolean: bool) -> Self {
        Self::Boolean(boolean)
    }
}

impl From<&Value> for Constant {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(boolean) => Self::Boolean(*boolean),
            Value::Number(number) => Self::Number(number.to_string()),
            Value::String(text) => Self::String(text.clone()),
            Value::Array(items) => Self::Array(items.iter().map(Self::from).collect()),
            Value::Object(members) => {
                let members = members.iter();
                Self::Object(
                    members
                        .map(|(name, value)| (name.clone(), value.into()))
                        .collect(),
                )
            }
        }
    }
}

/// The members of an object, in order.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members: Vec<(String, &'de RawValue)> = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
            match members.iter_mut().find(|(known, _)| *known == name) {
                Some((_, earlier)) => *earlier = value,
                None => members.push((name, value)),
            }
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_of_json_keep_their_digits() {
        let number = |text: &str| Some(Constant::Number(text.to_owned()));
        for text in ["0", "-0", "1.0", "12345678901234567890.10", "1e400", "-1.5E+07"] {
            assert_eq!(Constant::number(text), number(text));
        }
        for text in ["", "+1", ".5", "01", "1.", "0x1F", "true", "\"1\"", "1 2"] {
            assert_eq!(Constant::number(text), None, "{text}");
        }
    }

    #[test]
    fn json_is_parsed_with_its_digits_and_order() {
        let json = r#"{"b": [1.50, "x\n", null], "a": {"c": true}, "b": 7}"#;
        let expected = Constant::Object(vec![
            ("b".to_owned(), Constant::Number("7".to_owned())),
            (
                "a".to_owned(),
                Constant::Object(vec![("c".to_owned(), Constant::Boolean(true))]),
            ),
        ]);
        assert_eq!(Constant::parse(json), Some(expected));
        let list = Constant::parse(r#"[1.50, "x\n", null]"#);
        assert_eq!(
            list.as_ref().map(Constant::to_value),
            Some(json!([1.5, "x\n", null]))
        );
        assert_eq!(list.and_then(|list| list.exact_value()), None);
        assert_eq!(Constant::parse("[1"), None);
    }
}
