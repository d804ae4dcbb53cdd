//! Detection of operations that may be retried although their method is not idempotent.

use crate::method::Method;
use crate::model::Operation;
use crate::spelling::folded;
use crate::token_endpoint::{Issued, issued};

/// Returns whether an operation requests a token. A retry returns a second token, which has no other effect. An operation with a refresh
/// token is excluded, because a refresh token may be valid once.
pub(super) fn is_repeatable(operation: &Operation) -> bool {
    let refreshes = || {
        let mut inputs = operation.inputs.iter();
        inputs.any(|input| folded(&input.name) == "refreshtoken")
    };
    operation.method == Method::Post
        && issued(&operation.shown_path) == Some(Issued::AccessToken)
        && !refreshes()
}
