//! What each request of an API carries: the spec's constants, and the configuration's in their place.

use http::HeaderMap;

use super::config::Pair;
use super::variable_sources::Resolved;
use super::{Api, Piece, headers};
use crate::secret::Secret;

/// The headers, and what is wrong with those that cannot be sent.
pub(super) fn headers(api: &Api, configured: &[Pair], resolved: &Resolved) -> (HeaderMap, Vec<String>) {
    let mut map = HeaderMap::new();
    let mut refused = Vec::new();
    let mut add = |name: &str, text: &str, open: bool| {
        let value = if open {
            headers::value(text)
        } else {
            headers::secret(text)
        };
        match headers::name(name).and_then(|name| Ok((name, value?))) {
            Ok((name, value)) => {
                map.append(name, value);
            }
            Err(why) => refused.push(format!("the header `{name}` {why}")),
        }
    };
    let is_configured = |name: &str| {
        configured
            .iter()
            .any(|(other, _)| other.eq_ignore_ascii_case(name))
    };
    for (name, template) in api.headers.iter().filter(|(name, _)| !is_configured(name)) {
        // A variable without a value has been noted already.
        if let Some(text) = resolved.render(template) {
            add(
                name,
                &text,
                template.iter().all(|piece| matches!(piece, Piece::Text(_))),
            );
        }
    }
    for (name, value) in configured {
        add(name, value.reveal(), false);
    }
    (map, refused)
}

/// The pairs of the query.
pub(super) fn query(api: &Api, configured: Vec<Pair>, resolved: &Resolved) -> Vec<Pair> {
    let of_spec = api
        .query
        .iter()
        .filter(|(name, _)| !configured.iter().any(|(other, _)| other == name));
    let mut pairs: Vec<Pair> = of_spec
        .filter_map(|(name, template)| Some(((*name).to_owned(), Secret::new(resolved.render(template)?))))
        .collect();
    pairs.extend(configured);
    pairs
}
