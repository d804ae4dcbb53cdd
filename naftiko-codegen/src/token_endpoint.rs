//! Detection of token endpoints by their paths.

use crate::names::{Case, identifier};
use crate::spelling::folded;

/// Returns whether a path ends like a token endpoint or a collection of tokens.
pub(crate) fn is_token_path(path: &str) -> bool {
    is_token_endpoint(path) || last_segment(path) == "tokens"
}

pub(crate) fn is_token_endpoint(path: &str) -> bool {
    matches!(
        last_segment(path).as_str(),
        "token" | "accesstoken" | "oauthtoken" | "gettoken" | "generatetoken"
    )
}

fn last_segment(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    folded(path.trim_end_matches('/').rsplit('/').next().unwrap_or_default())
}

/// Returns whether the name or path of an operation shows that it returns a token.
pub(crate) fn issues_credentials(name: &str, path: &str) -> bool {
    let path = path
        .split('/')
        .rfind(|segment| !segment.is_empty())
        .unwrap_or_default();
    let words = [name, path].map(|name| identifier(name, Case::Snake));
    words
        .iter()
        .flat_map(|name| name.split('_'))
        .any(|word| matches!(word, "token" | "tokens" | "oauth" | "oauth2" | "login"))
        || words.iter().any(|name| name.ends_with("token"))
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
