//! What the spec gives a shape.

use ::naftiko::value::{DecodeError, FromJson, JsonCursor, Number, ToJson, Writer};

/// Output of `get-parcel`.
#[derive(Clone, Debug, PartialEq)]
pub struct Parcel {
    /// The depot.
    pub depot: Option<String>,
    /// The weight.
    pub weight: Option<Number>,
}

impl FromJson for Parcel {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            depot: at.key("route").key("depot").optional_string()?,
            weight: at.key("route").key("kg").optional_number()?,
        })
    }
}

impl ToJson for Parcel {
    fn write_json(&self, json: &mut Writer) {
        json.object();
        json.member("depot", &self.depot);
        json.member("weight", &self.weight);
        json.end_object();
    }
}
