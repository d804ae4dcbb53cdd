//! The client side of `oauth2`.

use super::authentication::secret;
use super::context::Context;
use super::tokens::{fields, refuse, renewal};
use crate::diagnostic::Diagnostic;
use crate::document::{self, BodyEncoding, CredentialPlacement, Grant, OAuth2Client, Text};
use crate::model::{OAuth2, Template};
use crate::source::{Span, Spanned};

/// How tokens are fetched; nothing when the spec only says how incoming ones are checked.
pub(super) fn oauth2(
    context: &mut Context<'_>,
    declared: &document::OAuth2,
    span: Span,
) -> Result<Option<OAuth2>, Box<Diagnostic>> {
    let Some(client) = &declared.client else {
        return Ok(None);
    };
    let refresh_token = refresh_token(client)?;
    let (Some(endpoint), Some(client_id)) = (&declared.token_endpoint, &client.client_id) else {
        let keys = [
            ("tokenEndpoint", declared.token_endpoint.is_none()),
            ("clientId", client.client_id.is_none()),
        ];
        let missing: Vec<&str> = keys
            .iter()
            .filter(|(_, missing)| *missing)
            .map(|(key, _)| *key)
            .collect();
        let message = format!("`oauth2` fetches no token without `{}`", missing.join("` and `"));
        return Err(refuse(
            span,
            message,
            "write where tokens are given out, and to whom",
        ));
    };
    let mut optional = |text: Option<&Text>| text.map(|text| secret(context, text));
    let client_secret = optional(client.client_secret.as_ref());
    let refresh_token = optional(refresh_token);
    let scope = optional(scope(&declared.scopes).as_ref());
    Ok(Some(OAuth2 {
        token_endpoint: secret(context, endpoint),
        client_id: secret(context, client_id),
        client_secret,
        refresh_token,
        scope,
        parameters: parameters(context, declared, client)?,
        basic: is(client.placement.as_ref(), CredentialPlacement::Basic),
        json: is(client.encoding.as_ref(), BodyEncoding::Json),
        answer: fields(&client.answer)?,
        renewal: renewal(&client.renewal),
    }))
}

fn is<T: Copy + PartialEq>(declared: Option<&Spanned<T>>, value: T) -> bool {
    declared.is_some_and(|declared| declared.value == value)
}

/// The refresh token, which is there exactly when it is what tokens are given for.
fn refresh_token(client: &OAuth2Client) -> Result<Option<&Text>, Box<Diagnostic>> {
    let refresh = client.grant.value == Grant::RefreshToken;
    match &client.refresh_token {
        None if refresh => {
            let message = "`grantType: refresh-token` needs `refreshToken`".to_owned();
            let help = "bind the token that was obtained beforehand: `refreshToken: \"{{VARIABLE}}\"`";
            Err(refuse(client.grant.span, message, help))
        }
        Some(token) if !refresh => {
            let message = "`refreshToken` is not used without `grantType: refresh-token`".to_owned();
            Err(refuse(token.span, message, "name the grant, or remove the token"))
        }
        token => Ok(token.as_ref()),
    }
}

fn scope(scopes: &[Text]) -> Option<Text> {
    let first = scopes.first()?;
    let words: Vec<&str> = scopes.iter().map(Text::as_str).collect();
    Some(Spanned::new(words.join(" "), first.span))
}

/// Further parameters of the request. `resource` (RFC 8707) and `audience` have keys of their own in the format.
fn parameters(
    context: &mut Context<'_>,
    declared: &document::OAuth2,
    client: &OAuth2Client,
) -> Result<Vec<(String, Template)>, Box<Diagnostic>> {
    const OWN: [(&str, &str); 5] = [
        ("grant_type", "grantType"),
        ("client_id", "clientId"),
        ("client_secret", "clientSecret"),
        ("refresh_token", "refreshToken"),
        ("scope", "scope"),
    ];
    let mut parameters = Vec::new();
    for (name, value) in [("audience", &declared.audience), ("resource", &declared.resource)] {
        let given = client.parameters.iter().any(|(given, _)| given.value == name);
        if let Some(value) = value.as_ref().filter(|_| !given) {
            parameters.push((name.to_owned(), secret(context, value)));
        }
    }
    for (name, value) in &client.parameters {
        if let Some((_, key)) = OWN.iter().find(|(own, _)| *own == name.value) {
            let message = format!("`{name}` is no further parameter: the client sends it by itself");
            return Err(refuse(
                name.span,
                message,
                &format!("give it with the key `{key}`"),
            ));
        }
        parameters.push((name.value.clone(), secret(context, value)));
    }
    Ok(parameters)
}
