//! Bodies and lists of the types that documents describe.

use bytes::Bytes;

use super::inputs::{InputSource, Inputs, Reported, add};
use super::members::as_str;
use super::typed::RawInput;
use super::{InputProblem, InvalidInput, ParameterIn, ProblemKind};
use crate::value::{Argument, FromJson, Json, Reader, Received, ToJson};

/// The JSON of a body, and the members of it that other inputs have.
type Whole = (Bytes, Vec<&'static str>);

impl Inputs {
    /// Reads the last input, a value of a type that a document describes, and finishes. The body of a tool call is all arguments that no
    /// other input has.
    ///
    /// # Errors
    /// Those of [`Inputs::finish`]. The problem of a part of the value names its path.
    pub fn finish_with<T: FromJson>(mut self, place: ParameterIn<'static>) -> Result<T, InvalidInput> {
        let value = match self.whole(place) {
            Ok(Some(whole)) => self.described(place, whole),
            Ok(None) => {
                add(&mut self.problems, InputProblem::missing(place));
                None
            }
            Err(Reported) => None,
        };
        self.finished(place, value)
    }

    /// Reads the last input like [`Inputs::finish_with`]; one that is absent or null is `None`.
    ///
    /// # Errors
    /// Those of [`Inputs::finish_with`].
    pub fn finish_with_optional<T: FromJson>(
        mut self,
        place: ParameterIn<'static>,
    ) -> Result<Option<T>, InvalidInput> {
        let value = match self.whole(place) {
            Ok(Some((text, _))) if *text == *b"null" => Some(None),
            Ok(Some(whole)) => self.described(place, whole).map(Some),
            Ok(None) => Some(None),
            Err(Reported) => None,
        };
        self.finished(place, value)
    }

    /// Returns the JSON of the body, if it exists.
    fn whole(&mut self, place: ParameterIn<'static>) -> Result<Option<Whole>, Reported> {
        if let (InputSource::Arguments(arguments), ParameterIn::Body) = (&mut self.source, place) {
            let rest = arguments.rest();
            return rest.map(Some).map_err(|problem| self.reported(problem));
        }
        let text = match self.find(place)? {
            None => return Ok(None),
            Some(RawInput::Json(text)) => text,
            // A field of a form is JSON, or else a text.
            Some(RawInput::Strings(mut texts)) => {
                let text = texts.pop().unwrap_or_default();
                Json::parse(text.clone())
                    .unwrap_or_else(|_| text.to_json())
                    .into_bytes()
            }
            Some(RawInput::Document(_)) => return Err(self.reported(InputProblem::not_json(place))),
        };
        Ok(Some((text, Vec::new())))
    }

    /// Adds a problem that leaves no value to read.
    fn reported(&mut self, problem: InputProblem) -> Reported {
        add(&mut self.problems, problem);
        Reported
    }

    /// Reads the value, or adds its problems.
    fn described<T: FromJson>(
        &mut self,
        place: ParameterIn<'static>,
        (text, taken): (Bytes, Vec<&'static str>),
    ) -> Option<T> {
        let received = Received::new(place.name(), self.ignores_unknown, taken);
        let read = Reader::new(as_str(&text)).receiving(received).read_received();
        read.map_err(|problems| {
            for problem in problems {
                add(&mut self.problems, problem);
            }
        })
        .ok()
    }

    /// Returns the value, or all problems.
    fn finished<T>(self, place: ParameterIn<'static>, value: Option<T>) -> Result<T, InvalidInput> {
        self.finish()?;
        value.ok_or_else(|| InputProblem::missing(place).into())
    }
}

/// Returns the texts of a list as values of a type. A value that is not a list is its only item.
///
/// ```
/// let list = naftiko::value::Json::parse(r#"["yard", 7]"#.to_owned()).unwrap();
/// let kinds: Vec<String> = naftiko::input::texts(&list);
/// assert_eq!(kinds, ["yard", "7"]);
/// ```
pub fn texts<T: for<'t> From<&'t str>>(list: &Json) -> Vec<T> {
    let list = Argument::from(list);
    let texts = list.to_texts();
    texts.iter().map(|text| T::from(text)).collect()
}

/// Returns a body as a value of a type.
///
/// # Errors
/// When the body is not such a value. The message has the path of what does not fit.
pub fn typed<T: FromJson>(body: &Json) -> Result<T, InvalidInput> {
    let read = T::from_json(body.at());
    read.map_err(|error| InputProblem::new(ParameterIn::Body, ProblemKind::Invalid, error.to_string()).into())
}
