//! Resolves the keys of `oauth2` with which a client fetches tokens.

use super::token::{fields, refuse, renewal};
use crate::diagnostic::Diagnostic;
use crate::model::{ClientCredentials, OAuth2, Template};
use crate::resolve::context::Context;
use crate::source::{Span, Spanned};
use crate::spec::{self, BodyEncoding, CredentialPlacement, Grant, OAuth2Client, Text};

/// Resolves how tokens are fetched. Returns `None` if `oauth2` only checks the tokens of callers.
pub(super) fn oauth2(
    cx: &mut Context<'_>,
    declared: &spec::OAuth2,
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
        let message = format!("missing `{}` in `oauth2`", missing.join("` and `"));
        let help = "add `tokenEndpoint: https://…` and `clientId: \"{{CLIENT_ID}}\"`";
        return Err(refuse(span, message, help));
    };
    let mut optional = |text: Option<&Text>| text.map(|text| cx.secret(text));
    let client_secret = optional(client.client_secret.as_ref());
    let refresh_token = optional(refresh_token);
    let scope = optional(scope(&declared.scopes).as_ref());
    Ok(Some(OAuth2 {
        token_endpoint: cx.secret(endpoint),
        client_id: cx.secret(client_id),
        client_secret,
        refresh_token,
        scope,
        parameters: parameters(cx, declared, client)?,
        credentials: credentials(client.placement.as_ref()),
        json: client
            .encoding
            .as_ref()
            .is_some_and(|encoding| encoding.value == BodyEncoding::Json),
        answer: fields(&client.paths)?,
        renewal: renewal(&client.refresh),
    }))
}

/// Returns where a token request has the client's id and secret.
fn credentials(declared: Option<&Spanned<CredentialPlacement>>) -> ClientCredentials {
    match declared.map(|declared| declared.value) {
        None | Some(CredentialPlacement::Body) => ClientCredentials::Body,
        Some(CredentialPlacement::Basic) => ClientCredentials::Basic,
        Some(CredentialPlacement::EncodedBasic) => ClientCredentials::EncodedBasic,
    }
}

/// Returns the refresh token, which is present only with the grant type `refresh-token`.
fn refresh_token(client: &OAuth2Client) -> Result<Option<&Text>, Box<Diagnostic>> {
    let refresh = client.grant.value == Grant::RefreshToken;
    match &client.refresh_token {
        None if refresh => {
            let message = "`grantType: refresh-token` requires `refreshToken`".to_owned();
            let help = "add `refreshToken: \"{{REFRESH_TOKEN}}\"`";
            Err(refuse(client.grant.span, message, help))
        }
        Some(token) if !refresh => {
            let message = "`refreshToken` has no effect without `grantType: refresh-token`".to_owned();
            let help = "add `grantType: refresh-token`, or remove `refreshToken`";
            Err(refuse(token.span, message, help))
        }
        token => Ok(token.as_ref()),
    }
}

fn scope(scopes: &[Text]) -> Option<Text> {
    let first = scopes.first()?;
    let words: Vec<&str> = scopes.iter().map(Text::as_str).collect();
    Some(Spanned::new(words.join(" "), first.span))
}

/// Resolves further parameters of the token request. `resource` (RFC 8707) and `audience` have their own keys in the format.
fn parameters(
    cx: &mut Context<'_>,
    declared: &spec::OAuth2,
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
            parameters.push((name.to_owned(), cx.secret(value)));
        }
    }
    for (name, value) in &client.parameters {
        if let Some((_, key)) = OWN.iter().find(|(own, _)| *own == name.value) {
            let message = format!("`{name}` has its own key; `parameters` cannot have it");
            return Err(refuse(
                name.span,
                message,
                &format!("write the key `{key}` instead"),
            ));
        }
        parameters.push((name.value.clone(), cx.secret(value)));
    }
    Ok(parameters)
}
