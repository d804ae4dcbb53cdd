//! The authenticated caller.

use std::sync::Arc;

use serde_json::{Map, Value};

/// The authenticated caller of a request. A [`Guard`](crate::guard::Guard) puts it into the extensions of the request and
/// into the [`Context`](super::Context) of the operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Caller(Arc<CallerInner>);

#[derive(Debug, Default, PartialEq)]
struct CallerInner {
    subject: String,
    scopes: Vec<String>,
    claims: Map<String, Value>,
}

impl Caller {
    /// Creates a caller: the user of basic authentication, or the subject of a token. The name is empty when the
    /// credentials have none.
    pub fn new(subject: impl Into<String>) -> Self {
        Self(Arc::new(CallerInner {
            subject: subject.into(),
            ..CallerInner::default()
        }))
    }

    /// Creates a caller with the claims of its token.
    #[cfg(feature = "oauth2")]
    pub(crate) fn with_claims(scopes: Vec<String>, claims: Map<String, Value>) -> Self {
        let subject = claims.get("sub").and_then(Value::as_str).unwrap_or_default();
        Self(Arc::new(CallerInner {
            subject: subject.to_owned(),
            scopes,
            claims,
        }))
    }

    /// Returns the name.
    pub fn subject(&self) -> &str {
        &self.0.subject
    }

    /// Returns the scopes of the token.
    pub fn scopes(&self) -> &[String] {
        &self.0.scopes
    }

    /// Returns all claims of the token.
    pub fn claims(&self) -> &Map<String, Value> {
        &self.0.claims
    }
}
