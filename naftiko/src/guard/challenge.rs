//! What a request without good credentials is told to bring.

use http::HeaderValue;

use super::guard::Kind;
use super::{Denied, Guard};

impl Guard {
    /// `WWW-Authenticate` of a refusal.
    pub(super) fn challenge(&self, denied: &Denied) -> Option<HeaderValue> {
        let text = match &*self.kind {
            Kind::Bearer(_) => match denied.error() {
                Some(error) => format!("Bearer error=\"{error}\""),
                None => "Bearer".to_owned(),
            },
            Kind::Basic(..) => "Basic realm=\"api\", charset=\"UTF-8\"".to_owned(),
            Kind::Header(name, _) => format!("ApiKey in=\"header\", name=\"{name}\""),
            Kind::Query(name, _) => format!("ApiKey in=\"query\", name=\"{name}\""),
            Kind::Cookie(name, _) => format!("ApiKey in=\"cookie\", name=\"{name}\""),
            #[cfg(feature = "oauth2")]
            Kind::OAuth2(authority) => authority.challenge(denied),
            Kind::Custom(check) => return check.challenge(),
            Kind::Nobody(_) => return None,
        };
        HeaderValue::try_from(text).ok()
    }
}
