//! `oauth2` authentication.

use super::context::Context;
use super::fields::Fields;
use super::{Spanned, Text};
use crate::diagnostic::{Diagnostic, codes};

/// `oauth2`: officially the validation of incoming tokens, by proposal the fetching of outgoing ones.
#[derive(Debug)]
pub(crate) struct OAuth2 {
    pub authorization_server_uri: Option<Text>,
    pub resource: Option<Text>,
    /// From a list or from a text with spaces.
    pub scopes: Vec<Text>,
    pub audience: Option<Text>,
    pub token_endpoint: Option<Text>,
    pub token_validation: Option<Text>,
    pub grant_type: Option<Text>,
    pub client_id: Option<Text>,
    pub client_secret: Option<Text>,
    pub refresh_token: Option<Text>,
    /// In seconds.
    pub safety_margin: Option<Spanned<u64>>,
}

pub(super) fn oauth2(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> OAuth2 {
    fields.rename(cx, "tokenEndpoint", "tokenUrl", codes::AUTHENTICATION_ALIAS);
    let issuer = fields.text(cx, "authorizationServerUri");
    let resource = fields.text(cx, "resource");
    let outgoing = fields.peek("grantType").is_some() || fields.peek("clientId").is_some();
    if !outgoing && (issuer.is_none() || resource.is_none()) {
        let message =
            "`oauth2` has no `authorizationServerUri` and `resource`: the program has to give tokens";
        fields.tolerate(
            cx,
            Diagnostic::new(codes::AUTHENTICATION_INCOMPLETE, fields.span, message),
        );
    }
    OAuth2 {
        authorization_server_uri: issuer,
        resource,
        scopes: scopes(fields, cx),
        audience: fields.text(cx, "audience"),
        token_endpoint: fields.text(cx, "tokenEndpoint"),
        token_validation: fields.text(cx, "tokenValidation"),
        grant_type: proposed(fields, cx, "grantType"),
        client_id: proposed(fields, cx, "clientId"),
        client_secret: proposed(fields, cx, "clientSecret"),
        refresh_token: proposed(fields, cx, "refreshToken"),
        safety_margin: margin(fields, cx),
    }
}

/// Said of the keys with which a token is fetched.
const PROPOSED: &str = "the fetching of tokens is a proposal, not in the format";

fn proposed(fields: &mut Fields<'_>, cx: &mut Context<'_>, key: &'static str) -> Option<Text> {
    fields.tolerated(cx, key, codes::OAUTH2_CLIENT, PROPOSED)?;
    fields.text(cx, key)
}

fn margin(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Spanned<u64>> {
    fields.tolerated(cx, "safetyMargin", codes::OAUTH2_CLIENT, PROPOSED)?;
    fields.integer(cx, "safetyMargin", 0..=u64::MAX)
}

/// `scopes` as a list, or `scope` as a text with spaces.
fn scopes(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<Text> {
    fields.rename(cx, "scopes", "scope", codes::OAUTH2_CLIENT);
    let texts = fields.texts(cx, "scopes");
    let words = |text: Text| {
        let span = text.span;
        text.value
            .split_whitespace()
            .map(|word| Spanned::new(word.to_owned(), span))
            .collect::<Vec<_>>()
    };
    texts.into_iter().flat_map(words).collect()
}
