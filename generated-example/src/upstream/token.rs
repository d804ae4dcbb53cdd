//! Tokens: given out, looked up, revoked.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::lock;

/// The tokens that an API gave out.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    minted: u64,
    live: HashMap<String, Instant>,
}

impl Tokens {
    /// A token that no earlier one equals, shaped like a JSON Web Token and signed by nobody.
    pub(super) fn mint(&self, subject: &str, lifetime: Duration) -> String {
        let mut state = self.state();
        state.minted += 1;
        let issued = seconds_since_epoch();
        let claims = json!({
            "sub": subject,
            "iat": issued,
            "exp": issued.saturating_add(lifetime.as_secs()),
            "jti": state.minted,
        });
        let header = json!({"alg": "RS256", "typ": "JWT", "kid": "imitation"});
        let token = format!(
            "{}.{}.{}",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(claims.to_string()),
            URL_SAFE_NO_PAD.encode("signed by nobody")
        );
        // A lifetime that no clock can hold never ends.
        let end = Instant::now()
            .checked_add(lifetime)
            .unwrap_or_else(|| Instant::now() + Duration::from_secs(1 << 30));
        state.live.insert(token.clone(), end);
        token
    }

    /// Whether the token was given out, has not ended and was not revoked.
    pub(super) fn is_live(&self, token: &str) -> bool {
        self.state()
            .live
            .get(token)
            .is_some_and(|end| Instant::now() < *end)
    }

    /// Ends every token now.
    pub(super) fn revoke_all(&self) {
        self.state().live.clear();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

/// The time as tokens tell it.
pub(super) fn seconds_since_epoch() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
