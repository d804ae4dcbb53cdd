//! How clients prove who they are.

use super::context::{Context, Hole};
use super::drafts::Drafts;
use super::template::Notation;
use crate::diagnostic::{Diagnostic, codes};
use crate::document::{self, KeyPlacement, Scheme, Text};
use crate::model::{Authentication, Credential, Place, Template};

/// Resolves the authentication of a consumed API.
pub(super) fn authentication(
    context: &mut Context<'_>,
    declared: &document::Authentication,
) -> Authentication {
    match &declared.scheme {
        Scheme::Bearer { token: Some(token) } => Authentication::Bearer(secret(context, token)),
        Scheme::Basic { username, password } => Authentication::Basic {
            username: username
                .as_ref()
                .map(|text| secret(context, text))
                .unwrap_or_default(),
            password: password
                .as_ref()
                .map(|text| secret(context, text))
                .unwrap_or_default(),
        },
        Scheme::ApiKey(keys)
            if keys
                .iter()
                .all(|key| matches!(key.placement.value, KeyPlacement::Header | KeyPlacement::Query)) =>
        {
            let key = |key: &document::ApiKey| Credential {
                place: if key.placement.value == KeyPlacement::Query {
                    Place::Query
                } else {
                    Place::Header
                },
                name: key.name.value.clone(),
                value: secret(context, &key.value),
            };
            Authentication::ApiKeys(keys.iter().map(key).collect())
        }
        other => {
            let name = name(other);
            let message = format!("`{name}` authentication is not generated yet");
            let finding = Diagnostic::new(codes::AUTHENTICATION_MANUAL, declared.span, message);
            context.diagnostics.push(finding.help("the program gives the credentials on the builder, as `header(…)`, `query(…)` or a client of its own"));
            Authentication::None
        }
    }
}

fn name(scheme: &Scheme) -> &str {
    match scheme {
        Scheme::Basic { .. } => "basic",
        Scheme::Digest { .. } => "digest",
        Scheme::Bearer { .. } => "bearer without a token",
        Scheme::ApiKey(_) => "apikey outside of header and query",
        Scheme::OAuth2(_) => "oauth2",
        Scheme::Other { name, .. } => &name.value,
    }
}

fn secret(context: &mut Context<'_>, text: &Text) -> Template {
    context.template(text, Notation::Double, Hole::Variable, &mut Drafts::default())
}
