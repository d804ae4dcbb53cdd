//! Authentication of clients and of the callers of adapters.

mod guard;
mod keys;
mod oauth2;
mod token;

use super::context::Context;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Authentication, Template};
use crate::spec::{self, Scheme, Text};

pub(super) use guard::{GuardScheme, guard};
pub(super) use keys::{ApiKeys, report_unplaced};
pub(super) use token::{TokenCalls, token_calls};

/// Resolves the authentication of a consumed API, and the keys that single requests have. Tokens of another API are resolved later.
pub(super) fn authentication(
    cx: &mut Context<'_>,
    declared: Option<&spec::Authentication>,
) -> (Authentication, ApiKeys) {
    let Some(declared) = declared else {
        return (Authentication::None, ApiKeys::default());
    };
    let resolved = match &declared.scheme {
        Scheme::Bearer { token: Some(token) } => Authentication::Bearer(cx.secret(token)),
        Scheme::Basic { username, password } => Authentication::Basic {
            username: or_empty(cx, username.as_ref()),
            password: or_empty(cx, password.as_ref()),
        },
        // A key in the path must be one variable.
        Scheme::ApiKey(all) => {
            let (credentials, keys) = keys::placed(cx, all);
            let sent = match credentials {
                Some(credentials) if credentials.is_empty() => Authentication::None,
                Some(credentials) => Authentication::ApiKeys(credentials),
                None => manual(cx, declared),
            };
            return (sent, keys);
        }
        Scheme::Digest {
            username: username @ Some(_),
            password,
        } => Authentication::Digest {
            username: or_empty(cx, username.as_ref()),
            password: or_empty(cx, password.as_ref()),
        },
        Scheme::OAuth2(client) => match oauth2::oauth2(cx, client, declared.span) {
            Ok(Some(oauth2)) => Authentication::OAuth2(Box::new(oauth2)),
            Ok(None) => manual(cx, declared),
            Err(diagnostic) => {
                cx.diagnostics.push(*diagnostic);
                Authentication::None
            }
        },
        // Missing keys are already reported.
        Scheme::CustomToken(_) | Scheme::Bearer { token: None } | Scheme::Digest { .. } => {
            Authentication::None
        }
        Scheme::Other { name, .. } if spec::nearest_scheme(&name.value).is_some() => Authentication::None,
        Scheme::Other { .. } => manual(cx, declared),
    };
    (resolved, ApiKeys::default())
}

fn or_empty(cx: &mut Context<'_>, text: Option<&Text>) -> Template {
    text.map(|text| cx.secret(text)).unwrap_or_default()
}

/// Reports an authentication that the program must implement.
fn manual(cx: &mut Context<'_>, declared: &spec::Authentication) -> Authentication {
    let message = format!(
        "`{}` authentication is not generated; the program must authenticate",
        declared.scheme.name()
    );
    let diagnostic = Diagnostic::new(codes::AUTHENTICATION_MANUAL, declared.span, message);
    let help = "call `header(…)`, `query(…)` or `signer(…)` on the builder";
    cx.diagnostics.push_once(diagnostic.help(help));
    Authentication::None
}
