//! Long-running operations of a document: `x-ms-long-running-operation`, and where it says that the result is.

use super::library::Location;
use crate::model::FinalState;

/// Returns where the result of an operation is, if the document says that it is long-running.
pub(super) fn find(operation: Location<'_>) -> Option<FinalState> {
    if !operation.is_true("x-ms-long-running-operation") {
        return None;
    }
    let options = operation.get("x-ms-long-running-operation-options");
    let via = options.and_then(|options| options.text("final-state-via"));
    Some(match via {
        Some("location") => FinalState::Location,
        Some("original-uri") => FinalState::Resource,
        Some("azure-async-operation" | "operation-location") => FinalState::Status,
        _ => FinalState::ByMethod,
    })
}
