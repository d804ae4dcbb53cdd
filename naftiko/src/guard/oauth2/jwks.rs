//! Keys as long as they are fresh.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Request;
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use super::jwt::Token;
use super::keys::Keys;
use crate::client::{Body, Carrier};
use crate::guard::Denied;

/// How long keys are believed.
const FRESH: Duration = Duration::from_secs(300);

/// How long keys are used that cannot be fetched anew: an authorization server may be down for a while.
const STALE: Duration = Duration::from_secs(3600);

/// How often keys are fetched for tokens that name an unknown one, which anybody can write.
const UNKNOWN: Duration = Duration::from_secs(30);

/// How often fetching is tried while it fails.
const FAILED: Duration = Duration::from_secs(5);

/// How long fetching may take, and how large a document may be.
const TIMEOUT: Duration = Duration::from_secs(10);
const SIZE: usize = 1024 * 1024;

/// The keys of an authorization server: fetched when first needed, and again when they are old or one is
/// missing.
pub(super) struct KeyStore {
    issuer: String,
    jwks_uri: Option<String>,
    carrier: Result<Carrier, String>,
    current: RwLock<State>,
    /// Held by the one who fetches.
    fetching: Mutex<()>,
}

#[derive(Clone, Default)]
struct State {
    keys: Option<(Arc<Keys>, Instant)>,
    tried: Option<Instant>,
}

impl KeyStore {
    pub(super) fn new(issuer: &str, jwks_uri: Option<String>, carrier: Option<Carrier>) -> Self {
        Self {
            issuer: issuer.to_owned(),
            jwks_uri,
            carrier: carrier.map_or_else(Carrier::ours, Ok),
            current: RwLock::default(),
            fetching: Mutex::default(),
        }
    }

    /// Why there can never be keys.
    pub(super) fn problem(&self) -> Option<String> {
        if let Err(why) = &self.carrier {
            return Some(why.clone());
        }
        let uri = self.jwks_uri.as_deref().unwrap_or(&self.issuer);
        safe(uri)
            .is_none()
            .then(|| "the authorization server is not an https URI (or one of this machine)".to_owned())
    }

    /// Whether the token is signed by one of the keys.
    pub(super) async fn verify(&self, token: &Token<'_>) -> Result<bool, Denied> {
        if let Some(keys) = self.usable(token) {
            return Ok(keys.verify(token));
        }
        let _fetching = self.fetching.lock().await;
        // Somebody else may have fetched in the meantime.
        if self.usable(token).is_none() && self.may_try() {
            self.fetch().await;
        }
        let state = self.state();
        match state.keys {
            Some((keys, since)) if since.elapsed() < STALE => Ok(keys.verify(token)),
            _ => Err(Denied::unavailable()),
        }
    }

    /// The keys, when they are fresh and the one that the token names is among them.
    fn usable(&self, token: &Token<'_>) -> Option<Arc<Keys>> {
        let (keys, since) = self.state().keys?;
        (since.elapsed() < FRESH && keys.has(token)).then_some(keys)
    }

    fn may_try(&self) -> bool {
        let State { keys, tried } = self.state();
        let fresh = keys.is_some_and(|(_, since)| since.elapsed() < FRESH);
        let pause = if fresh { UNKNOWN } else { FAILED };
        tried.is_none_or(|tried| tried.elapsed() >= pause)
    }

    fn state(&self) -> State {
        self.current
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    async fn fetch(&self) {
        let keys = tokio::time::timeout(TIMEOUT, self.keys()).await;
        let mut state = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        state.tried = Some(now);
        if let Ok(Some(keys)) = keys {
            state.keys = Some((Arc::new(keys), now));
        } else {
            tracing::warn!(issuer = self.issuer, "the keys of the issuer cannot be fetched");
        }
    }

    async fn keys(&self) -> Option<Keys> {
        let uri = match &self.jwks_uri {
            Some(uri) => uri.clone(),
            None => self.discover().await?,
        };
        Keys::parse(&self.get(&uri).await?)
    }

    /// Where the keys are, from the metadata of the authorization server (RFC 8414, `OpenID` Connect).
    async fn discover(&self) -> Option<String> {
        for uri in metadata_uris(&self.issuer) {
            let Some(document) = self.get(&uri).await else {
                continue;
            };
            let metadata: Value = serde_json::from_slice(&document).ok()?;
            let text = |name: &str| metadata.get(name).and_then(Value::as_str);
            let same = |issuer: &str| issuer.trim_end_matches('/') == self.issuer.trim_end_matches('/');
            if text("issuer").is_some_and(same) {
                return text("jwks_uri").map(str::to_owned);
            }
        }
        None
    }

    async fn get(&self, uri: &str) -> Option<Bytes> {
        let uri = safe(uri)?;
        let carrier = self.carrier.as_ref().ok()?;
        let request = Request::get(uri.as_str()).body(Body::empty()).ok()?;
        let response = carrier.send(request).await.ok()?;
        if !response.status().is_success() {
            return None;
        }
        response.into_body().limited(SIZE).await.ok()?
    }
}

/// An address that keys may come from: nobody on the way can exchange them.
fn safe(uri: &str) -> Option<Url> {
    let uri = Url::parse(uri).ok()?;
    let local = match uri.host()? {
        url::Host::Domain(name) => name == "localhost",
        url::Host::Ipv4(address) => address.is_loopback(),
        url::Host::Ipv6(address) => address.is_loopback(),
    };
    (uri.scheme() == "https" || (local && uri.scheme() == "http")).then_some(uri)
}

/// Where the metadata may be: between host and path (RFC 8414), or after the path, under either name.
fn metadata_uris(issuer: &str) -> Vec<String> {
    let issuer = issuer.trim_end_matches('/');
    let appended = ["oauth-authorization-server", "openid-configuration"]
        .map(|name| format!("{issuer}/.well-known/{name}"));
    let inserted = Url::parse(issuer)
        .ok()
        .filter(|uri| uri.path() != "/")
        .map(|mut uri| {
            let path = format!("/.well-known/oauth-authorization-server{}", uri.path());
            uri.set_path(&path);
            uri.to_string()
        });
    inserted.into_iter().chain(appended).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_looked_for_where_servers_have_it() {
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
    fn keys_come_over_https_or_from_this_machine() {
        assert!(safe("https://as.test/keys").is_some());
        assert!(safe("http://127.0.0.1:1/keys").is_some());
        for uri in ["http://as.test/keys", "file:///keys", "keys", ""] {
            assert!(safe(uri).is_none(), "{uri}");
        }
    }
}
