//! Tolerance of outputs whose value does not match their type.

/// The handling of an optional output whose value does not match its type in the spec.
///
/// A scalar written as a string always matches (`"7.5"` is a number), and null counts as missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Tolerance {
    /// The response is an error with the path.
    #[default]
    Strict,
    /// The output is null, and a log event has the path.
    Lenient,
    /// As [`Tolerance::Lenient`]; types with room for unknown values keep them.
    Open,
}
