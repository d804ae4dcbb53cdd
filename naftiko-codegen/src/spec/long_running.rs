//! Long-running operations of consumed APIs: an extension.

/// What a spec says of whether an operation is long-running, and where its result is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LongRunning {
    /// It is not, whatever its document says.
    No,
    /// It is; its method tells where the result is.
    Yes,
    /// The result is at the address in the header `Location`.
    Location,
    /// The result is at the address of the request.
    Resource,
    /// The last status is the result.
    Status,
}
