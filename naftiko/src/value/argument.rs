//! A value given to a call: one type for all that generated methods take.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use serde_json::Value;

use super::number::{float_text, json_number, number_text};
use super::{Array, Object};

/// A value given to a call, borrowed where it can be, and its two forms on the wire.
///
/// *Text* (path, query, header, cookie, form): a string as it is, an integral number without a fraction, a
/// list joined by commas, an object as compact JSON; absent and null have none.
///
/// *JSON* (bodies): as it is; an integral double as an integer; absent has none, null stays null.
#[derive(Clone, Default, PartialEq)]
pub enum Argument<'a> {
    /// An optional value that was not given.
    #[default]
    Absent,
    /// A string.
    Text(Cow<'a, str>),
    /// An integer.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A boolean.
    Boolean(bool),
    /// Any JSON value.
    Json(Cow<'a, Value>),
    /// A list of JSON values.
    List(Cow<'a, [Value]>),
}

/// Shows which kind it is and no value: it may be a password.
impl fmt::Debug for Argument<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "Absent",
            Self::Text(_) => "Text",
            Self::Integer(_) => "Integer",
            Self::Number(_) => "Number",
            Self::Boolean(_) => "Boolean",
            Self::Json(_) => "Json",
            Self::List(_) => "List",
        })
    }
}

impl Argument<'_> {
    /// The text form; `None` when absent or null.
    pub fn to_text(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Absent => return None,
            Self::Text(text) => Cow::Borrowed(text),
            Self::Integer(integer) => Cow::Owned(integer.to_string()),
            Self::Number(number) => Cow::Owned(float_text(*number)),
            Self::Boolean(boolean) => Cow::Borrowed(if *boolean { "true" } else { "false" }),
            Self::Json(value) => return json_text(value),
            Self::List(items) => Cow::Owned(joined(items)),
        })
    }

    /// The text form as a list: an item each for lists, one for anything else, none when absent or null.
    pub fn to_texts(&self) -> Vec<Cow<'_, str>> {
        match self.items() {
            Some(items) => items.iter().filter_map(json_text).collect(),
            None => self.to_text().into_iter().collect(),
        }
    }

    /// The JSON form; `None` when absent.
    pub fn into_value(self) -> Option<Value> {
        Some(match self {
            Self::Absent => return None,
            Self::Text(text) => Value::String(text.into_owned()),
            Self::Integer(integer) => Value::from(integer),
            Self::Number(number) => json_number(number),
            Self::Boolean(boolean) => Value::Bool(boolean),
            Self::Json(value) => value.into_owned(),
            Self::List(items) => Value::Array(items.into_owned()),
        })
    }

    /// The JSON form, written; `None` when absent.
    #[cfg(feature = "client")]
    pub(crate) fn to_json_bytes(&self) -> Option<Vec<u8>> {
        // Writing a `Value` to memory has no way to fail: keys are strings and numbers are finite.
        match self {
            Self::Absent => None,
            Self::Json(value) => serde_json::to_vec(value).ok(),
            Self::List(items) => serde_json::to_vec(items).ok(),
            scalar => scalar
                .clone()
                .into_value()
                .and_then(|value| serde_json::to_vec(&value).ok()),
        }
    }

    /// Whether there is nothing to send as text: absent, or null.
    pub fn is_absent(&self) -> bool {
        match self {
            Self::Absent => true,
            Self::Json(value) => value.is_null(),
            _ => false,
        }
    }

    fn items(&self) -> Option<&[Value]> {
        match self {
            Self::List(items) => Some(items),
            Self::Json(value) => value.as_array().map(Vec::as_slice),
            _ => None,
        }
    }
}

/// The concatenated text of some values: a template of the spec with its placeholders filled. Absent ones are
/// empty.
#[expect(clippy::needless_pass_by_value, reason = "callers write the parts in place")]
pub fn text<const N: usize>(parts: [Argument<'_>; N]) -> String {
    concatenated(&parts)
}

/// A body of which the spec gives one parameter without saying whether it is all of it: an object or a list
/// is, anything else is the only field of an object.
pub fn whole_or_field<'a>(name: &str, value: impl Into<Argument<'a>>) -> Argument<'a> {
    let value = value.into();
    let whole = match &value {
        Argument::Absent | Argument::List(_) => true,
        Argument::Json(json) => json.is_object() || json.is_array(),
        _ => false,
    };
    if whole {
        value
    } else {
        Argument::from(super::Object::new().with(name, value))
    }
}

fn concatenated(parts: &[Argument<'_>]) -> String {
    parts.iter().filter_map(Argument::to_text).collect()
}

fn json_text(value: &Value) -> Option<Cow<'_, str>> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(boolean) => Cow::Borrowed(if *boolean { "true" } else { "false" }),
        Value::Number(number) => Cow::Owned(number_text(number)),
        Value::String(text) => Cow::Borrowed(text),
        Value::Array(items) => Cow::Owned(joined(items)),
        Value::Object(_) => Cow::Owned(value.to_string()),
    })
}

fn joined(items: &[Value]) -> String {
    let mut text = String::new();
    for (index, item) in items.iter().filter_map(json_text).enumerate() {
        let comma = if index == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(text, "{comma}{item}");
    }
    text
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<Option<&'a str>> for Argument<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Absent, Self::from)
    }
}

impl<'a> From<&'a [Value]> for Argument<'a> {
    fn from(items: &'a [Value]) -> Self {
        Self::List(Cow::Borrowed(items))
    }
}

impl From<Object> for Argument<'_> {
    fn from(object: Object) -> Self {
        Self::Json(Cow::Owned(object.into()))
    }
}

impl From<Array> for Argument<'_> {
    fn from(array: Array) -> Self {
        Self::Json(Cow::Owned(array.into()))
    }
}

/// Conversions from an owned type, from a reference to it, and from both in an `Option`.
macro_rules! from {
    ($owned:ty, $value:ident => $by_value:expr, $reference:ident => $by_reference:expr) => {
        impl From<$owned> for Argument<'_> {
            fn from($value: $owned) -> Self {
                $by_value
            }
        }

        impl<'a> From<&'a $owned> for Argument<'a> {
            fn from($reference: &'a $owned) -> Self {
                $by_reference
            }
        }

        impl From<Option<$owned>> for Argument<'_> {
            fn from(value: Option<$owned>) -> Self {
                value.map_or(Self::Absent, Self::from)
            }
        }

        impl<'a> From<&'a Option<$owned>> for Argument<'a> {
            fn from(value: &'a Option<$owned>) -> Self {
                value.as_ref().map_or(Self::Absent, Self::from)
            }
        }
    };
}

from!(String, text => Self::Text(Cow::Owned(text)), text => Self::Text(Cow::Borrowed(text)));
from!(i64, integer => Self::Integer(integer), integer => Self::Integer(*integer));
from!(f64, number => Self::Number(number), number => Self::Number(*number));
from!(bool, boolean => Self::Boolean(boolean), boolean => Self::Boolean(*boolean));
from!(Value, value => Self::Json(Cow::Owned(value)), value => Self::Json(Cow::Borrowed(value)));
from!(Vec<Value>, items => Self::List(Cow::Owned(items)), items => Self::List(Cow::Borrowed(items)));
