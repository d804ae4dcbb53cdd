//! `oauth2` authentication.

use super::context::Context;
use super::fields::Fields;
use super::oauth2_client::{OAuth2Client, client};
use super::{Spanned, Text};
use crate::diagnostic::{Diagnostic, codes};

/// `oauth2`: in the format it checks the tokens of callers; by extension it fetches the tokens of a client.
#[derive(Debug)]
pub(crate) struct OAuth2 {
    pub authorization_server_uri: Option<Text>,
    pub resource: Option<Text>,
    /// From a list, or from a string with spaces.
    pub scopes: Vec<Text>,
    pub audience: Option<Text>,
    pub token_endpoint: Option<Text>,
    pub token_validation: Option<Text>,
    /// The keys for fetching tokens, if there are any.
    pub client: Option<OAuth2Client>,
}

pub(super) fn oauth2(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> OAuth2 {
    fields.rename(cx, "tokenEndpoint", "tokenUrl", codes::AUTHENTICATION_ALIAS);
    let issuer = fields.text(cx, "authorizationServerUri");
    let resource = fields.text(cx, "resource");
    let client = client(fields, cx);
    if client.is_none() && (issuer.is_none() || resource.is_none()) {
        let message =
            "missing `authorizationServerUri` or `resource` in `oauth2`; the program must authenticate";
        let diagnostic = Diagnostic::new(codes::AUTHENTICATION_INCOMPLETE, fields.span, message);
        let help = "add `authorizationServerUri: https://…` and `resource: https://…`";
        fields.warn(cx, diagnostic.help(help));
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

/// Reads `scopes` as a list, or `scope` as a string with spaces.
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
