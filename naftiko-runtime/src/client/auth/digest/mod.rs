//! HTTP Digest (RFC 7616): authentication without sending the password.

mod challenge;
mod hash;

use std::fmt;
use std::sync::Mutex;

use http::{HeaderMap, HeaderValue, Method};

use self::challenge::{Challenge, parameters, strongest};
use crate::client::request::headers;
use crate::lock::lock;
use crate::random;
use crate::secret::Secret;

/// User and password, and the latest challenge of the server. `Debug` shows neither.
pub(crate) struct Digest {
    user: String,
    password: Secret,
    state: Mutex<Option<State>>,
}

struct State {
    challenge: Challenge,
    /// How often its nonce was used.
    count: u32,
}

impl Digest {
    pub(crate) fn new(user: String, password: Secret) -> Self {
        Self {
            user,
            password,
            state: Mutex::new(None),
        }
    }

    /// Returns the password, to strike it out of errors.
    pub(crate) fn password(&self) -> &Secret {
        &self.password
    }

    /// Returns the header for a request, and its nonce; `None` until the server has sent a challenge.
    pub(crate) fn authorization(&self, method: &Method, target: &str) -> Option<(HeaderValue, String)> {
        let (challenge, count) = {
            let mut state = lock(&self.state);
            let state = state.as_mut()?;
            state.count += 1;
            (state.challenge.clone(), state.count)
        };
        let nonce = format!("{:016x}{:016x}", random::number(), random::number());
        let header = self.proof(&challenge, count, &nonce, method, target);
        Some((headers::secret(&header).ok()?, challenge.nonce))
    }

    /// Takes the challenge of a rejection, and returns whether to send the request again. `sent` is the rejected
    /// nonce: if it is rejected without being stale, user or password are wrong.
    pub(crate) fn challenged(&self, headers: &HeaderMap, sent: Option<&str>) -> bool {
        let Some(challenge) = strongest(headers) else {
            return false;
        };
        let again = match sent {
            None => true,
            Some(sent) => challenge.stale || challenge.nonce != sent,
        };
        *lock(&self.state) = Some(State { challenge, count: 0 });
        again
    }

    /// Takes the nonce that a response sets for the next request.
    pub(crate) fn answered(&self, headers: &HeaderMap) {
        let info = headers
            .get("authentication-info")
            .and_then(|value| value.to_str().ok());
        let parameters = info.map(parameters).unwrap_or_default();
        let next = parameters
            .into_iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("nextnonce"));
        if let (Some((_, nonce)), Some(state)) = (next, lock(&self.state).as_mut()) {
            state.challenge.nonce = nonce;
            state.count = 0;
        }
    }

    fn proof(
        &self,
        challenge: &Challenge,
        count: u32,
        cnonce: &str,
        method: &Method,
        target: &str,
    ) -> String {
        let Challenge {
            realm,
            nonce,
            algorithm,
            ..
        } = challenge;
        let count = format!("{count:08x}");
        let response = self.response(
            challenge,
            &count,
            cnonce,
            &algorithm.hash(&[method.as_str(), target]),
        );
        let user = if challenge.userhash {
            algorithm.hash(&[&self.user, realm])
        } else {
            self.user.clone()
        };
        let mut header = format!(
            r#"Digest username="{}", realm="{}", nonce="{}", uri="{target}", response="{response}""#,
            escaped(&user),
            escaped(realm),
            escaped(nonce),
        );
        let mut add = |text: String| header.push_str(&text);
        if let Some(spelled) = &challenge.spelled {
            add(format!(", algorithm={spelled}"));
        }
        if let Some(opaque) = &challenge.opaque {
            add(format!(r#", opaque="{}""#, escaped(opaque)));
        }
        if challenge.auth || challenge.session {
            add(format!(r#", cnonce="{cnonce}""#));
        }
        if challenge.auth {
            add(format!(", qop=auth, nc={count}"));
        }
        if challenge.userhash {
            add(", userhash=true".to_owned());
        }
        header
    }

    /// Returns the proof of the password, for the hash of a request.
    fn response(&self, challenge: &Challenge, count: &str, cnonce: &str, request: &str) -> String {
        let Challenge {
            realm,
            nonce,
            algorithm,
            ..
        } = challenge;
        let mut secret = algorithm.hash(&[&self.user, realm, self.password.reveal()]);
        if challenge.session {
            secret = algorithm.hash(&[&secret, nonce, cnonce]);
        }
        if challenge.auth {
            algorithm.hash(&[&secret, nonce, count, cnonce, "auth", request])
        } else {
            algorithm.hash(&[&secret, nonce, request])
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', r"\\").replace('"', r#"\""#)
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Digest").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use http::header::WWW_AUTHENTICATE;

    use super::*;

    const NONCE: &str = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    const CNONCE: &str = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    fn challenged(parameters: &str) -> (Digest, HeaderMap) {
        let digest = Digest::new("Mufasa".to_owned(), Secret::new("Circle of Life"));
        let header = format!(r#"Digest realm="http-auth@example.org", nonce="{NONCE}", {parameters}"#);
        let mut headers = HeaderMap::new();
        headers.extend(
            HeaderValue::from_str(&header)
                .ok()
                .map(|value| (WWW_AUTHENTICATE, value)),
        );
        (digest, headers)
    }

    fn proof(parameters: &str) -> String {
        let (digest, headers) = challenged(parameters);
        let challenge = strongest(&headers);
        challenge.map_or_else(String::new, |challenge| {
            digest.proof(&challenge, 1, CNONCE, &Method::GET, "/dir/index.html")
        })
    }

    /// The examples of RFC 7616, section 3.9.1.
    #[test]
    fn proof_matches_the_examples_of_rfc_7616() {
        for (algorithm, response) in [
            ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
            (
                "SHA-256",
                "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
            ),
        ] {
            let proof = proof(&format!(
                r#"qop="auth, auth-int", algorithm={algorithm}, opaque="FQhe/qaU""#
            ));
            assert!(proof.contains(&format!(r#"response="{response}""#)), "{proof}");
            assert!(
                proof.contains(&format!("algorithm={algorithm}, opaque=\"FQhe/qaU\"")),
                "{proof}"
            );
            assert!(proof.ends_with("qop=auth, nc=00000001"), "{proof}");
        }
    }

    #[test]
    fn proof_without_qop_follows_rfc_2069() {
        let proof = proof("opaque=x");
        assert!(
            !proof.contains("qop") && !proof.contains("cnonce") && !proof.contains("algorithm"),
            "{proof}"
        );
    }

    #[test]
    fn nonce_is_counted_and_replaced() {
        let (digest, headers) = challenged(r#"qop="auth""#);
        let header = |digest: &Digest| {
            let header = digest.authorization(&Method::GET, "/x");
            header.and_then(|(value, nonce)| Some((value.to_str().ok()?.to_owned(), nonce)))
        };
        assert_eq!(header(&digest), None);
        assert!(digest.challenged(&headers, None));
        assert!(header(&digest).is_some_and(|(text, _)| text.contains("nc=00000001")));
        assert!(header(&digest).is_some_and(|(text, nonce)| text.contains("nc=00000002") && nonce == NONCE));
        let mut info = HeaderMap::new();
        info.insert(
            "authentication-info",
            HeaderValue::from_static(r#"qop=auth, nextnonce="n2""#),
        );
        digest.answered(&info);
        assert!(header(&digest).is_some_and(|(text, nonce)| text.contains("nc=00000001") && nonce == "n2"));
    }

    #[test]
    fn rejected_proof_is_not_sent_again() {
        let (digest, headers) = challenged(r#"qop="auth""#);
        assert!(!digest.challenged(&headers, Some(NONCE)));
        assert!(digest.challenged(&headers, Some("an older one")));
        let (digest, headers) = challenged(r#"qop="auth", stale=true"#);
        assert!(digest.challenged(&headers, Some(NONCE)));
        assert!(!digest.challenged(&HeaderMap::new(), None));
        assert_eq!(format!("{digest:?}"), "Digest { .. }");
    }
}
