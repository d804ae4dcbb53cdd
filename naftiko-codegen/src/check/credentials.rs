//! Lints: credentials in the spec.

use super::Checks;
use crate::diagnostic::{Diagnostic, codes};
use crate::secret_names::is_secret;
use crate::spec::{Authentication, Parameter, Scheme, Text};

/// Checks the authentication of APIs and adapters, and constant parameters.
pub(super) fn check(checks: &mut Checks<'_>) {
    for api in checks.apis() {
        scheme(checks, api.authentication.as_ref());
        for parameter in api.parameters() {
            constant(checks, parameter);
        }
    }
    for adapter in checks.adapters() {
        scheme(checks, adapter.authentication());
    }
}

fn scheme(checks: &mut Checks<'_>, authentication: Option<&Authentication>) {
    match authentication.map(|authentication| &authentication.scheme) {
        Some(Scheme::Basic { password, .. } | Scheme::Digest { password, .. }) => {
            literal(checks, password.as_ref(), "a password");
        }
        Some(Scheme::Bearer { token }) => literal(checks, token.as_ref(), "a token"),
        Some(Scheme::ApiKey(keys)) => {
            for key in keys {
                literal(checks, Some(&key.value), "an API key");
            }
        }
        Some(Scheme::OAuth2(oauth2)) => {
            if let Some(client) = &oauth2.client {
                literal(checks, client.client_secret.as_ref(), "a client secret");
                literal(checks, client.refresh_token.as_ref(), "a refresh token");
                let secret = |(name, _): &&(Text, Text)| is_secret_field(name);
                for (_, value) in client.parameters.iter().filter(secret) {
                    literal(checks, Some(value), "a credential");
                }
            }
        }
        Some(Scheme::CustomToken(token)) => {
            for with in &token.with {
                literal_in_with(checks, with);
            }
        }
        Some(Scheme::Other { .. }) | None => {}
    }
}

/// Checks a value of a token request, if its name is that of a secret.
fn literal_in_with(checks: &mut Checks<'_>, with: &crate::spec::With) {
    if is_secret_field(&with.name) {
        literal(checks, with.value.to_text().as_ref(), "a credential");
    }
}

/// Returns whether a field of a token request is a secret. A key is one there.
fn is_secret_field(name: &Text) -> bool {
    is_secret(name.as_str()) || name.as_str().eq_ignore_ascii_case("key")
}

/// Checks a constant header or query parameter, if its name is that of a secret.
fn constant(checks: &mut Checks<'_>, parameter: &Parameter) {
    if is_secret(parameter.name.as_str()) {
        let value = parameter.value.as_ref().and_then(crate::yaml::Node::to_text);
        literal(checks, value.as_ref(), "a credential");
    }
}

/// Reports a literal in the place of a secret. The message contains the literal only if it is the name of a variable.
fn literal(checks: &mut Checks<'_>, text: Option<&Text>, what: &str) {
    let Some(text) = text.filter(|text| !text.value.trim().is_empty()) else {
        return;
    };
    if text.value.contains("{{") || text.value.contains("${") {
        return;
    }
    let name = text.value.trim_start_matches("$env.").trim_start_matches("env.");
    let is_variable = (name.contains('_') || checks.index.binds.declares(name))
        && name.len() > 3
        && name
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    let (key, message, help) = if is_variable {
        let noun = what.split_once(' ').map_or(what, |(_, noun)| noun);
        (
            format!("{what} as a variable"),
            format!("the {noun} is the literal `{name}`, not the variable"),
            format!("write `\"{{{{{name}}}}}\"`"),
        )
    } else {
        (
            what.to_owned(),
            format!("the spec contains {what}"),
            "declare a variable in `binds` and write `\"{{VARIABLE}}\"`".to_owned(),
        )
    };
    let diagnostic = Diagnostic::new(codes::CREDENTIAL_LITERAL, text.span, message).help(help);
    checks.diagnostics.push_once_as(diagnostic, &key);
}
