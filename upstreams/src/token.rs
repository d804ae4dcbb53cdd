//! Issued tokens: creation, lookup, revocation.

use std::collections::HashMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tokio::time::Instant;

/// The longest lifetime; a larger one exceeds the range of the clock.
const AGES: Duration = Duration::from_secs(1 << 30);

/// The issued tokens of an API.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    minted: u64,
    /// The expiry of each token.
    live: HashMap<String, Instant>,
}

impl Tokens {
    /// Issues a unique token in the shape of a JSON Web Token, with the mark in place of a signature.
    pub(crate) fn jwt(&mut self, subject: &str, told: &Value, life: Duration, mark: &str) -> String {
        let issued = seconds_since_epoch();
        let lifetime = told.as_u64().unwrap_or(life.as_secs());
        let claims = json!({
            "sub": subject,
            "iat": issued,
            "exp": issued.saturating_add(lifetime),
            "jti": self.minted + 1,
        });
        let header = json!({"alg": "RS256", "typ": "JWT", "kid": "api"});
        let (header, claims) = (header.to_string(), claims.to_string());
        let text = format!(
            "{}.{}.{mark}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(claims)
        );
        self.keep(text, life)
    }

    /// Issues an opaque token.
    pub(crate) fn opaque(&mut self, life: Duration, mark: &str) -> String {
        let text = format!("token-{mark}-{}", self.minted + 1);
        self.keep(text, life)
    }

    fn keep(&mut self, token: String, life: Duration) -> String {
        self.minted += 1;
        let now = Instant::now();
        let end = now.checked_add(life).unwrap_or_else(|| now + AGES);
        self.live.insert(token.clone(), end);
        token
    }

    /// Returns whether the token was issued, has not expired and was not revoked.
    pub(crate) fn are_taken(&self, token: &str) -> bool {
        self.live.get(token).is_some_and(|end| Instant::now() < *end)
    }

    /// Revokes every token.
    pub(crate) fn revoke(&mut self) {
        self.live.clear();
    }
}

/// Returns the time in the format of token claims.
pub(crate) fn seconds_since_epoch() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
