//! Constant headers and query parameters of an API, and their overrides.

use http::HeaderMap;

use super::variables::ResolvedVariables;
use crate::client::request::headers;
use crate::client::{Api, Piece};
use crate::secret::{NamedSecret, Secret};

/// Returns the headers, and messages for those that cannot be sent.
pub(crate) fn headers(
    api: &Api,
    configured: &[NamedSecret],
    resolved: &ResolvedVariables,
) -> (HeaderMap, Vec<String>) {
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
        // A missing variable is reported already.
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

/// Returns the query parameters.
pub(crate) fn query(
    api: &Api,
    configured: Vec<NamedSecret>,
    resolved: &ResolvedVariables,
) -> Vec<NamedSecret> {
    let of_spec = api
        .query
        .iter()
        .filter(|(name, _)| !configured.iter().any(|(other, _)| other == name));
    let mut pairs: Vec<NamedSecret> = of_spec
        .filter_map(|(name, template)| Some(((*name).to_owned(), Secret::new(resolved.render(template)?))))
        .collect();
    pairs.extend(configured);
    pairs
}
