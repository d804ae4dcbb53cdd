//! Parser of JWTs, without verification.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// The longest token in bytes.
const MAX_LENGTH: usize = 16 * 1024;

/// The supported signature algorithms. `none` and shared keys are not among them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum JwtAlgorithm {
    Rs256,
    Rs384,
    Rs512,
    Es256,
    Es384,
}

impl JwtAlgorithm {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "RS256" => Self::Rs256,
            "RS384" => Self::Rs384,
            "RS512" => Self::Rs512,
            "ES256" => Self::Es256,
            "ES384" => Self::Es384,
            _ => return None,
        })
    }
}

/// A signed token (JWS in its compact form).
#[derive(Debug)]
pub(super) struct Jwt<'a> {
    pub(super) algorithm: JwtAlgorithm,
    pub(super) key_id: Option<String>,
    /// The signed part.
    pub(super) message: &'a str,
    pub(super) signature: Vec<u8>,
    pub(super) claims: Map<String, Value>,
    /// Whether its header says that it is an access token (RFC 9068).
    pub(super) is_access_token: bool,
}

impl<'a> Jwt<'a> {
    /// Parses a token; `None` for what cannot be verified.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        if text.len() > MAX_LENGTH {
            return None;
        }
        let (message, signature) = text.rsplit_once('.')?;
        let (header, claims) = message.split_once('.')?;
        let header = object(header)?;
        // No critical extension is supported.
        if header.contains_key("crit") {
            return None;
        }
        let kind = header.get("typ").and_then(Value::as_str).unwrap_or("JWT");
        let is_access_token = ["at+jwt", "application/at+jwt"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(kind));
        if !is_access_token && !kind.eq_ignore_ascii_case("jwt") {
            return None;
        }
        Some(Self {
            algorithm: JwtAlgorithm::named(header.get("alg")?.as_str()?)?,
            key_id: header.get("kid").and_then(Value::as_str).map(str::to_owned),
            message,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
            claims: object(claims)?,
            is_access_token,
        })
    }
}

fn object(text: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(header: &str) -> bool {
        let header = URL_SAFE_NO_PAD.encode(header);
        Jwt::parse(&format!("{header}.e30.AA")).is_some()
    }

    #[test]
    fn token_with_unsupported_header_is_rejected() {
        assert!(parsed(r#"{"alg":"RS256"}"#));
        assert!(parsed(r#"{"alg":"ES384","typ":"at+JWT","kid":"1"}"#));
        for header in [
            r#"{"alg":"none"}"#,
            r#"{"alg":"HS256"}"#,
            r#"{"alg":"PS256"}"#,
            r#"{"alg":"rs256"}"#,
            r"{}",
            r#"{"alg":"RS256","crit":["b64"],"b64":false}"#,
            r#"{"alg":"RS256","typ":"logout+jwt"}"#,
            "[]",
        ] {
            assert!(!parsed(header), "{header}");
        }
        for text in ["", "a", "a.b", "..", "e30.e30.", "a.b.c.d"] {
            assert!(Jwt::parse(text).is_none(), "{text}");
        }
    }
}
