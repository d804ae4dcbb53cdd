//! Guards with access tokens, and an authorization server on the loopback interface.

#![cfg(all(feature = "rest", feature = "oauth2"))]

mod loopback;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use loopback::{Failure, http, serve};
use naftiko::Value;
use naftiko::axum::Router;
use naftiko::axum::extract::Request;
use naftiko::context::Context;
use naftiko::guard::{Caller, Guard, ResourceServer};
use naftiko::http::{Method, StatusCode};
use naftiko::rest::{Reply, Routes};
use naftiko::serve::{Adapter, Limits, Server};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::json;

type Outcome = Result<(), Failure>;

const RESOURCE: &str = "https://desk.test/mcp";

/// A public key whose private key was deleted, and a token that it signed.
const RSA_MODULUS: &str = concat!(
    "uV3jk5cb9ZH3M5s4uAHo3r81HfXUorXaVzcgmiPgXi6kyKJyWGJDygNfrm9myYycDOPHIqFlTxeNbJ5_uqdFiwX5jl",
    "Ka9BLKElrQrGYW9_oLwl80xksWQdWrANIc_Ylv6Pa4ZN_YDJkAyps6SYXTQE002QfWf5P8W8cyNZyMpUkNQ42ouhr4",
    "GRYKWvEj2onIxPVbyJw-4w9tCxdr6-dERzqhWomovDphD0HU4Z4aGsocioGN2WhX6pD9O8W05nyJZOJNB6EtA2E5eA",
    "NqzXBAkXyO6Csgzkuhmfda99XPR-WSRU1HvIFnE8eFV029nlKpdf8CtOevQR1J0iQ0hid_5Q",
);
const RSA_TOKEN: &str = concat!(
    "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYS0xIn0.eyJpc3MiOiAiaHR0cHM6Ly9pc3N1ZXIudGVzdCIsICJhdWQiOi",
    "AiaHR0cHM6Ly9kZXNrLnRlc3QvbWNwIiwgInN1YiI6ICJyc2EtY2FsbGVyIiwgImV4cCI6IDQxMDI0NDQ4MDB9.tKR",
    "OlMNbEeU5nf6H5I88WuNSFIyW8QNFUjixeeM3kMmLko5lnhBOo6DyGJKxJ402aveY5M5c6CxLc8ZHUug40h2C-mVBX",
    "AW5USKn6BQMvAJAGBtFh6PGKNsW3slb0gQnJun2ylCTsXPympKrq_LIVMo5yLgls7wY-MsYlEKeFsZhumB8sqWVmrM",
    "pG-ROUaOHUSl4NnaWwOCdycqaFgE3k67TeTf9G9h27GXEgIyQWeUVj8tdDemCVGLW5kGtAd4I0DEbd8YqqNYvdx6Cj",
    "Bt85HH6io3ALH82sVWoZqJ7jv1N7bdATVCxYoeBhbjmz0xODJUSBb9apQu3rqNcJa6ZtA",
);

/// A key of the authorization server.
struct Key {
    id: &'static str,
    pair: EcdsaKeyPair,
}

impl Key {
    fn new(id: &'static str) -> Result<Self, Failure> {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).map_err(|_| "no key")?;
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).map_err(|_| "no key")?;
        Ok(Self { id, pair })
    }

    fn public(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        let (x, y) = point.get(1..).unwrap_or_default().split_at(32);
        json!({"kty": "EC", "crv": "P-256", "use": "sig", "kid": self.id, "alg": "ES256",
            "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y)})
    }

    fn sign(&self, header: &Value, claims: &Value) -> Result<String, Failure> {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(header), part(claims));
        let signature = self.pair.sign(&SystemRandom::new(), message.as_bytes());
        let signature = signature.map_err(|_| "no signature")?;
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// An authorization server: its metadata, and the keys that it publishes now.
#[derive(Clone)]
struct Issuer {
    base: String,
    keys: Arc<Mutex<Vec<Value>>>,
    fetched: Arc<AtomicUsize>,
}

impl Issuer {
    async fn start() -> Result<Self, Failure> {
        let (keys, fetched) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)));
        let (published, counter) = (Arc::clone(&keys), Arc::clone(&fetched));
        let router = Router::new().fallback(move |request: Request| {
            let host = request.headers().get("host").and_then(|host| host.to_str().ok());
            let base = format!("http://{}", host.unwrap_or_default());
            let answer = match request.uri().path() {
                "/.well-known/openid-configuration" => {
                    json!({"issuer": base, "jwks_uri": format!("{base}/keys")}).to_string()
                }
                "/keys" => {
                    counter.fetch_add(1, Ordering::SeqCst);
                    let keys = published.lock().unwrap_or_else(PoisonError::into_inner).clone();
                    json!({ "keys": keys }).to_string()
                }
                _ => String::new(),
            };
            let status = if answer.is_empty() {
                StatusCode::NOT_FOUND
            } else {
                StatusCode::OK
            };
            async move { (status, answer) }
        });
        let base = serve(router).await?;
        Ok(Self { base, keys, fetched })
    }

    fn publish(&self, key: Value) {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).push(key);
    }

    fn claims(&self, change: Value) -> Value {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut claims = json!({"iss": self.base, "aud": RESOURCE, "sub": "ada", "scope": "read write",
            "exp": (now + Duration::from_secs(300)).as_secs()});
        if let (Some(claims), Value::Object(change)) = (claims.as_object_mut(), change) {
            claims.extend(change);
        }
        claims
    }
}

/// Starts a protected API that returns the caller and the credentials that it sees.
async fn protected(server: ResourceServer) -> Result<String, Failure> {
    let routes = Routes::new().route(Method::GET, "/who", async |_, request: naftiko::rest::Request| {
        let caller = request.extensions().get::<Caller>().cloned().unwrap_or_default();
        let sees = request.headers().contains_key("authorization") || Context::current().is_none();
        let who = json!({"subject": caller.subject(), "scopes": caller.scopes(), "sees": sees});
        Ok(Reply::json(StatusCode::OK, who))
    });
    Ok(serve(Guard::oauth2(server).protect(routes.into_router(()))).await?)
}

async fn ask(base: &str, token: &str) -> Result<(u16, String, String), Failure> {
    let request = http().get(format!("{base}/who"));
    let request = if token.is_empty() {
        request
    } else {
        request.bearer_auth(token)
    };
    let answer = request.send().await?;
    let challenge = answer.headers().get("www-authenticate");
    let challenge = challenge
        .and_then(|text| text.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    Ok((answer.status().as_u16(), challenge, answer.text().await?))
}

fn header(key: &Key) -> Value {
    json!({"alg": "ES256", "typ": "at+jwt", "kid": key.id})
}

#[tokio::test]
async fn valid_token_is_accepted_and_others_are_rejected_with_a_reason() -> Outcome {
    let (issuer, key, other) = (Issuer::start().await?, Key::new("1")?, Key::new("1")?);
    issuer.publish(key.public());
    let base = protected(ResourceServer::new(&issuer.base, RESOURCE).scopes(["read"])).await?;
    let (status, _, body) = ask(&base, &key.sign(&header(&key), &issuer.claims(json!({})))?).await?;
    assert_eq!(
        (status, serde_json::from_str::<Value>(&body)?),
        (
            200,
            json!({"subject": "ada", "scopes": ["read", "write"], "sees": false})
        )
    );
    let metadata = "resource_metadata=\"https://desk.test/.well-known/oauth-protected-resource/mcp\"";
    let (status, challenge, _) = ask(&base, "").await?;
    assert_eq!(
        (status, challenge),
        (401, format!("Bearer scope=\"read\", {metadata}"))
    );
    let signed = |claims: Value| key.sign(&header(&key), &issuer.claims(claims));
    let refused = [
        (401, "The token has expired.", signed(json!({"exp": 1}))?),
        (
            401,
            "The token has the wrong audience.",
            signed(json!({"aud": "https://other.test"}))?,
        ),
        (
            401,
            "The token has the wrong issuer.",
            signed(json!({"iss": "https://other.test"}))?,
        ),
        (
            401,
            "The token has an invalid signature.",
            other.sign(&header(&key), &issuer.claims(json!({})))?,
        ),
        (
            401,
            "The token is malformed.",
            key.sign(&json!({"alg": "none"}), &issuer.claims(json!({})))?,
        ),
        (
            401,
            "The token is malformed.",
            key.sign(&json!({"alg": "HS256", "kid": "1"}), &issuer.claims(json!({})))?,
        ),
        (401, "The token is malformed.", "x.y.z".to_owned()),
        (
            401,
            "The token is bound to a key.",
            signed(json!({"cnf": {"jkt": "x"}}))?,
        ),
        (
            401,
            "The token is not an access token.",
            signed(json!({"token_use": "id"}))?,
        ),
        (
            401,
            "The token is not an access token.",
            signed(json!({"typ": "ID"}))?,
        ),
        (
            401,
            "The token is not an access token.",
            key.sign(
                &json!({"alg": "ES256", "kid": "1"}),
                &issuer.claims(json!({"nonce": "x"})),
            )?,
        ),
        (
            403,
            "The token requires the scope `read`.",
            signed(json!({"scope": "write"}))?,
        ),
    ];
    for (expected, why, token) in refused {
        let (status, challenge, body) = ask(&base, &token).await?;
        assert_eq!((status, body.contains(why)), (expected, true), "{body}");
        let error = if expected == 401 {
            "invalid_token"
        } else {
            "insufficient_scope"
        };
        assert!(
            challenge.starts_with(&format!("Bearer error=\"{error}\", error_description=\"{why}\"")),
            "{challenge}"
        );
        assert!(challenge.ends_with(metadata), "{challenge}");
    }
    Ok(())
}

#[tokio::test]
async fn keys_are_cached_and_fetched_again_for_an_unknown_key() -> Outcome {
    let (issuer, old, new) = (Issuer::start().await?, Key::new("old")?, Key::new("new")?);
    issuer.publish(old.public());
    let base = protected(ResourceServer::new(&issuer.base, RESOURCE)).await?;
    let token = |key: &Key| key.sign(&header(key), &issuer.claims(json!({})));
    let (one, many) = (token(&old)?, token(&old)?);
    let answers = tokio::join!(ask(&base, &one), ask(&base, &many), ask(&base, &one));
    assert_eq!((answers.0?.0, answers.1?.0, answers.2?.0), (200, 200, 200));
    assert_eq!(issuer.fetched.load(Ordering::SeqCst), 1);
    // An unknown key causes a fetch, but not repeatedly: any caller can name one.
    for _ in 0..5 {
        assert_eq!(ask(&base, &token(&new)?).await?.0, 401);
    }
    assert_eq!(issuer.fetched.load(Ordering::SeqCst), 1);
    issuer.publish(new.public());
    let again = protected(ResourceServer::new(&issuer.base, RESOURCE)).await?;
    assert_eq!(ask(&again, &token(&new)?).await?.0, 200);
    Ok(())
}

#[tokio::test]
async fn rsa_key_verifies_only_rsa_signatures() -> Outcome {
    let issuer = Issuer::start().await?;
    issuer.publish(json!({"kty": "RSA", "use": "sig", "kid": "rsa-1", "n": RSA_MODULUS, "e": "AQAB"}));
    issuer.publish(json!({"kty": "oct", "kid": "rsa-1", "k": "AAAA"}));
    let server =
        || ResourceServer::new("https://issuer.test", RESOURCE).jwks_uri(format!("{}/keys", issuer.base));
    let base = protected(server()).await?;
    let (status, _, body) = ask(&base, RSA_TOKEN).await?;
    assert_eq!(status, 200, "{body}");
    assert!(body.contains("rsa-caller"), "{body}");
    let forged = RSA_TOKEN.replacen("eyJhbGciOiJSUzI1NiI", "eyJhbGciOiJSUzM4NCI", 1);
    assert_eq!(ask(&base, &forged).await?.0, 401);
    Ok(())
}

#[tokio::test]
async fn missing_keys_make_every_token_a_503() -> Outcome {
    let key = Key::new("1")?;
    let token = key.sign(&header(&key), &json!({}))?;
    let server = ResourceServer::new("http://127.0.0.1:9", RESOURCE);
    let (status, challenge, _) = ask(&protected(server).await?, &token).await?;
    assert_eq!((status, challenge.as_str()), (503, ""));
    Ok(())
}

#[tokio::test]
async fn token_waits_for_its_key_no_longer_than_a_request_may() -> Outcome {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let issuer = format!("http://{}", silent.local_addr()?);
    let key = Key::new("1")?;
    let token = key.sign(&header(&key), &json!({"iss": issuer}))?;
    let routes = Routes::new().route(Method::GET, "/who", async |_, _| {
        Ok(Reply::new(StatusCode::NO_CONTENT))
    });
    let adapter = Adapter::rest("desk-api", "127.0.0.1", 0, routes.into_router(()));
    let adapter = adapter.authentication(Guard::oauth2(ResourceServer::new(&issuer, RESOURCE)));
    let limits = Limits::new().request(Duration::from_millis(300));
    let server = Server::new("desk")
        .adapter(adapter)
        .limits(limits)
        .start()
        .await?;
    let base = format!("http://{}", server.address("desk-api").ok_or("no address")?);
    let started = Instant::now();
    assert_eq!(ask(&base, &token).await?.0, 504);
    assert!(started.elapsed() < Duration::from_secs(5));
    Ok(())
}

#[tokio::test]
async fn metadata_is_served_without_credentials() -> Outcome {
    let server = ResourceServer::new("https://issuer.test", RESOURCE).scopes(["read"]);
    let base = protected(server).await?;
    for path in [
        "/.well-known/oauth-protected-resource/mcp",
        "/.well-known/oauth-protected-resource",
    ] {
        let answer = http().get(format!("{base}{path}")).send().await?;
        assert_eq!(answer.status(), 200);
        let expected = json!({"resource": RESOURCE, "authorization_servers": ["https://issuer.test"],
            "bearer_methods_supported": ["header"], "scopes_supported": ["read"]});
        assert_eq!(serde_json::from_str::<Value>(&answer.text().await?)?, expected);
        assert_eq!(http().post(format!("{base}{path}")).send().await?.status(), 401);
    }
    Ok(())
}
