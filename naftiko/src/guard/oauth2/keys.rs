//! The keys that an authorization server publishes (JWKS).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, EcdsaVerificationAlgorithm, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use serde_json::Value;

use super::jwt::{Algorithm, Token};

/// No authorization server has more keys; more would only cost time.
const KEYS: usize = 64;

/// The keys in use that are of a kind we know.
#[derive(Debug, Default)]
pub(super) struct Keys(Vec<Key>);

#[derive(Debug)]
struct Key {
    id: Option<String>,
    /// What it is for, when that is said.
    algorithm: Option<Algorithm>,
    material: Material,
}

#[derive(Debug)]
enum Material {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(Vec<u8>),
    P384(Vec<u8>),
}

impl Keys {
    /// Reads a key set; `None` when it is none. Keys that we have no use for are left out.
    pub(super) fn parse(document: &[u8]) -> Option<Self> {
        let document: Value = serde_json::from_slice(document).ok()?;
        let keys = document.get("keys")?.as_array()?;
        Some(Self(keys.iter().filter_map(key).take(KEYS).collect()))
    }

    /// Whether there is a key that the token could be signed with.
    pub(super) fn has(&self, token: &Token<'_>) -> bool {
        self.candidates(token).next().is_some()
    }

    pub(super) fn verify(&self, token: &Token<'_>) -> bool {
        self.candidates(token).any(|key| key.material.verify(token))
    }

    /// The key that the token names, or every key when it names none.
    fn candidates<'a>(&'a self, token: &'a Token<'_>) -> impl Iterator<Item = &'a Key> {
        self.0.iter().filter(|key| {
            (token.key_id.is_none() || key.id == token.key_id)
                && key.algorithm.is_none_or(|algorithm| algorithm == token.algorithm)
                && key.material.fits(token.algorithm)
        })
    }
}

impl Material {
    /// A key is used with the algorithms of its own kind, whatever a token says.
    fn fits(&self, algorithm: Algorithm) -> bool {
        match self {
            Self::Rsa { .. } => matches!(algorithm, Algorithm::Rs256 | Algorithm::Rs384 | Algorithm::Rs512),
            Self::P256(_) => algorithm == Algorithm::Es256,
            Self::P384(_) => algorithm == Algorithm::Es384,
        }
    }

    fn verify(&self, token: &Token<'_>) -> bool {
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

fn rsa(algorithm: Algorithm) -> &'static RsaParameters {
    match algorithm {
        Algorithm::Rs384 => &RSA_PKCS1_2048_8192_SHA384,
        Algorithm::Rs512 => &RSA_PKCS1_2048_8192_SHA512,
        _ => &RSA_PKCS1_2048_8192_SHA256,
    }
}

fn key(description: &Value) -> Option<Key> {
    let text = |name: &str| description.get(name).and_then(Value::as_str);
    if text("use").is_some_and(|usage| usage != "sig") {
        return None;
    }
    let bytes = |name: &str| URL_SAFE_NO_PAD.decode(text(name)?.trim_end_matches('=')).ok();
    let material = match (text("kty")?, text("crv")) {
        ("RSA", _) => Material::Rsa {
            n: unpadded(bytes("n")?),
            e: unpadded(bytes("e")?),
        },
        ("EC", Some("P-256")) => Material::P256(point(bytes("x")?, bytes("y")?, 32)?),
        ("EC", Some("P-384")) => Material::P384(point(bytes("x")?, bytes("y")?, 48)?),
        _ => return None,
    };
    let algorithm = match text("alg") {
        Some(name) => Some(Algorithm::named(name)?),
        None => None,
    };
    Some(Key {
        id: text("kid").map(str::to_owned),
        algorithm,
        material,
    })
}

/// A number without leading zeros, which some servers write and the verifier refuses.
fn unpadded(mut number: Vec<u8>) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.drain(..zeros);
    number
}

/// A point of a curve, uncompressed.
fn point(x: Vec<u8>, y: Vec<u8>, length: usize) -> Option<Vec<u8>> {
    (x.len() == length && y.len() == length).then(|| [vec![4], x, y].concat())
}
