//! Operations that may be repeated although their method does not say so.

use super::drafts::folded;
use crate::model::Operation;

/// Whether an operation asks for a token: doing so twice gives two tokens, which does no harm. Refresh tokens are another matter, since
/// they may be good for one use.
pub(super) fn is_repeatable(operation: &Operation) -> bool {
    let refreshes = || {
        let mut inputs = operation.inputs.iter();
        inputs.any(|input| folded(&input.name) == "refreshtoken")
    };
    operation.method == "POST" && is_token_endpoint(&operation.shown_path) && !refreshes()
}

/// Whether a path ends as token endpoints do, or as lists of tokens that can be added to.
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
    fn token_endpoints_are_told_from_lists_of_tokens() {
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
