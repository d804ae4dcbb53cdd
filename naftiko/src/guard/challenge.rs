//! `WWW-Authenticate` challenges of a guard.

use http::HeaderValue;

use super::guard::Scheme;
use super::{Guard, Rejection};

impl Guard {
    /// Returns the `WWW-Authenticate` header of a rejection.
    pub(super) fn challenge(&self, rejection: &Rejection) -> Option<HeaderValue> {
        let text = match &*self.scheme {
            Scheme::Bearer(_) => match rejection.error() {
                Some(error) => format!("Bearer error=\"{error}\""),
                None => "Bearer".to_owned(),
            },
            Scheme::Basic(..) => "Basic realm=\"api\", charset=\"UTF-8\"".to_owned(),
            Scheme::Header { spelling, .. } => format!("ApiKey in=\"header\", name=\"{spelling}\""),
            Scheme::Query(name, _) => format!("ApiKey in=\"query\", name=\"{name}\""),
            Scheme::Cookie(name, _) => format!("ApiKey in=\"cookie\", name=\"{name}\""),
            #[cfg(feature = "oauth2")]
            Scheme::OAuth2(validator) => validator.challenge(rejection),
            Scheme::Custom(scheme) => return scheme.challenge(),
            Scheme::DenyAll(_) => return None,
        };
        HeaderValue::try_from(text).ok()
    }
}
