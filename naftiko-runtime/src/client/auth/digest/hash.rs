//! Hashes of HTTP Digest, in hexadecimal.

use md5::Md5;
use sha2::{Digest as _, Sha256};

use crate::hex::hex;

/// A hash algorithm, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DigestAlgorithm {
    Md5,
    Sha256,
}

impl DigestAlgorithm {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "MD5" => Some(Self::Md5),
            "SHA-256" => Some(Self::Sha256),
            _ => None,
        }
    }

    /// Returns the hash of the parts, joined with colons.
    pub(super) fn hash(self, parts: &[&str]) -> String {
        let text = parts.join(":");
        match self {
            Self::Md5 => hex(&Md5::digest(text)),
            Self::Sha256 => hex(&Sha256::digest(text)),
        }
    }
}
