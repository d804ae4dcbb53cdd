//! Arguments of calls.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use serde_json::Value;

use super::float::float_text;
use super::json::{Parts, inside, string_of};
use super::kind::Kind;
use super::{ArrayBuilder, Json, Number, ObjectBuilder, Optional, ToJson};

/// An argument of a call, borrowed where possible, with two wire forms.
///
/// *Text* (path, query, header, cookie, form): a string as it is, a number with its digits, an integral double without
/// a fraction, a list joined by commas, an object as compact JSON; absent and null have none.
///
/// *JSON* (bodies): as it is; an integral double as an integer; absent has none, null stays null.
#[derive(Clone, Default, PartialEq)]
pub enum Argument<'a> {
    /// An absent optional value.
    #[default]
    Absent,
    /// A string.
    Text(Cow<'a, str>),
    /// An integer.
    Integer(i64),
    /// A number, with its digits.
    Number(Cow<'a, Number>),
    /// A double.
    Double(f64),
    /// A boolean.
    Boolean(bool),
    /// Any JSON value.
    Json(Json),
}

/// Shows the kind but no value: it may be a password.
impl fmt::Debug for Argument<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "Absent",
            Self::Text(_) => "Text",
            Self::Integer(_) => "Integer",
            Self::Number(_) => "Number",
            Self::Double(_) => "Double",
            Self::Boolean(_) => "Boolean",
            Self::Json(_) => "Json",
        })
    }
}

impl Argument<'_> {
    /// Returns the text form; `None` when absent or null.
    pub fn to_text(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Absent => return None,
            Self::Text(text) => Cow::Borrowed(text),
            Self::Integer(integer) => Cow::Owned(integer.to_string()),
            Self::Number(number) => Cow::Borrowed(number.as_str()),
            Self::Double(number) => Cow::Owned(float_text(*number)),
            Self::Boolean(boolean) => Cow::Borrowed(if *boolean { "true" } else { "false" }),
            Self::Json(json) => return json_text(json.as_str()),
        })
    }

    /// Returns the text form as a list: one item per list item, one for any other value, none when absent or null.
    pub fn to_texts(&self) -> Vec<Cow<'_, str>> {
        match self {
            Self::Json(json) if json.kind() == Kind::Array => {
                let items = Parts::of(json.as_str());
                items.filter_map(|(_, item)| json_text(item)).collect()
            }
            _ => self.to_text().into_iter().collect(),
        }
    }

    /// Returns the JSON form; `None` when absent.
    pub fn into_json(self) -> Option<Json> {
        Some(match self {
            Self::Absent => return None,
            Self::Text(text) => text.to_json(),
            Self::Integer(integer) => integer.to_json(),
            Self::Number(number) => number.to_json(),
            Self::Double(number) => number.to_json(),
            Self::Boolean(boolean) => boolean.to_json(),
            Self::Json(json) => json,
        })
    }

    /// Returns the JSON form as a tree; `None` when absent.
    pub fn into_value(self) -> Option<Value> {
        self.into_json().map(|json| json.to_value())
    }

    /// Returns the argument without borrowed parts.
    #[cfg(feature = "client")]
    pub(crate) fn into_owned(self) -> Argument<'static> {
        match self {
            Self::Absent => Argument::Absent,
            Self::Text(text) => Argument::Text(Cow::Owned(text.into_owned())),
            Self::Integer(integer) => Argument::Integer(integer),
            Self::Number(number) => Argument::Number(Cow::Owned(number.into_owned())),
            Self::Double(number) => Argument::Double(number),
            Self::Boolean(boolean) => Argument::Boolean(boolean),
            Self::Json(json) => Argument::Json(json),
        }
    }

    /// Returns whether the argument is absent or null.
    pub fn is_absent(&self) -> bool {
        match self {
            Self::Absent => true,
            Self::Json(json) => json.is_null(),
            _ => false,
        }
    }
}

/// Returns the concatenated text of values: a template of the spec with its placeholders filled. Absent values are
/// empty.
#[expect(clippy::needless_pass_by_value, reason = "callers write the parts in place")]
pub fn text<const N: usize>(parts: [Argument<'_>; N]) -> String {
    concatenated(&parts)
}

/// Returns the body for a single parameter: an object or a list is the whole body, any other value is the only field
/// of an object.
pub fn whole_or_field<'a>(name: &str, value: impl Into<Argument<'a>>) -> Argument<'a> {
    let value = value.into();
    let whole = match &value {
        Argument::Absent => true,
        Argument::Json(json) => matches!(json.kind(), Kind::Object | Kind::Array),
        _ => false,
    };
    if whole {
        value
    } else {
        Argument::from(super::ObjectBuilder::new().with(name, value))
    }
}

fn concatenated(parts: &[Argument<'_>]) -> String {
    parts.iter().filter_map(Argument::to_text).collect()
}

/// Returns the text form of JSON text.
fn json_text(text: &str) -> Option<Cow<'_, str>> {
    Some(match Kind::of(text) {
        Kind::Null => return None,
        Kind::String if text.contains('\\') => Cow::Owned(string_of(text)),
        Kind::String => Cow::Borrowed(inside(text)),
        Kind::Array => Cow::Owned(joined(text)),
        Kind::Boolean | Kind::Number | Kind::Object => Cow::Borrowed(text),
    })
}

fn joined(list: &str) -> String {
    let mut text = String::new();
    let items = Parts::of(list).filter_map(|(_, item)| json_text(item));
    for (index, item) in items.enumerate() {
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
        Self::Json(items.to_json())
    }
}

impl From<ObjectBuilder> for Argument<'_> {
    fn from(object: ObjectBuilder) -> Self {
        Self::Json(object.into())
    }
}

impl From<ArrayBuilder> for Argument<'_> {
    fn from(array: ArrayBuilder) -> Self {
        Self::Json(array.into())
    }
}

/// Conversions from an owned type, from a reference to it, and from both in an `Option` or an `Optional`, whose null is
/// JSON's.
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

        impl From<Optional<$owned>> for Argument<'_> {
            fn from(value: Optional<$owned>) -> Self {
                match value {
                    Optional::Absent => Self::Absent,
                    Optional::Null => Self::Json(Json::NULL),
                    Optional::Value(value) => Self::from(value),
                }
            }
        }

        impl<'a> From<&'a Optional<$owned>> for Argument<'a> {
            fn from(value: &'a Optional<$owned>) -> Self {
                match value {
                    Optional::Absent => Self::Absent,
                    Optional::Null => Self::Json(Json::NULL),
                    Optional::Value(value) => Self::from(value),
                }
            }
        }
    };
}

from!(String, text => Self::Text(Cow::Owned(text)), text => Self::Text(Cow::Borrowed(text)));
from!(i64, integer => Self::Integer(integer), integer => Self::Integer(*integer));
from!(f64, number => Self::Double(number), number => Self::Double(*number));
from!(Number, number => Self::Number(Cow::Owned(number)), number => Self::Number(Cow::Borrowed(number)));
from!(bool, boolean => Self::Boolean(boolean), boolean => Self::Boolean(*boolean));
from!(Json, json => Self::Json(json), json => Self::Json(json.clone()));
from!(Value, value => Self::Json(value.into()), value => Self::Json(value.into()));
from!(Vec<Value>, items => Self::Json(items.to_json()), items => Self::Json(items.to_json()));
