//! Static descriptions of long-running operations: where the result of one is.

/// Where the result of a long-running operation is when its status says that it has succeeded.
///
/// `OpenAPI` documents of Azure say it as `final-state-via` of `x-ms-long-running-operation-options`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FinalState {
    /// As the method implies: of `PUT` and `PATCH` the resource, of others the address in `Location`, or the status if there is none. An
    /// address that the status has as `resourceLocation` comes before these.
    #[default]
    ByMethod,
    /// At the address that the API has named in the header `Location`.
    Location,
    /// At the address of the request.
    Resource,
    /// The last status is the result; of `PUT` and `PATCH`, the resource.
    Status,
}
