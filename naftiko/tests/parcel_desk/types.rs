//! What the spec gives a shape.

use ::naftiko::Value;
use ::naftiko::value::{At, DecodeError, FromJson, Object, ToJson};

/// Output of `parcels.get-parcel`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GetParcelOutput {
    /// The depot.
    pub(crate) depot_id: String,
    /// The place.
    pub(crate) place: Option<Place>,
    /// Whether it breaks.
    pub(crate) fragile: Option<bool>,
    /// The lines.
    pub(crate) lines: Vec<Line>,
    /// The first line's id.
    pub(crate) first: Option<String>,
    /// Anything else.
    pub(crate) attributes: Value,
    /// A note.
    pub(crate) note: Option<String>,
}

/// A place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    /// The city.
    pub(crate) city: String,
    /// The code.
    pub(crate) zip: Option<String>,
}

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    /// The id.
    pub(crate) id: String,
    /// The weight.
    pub(crate) weight: f64,
}

impl FromJson for GetParcelOutput {
    fn from_json(at: At<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            depot_id: at.key("route").key("depot").string()?,
            place: at.key("place").optional(Place::from_json)?,
            fragile: at.key("fragile").optional_boolean(),
            lines: at.key("lines").list(Line::from_json)?,
            first: at.key("lines").index(0).key("id").optional_string(),
            attributes: at.key("attributes").object()?,
            note: at.key("note").optional_string(),
        })
    }
}

impl ToJson for GetParcelOutput {
    fn to_json(self) -> Value {
        Object::new()
            .with_or_null("depot_id", self.depot_id)
            .with_or_null("place", self.place.to_json())
            .with_or_null("fragile", self.fragile)
            .with_or_null("lines", self.lines.to_json())
            .with_or_null("first", self.first)
            .with_or_null("attributes", self.attributes)
            .with_or_null("note", self.note)
            .into()
    }
}

impl FromJson for Place {
    fn from_json(at: At<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            city: at.key("city").string()?,
            zip: at.key("zip").optional_string(),
        })
    }
}

impl ToJson for Place {
    fn to_json(self) -> Value {
        Object::new()
            .with_or_null("city", self.city)
            .with_or_null("zip", self.zip)
            .into()
    }
}

impl FromJson for Line {
    fn from_json(at: At<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            id: at.key("id").string()?,
            weight: at.key("weight").number()?,
        })
    }
}

impl ToJson for Line {
    fn to_json(self) -> Value {
        Object::new()
            .with_or_null("id", self.id)
            .with_or_null("weight", self.weight)
            .into()
    }
}
