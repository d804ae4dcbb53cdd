//! API keys that published files put where the format puts none: into a cookie, the path or the body.

use super::authentication::secret;
use super::context::Context;
use crate::diagnostic::{Diagnostic, codes};
use crate::document::{ApiKey, KeyPlacement};
use crate::model::{Body, Content, Credential, JsonTemplate, Operation, Part, Piece, Place, Template};

/// Keys that are no matter of the API as a whole.
#[derive(Debug, Default)]
pub(super) struct PlacedKeys {
    body: Vec<(String, Template)>,
}

/// Sorts a key: a header or query pair of every request is returned, the others are kept for the operations. `None` when a key
/// can be put nowhere.
pub(super) fn sort(
    context: &mut Context<'_>,
    keys: &[ApiKey],
    placed: &mut PlacedKeys,
) -> Option<Vec<Credential>> {
    let mut credentials = Vec::new();
    for key in keys {
        let name = key.name.value.clone();
        let mut value = secret(context, &key.value);
        let place = match key.placement.value {
            KeyPlacement::Header => Place::Header,
            KeyPlacement::Query => Place::Query,
            KeyPlacement::Cookie => {
                value.insert(0, Piece::Text(format!("{name}=")));
                credentials.push(Credential {
                    place: Place::Header,
                    name: "Cookie".to_owned(),
                    value,
                });
                continue;
            }
            KeyPlacement::Body => {
                placed.body.push((name, value));
                continue;
            }
            KeyPlacement::Path => {
                let [only] = value.as_slice() else { return None };
                context.path_keys.insert(name, only.clone());
                continue;
            }
        };
        credentials.push(Credential { place, name, value });
    }
    Some(credentials)
}

impl PlacedKeys {
    /// Adds the keys of the body to an operation that has one, or whose method has.
    pub(super) fn apply(&self, operation: &mut Operation) {
        for (name, value) in &self.body {
            let field = (name.clone(), JsonTemplate::Text(value.clone()));
            match &mut operation.body {
                Body::Json(JsonTemplate::Object(fields)) | Body::Form(fields) => {
                    if !fields.iter().any(|(known, _)| known == name) {
                        fields.push(field);
                    }
                }
                body @ Body::None if matches!(operation.method.as_str(), "POST" | "PUT" | "PATCH") => {
                    *body = Body::Json(JsonTemplate::Object(vec![field]));
                }
                Body::Multipart(parts) => parts.push(Part {
                    name: name.clone(),
                    content: Content::Value(JsonTemplate::Text(value.clone())),
                    file_name: None,
                    content_type: None,
                }),
                Body::None | Body::Json(_) | Body::Text { .. } => {}
            }
        }
    }
}

/// Reports keys for the path that no path has a placeholder for.
pub(super) fn homeless(context: &mut Context<'_>, keys: &[ApiKey], operations: &[&Operation]) {
    for key in keys
        .iter()
        .filter(|key| key.placement.value == KeyPlacement::Path)
    {
        let Some(piece) = context.path_keys.get(key.name.as_str()) else {
            continue;
        };
        if operations.is_empty() || operations.iter().any(|operation| operation.path.contains(piece)) {
            continue;
        }
        let message = format!("no path has a placeholder `{{{}}}` for this API key", key.name);
        let finding = Diagnostic::new(codes::AUTHENTICATION_MANUAL, key.placement.span, message);
        context
            .diagnostics
            .push(finding.help("add it to the paths, or give the credentials on the builder"));
    }
}
