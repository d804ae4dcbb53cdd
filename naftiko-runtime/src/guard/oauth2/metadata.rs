//! Protected resource metadata (RFC 9728).

use axum::body::Body;
use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderValue, Method, Uri};
use serde_json::{Value, json};

const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

/// The metadata of a resource, and its URI.
pub(super) struct Metadata {
    uri: String,
    path: String,
    document: String,
}

impl Metadata {
    /// Returns `None` when the resource is not an http(s) URI.
    pub(super) fn new(resource: &str, issuer: &str, scopes: &[String]) -> Option<Self> {
        let resource_uri: Uri = resource.parse().ok()?;
        let scheme = resource_uri.scheme_str();
        let scheme = scheme.filter(|scheme| matches!(*scheme, "http" | "https"))?;
        let path = format!("{WELL_KNOWN}{}", resource_uri.path().trim_end_matches('/'));
        let uri = format!("{scheme}://{}{path}", resource_uri.authority()?);
        let mut document = json!({
            "resource": resource,
            "authorization_servers": [issuer],
            "bearer_methods_supported": ["header"],
        });
        if !scopes.is_empty() {
            document["scopes_supported"] = Value::from(scopes.to_vec());
        }
        Some(Self {
            uri,
            path,
            document: document.to_string(),
        })
    }

    pub(super) fn uri(&self) -> &str {
        &self.uri
    }

    /// Returns the response to a request for the metadata: at its own path, or at the one without the path of the
    /// resource, which clients try when they do not know the resource.
    pub(super) fn answer(&self, request: &Parts) -> Option<Response> {
        let path = request.uri.path();
        let requested =
            matches!(request.method, Method::GET | Method::HEAD) && (path == self.path || path == WELL_KNOWN);
        requested.then(|| {
            let mut response = Response::new(Body::from(self.document.clone()));
            response
                .headers_mut()
                .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            response
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_uri_has_the_path_of_the_resource() {
        let of = |resource: &str| Metadata::new(resource, "https://as.test", &[]);
        let uri = |resource: &str| of(resource).map(|metadata| metadata.uri);
        assert_eq!(
            uri("https://api.test/mcp?x=1").as_deref(),
            Some("https://api.test/.well-known/oauth-protected-resource/mcp")
        );
        assert_eq!(
            uri("https://api.test").as_deref(),
            Some("https://api.test/.well-known/oauth-protected-resource")
        );
        assert_eq!(uri("urn:api"), None);
    }
}
