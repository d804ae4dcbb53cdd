//! Guards of adapters.

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::Binds;
use crate::model::{CallerScheme, KeyPlace, ResourceServer, Variable};
use crate::resolve::context::Context;
use crate::spec::{self, ApiKey, KeyPlacement, Scheme, Text};

/// The authentication of the callers of an adapter.
pub(in crate::resolve) struct GuardScheme {
    pub scheme: CallerScheme,
    pub variables: Vec<Variable>,
}

/// Resolves the authentication of an adapter.
pub(in crate::resolve) fn guard(
    namespace: &Text,
    declared: &spec::Authentication,
    binds: &Binds,
    diagnostics: &mut Diagnostics,
) -> GuardScheme {
    let mut cx = Context::new(&namespace.value, binds, diagnostics);
    let scheme = scheme(&mut cx, &declared.scheme).unwrap_or_else(|| {
        let name = declared.scheme.name();
        own(&mut cx, declared, name);
        CallerScheme::Own(name.to_owned())
    });
    GuardScheme {
        scheme,
        variables: cx.variables.into_iter().collect(),
    }
}

/// Returns the scheme; `None` if only the program can check it.
fn scheme(cx: &mut Context<'_>, declared: &Scheme) -> Option<CallerScheme> {
    match declared {
        Scheme::Bearer { token } => Some(CallerScheme::Bearer(cx.secret(token.as_ref()?))),
        Scheme::Basic { username, password } => Some(CallerScheme::Basic {
            username: cx.secret(username.as_ref()?),
            password: cx.secret(password.as_ref()?),
        }),
        Scheme::ApiKey(keys) => match keys.as_slice() {
            [key] => api_key(cx, key),
            _ => None,
        },
        Scheme::OAuth2(oauth2) => resource_server(cx, oauth2).map(CallerScheme::OAuth2),
        Scheme::Digest { .. } | Scheme::CustomToken(_) | Scheme::Other { .. } => None,
    }
}

fn api_key(cx: &mut Context<'_>, key: &ApiKey) -> Option<CallerScheme> {
    let place = match key.placement.value {
        KeyPlacement::Header => KeyPlace::Header,
        KeyPlacement::Query => KeyPlace::Query,
        KeyPlacement::Cookie => KeyPlace::Cookie,
        KeyPlacement::Body | KeyPlacement::Path => return None,
    };
    Some(CallerScheme::ApiKey {
        place,
        name: key.name.value.clone(),
        value: cx.secret(&key.value),
    })
}

/// Resolves the check of access tokens by their signature. The program must implement token introspection.
fn resource_server(cx: &mut Context<'_>, declared: &spec::OAuth2) -> Option<ResourceServer> {
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
        authorization_server: cx.secret(server),
        resource: cx.secret(resource),
        audience: declared.audience.as_ref().map(|text| cx.secret(text)),
        scopes: declared.scopes.iter().map(|scope| scope.value.clone()).collect(),
        token_endpoint: declared
            .token_endpoint
            .as_ref()
            .filter(open)
            .map(|text| text.value.clone()),
    })
}

/// Reports a scheme that the program must check. Until it does, the adapter rejects every request.
fn own(cx: &mut Context<'_>, declared: &spec::Authentication, name: &str) {
    let message = format!("the program must check `{name}` credentials of callers");
    let diagnostic = Diagnostic::new(codes::AUTHENTICATION_MANUAL, declared.span, message);
    let help = "set a guard with `GuardConfig::guard`; without one the adapter does not start";
    cx.diagnostics.push_once(diagnostic.help(help));
}
