//! The keys that an authorization server publishes (JWKS).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, EcdsaVerificationAlgorithm, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use serde_json::Value;

use super::jwt::{Jwt, JwtAlgorithm};
use crate::charset;

/// Authorization servers have fewer keys; more would only cost time.
const MAX_KEYS: usize = 64;

/// The keys with a supported type and use.
#[derive(Debug, Default)]
pub(super) struct JwkSet(Vec<Jwk>);

#[derive(Debug)]
struct Jwk {
    id: Option<String>,
    /// The algorithm that the key is limited to.
    algorithm: Option<JwtAlgorithm>,
    public_key: PublicKey,
}

#[derive(Debug)]
enum PublicKey {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(Vec<u8>),
    P384(Vec<u8>),
}

impl JwkSet {
    /// Parses a key set; `None` for any other document. Unsupported keys are ignored.
    pub(super) fn parse(document: &[u8]) -> Option<Self> {
        let document: Value = serde_json::from_str(charset::utf8(document).ok()?).ok()?;
        let keys = document.get("keys")?.as_array()?;
        Some(Self(keys.iter().filter_map(key).take(MAX_KEYS).collect()))
    }

    /// Returns whether a key may have signed the token.
    pub(super) fn has(&self, token: &Jwt<'_>) -> bool {
        self.candidates(token).next().is_some()
    }

    pub(super) fn verify(&self, token: &Jwt<'_>) -> bool {
        self.candidates(token).any(|key| key.public_key.verify(token))
    }

    /// Returns the key that the token names, or every key when it names none.
    fn candidates<'a>(&'a self, token: &'a Jwt<'_>) -> impl Iterator<Item = &'a Jwk> {
        self.0.iter().filter(|key| {
            (token.key_id.is_none() || key.id == token.key_id)
                && key.algorithm.is_none_or(|algorithm| algorithm == token.algorithm)
                && key.public_key.supports(token.algorithm)
        })
    }
}

impl PublicKey {
    /// A key verifies only algorithms of its own type, so that a token cannot choose another one.
    fn supports(&self, algorithm: JwtAlgorithm) -> bool {
        match self {
            Self::Rsa { .. } => matches!(
                algorithm,
                JwtAlgorithm::Rs256 | JwtAlgorithm::Rs384 | JwtAlgorithm::Rs512
            ),
            Self::P256(_) => algorithm == JwtAlgorithm::Es256,
            Self::P384(_) => algorithm == JwtAlgorithm::Es384,
        }
    }

    fn verify(&self, token: &Jwt<'_>) -> bool {
        let message = token.message.as_bytes();
        let elliptic = |algorithm: &'static EcdsaVerificationAlgorithm, point: &[u8]| {
            UnparsedPublicKey::new(algorithm, point)
                .verify(message, &token.signature)
                .is_ok()
        };
        match self {
            Self::Rsa { n, e } => RsaPublicKeyComponents { n, e }
                .verify(rsa(token.algorithm), message, &token.signature)
                .is_ok(),
            Self::P256(point) => elliptic(&ECDSA_P256_SHA256_FIXED, point),
            Self::P384(point) => elliptic(&ECDSA_P384_SHA384_FIXED, point),
        }
    }
}

fn rsa(algorithm: JwtAlgorithm) -> &'static RsaParameters {
    match algorithm {
        JwtAlgorithm::Rs384 => &RSA_PKCS1_2048_8192_SHA384,
        JwtAlgorithm::Rs512 => &RSA_PKCS1_2048_8192_SHA512,
        _ => &RSA_PKCS1_2048_8192_SHA256,
    }
}

fn key(description: &Value) -> Option<Jwk> {
    let text = |name: &str| description.get(name).and_then(Value::as_str);
    if text("use").is_some_and(|usage| usage != "sig") {
        return None;
    }
    let bytes = |name: &str| URL_SAFE_NO_PAD.decode(text(name)?.trim_end_matches('=')).ok();
    let public_key = match (text("kty")?, text("crv")) {
        ("RSA", _) => PublicKey::Rsa {
            n: unpadded(bytes("n")?),
            e: unpadded(bytes("e")?),
        },
        ("EC", Some("P-256")) => PublicKey::P256(point(bytes("x")?, bytes("y")?, 32)?),
        ("EC", Some("P-384")) => PublicKey::P384(point(bytes("x")?, bytes("y")?, 48)?),
        _ => return None,
    };
    let algorithm = match text("alg") {
        Some(name) => Some(JwtAlgorithm::named(name)?),
        None => None,
    };
    Some(Jwk {
        id: text("kid").map(str::to_owned),
        algorithm,
        public_key,
    })
}

/// Removes leading zeros, which some servers write and the verifier rejects.
fn unpadded(mut number: Vec<u8>) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.drain(..zeros);
    number
}

/// Returns an uncompressed point of a curve.
fn point(x: Vec<u8>, y: Vec<u8>, length: usize) -> Option<Vec<u8>> {
    (x.len() == length && y.len() == length).then(|| [vec![4], x, y].concat())
}
