//! Text that is never shown.

use std::fmt;

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};

/// A password, key or token. `Debug` hides it, and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(Box<str>);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into().into_boxed_str())
    }

    /// Returns the text, to put it into a request.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A name, and a value that may be secret.
pub(crate) type NamedSecret = (String, Secret);

/// A shorter secret is part of ordinary words.
const SHORTEST: usize = 6;

/// What a secret in the text of an API is replaced with.
const STRUCK: &[u8] = b"[redacted]";

/// Secrets that are struck out of what an API returned as an error, in the spellings in which APIs echo a request: as
/// they are, percent-encoded, and as in JSON. `Debug` shows none.
#[derive(Default)]
pub(crate) struct Redactor(Vec<Box<[u8]>>);

impl Redactor {
    /// Adds a secret.
    pub(crate) fn add(&mut self, secret: &str) {
        if secret.len() < SHORTEST {
            return;
        }
        let json = serde_json::Value::from(secret).to_string();
        let json = json.trim_start_matches('"').strip_suffix('"').unwrap_or(&json);
        let spaced: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let encoded = percent_encode(secret.as_bytes(), NON_ALPHANUMERIC).to_string();
        for spelling in [secret, json, &spaced, &encoded] {
            self.0.push(spelling.as_bytes().into());
        }
    }

    /// Returns a text without the secrets; `None` when it has none of them.
    pub(crate) fn redact(&self, text: &[u8]) -> Option<Vec<u8>> {
        let mut redacted = Vec::new();
        let (mut copied, mut at) = (0, 0);
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let here = self.0.iter().filter(|secret| rest.starts_with(secret));
            let Some(length) = here.map(|secret| secret.len()).max() else {
                at += 1;
                continue;
            };
            redacted.extend_from_slice(text.get(copied..at).unwrap_or_default());
            redacted.extend_from_slice(STRUCK);
            at += length;
            copied = at;
        }
        if copied == 0 {
            return None;
        }
        redacted.extend_from_slice(text.get(copied..).unwrap_or_default());
        Some(redacted)
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redactor")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_is_struck_out_in_every_spelling() {
        let mut redactor = Redactor::default();
        redactor.add("p\"ss w/rd");
        redactor.add("p\"ss w/rd-2");
        redactor.add("short");
        let redact = |text: &str| {
            let redacted = redactor.redact(text.as_bytes());
            redacted.map(|text| String::from_utf8_lossy(&text).into_owned())
        };
        for (text, expected) in [
            ("p\"ss w/rd", "[redacted]"),
            ("a p\"ss w/rd b p\"ss w/rd", "a [redacted] b [redacted]"),
            (r#"{"sent": "p\"ss w/rd"}"#, r#"{"sent": "[redacted]"}"#),
            ("?key=p%22ss+w%2Frd&b", "?key=[redacted]&b"),
            ("?key=p%22ss%20w%2Frd", "?key=[redacted]"),
            ("p\"ss w/rd-2", "[redacted]"),
        ] {
            assert_eq!(redact(text).as_deref(), Some(expected));
        }
        assert_eq!(redact("a short text"), None);
        assert_eq!(redact(""), None);
    }
}
