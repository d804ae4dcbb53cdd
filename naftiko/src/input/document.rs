//! Bodies of the types that documents describe.

use super::{InputProblem, InvalidInput, ParameterIn, ProblemKind};
use crate::value::{FromJson, Json};

/// Returns a body as a value of a type.
///
/// # Errors
/// When the body is not such a value. The message has the path of what does not fit.
pub fn typed<T: FromJson>(body: &Json) -> Result<T, InvalidInput> {
    let read = T::from_json(body.at());
    read.map_err(|error| InputProblem::new(ParameterIn::Body, ProblemKind::Invalid, error.to_string()).into())
}
