//! JSON that was another format.

use super::{Json, JsonCursor};

/// The JSON of a body in another format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted {
    json: Json,
    /// Whether the body was XML.
    elements: bool,
}

impl Converted {
    /// Creates the JSON of XML, in which lists have no form of their own: repeated elements are a list, and one is not.
    #[cfg(feature = "client")]
    pub(crate) fn from_xml(json: Json) -> Self {
        Self { json, elements: true }
    }

    /// Returns a cursor to the root. Where the body was XML, one element is read as a list of one, and none as an empty list.
    pub fn at(&self) -> JsonCursor<'_> {
        let at = self.json.at();
        if self.elements { at.of_elements() } else { at }
    }

    /// Returns the JSON as it was converted.
    pub fn into_json(self) -> Json {
        self.json
    }
}

impl From<Json> for Converted {
    fn from(json: Json) -> Self {
        let elements = false;
        Self { json, elements }
    }
}
