//! Tokens that fake APIs issue.

use std::collections::HashMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};
use tokio::time::Instant;

use super::description::{Step, TokenPlaces};

/// The largest index of a list that a token is written into.
const LARGEST: usize = 64;

/// The issued tokens.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    issued: u64,
    /// The expiry of each token.
    live: HashMap<String, Instant>,
}

impl Tokens {
    /// Writes a new token and its lifetime into a response.
    pub(super) fn issue(&mut self, lifetime: Duration, places: &TokenPlaces, response: &mut Value) {
        self.issued += 1;
        let token = format!("fake-token-{}", self.issued);
        // A lifetime beyond the range of the clock does not end.
        if let Some(expiry) = Instant::now().checked_add(lifetime) {
            self.live.insert(token.clone(), expiry);
        }
        let today = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let expiry = today.saturating_add(lifetime).as_secs();
        let values = [
            (&places.token, Value::from(token)),
            (&places.expires_in, lifetime.as_secs().into()),
            (&places.expires_at, expiry.into()),
        ];
        for (path, value) in values {
            if let Some(path) = path {
                write(response, path, value);
            }
        }
    }

    /// Returns whether a token was issued and has not expired.
    pub(super) fn is_valid(&self, token: &str) -> bool {
        self.live
            .get(token)
            .is_some_and(|expiry| Instant::now() < *expiry)
    }

    /// Lets every token expire.
    pub(super) fn expire(&mut self) {
        self.live.clear();
    }
}

/// Returns the text at a path in JSON.
pub(super) fn find(json: &str, path: &[Step]) -> Option<String> {
    let value: Value = serde_json::from_str(json).ok()?;
    let found = path.iter().try_fold(&value, |at, step| match step {
        Step::Key(key) => at.get(key),
        Step::Index(index) => at.get(index),
    });
    found?.as_str().map(str::to_owned)
}

/// Writes a value at a path. A text stays a text.
fn write(response: &mut Value, path: &[Step], value: Value) {
    let place = path.iter().try_fold(response, |at, step| match step {
        Step::Key(key) => {
            if !at.is_object() {
                *at = Value::Object(Map::new());
            }
            Some(at.as_object_mut()?.entry(key).or_insert(Value::Null))
        }
        Step::Index(index) => {
            if !at.is_array() {
                *at = Value::Array(Vec::new());
            }
            let items = at.as_array_mut()?;
            if items.len() <= *index && *index < LARGEST {
                items.resize(index + 1, Value::Null);
            }
            items.get_mut(*index)
        }
    });
    if let Some(place) = place {
        *place = match (&*place, value) {
            (Value::String(_), Value::Number(number)) => number.to_string().into(),
            (_, value) => value,
        };
    }
}
