//! Names of secrets: of fields, parameters and headers.

use crate::names::{Case, identifier};

/// Returns whether the value of a name is a secret, as its last word shows. Tokens of pagination are none.
pub(crate) fn is_secret(name: &str) -> bool {
    const SECRETS: [&str; 11] = [
        "authorization",
        "credential",
        "credentials",
        "otp",
        "passphrase",
        "passwd",
        "password",
        "pin",
        "pwd",
        "secret",
        "token",
    ];
    const KEYS: [&str; 5] = ["access", "api", "private", "secret", "signing"];
    // Words that are written as one.
    const JOINED: [&str; 9] = [
        "accesskey",
        "accesstoken",
        "apikey",
        "authtoken",
        "clientsecret",
        "idtoken",
        "privatekey",
        "refreshtoken",
        "secretkey",
    ];
    const CURSORS: [&str; 9] = [
        "continuation",
        "cursor",
        "next",
        "page",
        "pagination",
        "prev",
        "previous",
        "skip",
        "sync",
    ];
    let name = identifier(name, Case::Snake);
    let words: Vec<&str> = name.split('_').collect();
    let (before, last) = match words.as_slice() {
        [] => return false,
        [last] => ("", *last),
        [.., before, last] => (*before, *last),
    };
    match last {
        "token" => !CURSORS.contains(&before),
        "key" => KEYS.contains(&before),
        last => SECRETS.contains(&last) || JOINED.iter().any(|joined| last.ends_with(joined)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_secret_recognises_names_of_secrets() {
        for name in [
            "password",
            "accessToken",
            "access_token",
            "token",
            "X-Api-Key",
            "client_secret",
            "Authorization",
            "apikey",
            "secretKey",
            "secretkey",
            "x-api-key",
            "X-Auth-Token",
            "accesstoken",
            "clientsecret",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "nextToken",
            "page_token",
            "key",
            "secretary",
            "tokenizer",
            "expires_in",
            "primary_key",
            "token_type",
            "keyword",
            "",
            "$skipToken",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
