//! Resolves API keys by their placement: header, query, and by extension cookie, path and body.

use super::authentication::secret;
use super::context::Context;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Body, Content, Credential, JsonTemplate, Operation, Part, Piece, Place, Template};
use crate::spec::{ApiKey, KeyPlacement};

/// API keys that are sent by operations, not by the whole API.
#[derive(Debug, Default)]
pub(super) struct PlacedKeys {
    body: Vec<(String, Template)>,
}

/// Sorts API keys: those in a header or in the query of every request are returned, the others are kept for the operations. Returns
/// `None` if a key has no place.
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
    /// Adds the keys in the body to an operation with a body, or with a method that has one.
    pub(super) fn apply(&self, operation: &mut Operation) {
        for (name, value) in &self.body {
            let field = (name.clone(), JsonTemplate::Text(value.clone()));
            match &mut operation.body {
                Body::Json(JsonTemplate::Object(fields)) | Body::Form(fields) => {
                    if !fields.iter().any(|(known, _)| known == name) {
                        fields.push(field);
                    }
                }
                body @ Body::None if operation.method.has_body() => {
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

/// Reports API keys in the path without a placeholder in any path.
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
        let diagnostic = Diagnostic::new(codes::AUTHENTICATION_MANUAL, key.placement.span, message);
        context
            .diagnostics
            .push(diagnostic.help("add the placeholder to the paths, or set the credentials on the builder"));
    }
}
