//! Texts that a server hands to its callers and gets back: sealed, so that callers can neither make nor change nor read them, and so that every
//! server with the same key accepts them.
//!
//! A text is the URL-safe Base64 of the key's id, a random salt, and the bytes sealed by ChaCha20-Poly1305. Each text has a key of its own, derived by
//! HKDF-SHA256 from the key, the salt and the purpose. So a text of one purpose is of no use for another, and no nonce is ever used twice.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Prk, Salt};
use ring::rand::{SecureRandom as _, SystemRandom};

/// The smallest length of a key in bytes: that of 128 random bits in hexadecimal digits.
const SHORTEST_KEY: usize = 32;

/// The largest number of keys: the one that signs, and one from before.
const MOST_KEYS: usize = 2;

/// The longest text that is verified, in bytes.
const LONGEST_TEXT: usize = 128 * 1024;

const ID: usize = 4;
const SALT: usize = 16;

/// The reason why a value is not a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InvalidKey {
    Short,
    TooMany,
}

impl InvalidKey {
    /// Returns the reason as the end of a sentence about the value.
    pub(crate) fn why(self) -> &'static str {
        match self {
            Self::Short => "has a key of fewer than 32 characters",
            Self::TooMany => "has more than two keys",
        }
    }
}

/// The keys of a capability: the first signs, and all verify, so that a key can be replaced while texts of the one before are in use.
pub(crate) struct SigningKeys(Vec<Key>);

struct Key {
    id: [u8; ID],
    secret: Prk,
}

impl SigningKeys {
    /// Creates the keys of a text: one, or two with a comma between them.
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidKey> {
        let keys: Vec<&str> = text.split(',').map(str::trim).collect();
        if keys.len() > MOST_KEYS {
            return Err(InvalidKey::TooMany);
        }
        if keys.iter().any(|key| key.len() < SHORTEST_KEY) {
            return Err(InvalidKey::Short);
        }
        Ok(Self(
            keys.into_iter().map(|key| Key::new(key.as_bytes())).collect(),
        ))
    }

    /// Creates a random key, for texts of this process alone; `None` if the system has no random bytes.
    pub(crate) fn random() -> Option<Self> {
        let mut bytes = [0; SHORTEST_KEY];
        SystemRandom::new().fill(&mut bytes).ok()?;
        Some(Self(vec![Key::new(&bytes)]))
    }

    /// Returns a text with bytes, which [`verify`](Self::verify) returns for the same purpose; `None` if the system has no random bytes.
    pub(crate) fn sign(&self, purpose: &str, bytes: &[u8]) -> Option<String> {
        let key = self.0.first()?;
        let mut salt = [0; SALT];
        SystemRandom::new().fill(&mut salt).ok()?;
        let mut sealed = bytes.to_vec();
        let seal = key.seal(&salt, purpose)?;
        seal.seal_in_place_append_tag(nonce(), Aad::empty(), &mut sealed)
            .ok()?;
        Some(URL_SAFE_NO_PAD.encode([&key.id, salt.as_slice(), &sealed].concat()))
    }

    /// Returns the bytes of a text that one of the keys has signed for a purpose.
    pub(crate) fn verify(&self, purpose: &str, text: &str) -> Option<Vec<u8>> {
        if text.len() > LONGEST_TEXT {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (id, bytes) = bytes.split_first_chunk::<ID>()?;
        let (salt, sealed) = bytes.split_first_chunk::<SALT>()?;
        let mut of_id = self.0.iter().filter(|key| key.id == *id);
        of_id.find_map(|key| {
            let mut sealed = sealed.to_vec();
            let opened = key.seal(salt, purpose)?;
            let opened = opened.open_in_place(nonce(), Aad::empty(), &mut sealed);
            Some(opened.ok()?.to_vec())
        })
    }
}

impl Key {
    fn new(bytes: &[u8]) -> Self {
        let secret = Salt::new(HKDF_SHA256, b"naftiko signing key").extract(bytes);
        let mut id = [0; ID];
        // Fails for keys of more bytes than this only.
        let derived = secret.expand(&[b"id"], HKDF_SHA256).and_then(|derived| {
            let mut bytes = [0; 32];
            derived.fill(&mut bytes).map(|()| bytes)
        });
        if let Some(first) = derived.ok().as_ref().and_then(|bytes| bytes.first_chunk()) {
            id = *first;
        }
        Self { id, secret }
    }

    /// Returns the key of one text.
    fn seal(&self, salt: &[u8; SALT], purpose: &str) -> Option<LessSafeKey> {
        let parts: [&[u8]; 3] = [b"text", salt, purpose.as_bytes()];
        let derived = self.secret.expand(&parts, &CHACHA20_POLY1305).ok()?;
        Some(LessSafeKey::new(UnboundKey::from(derived)))
    }
}

/// Returns the nonce of the only text of a key.
fn nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; 12])
}

/// Shows the number of keys.
impl std::fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SigningKeys").field(&self.0.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "0123456789abcdef0123456789abcdef";
    const NEW: &str = "fedcba9876543210fedcba9876543210";

    fn keys(text: &str) -> SigningKeys {
        SigningKeys::parse(text).unwrap_or(SigningKeys(Vec::new()))
    }

    #[test]
    fn text_is_verified_for_its_purpose_by_every_holder_of_its_key() {
        let text = keys(OLD).sign("a", b"canary").unwrap_or_default();
        assert_eq!(keys(OLD).verify("a", &text).as_deref(), Some(&b"canary"[..]));
        assert_eq!(keys(OLD).verify("b", &text), None);
        assert_eq!(keys(NEW).verify("a", &text), None);
        let random = SigningKeys::random().and_then(|keys| keys.verify("a", &text));
        assert_eq!(random, None);
        // The text hides the bytes, and differs each time.
        assert!(!text.contains(&URL_SAFE_NO_PAD.encode("canary")));
        assert_ne!(keys(OLD).sign("a", b"canary"), Some(text));
    }

    #[test]
    fn earlier_key_verifies_while_the_first_one_signs() {
        let text = keys(OLD).sign("a", b"1").unwrap_or_default();
        let both = keys(&format!("{NEW}, {OLD}"));
        assert_eq!(both.verify("a", &text).as_deref(), Some(&b"1"[..]));
        let newer = both.sign("a", b"2").unwrap_or_default();
        assert_eq!(keys(NEW).verify("a", &newer).as_deref(), Some(&b"2"[..]));
        assert_eq!(keys(OLD).verify("a", &newer), None);
    }

    #[test]
    fn changed_text_is_not_verified() {
        let keys = keys(OLD);
        let text = keys.sign("a", b"some bytes").unwrap_or_default();
        for place in 0..text.len() {
            let changed: String = text
                .char_indices()
                .map(|(at, letter)| match (at == place, letter) {
                    (true, 'A') => 'B',
                    (true, _) => 'A',
                    (false, letter) => letter,
                })
                .collect();
            if changed != text {
                assert_eq!(keys.verify("a", &changed), None, "{place}");
            }
            assert_eq!(keys.verify("a", text.get(..place).unwrap_or_default()), None);
        }
        assert_eq!(keys.verify("a", &"A".repeat(LONGEST_TEXT + 1)), None);
        for invalid in ["", "=", "é", "AAAA"] {
            assert_eq!(keys.verify("a", invalid), None);
        }
    }

    #[test]
    fn short_key_and_a_third_one_are_refused() {
        let parse = |text: &str| SigningKeys::parse(text).map(|keys| keys.0.len());
        assert_eq!(parse(OLD), Ok(1));
        assert_eq!(parse("short"), Err(InvalidKey::Short));
        assert_eq!(parse(&format!("{OLD},")), Err(InvalidKey::Short));
        assert_eq!(parse(&format!("{OLD},{NEW},{OLD}")), Err(InvalidKey::TooMany));
    }
}
