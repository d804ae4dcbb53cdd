//! Deciding about tokens.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::response::Response;
use http::request::Parts;
use serde_json::{Map, Value};

use super::ResourceServer;
use super::jwks::KeyStore;
use super::jwt::Token;
use super::metadata::Metadata;
use crate::guard::{Caller, Denied};

/// How far clocks may be apart.
const LEEWAY: Duration = Duration::from_secs(60);

/// Knows which tokens are good.
pub(in crate::guard) struct Authority {
    issuer: String,
    audience: String,
    scopes: Vec<String>,
    keys: KeyStore,
    metadata: Option<Metadata>,
}

impl Authority {
    pub(in crate::guard) fn new(server: ResourceServer) -> Self {
        let metadata = Metadata::new(&server.resource, &server.issuer, &server.scopes);
        let keys = KeyStore::new(&server.issuer, server.jwks_uri, server.carrier);
        Self {
            issuer: server.issuer,
            audience: server.audience.unwrap_or(server.resource),
            scopes: server.scopes,
            keys,
            metadata,
        }
    }

    /// Why nobody could ever pass.
    pub(in crate::guard) fn problem(&self) -> Option<String> {
        if self.audience.is_empty() {
            return Some("the resource that tokens are for is blank".to_owned());
        }
        if self.metadata.is_none() {
            return Some("the resource is not an http(s) URI".to_owned());
        }
        self.keys.problem()
    }

    /// The answer to a request for the metadata of the resource (RFC 9728), which anybody may read.
    pub(in crate::guard) fn metadata(&self, request: &Parts) -> Option<Response> {
        self.metadata.as_ref()?.answer(request)
    }

    /// Who brings this token.
    pub(in crate::guard) async fn check(&self, token: &str) -> Result<Caller, Denied> {
        let token = Token::parse(token).ok_or_else(|| Denied::invalid("The token cannot be read."))?;
        if !self.keys.verify(&token).await? {
            return Err(Denied::invalid("The signature of the token is not valid."));
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.check_claims(&token.claims, now)?;
        let scopes = scopes(&token.claims);
        if self.scopes.iter().any(|needed| !scopes.contains(needed)) {
            return Err(Denied::forbidden(format!(
                "The token needs the scope `{}`.",
                self.scopes.join(" ")
            )));
        }
        Ok(Caller::with_claims(scopes, token.claims))
    }

    fn check_claims(&self, claims: &Map<String, Value>, now: Duration) -> Result<(), Denied> {
        let (now, leeway) = (now.as_secs_f64(), LEEWAY.as_secs_f64());
        let time = |name: &str| claims.get(name).map(|value| value.as_f64().unwrap_or(f64::NAN));
        match time("exp") {
            Some(expires) if expires + leeway > now => {}
            Some(_) => return Err(Denied::invalid("The token has expired.")),
            None => return Err(Denied::invalid("The token does not say when it expires.")),
        }
        if time("nbf").is_some_and(|begins| begins.is_nan() || begins - leeway > now) {
            return Err(Denied::invalid("The token is not valid yet."));
        }
        let issuer = claims.get("iss").and_then(Value::as_str);
        if issuer.is_none_or(|issuer| without_slash(issuer) != without_slash(&self.issuer)) {
            return Err(Denied::invalid("The token is from another issuer."));
        }
        if !names(claims.get("aud"), &self.audience) {
            return Err(Denied::invalid("The token is for another audience."));
        }
        Ok(())
    }

    /// What a caller is told to bring (RFC 6750, 3; RFC 9728, 5.1).
    pub(in crate::guard) fn challenge(&self, denied: &Denied) -> String {
        let mut parameters = Vec::new();
        if let Some(error) = denied.error() {
            parameters.push(("error", error));
            parameters.push(("error_description", denied.detail()));
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
            .map(|(name, value)| format!("{name}=\"{}\"", quotable(value)))
            .collect();
        format!("Bearer {}", parameters.join(", "))
    }
}

/// Text without what cannot stand between quotes in a challenge.
fn quotable(text: &str) -> String {
    text.replace(['"', '\\'], "'")
}

fn without_slash(uri: &str) -> &str {
    uri.strip_suffix('/').unwrap_or(uri)
}

/// Whether a claim that is a string or a list of strings has this one.
fn names(claim: Option<&Value>, name: &str) -> bool {
    match claim {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(many)) => many.iter().any(|one| one == name),
        _ => false,
    }
}

/// `scope` is a string with blanks between (RFC 9068); some servers have it as a list, or call it `scp`.
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

    fn refusal(change: &Value) -> Option<String> {
        let mut claims = json!({"exp": 1000, "iss": "https://as.test", "aud": ["x", "https://api.test"]});
        if let (Some(claims), Some(change)) = (claims.as_object_mut(), change.as_object()) {
            claims.extend(change.clone());
            claims.retain(|_, value| !value.is_null());
        }
        let server = ResourceServer::new("https://as.test/", "https://api.test");
        let claims = claims.as_object().cloned().unwrap_or_default();
        let outcome = Authority::new(server).check_claims(&claims, Duration::from_secs(1000));
        outcome.err().map(|denied| denied.detail().to_owned())
    }

    #[test]
    fn claims_must_fit() {
        let expired = Some("The token has expired.".to_owned());
        let early = Some("The token is not valid yet.".to_owned());
        let issuer = Some("The token is from another issuer.".to_owned());
        let audience = Some("The token is for another audience.".to_owned());
        for (change, expected) in [
            (json!({}), None),
            (json!({"exp": 941}), None),
            (json!({"exp": 940}), expired.clone()),
            (json!({"exp": "1000"}), expired),
            (
                json!({"exp": null}),
                Some("The token does not say when it expires.".to_owned()),
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
            assert_eq!(refusal(&change), expected, "{change}");
        }
    }

    #[test]
    fn scopes_come_in_several_forms() {
        let read = |claims: Value| scopes(claims.as_object().unwrap_or(&Map::new()));
        assert_eq!(read(json!({"scope": "a  b"})), ["a", "b"]);
        assert_eq!(read(json!({"scp": ["a", "b"]})), ["a", "b"]);
        assert!(read(json!({"scope": 7})).is_empty());
    }
}
