//! What the spec gives a shape.

use ::naftiko::Value;
use ::naftiko::value::{At, DecodeError, FromJson, Object, ToJson};

/// Output of `get-parcel`.
#[derive(Clone, Debug, PartialEq)]
pub struct Parcel {
    /// The depot.
    pub depot: Option<String>,
    /// The weight.
    pub weight: Option<f64>,
}

impl FromJson for Parcel {
    fn from_json(at: At<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            depot: at.key("route").key("depot").optional_string(),
            weight: at.key("route").key("kg").optional_number(),
        })
    }
}

impl ToJson for Parcel {
    fn to_json(self) -> Value {
        Object::new()
            .with_or_null("depot", self.depot)
            .with_or_null("weight", self.weight)
            .into()
    }
}
