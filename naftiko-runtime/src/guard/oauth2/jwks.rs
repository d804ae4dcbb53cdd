//! Cache of the keys of an authorization server.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use bytes::Bytes;
use http::{Request, Uri};
use serde_json::Value;
use tokio::sync::Mutex;

use super::jwt::Jwt;
use super::keys::JwkSet;
use crate::charset;
use crate::client::{Body, HttpService};
use crate::guard::Rejection;
use crate::hosts;

/// How long keys are used without fetching them again.
const CACHE_TTL: Duration = Duration::from_secs(300);

/// How long keys are used while they cannot be fetched again: the authorization server may be down.
const STALE_TTL: Duration = Duration::from_secs(3600);

/// How often keys are fetched for unknown key IDs, which any caller can send.
const UNKNOWN_KEY_INTERVAL: Duration = Duration::from_secs(30);

/// How often a failed fetch is tried again.
const RETRY_INTERVAL: Duration = Duration::from_secs(5);

/// How long a fetch may take, and how large a document may be.
const TIMEOUT: Duration = Duration::from_secs(10);
const MAX_DOCUMENT_SIZE: usize = 1024 * 1024;

/// The keys of an authorization server. They are fetched when first needed, and again when they are old or a key is
/// unknown.
pub(super) struct JwksCache {
    issuer: String,
    jwks_uri: Option<String>,
    service: Result<HttpService, String>,
    current: ArcSwap<KeyState>,
    /// Held during a fetch, which alone changes the keys.
    fetching: Mutex<()>,
}

#[derive(Default)]
struct KeyState {
    keys: Option<(Arc<JwkSet>, Instant)>,
    last_attempt: Option<Instant>,
}

impl JwksCache {
    pub(super) fn new(issuer: &str, jwks_uri: Option<String>, service: Option<HttpService>) -> Self {
        Self {
            issuer: issuer.to_owned(),
            jwks_uri,
            service: service.map_or_else(HttpService::default_client, Ok),
            current: ArcSwap::default(),
            fetching: Mutex::default(),
        }
    }

    /// Returns why keys can never be fetched.
    pub(super) fn configuration_error(&self) -> Option<String> {
        if let Err(reason) = &self.service {
            return Some(reason.clone());
        }
        let uri = self.jwks_uri.as_deref().unwrap_or(&self.issuer);
        https_or_loopback(uri)
            .is_none()
            .then(|| "`authorizationServerUri` must use https, unless it is on this machine".to_owned())
    }

    /// Returns whether one of the keys has signed the token.
    pub(super) async fn verify(&self, token: &Jwt<'_>) -> Result<bool, Rejection> {
        if let Some(keys) = self.fresh_keys(token) {
            return Ok(keys.verify(token));
        }
        let _fetching = self.fetching.lock().await;
        // Another request may have fetched the keys in the meantime.
        if self.fresh_keys(token).is_none() && self.may_fetch() {
            self.fetch().await;
        }
        match &self.current.load().keys {
            Some((keys, since)) if since.elapsed() < STALE_TTL => Ok(keys.verify(token)),
            _ => Err(Rejection::unavailable()),
        }
    }

    /// Returns the keys, when they are fresh and one of them may have signed the token.
    fn fresh_keys(&self, token: &Jwt<'_>) -> Option<Arc<JwkSet>> {
        let state = self.current.load();
        let (keys, since) = state.keys.as_ref()?;
        (since.elapsed() < CACHE_TTL && keys.has(token)).then(|| Arc::clone(keys))
    }

    fn may_fetch(&self) -> bool {
        let state = self.current.load();
        let fresh = state
            .keys
            .as_ref()
            .is_some_and(|(_, since)| since.elapsed() < CACHE_TTL);
        let pause = if fresh {
            UNKNOWN_KEY_INTERVAL
        } else {
            RETRY_INTERVAL
        };
        state
            .last_attempt
            .is_none_or(|last_attempt| last_attempt.elapsed() >= pause)
    }

    async fn fetch(&self) {
        let keys = tokio::time::timeout(TIMEOUT, self.keys()).await;
        let now = Instant::now();
        let keys = if let Ok(Some(keys)) = keys {
            Some((Arc::new(keys), now))
        } else {
            tracing::warn!(target: "naftiko::guard", issuer = self.issuer, "failed to fetch issuer keys");
            self.current.load().keys.clone()
        };
        let last_attempt = Some(now);
        self.current.store(Arc::new(KeyState { keys, last_attempt }));
    }

    async fn keys(&self) -> Option<JwkSet> {
        let uri = match &self.jwks_uri {
            Some(uri) => uri.clone(),
            None => self.discover().await?,
        };
        JwkSet::parse(&self.get(&uri).await?)
    }

    /// Returns the URI of the keys from the metadata of the authorization server (RFC 8414, `OpenID` Connect).
    async fn discover(&self) -> Option<String> {
        for uri in metadata_uris(&self.issuer) {
            let Some(document) = self.get(&uri).await else {
                continue;
            };
            let metadata: Value = serde_json::from_str(charset::utf8(&document).ok()?).ok()?;
            let text = |name: &str| metadata.get(name).and_then(Value::as_str);
            let same = |issuer: &str| issuer.trim_end_matches('/') == self.issuer.trim_end_matches('/');
            if text("issuer").is_some_and(same) {
                return text("jwks_uri").map(str::to_owned);
            }
        }
        None
    }

    async fn get(&self, uri: &str) -> Option<Bytes> {
        let uri = https_or_loopback(uri)?;
        let service = self.service.as_ref().ok()?;
        let request = Request::get(uri).body(Body::empty()).ok()?;
        let response = service.send(request).await.ok()?;
        if !response.status().is_success() {
            return None;
        }
        let (mut head, body) = response.into_parts();
        let body = body.decoded(&mut head.headers).ok()?;
        body.limited(MAX_DOCUMENT_SIZE).await.ok()?
    }
}

/// Returns a URI whose documents cannot be changed on the way.
fn https_or_loopback(uri: &str) -> Option<Uri> {
    let uri: Uri = uri.parse().ok()?;
    let loopback = hosts::is_loopback(uri.host()?.trim_matches(['[', ']']));
    match uri.scheme_str()? {
        "https" => Some(uri),
        "http" => loopback.then_some(uri),
        _ => None,
    }
}

/// Returns the URIs where the metadata may be: between host and path (RFC 8414), or after the path, under either
/// name.
fn metadata_uris(issuer: &str) -> Vec<String> {
    let issuer = issuer.trim_end_matches('/');
    let appended = ["oauth-authorization-server", "openid-configuration"]
        .map(|name| format!("{issuer}/.well-known/{name}"));
    let uri = issuer.parse().ok().filter(|uri: &Uri| uri.path() != "/");
    let inserted = uri.and_then(|uri| {
        let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
        let path = uri.path();
        Some(format!(
            "{scheme}://{authority}/.well-known/oauth-authorization-server{path}"
        ))
    });
    inserted.into_iter().chain(appended).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_uris_cover_rfc_8414_and_openid_connect() {
        assert_eq!(
            metadata_uris("https://as.test/tenant/"),
            [
                "https://as.test/.well-known/oauth-authorization-server/tenant",
                "https://as.test/tenant/.well-known/oauth-authorization-server",
                "https://as.test/tenant/.well-known/openid-configuration",
            ]
        );
        assert_eq!(metadata_uris("https://as.test").len(), 2);
    }

    #[test]
    fn keys_require_https_unless_on_loopback() {
        assert!(https_or_loopback("https://as.test/keys").is_some());
        for uri in [
            "http://127.0.0.1:1/keys",
            "http://as.localhost/keys",
            "http://[::ffff:127.0.0.1]/keys",
        ] {
            assert!(https_or_loopback(uri).is_some(), "{uri}");
        }
        for uri in [
            "http://as.test/keys",
            "http://169.254.1.1/keys",
            "file:///keys",
            "keys",
            "",
        ] {
            assert!(https_or_loopback(uri).is_none(), "{uri}");
        }
    }
}
