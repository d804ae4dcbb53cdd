//! What the spec gives a shape.

use ::naftiko::value::{DecodeError, FromJson, Json, JsonCursor, Number, ToJson, Writer};

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
    pub(crate) attributes: Json,
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
    pub(crate) weight: Number,
}

impl FromJson for GetParcelOutput {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            depot_id: at.key("route").key("depot").string()?,
            place: at.key("place").optional(Place::from_json)?,
            fragile: at.key("fragile").optional_boolean()?,
            lines: at.key("lines").list(Line::from_json)?,
            first: at.key("lines").index(0).key("id").optional_string()?,
            attributes: at.key("attributes").object()?,
            note: at.key("note").optional_string()?,
        })
    }
}

impl ToJson for GetParcelOutput {
    fn write_json(&self, json: &mut Writer) {
        json.object();
        json.member("depot_id", &self.depot_id);
        json.member("place", &self.place);
        json.member("fragile", &self.fragile);
        json.member("lines", &self.lines);
        json.member("first", &self.first);
        json.member("attributes", &self.attributes);
        json.member("note", &self.note);
        json.end_object();
    }
}

impl FromJson for Place {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            city: at.key("city").string()?,
            zip: at.key("zip").optional_string()?,
        })
    }
}

impl ToJson for Place {
    fn write_json(&self, json: &mut Writer) {
        json.object();
        json.member("city", &self.city);
        json.member("zip", &self.zip);
        json.end_object();
    }
}

impl FromJson for Line {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            id: at.key("id").string()?,
            weight: at.key("weight").number()?,
        })
    }
}

impl ToJson for Line {
    fn write_json(&self, json: &mut Writer) {
        json.object();
        json.member("id", &self.id);
        json.member("weight", &self.weight);
        json.end_object();
    }
}
