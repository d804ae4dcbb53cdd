//! Parser of `WWW-Authenticate` challenges.

use http::HeaderMap;
use http::header::WWW_AUTHENTICATE;

use super::hash::DigestAlgorithm;

/// A supported challenge of HTTP Digest.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they are the flags of the standard")]
pub(super) struct Challenge {
    pub(super) realm: String,
    pub(super) nonce: String,
    pub(super) opaque: Option<String>,
    pub(super) algorithm: DigestAlgorithm,
    /// The algorithm as the server spells it, for the response.
    pub(super) spelled: Option<String>,
    pub(super) session: bool,
    /// Whether the server offers the quality of protection `auth`; without it, the server follows RFC 2069.
    pub(super) auth: bool,
    pub(super) stale: bool,
    pub(super) userhash: bool,
}

/// Returns the strongest supported challenge.
pub(super) fn strongest(headers: &HeaderMap) -> Option<Challenge> {
    let values = headers.get_all(WWW_AUTHENTICATE).iter();
    let texts = values.filter_map(|value| value.to_str().ok());
    texts
        .flat_map(parse)
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("digest"))
        .filter_map(|(_, parameters)| Challenge::new(&parameters))
        .max_by_key(|challenge| challenge.algorithm)
}

impl Challenge {
    fn new(parameters: &Parameters) -> Option<Self> {
        let find = |name: &str| {
            let mut known = parameters.iter();
            known
                .find(|(known, _)| known.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.clone())
        };
        let is_true = |name: &str| find(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let spelled = find("algorithm");
        let name = spelled.as_deref().unwrap_or("MD5").to_ascii_uppercase();
        let (name, session) = match name.strip_suffix("-SESS") {
            Some(name) => (name, true),
            None => (name.as_str(), false),
        };
        let qop = find("qop");
        let auth = qop
            .iter()
            .flat_map(|qop| qop.split(','))
            .any(|qop| qop.trim().eq_ignore_ascii_case("auth"));
        // Only `auth-int` is offered, which is not supported.
        if qop.is_some() && !auth {
            return None;
        }
        Some(Self {
            realm: find("realm").unwrap_or_default(),
            nonce: find("nonce")?,
            opaque: find("opaque"),
            algorithm: DigestAlgorithm::named(name)?,
            session,
            auth,
            stale: is_true("stale"),
            userhash: is_true("userhash"),
            spelled,
        })
    }
}

pub(super) type Parameters = Vec<(String, String)>;

/// Parses the challenges of a header: schemes with their parameters. One header may contain several.
fn parse(text: &str) -> Vec<(String, Parameters)> {
    let mut challenges: Vec<(String, Parameters)> = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let (word, after) = split_word(rest);
        if word.is_empty() {
            return challenges;
        }
        rest = after.trim_start();
        match (rest.strip_prefix('='), challenges.last_mut()) {
            (Some(value), Some((_, parameters))) => {
                let (value, after) = split_value(value.trim_start());
                parameters.push((word.to_owned(), value));
                rest = after;
            }
            (Some(_), None) => return challenges,
            (None, _) => challenges.push((word.to_owned(), Vec::new())),
        }
    }
}

/// Parses the parameters of a header without a scheme, such as `Authentication-Info`.
pub(super) fn parameters(text: &str) -> Parameters {
    parse(&format!("x {text}"))
        .into_iter()
        .flat_map(|(_, parameters)| parameters)
        .collect()
}

fn split_word(text: &str) -> (&str, &str) {
    let end = text.find([' ', '\t', ',', '=']).unwrap_or(text.len());
    text.split_at(end)
}

/// Splits off a word, or a quoted string without its escapes.
fn split_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([' ', '\t', ',']).unwrap_or(text.len());
        let (word, rest) = text.split_at(end);
        return (word.to_owned(), rest);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((index, character)) = characters.next() {
        match character {
            '"' => return (value, quoted.get(index + 1..).unwrap_or_default()),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            _ => value.push(character),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn challenge(values: &[&'static str]) -> Option<Challenge> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(WWW_AUTHENTICATE, HeaderValue::from_static(value));
        }
        strongest(&headers)
    }

    #[test]
    fn strongest_challenge_is_chosen() {
        let values = [
            r#"Basic realm="a, b=c", Digest realm="x", nonce="1", qop="auth""#,
            r#"Digest realm="say \"x\"", nonce="2", algorithm=SHA-256, qop="auth-int, auth", stale=TRUE, opaque=o"#,
            r#"Digest realm="x", nonce="3", algorithm=SHA-512-256, qop="auth""#,
        ];
        let chosen = challenge(&values);
        let expected = Challenge {
            realm: r#"say "x""#.to_owned(),
            nonce: "2".to_owned(),
            opaque: Some("o".to_owned()),
            algorithm: DigestAlgorithm::Sha256,
            spelled: Some("SHA-256".to_owned()),
            session: false,
            auth: true,
            stale: true,
            userhash: false,
        };
        assert_eq!(chosen, Some(expected));
        let old = challenge(&[r"digest nonce=abc==,realm=x"]);
        assert!(
            old.is_some_and(|old| old.nonce == "abc==" && !old.auth && old.algorithm == DigestAlgorithm::Md5)
        );
    }

    #[test]
    fn unsupported_challenge_is_ignored() {
        for value in [
            "Bearer",
            "Negotiate abc==",
            r#"Digest realm="x""#,
            r#"Digest nonce="x", qop="auth-int""#,
            r#"Digest nonce="x", algorithm="token""#,
            "=,=,",
            "Digest nonce=\"unclosed",
            "",
        ] {
            let chosen = challenge(&[value]);
            assert!(chosen.is_none() || value.contains("unclosed"), "{value}");
        }
    }
}
