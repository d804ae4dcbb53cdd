//! Validation of access tokens.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::response::Response;
use http::request::Parts;
use serde_json::{Map, Value};

use super::ResourceServer;
use super::jwks::JwksCache;
use super::jwt::Jwt;
use super::metadata::Metadata;
use crate::guard::{Caller, Rejection};

/// The largest difference between the clocks of two servers.
const LEEWAY: Duration = Duration::from_secs(60);

/// Validates access tokens.
pub(in crate::guard) struct TokenValidator {
    issuer: String,
    audience: String,
    scopes: Vec<String>,
    keys: JwksCache,
    metadata: Option<Metadata>,
}

impl TokenValidator {
    pub(in crate::guard) fn new(server: ResourceServer) -> Self {
        let metadata = Metadata::new(&server.resource, &server.issuer, &server.scopes);
        let keys = JwksCache::new(&server.issuer, server.jwks_uri, server.service);
        Self {
            issuer: server.issuer,
            audience: server.audience.unwrap_or(server.resource),
            scopes: server.scopes,
            keys,
            metadata,
        }
    }

    /// Returns why every token would be rejected.
    pub(in crate::guard) fn configuration_error(&self) -> Option<String> {
        if self.audience.is_empty() {
            return Some("`resource` is empty".to_owned());
        }
        if self.metadata.is_none() {
            return Some("`resource` is not an http(s) URI".to_owned());
        }
        self.keys.configuration_error()
    }

    /// Returns the response to a request for the metadata of the resource (RFC 9728), which needs no credentials.
    pub(in crate::guard) fn metadata(&self, request: &Parts) -> Option<Response> {
        self.metadata.as_ref()?.answer(request)
    }

    /// Returns the caller of a valid token.
    pub(in crate::guard) async fn check(&self, token: &str) -> Result<Caller, Rejection> {
        let token = Jwt::parse(token).ok_or_else(|| Rejection::invalid("The token is malformed."))?;
        if !self.keys.verify(&token).await? {
            return Err(Rejection::invalid("The token has an invalid signature."));
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        check_use(&token)?;
        self.check_claims(&token.claims, now)?;
        let scopes = scopes(&token.claims);
        if self.scopes.iter().any(|needed| !scopes.contains(needed)) {
            return Err(Rejection::forbidden(format!(
                "The token requires the scope `{}`.",
                self.scopes.join(" ")
            )));
        }
        Ok(Caller::with_claims(scopes, token.claims))
    }

    fn check_claims(&self, claims: &Map<String, Value>, now: Duration) -> Result<(), Rejection> {
        let (now, leeway) = (now.as_secs_f64(), LEEWAY.as_secs_f64());
        let time = |name: &str| claims.get(name).map(|value| value.as_f64().unwrap_or(f64::NAN));
        match time("exp") {
            Some(expires) if expires + leeway > now => {}
            Some(_) => return Err(Rejection::invalid("The token has expired.")),
            None => return Err(Rejection::invalid("The token has no `exp` claim.")),
        }
        if time("nbf").is_some_and(|begins| begins.is_nan() || begins - leeway > now) {
            return Err(Rejection::invalid("The token is not valid yet."));
        }
        let issuer = claims.get("iss").and_then(Value::as_str);
        if issuer.is_none_or(|issuer| without_slash(issuer) != without_slash(&self.issuer)) {
            return Err(Rejection::invalid("The token has the wrong issuer."));
        }
        if !claim_contains(claims.get("aud"), &self.audience) {
            return Err(Rejection::invalid("The token has the wrong audience."));
        }
        Ok(())
    }

    /// Returns the challenge of a rejection (RFC 6750, 3; RFC 9728, 5.1).
    pub(in crate::guard) fn challenge(&self, rejection: &Rejection) -> String {
        let mut parameters = Vec::new();
        if let Some(error) = rejection.error() {
            parameters.push(("error", error));
            parameters.push(("error_description", rejection.detail()));
        }
        let scopes = self.scopes.join(" ");
        if !scopes.is_empty() {
            parameters.push(("scope", &scopes));
        }
        if let Some(metadata) = &self.metadata {
            parameters.push(("resource_metadata", metadata.uri()));
        }
        let parameters: Vec<String> = parameters
            .into_iter()
            .map(|(name, value)| format!("{name}=\"{}\"", without_quotes(value)))
            .collect();
        format!("Bearer {}", parameters.join(", "))
    }
}

/// Checks that a token is an access token that anyone who has it may use.
fn check_use(token: &Jwt<'_>) -> Result<(), Rejection> {
    // The caller would have to prove that it has a key (RFC 8705, 3; RFC 9449, 6), which nothing here checks.
    if token.claims.contains_key("cnf") {
        return Err(Rejection::invalid("The token is bound to a key."));
    }
    if is_of_other_use(token) {
        return Err(Rejection::invalid("The token is not an access token."));
    }
    Ok(())
}

/// Returns whether a token is meant for the client that got it, such as an ID token, whose audience may be this resource too.
///
/// Only some servers name the use of a token, in its header or in a claim. Otherwise the claims of `OpenID` Connect that
/// bind an ID token to its request tell (Core 1.0, 2 and 3.1.3.6).
fn is_of_other_use(token: &Jwt<'_>) -> bool {
    let text = |name: &str| token.claims.get(name).and_then(Value::as_str);
    let named = text("token_use").or_else(|| text("typ"));
    let is_access = |name: &str| {
        ["access", "bearer", "at+jwt", "jwt"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
    };
    match named {
        Some(name) => !is_access(name),
        None if token.is_access_token => false,
        None => ["at_hash", "c_hash", "nonce"]
            .iter()
            .any(|claim| token.claims.contains_key(*claim)),
    }
}

/// Returns text for a quoted string of a challenge.
fn without_quotes(text: &str) -> String {
    text.replace(['"', '\\'], "'")
}

fn without_slash(uri: &str) -> &str {
    uri.strip_suffix('/').unwrap_or(uri)
}

/// Returns whether a claim, a string or a list of strings, contains this name.
fn claim_contains(claim: Option<&Value>, name: &str) -> bool {
    match claim {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(many)) => many.iter().any(|one| one == name),
        _ => false,
    }
}

/// Returns the scopes. `scope` is a space-separated string (RFC 9068); some servers use a list, or the name `scp`.
fn scopes(claims: &Map<String, Value>) -> Vec<String> {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    match claims.get("scope").or_else(|| claims.get("scp")) {
        Some(Value::String(text)) => words(text),
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rejection(change: &Value) -> Option<String> {
        let mut claims = json!({"exp": 1000, "iss": "https://as.test", "aud": ["x", "https://api.test"]});
        if let (Some(claims), Some(change)) = (claims.as_object_mut(), change.as_object()) {
            claims.extend(change.clone());
            claims.retain(|_, value| !value.is_null());
        }
        let server = ResourceServer::new("https://as.test/", "https://api.test");
        let claims = claims.as_object().cloned().unwrap_or_default();
        let outcome = TokenValidator::new(server).check_claims(&claims, Duration::from_secs(1000));
        outcome.err().map(|rejection| rejection.detail().to_owned())
    }

    #[test]
    fn claim_that_does_not_match_is_rejected() {
        let expired = Some("The token has expired.".to_owned());
        let early = Some("The token is not valid yet.".to_owned());
        let issuer = Some("The token has the wrong issuer.".to_owned());
        let audience = Some("The token has the wrong audience.".to_owned());
        for (change, expected) in [
            (json!({}), None),
            (json!({"exp": 941}), None),
            (json!({"exp": 940}), expired.clone()),
            (json!({"exp": "1000"}), expired),
            (
                json!({"exp": null}),
                Some("The token has no `exp` claim.".to_owned()),
            ),
            (json!({"nbf": 1060}), None),
            (json!({"nbf": 1061}), early.clone()),
            (json!({"nbf": "soon"}), early),
            (json!({"iss": "https://as.test.evil"}), issuer.clone()),
            (json!({"iss": null}), issuer),
            (json!({"aud": "https://api.test"}), None),
            (json!({"aud": "https://api.test/"}), audience.clone()),
            (json!({"aud": null}), audience),
        ] {
            assert_eq!(rejection(&change), expected, "{change}");
        }
    }

    #[test]
    fn scopes_are_read_from_strings_and_lists() {
        let read = |claims: Value| scopes(claims.as_object().unwrap_or(&Map::new()));
        assert_eq!(read(json!({"scope": "a  b"})), ["a", "b"]);
        assert_eq!(read(json!({"scp": ["a", "b"]})), ["a", "b"]);
        assert!(read(json!({"scope": 7})).is_empty());
    }
}
