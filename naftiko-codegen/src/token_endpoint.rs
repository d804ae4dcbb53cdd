//! Detection of operations that return credentials, by their names and paths.

use crate::names::{Case, identifier};

/// What an operation returns, as its name or the last segment of its path shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Issued {
    /// An access token: the segment is the name of a token endpoint. A retry returns a second token, which has no other effect.
    AccessToken,
    /// A collection of tokens.
    Tokens,
    /// Credentials of another kind: a word of the segment is one of logins or tokens.
    Credentials,
}

/// Returns what an operation with a path returns; `None` if no credentials.
pub(crate) fn issued(path: &str) -> Option<Issued> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let segment = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let name = identifier(segment, Case::Snake);
    match name.replace('_', "").as_str() {
        "token" | "accesstoken" | "oauthtoken" | "gettoken" | "generatetoken" => Some(Issued::AccessToken),
        "tokens" => Some(Issued::Tokens),
        _ => {
            let is_one = |word| matches!(word, "token" | "tokens" | "oauth" | "oauth2" | "login");
            (name.split('_').any(is_one) || name.ends_with("token")).then_some(Issued::Credentials)
        }
    }
}

/// Returns whether a path ends like a token endpoint or a collection of tokens.
pub(crate) fn is_token_path(path: &str) -> bool {
    matches!(issued(path), Some(Issued::AccessToken | Issued::Tokens))
}

/// Returns whether the name or path of an operation shows that it returns credentials.
pub(crate) fn issues_credentials(name: &str, path: &str) -> bool {
    issued(name).is_some() || issued(path).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_endpoint_is_not_a_collection_of_tokens() {
        let cases = [
            ("/oauth/token", Some(Issued::AccessToken)),
            ("/oauth2/token/", Some(Issued::AccessToken)),
            ("/accessToken?x=1", Some(Issued::AccessToken)),
            ("/token?next=/a/b", Some(Issued::AccessToken)),
            ("/generate-token", Some(Issued::AccessToken)),
            ("/users/{id}/tokens", Some(Issued::Tokens)),
            ("/login", Some(Issued::Credentials)),
            ("/refresh-token", Some(Issued::Credentials)),
            ("sessiontoken", Some(Issued::Credentials)),
            ("/tokenize", None),
            ("/token/{id}", None),
            ("/search?q=token", None),
            ("/", None),
            ("", None),
        ];
        for (path, expected) in cases {
            assert_eq!(issued(path), expected, "{path}");
            let is_path = matches!(expected, Some(Issued::AccessToken | Issued::Tokens));
            assert_eq!(is_token_path(path), is_path, "{path}");
            assert_eq!(issues_credentials("read", path), expected.is_some(), "{path}");
        }
        assert!(issues_credentials("log-in-token", "/session") && !issues_credentials("read", "/session"));
    }
}
