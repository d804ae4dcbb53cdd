//! `oauth2` authentication.

use super::context::Context;
use super::fields::Fields;
use super::oauth2_client::{OAuth2Client, client};
use super::{Spanned, Text};
use crate::diagnostic::{Diagnostic, codes};

/// `oauth2`: officially the check of incoming tokens, by extension the fetching of outgoing ones.
#[derive(Debug)]
pub(crate) struct OAuth2 {
    pub authorization_server_uri: Option<Text>,
    pub resource: Option<Text>,
    /// From a list or from a text with spaces.
    pub scopes: Vec<Text>,
    pub audience: Option<Text>,
    pub token_endpoint: Option<Text>,
    pub token_validation: Option<Text>,
    /// How tokens are fetched, if they are.
    pub client: Option<OAuth2Client>,
}

pub(super) fn oauth2(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> OAuth2 {
    fields.rename(cx, "tokenEndpoint", "tokenUrl", codes::AUTHENTICATION_ALIAS);
    let issuer = fields.text(cx, "authorizationServerUri");
    let resource = fields.text(cx, "resource");
    let client = client(fields, cx);
    if client.is_none() && (issuer.is_none() || resource.is_none()) {
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
        scopes: scopes(fields, client.is_some(), cx),
        audience: fields.text(cx, "audience"),
        token_endpoint: fields.text(cx, "tokenEndpoint"),
        token_validation: fields.text(cx, "tokenValidation"),
        client,
    }
}

/// `scopes` as a list, or `scope` as a text with spaces, which is what clients have.
fn scopes(fields: &mut Fields<'_>, client: bool, cx: &mut Context<'_>) -> Vec<Text> {
    if !client {
        fields.rename(cx, "scopes", "scope", codes::TOKENS_FETCHED);
    }
    let mut texts = fields.texts(cx, "scopes");
    if client {
        texts.extend(fields.texts(cx, "scope"));
    }
    let words = |text: Text| {
        let span = text.span;
        text.value
            .split_whitespace()
            .map(|word| Spanned::new(word.to_owned(), span))
            .collect::<Vec<_>>()
    };
    texts.into_iter().flat_map(words).collect()
}
