//! Outputs of steps.

use std::fmt;

use crate::client::{Decode, Error, Response};
use crate::value::{DecodeError, Json, JsonCursor, Kind, ObjectBuilder, Tolerance};

/// A named output of a consumed operation: its name, and the function that reads it from a response.
pub type NamedOutput = (&'static str, fn(JsonCursor<'_>) -> Result<Json, DecodeError>);

/// The output of a step: JSON, or nothing where the API returned no content, or a lookup found nothing.
///
/// Its paths are those of specs: names and indexes between dots, and an empty path for the whole output.
#[derive(Clone, PartialEq)]
pub struct StepOutput {
    step: &'static str,
    json: Option<Json>,
}

/// The value of an output without content.
static NOTHING: Json = Json::NULL;

impl StepOutput {
    /// Creates the output of a step.
    pub fn new(step: &'static str, json: Option<Json>) -> Self {
        Self { step, json }
    }

    /// Returns the value at a path, unless it is missing.
    #[must_use]
    pub fn value(&self, path: &str) -> Option<Json> {
        let json = self.json.as_ref()?;
        at(json.at(), path).json()
    }

    /// Reads the value at a path with a method of the cursor: `parcel.read("depot.code", JsonCursor::string)?`.
    ///
    /// # Errors
    /// Those of `read`, with the name of the step in the path.
    pub fn read<'s, T>(
        &'s self,
        path: &'s str,
        read: impl FnOnce(JsonCursor<'s>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        read(self.at(path)).map_err(|error| self.name(error))
    }

    fn at<'s>(&'s self, path: &'s str) -> JsonCursor<'s> {
        at(self.json.as_ref().unwrap_or(&NOTHING).at(), path)
    }

    fn name(&self, error: DecodeError) -> DecodeError {
        error.below(&format!("$.{}", self.step))
    }

    /// Returns the output, unless there is none.
    pub(super) fn json(&self) -> Option<&Json> {
        self.json.as_ref()
    }

    /// Returns the named outputs of an operation: an object of them, in which a missing one is null. The items of a list keep their members,
    /// and have the outputs too.
    pub(super) fn named(self, outputs: &[NamedOutput]) -> Result<Self, DecodeError> {
        let Some(json) = self.json.as_ref().filter(|_| !outputs.is_empty()) else {
            return Ok(self);
        };
        let named = if json.kind() == Kind::Array {
            let items = json.items().map(|item| {
                let members = item.members();
                let own = members.fold(ObjectBuilder::new(), |own, (name, value)| own.with(&name, value));
                with_outputs(own, &item, outputs)
            });
            items.collect::<Result<Vec<Json>, _>>().map(Json::from)
        } else {
            with_outputs(ObjectBuilder::new(), json, outputs)
        };
        let json = named.map_err(|error| self.name(error))?;
        Ok(Self::new(self.step, Some(json)))
    }
}

fn with_outputs(object: ObjectBuilder, json: &Json, outputs: &[NamedOutput]) -> Result<Json, DecodeError> {
    let mut object = object;
    for (name, read) in outputs {
        object = object.with(name, read(json.at().tolerating(Tolerance::Lenient))?);
    }
    Ok(object.into())
}

/// Returns the cursor at a path of names and indexes.
fn at<'a>(root: JsonCursor<'a>, path: &'a str) -> JsonCursor<'a> {
    if path.is_empty() {
        return root;
    }
    path.split('.').fold(root, |at, segment| {
        let is_list = at.text().is_some_and(|text| text.starts_with('['));
        match segment.parse() {
            Ok(index) if is_list => at.index(index),
            _ => at.key(segment),
        }
    })
}

/// Shows the name of the step, and no value.
impl fmt::Debug for StepOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StepOutput")
            .field("step", &self.step)
            .finish_non_exhaustive()
    }
}

/// The result of a step's call.
pub trait StepBody: Send {
    /// Returns the JSON of the result; `None` without content.
    fn into_json(self) -> impl Future<Output = Result<Option<Json>, Error>> + Send;
}

/// The body as JSON, converted from its format. A response without content has none.
impl<T: Decode> StepBody for Response<T> {
    async fn into_json(self) -> Result<Option<Json>, Error> {
        if self.is_empty() {
            return Ok(None);
        }
        if self.is_converted_aside() {
            return Ok(Some(Box::pin(self.converted()).await?.json()?));
        }
        Ok(Some(self.json()?))
    }
}

/// A text of the API.
impl StepBody for String {
    async fn into_json(self) -> Result<Option<Json>, Error> {
        Ok(Some(Json::from(self.as_str())))
    }
}

/// A result that no later step reads.
impl StepBody for () {
    async fn into_json(self) -> Result<Option<Json>, Error> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(text: &'static str) -> StepOutput {
        StepOutput::new("parcel", Some(Json::parse(text).unwrap_or_default()))
    }

    fn shown(output: Result<StepOutput, DecodeError>) -> String {
        output.map_or_else(
            |error| error.to_string(),
            |output| output.value("").map_or_else(String::new, |json| json.to_string()),
        )
    }

    const OUTPUTS: [NamedOutput; 2] = [
        ("id", |at| {
            at.key("id").optional_any().map(Option::unwrap_or_default)
        }),
        ("berth", |at| {
            at.key("berth_id").optional_any().map(Option::unwrap_or_default)
        }),
    ];

    #[test]
    fn path_has_names_and_indexes() {
        let parcel = output(r#"{"items":[{"id":7}],"a":{"0":"zero"},"none":null}"#);
        let value = |path: &str| parcel.value(path).map(|json| json.to_string());
        assert_eq!(value("items.0.id").as_deref(), Some("7"));
        assert_eq!(value("a.0").as_deref(), Some(r#""zero""#));
        assert_eq!(value("none").as_deref(), Some("null"));
        assert_eq!(value("items.1.id"), None);
        assert_eq!(StepOutput::new("parcel", None).value(""), None);
    }

    #[test]
    fn missing_value_names_step_and_path() {
        let read = |output: &StepOutput| {
            output
                .read("depot.code", JsonCursor::string)
                .unwrap_err()
                .to_string()
        };
        let expected = "expected a string at `$.parcel.depot.code`, got nothing";
        assert_eq!(read(&output(r#"{"depot":{}}"#)), expected);
        assert!(read(&StepOutput::new("parcel", None)).contains("`$.parcel"));
    }

    #[test]
    fn named_outputs_of_an_object_are_the_whole_output() {
        let named = output(r#"{"id":7,"more":1}"#).named(&OUTPUTS);
        assert_eq!(shown(named), r#"{"id":7,"berth":null}"#);
        assert_eq!(shown(output("5").named(&[])), "5");
    }

    #[test]
    fn items_of_a_list_keep_their_members_and_have_the_named_outputs() {
        let named = output(r#"[{"berth_id":"b1","id":1},5]"#).named(&OUTPUTS);
        assert_eq!(
            shown(named),
            r#"[{"berth_id":"b1","id":1,"berth":"b1"},{"id":null,"berth":null}]"#
        );
    }
}
