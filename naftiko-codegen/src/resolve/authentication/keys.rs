//! API keys by their placement: header, query, and by extension cookie, path and body.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Credential, Piece, Place, Template};
use crate::resolve::apis::cookie;
use crate::resolve::context::Context;
use crate::spec::{ApiKey, ConsumedApi, KeyPlacement, Scheme};

/// API keys that are in a part of the request which operations declare.
#[derive(Default)]
pub(in crate::resolve) struct ApiKeys {
    /// By the name of their placeholder.
    pub path: BTreeMap<String, Piece>,
    pub body: Vec<(String, Template)>,
}

/// Returns the keys in headers and the query of every request, `None` if a key has no place, and the others.
pub(super) fn placed(cx: &mut Context<'_>, declared: &[ApiKey]) -> (Option<Vec<Credential>>, ApiKeys) {
    let (mut credentials, mut keys) = (Vec::new(), ApiKeys::default());
    for key in declared {
        let (name, value) = (key.name.value.clone(), cx.secret(&key.value));
        let (place, (name, value)) = match key.placement.value {
            KeyPlacement::Header => (Place::Header, (name, value)),
            KeyPlacement::Query => (Place::Query, (name, value)),
            KeyPlacement::Cookie => (Place::Header, cookie(&name, value)),
            KeyPlacement::Body => {
                keys.body.push((name, value));
                continue;
            }
            KeyPlacement::Path => {
                let [only] = value.as_slice() else {
                    return (None, keys);
                };
                keys.path.insert(name, only.clone());
                continue;
            }
        };
        credentials.push(Credential { place, name, value });
    }
    (Some(credentials), keys)
}

/// Reports API keys in the path without a placeholder in any of the paths.
pub(in crate::resolve) fn report_unplaced(
    cx: &mut Context<'_>,
    api: &ConsumedApi,
    keys: &ApiKeys,
    paths: &[&Template],
) {
    let Some(Scheme::ApiKey(declared)) = api.scheme() else {
        return;
    };
    let in_path = |key: &&ApiKey| key.placement.value == KeyPlacement::Path;
    for key in declared.iter().filter(in_path) {
        let Some(piece) = keys.path.get(key.name.as_str()) else {
            continue;
        };
        if paths.is_empty() || paths.iter().any(|path| path.contains(piece)) {
            continue;
        }
        let message = format!("no path has a placeholder `{{{}}}` for this API key", key.name);
        let diagnostic = Diagnostic::new(codes::AUTHENTICATION_MANUAL, key.placement.span, message);
        let help = "add the placeholder to the paths, or set the credentials on the builder";
        cx.diagnostics.push(diagnostic.help(help));
    }
}
