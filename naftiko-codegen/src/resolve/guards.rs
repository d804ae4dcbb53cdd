//! Resolves guards of adapters.

use super::authentication::secret;
use super::context::Context;
use super::exposed::Adapters;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{CallerScheme, Guard, KeyPlace, ResourceServer};
use crate::spec::{self, ApiKey, KeyPlacement, Scheme, Text};

/// Resolves the authentication of an adapter. Its field is named later.
pub(super) fn guard(
    adapters: &mut Adapters<'_>,
    namespace: &Text,
    declared: Option<&spec::Authentication>,
) -> Option<Guard> {
    let declared = declared?;
    let mut context = Context::new(&namespace.value, &adapters.index.binds, adapters.diagnostics);
    let scheme = scheme(&mut context, &declared.scheme).unwrap_or_else(|| {
        let name = declared.scheme.name().to_owned();
        own(&mut context, declared, &name);
        CallerScheme::Own(name)
    });
    Some(Guard {
        field: String::new(),
        scheme,
        variables: context.variables.into_iter().collect(),
    })
}

/// Returns the scheme; `None` if only the program can check it.
fn scheme(context: &mut Context<'_>, declared: &Scheme) -> Option<CallerScheme> {
    match declared {
        Scheme::Bearer { token } => Some(CallerScheme::Bearer(secret(context, token.as_ref()?))),
        Scheme::Basic { username, password } => Some(CallerScheme::Basic {
            username: secret(context, username.as_ref()?),
            password: secret(context, password.as_ref()?),
        }),
        Scheme::ApiKey(keys) => match keys.as_slice() {
            [key] => api_key(context, key),
            _ => None,
        },
        Scheme::OAuth2(oauth2) => resource_server(context, oauth2).map(CallerScheme::OAuth2),
        Scheme::Digest { .. } | Scheme::CustomToken(_) | Scheme::Other { .. } => None,
    }
}

fn api_key(context: &mut Context<'_>, key: &ApiKey) -> Option<CallerScheme> {
    let place = match key.placement.value {
        KeyPlacement::Header => KeyPlace::Header,
        KeyPlacement::Query => KeyPlace::Query,
        KeyPlacement::Cookie => KeyPlace::Cookie,
        KeyPlacement::Body | KeyPlacement::Path => return None,
    };
    Some(CallerScheme::ApiKey {
        place,
        name: key.name.value.clone(),
        value: secret(context, &key.value),
    })
}

/// Resolves the check of access tokens by their signature. The program must implement token introspection.
fn resource_server(context: &mut Context<'_>, declared: &spec::OAuth2) -> Option<ResourceServer> {
    let (server, resource) = (
        declared.authorization_server_uri.as_ref()?,
        declared.resource.as_ref()?,
    );
    if declared
        .token_validation
        .as_ref()
        .is_some_and(|way| way.value != "jwks")
    {
        return None;
    }
    let open = |text: &&Text| !text.value.contains("{{");
    Some(ResourceServer {
        authorization_server: secret(context, server),
        resource: secret(context, resource),
        audience: declared.audience.as_ref().map(|text| secret(context, text)),
        scopes: declared.scopes.iter().map(|scope| scope.value.clone()).collect(),
        token_endpoint: declared
            .token_endpoint
            .as_ref()
            .filter(open)
            .map(|text| text.value.clone()),
    })
}

/// Reports a scheme that the program must check. Until it does, the adapter rejects every request.
fn own(context: &mut Context<'_>, declared: &spec::Authentication, name: &str) {
    let message = format!("the program must check `{name}` credentials of callers");
    let diagnostic = Diagnostic::new(codes::AUTHENTICATION_MANUAL, declared.span, message);
    let help = "set a guard with `GuardConfig::guard`; without one the adapter does not start";
    context.diagnostics.push_once(diagnostic.help(help));
}
