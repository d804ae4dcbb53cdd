//! Resolves authentication of clients.

use super::context::{Context, Hole};
use super::drafts::Drafts;
use super::oauth2;
use super::placed_keys::{PlacedKeys, sort};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Authentication, Template};
use crate::spec::{self, Scheme, Text};
use crate::template::Notation;

/// Resolves the authentication of a consumed API.
pub(super) fn authentication(
    context: &mut Context<'_>,
    declared: &spec::Authentication,
    placed: &mut PlacedKeys,
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
        // A key in the path must be one variable.
        Scheme::ApiKey(keys) => match sort(context, keys, placed) {
            Some(credentials) if credentials.is_empty() => Authentication::None,
            Some(credentials) => Authentication::ApiKeys(credentials),
            None => manual(context, declared),
        },
        Scheme::Digest {
            username: Some(username),
            password,
        } => Authentication::Digest {
            username: secret(context, username),
            password: password
                .as_ref()
                .map(|text| secret(context, text))
                .unwrap_or_default(),
        },
        Scheme::OAuth2(client) => match oauth2::oauth2(context, client, declared.span) {
            Ok(Some(oauth2)) => Authentication::OAuth2(Box::new(oauth2)),
            Ok(None) => manual(context, declared),
            Err(diagnostic) => {
                context.diagnostics.push(*diagnostic);
                Authentication::None
            }
        },
        // Custom tokens are resolved after the operations of every API. Missing keys are already reported.
        Scheme::CustomToken(_) | Scheme::Bearer { token: None } | Scheme::Digest { .. } => {
            Authentication::None
        }
        Scheme::Other { name, .. } if spec::nearest_scheme(&name.value).is_some() => Authentication::None,
        Scheme::Other { .. } => manual(context, declared),
    }
}

/// Reports an authentication that the program must implement.
fn manual(context: &mut Context<'_>, declared: &spec::Authentication) -> Authentication {
    let message = format!(
        "`{}` authentication is not generated; the program must authenticate",
        declared.scheme.name()
    );
    let diagnostic = Diagnostic::new(codes::AUTHENTICATION_MANUAL, declared.span, message);
    let help = "call `header(…)`, `query(…)` or `signer(…)` on the builder";
    context.diagnostics.push_once(diagnostic.help(help));
    Authentication::None
}

pub(super) fn secret(context: &mut Context<'_>, text: &Text) -> Template {
    context.template(text, Notation::Double, Hole::Variable, &mut Drafts::default())
}
