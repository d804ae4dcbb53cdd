//! Fake authorization server: metadata, key and signed tokens.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

pub(super) struct Issuer {
    pub(super) base: String,
    key: EcdsaKeyPair,
}

impl Issuer {
    pub(super) async fn start() -> Self {
        let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap();
        let (x, y) = key.public_key().as_ref()[1..].split_at(32);
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        let keys = json!({"keys": [{"kty": "EC", "crv": "P-256", "use": "sig", "kid": "k", "alg": "ES256", "x": x, "y": y}]});
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let metadata = json!({"issuer": base, "jwks_uri": format!("{base}/keys")});
        let router = Router::new().fallback(move |request: Request| {
            let answer = match request.uri().path() {
                "/.well-known/oauth-authorization-server" => Ok(axum::Json(metadata.clone())),
                "/keys" => Ok(axum::Json(keys.clone())),
                _ => Err(StatusCode::NOT_FOUND),
            };
            async move { answer }
        });
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { base, key }
    }

    /// Returns a token for an audience with scopes.
    pub(super) fn token(&self, audience: &str, scope: &str) -> String {
        let expires = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + Duration::from_secs(300);
        let claims = json!({"iss": self.base, "aud": audience, "sub": "ada", "scope": scope, "exp": expires.as_secs()});
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&json!({"alg": "ES256", "kid": "k"})), part(&claims));
        let signature = self.key.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}
