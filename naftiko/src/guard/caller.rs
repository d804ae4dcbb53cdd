//! Who calls.

use std::sync::Arc;

use serde_json::{Map, Value};

/// Who calls, as far as the credentials say. In the extensions of a request that a
/// [`Guard`](super::Guard) has let pass, and in the [`Context`](crate::context::Context) of what it calls.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Caller(Arc<Inner>);

#[derive(Debug, Default, PartialEq)]
struct Inner {
    subject: String,
    scopes: Vec<String>,
    claims: Map<String, Value>,
}

impl Caller {
    /// A caller by name: the user of basic authentication, the subject of a token. Empty when the
    /// credentials name nobody.
    pub fn new(subject: impl Into<String>) -> Self {
        Self(Arc::new(Inner {
            subject: subject.into(),
            ..Inner::default()
        }))
    }

    /// A caller with what its token says.
    #[cfg(feature = "oauth2")]
    pub(super) fn with_claims(scopes: Vec<String>, claims: Map<String, Value>) -> Self {
        let subject = claims.get("sub").and_then(Value::as_str).unwrap_or_default();
        Self(Arc::new(Inner {
            subject: subject.to_owned(),
            scopes,
            claims,
        }))
    }

    /// Its name.
    pub fn subject(&self) -> &str {
        &self.0.subject
    }

    /// What its token is good for.
    pub fn scopes(&self) -> &[String] {
        &self.0.scopes
    }

    /// Everything its token says.
    pub fn claims(&self) -> &Map<String, Value> {
        &self.0.claims
    }
}
