//! Detection of operations that may be retried although their method is not idempotent.

use super::drafts::folded;
use crate::model::Operation;

/// Returns whether an operation requests a token. A retry returns a second token, which has no other effect. An operation with a refresh
/// token is excluded, because a refresh token may be valid once.
pub(super) fn is_repeatable(operation: &Operation) -> bool {
    let refreshes = || {
        let mut inputs = operation.inputs.iter();
        inputs.any(|input| folded(&input.name) == "refreshtoken")
    };
    operation.method == "POST" && is_token_endpoint(&operation.shown_path) && !refreshes()
}

/// Returns whether a path ends like a token endpoint or a collection of tokens.
pub(crate) fn is_token_path(path: &str) -> bool {
    is_token_endpoint(path) || last_segment(path) == "tokens"
}

fn is_token_endpoint(path: &str) -> bool {
    matches!(
        last_segment(path).as_str(),
        "token" | "accesstoken" | "oauthtoken" | "gettoken" | "generatetoken"
    )
}

fn last_segment(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    folded(path.trim_end_matches('/').rsplit('/').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_endpoint_is_not_a_collection_of_tokens() {
        for path in [
            "/oauth/token",
            "/oauth2/token/",
            "/accessToken?x=1",
            "/generate-token",
        ] {
            assert!(is_token_endpoint(path) && is_token_path(path), "{path}");
        }
        assert!(!is_token_endpoint("/users/{id}/tokens") && is_token_path("/users/{id}/tokens"));
        for path in ["/tokenize", "/token/{id}", "/", ""] {
            assert!(!is_token_path(path), "{path}");
        }
    }
}
