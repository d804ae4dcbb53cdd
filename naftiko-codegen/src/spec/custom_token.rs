//! `authentication.type: custom-token`: an access token that an operation of another consumed API returns.
//!
//! An extension to the format: the keys are those of a proposal (spec section 6.2), which the official engine does not read.

use super::Text;
use super::authentication::Scheme;
use super::context::Context;
use super::fields::Fields;
use super::oauth2_client::{Refresh, TokenPaths, refresh, token_paths};
use super::with::{With, with};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

/// The operation that returns a token, and the part of a request that has the token.
#[derive(Debug)]
pub(crate) struct CustomToken {
    pub span: Span,
    /// `namespace.operation`.
    pub call: Text,
    pub with: Vec<With>,
    /// `token` is always present.
    pub paths: TokenPaths,
    /// `bearer`, `header` or `query`; `bearer` by default.
    pub placement: Option<Text>,
    pub header_name: Option<Text>,
    pub param_name: Option<Text>,
    pub refresh: Refresh,
}

/// Reads the type. Returns `None` after it has reported a missing or incomplete `acquire`.
pub(super) fn custom_token(fields: &mut Fields<'_>, kind: &Text, cx: &mut Context<'_>) -> Option<Scheme> {
    let message = "`custom-token` is an extension to the format; it is used";
    let diagnostic = Diagnostic::new(codes::TOKENS_FETCHED, kind.span, message);
    cx.warn(diagnostic.help("see docs/authentication.md for its keys"));
    let span = fields.span;
    let placement = fields.text(cx, "placement");
    let (header_name, param_name) = (fields.text(cx, "headerName"), fields.text(cx, "paramName"));
    let refresh = refresh(fields, cx);
    let Some(node) = fields.node("acquire") else {
        fields.missing(cx, "acquire");
        return None;
    };
    let mut acquire = Fields::of(node, "`acquire`", cx)?;
    let call = acquire.required_text(cx, "call");
    let with = with(&mut acquire, cx);
    let paths = token_paths(&mut acquire, cx);
    if paths.token.is_none() {
        acquire.missing(cx, "tokenField");
    }
    acquire.finish(cx);
    paths.token.as_ref()?;
    Some(Scheme::CustomToken(Box::new(CustomToken {
        span,
        call: call?,
        with,
        paths,
        placement,
        header_name,
        param_name,
        refresh,
    })))
}
