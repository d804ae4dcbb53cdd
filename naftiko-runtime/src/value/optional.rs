//! Optional members of JSON objects.

use super::Json;

/// An optional member of a JSON object: absent, null, or a value. Many APIs leave a member that is absent as it is, and
/// delete one that is null.
///
/// ```
/// use naftiko::value::{Json, ObjectBuilder, Optional};
///
/// let note: Optional<String> = Optional::Null;
/// let name = Optional::from("Ada".to_owned());
/// let nick = Optional::<String>::Absent;
/// let changes = ObjectBuilder::new().with("note", &note).with("name", &name).with("nick", &nick);
/// assert_eq!(Json::from(changes).to_string(), r#"{"note":null,"name":"Ada"}"#);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Optional<T> {
    /// The member is absent.
    #[default]
    Absent,
    /// The member is null.
    Null,
    /// The member has a value.
    Value(T),
}

impl<T> Optional<T> {
    /// Returns the value, if any.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Absent | Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// Returns a copy with a reference to the value.
    pub fn as_ref(&self) -> Optional<&T> {
        match self {
            Self::Absent => Optional::Absent,
            Self::Null => Optional::Null,
            Self::Value(value) => Optional::Value(value),
        }
    }

    /// Converts the value.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Optional<U> {
        match self {
            Self::Absent => Optional::Absent,
            Self::Null => Optional::Null,
            Self::Value(value) => Optional::Value(convert(value)),
        }
    }

    /// Returns whether the member is absent.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Returns whether the member is null.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl<T> From<T> for Optional<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl From<&str> for Optional<String> {
    fn from(text: &str) -> Self {
        Self::Value(text.to_owned())
    }
}

impl From<&str> for Optional<Json> {
    fn from(text: &str) -> Self {
        Self::Value(text.into())
    }
}

/// Null is JSON's null.
impl From<serde_json::Value> for Optional<Json> {
    fn from(value: serde_json::Value) -> Self {
        if value.is_null() {
            Self::Null
        } else {
            Self::Value(value.into())
        }
    }
}

/// `None` is absent.
impl<T> From<Option<T>> for Optional<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}
