//! What is done with an output whose value does not fit its type.

/// What is done with an optional output whose value is not of the type that the spec gives it.
///
/// In all cases a scalar written as a string fits (`"7.5"` is a number), and null stands for what is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Tolerance {
    /// The response is an error that names the path.
    #[default]
    Strict,
    /// The output is null, and a line in the log names the path.
    Lenient,
    /// As [`Tolerance::Lenient`]; types that can hold what they do not know keep it.
    Open,
}
