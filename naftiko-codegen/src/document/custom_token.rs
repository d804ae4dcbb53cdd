//! `authentication.type: custom-token`: a token that an operation of another consumed API returns.
//!
//! Proposed for the format and read by no official engine; the fields are those of the proposal (spec section 6.2).

use super::Text;
use super::authentication::Scheme;
use super::context::Context;
use super::fields::Fields;
use super::with::{With, with};
use crate::source::{Span, Spanned};

/// How a token is obtained, and where it goes.
#[derive(Debug)]
pub(crate) struct CustomToken {
    pub span: Span,
    /// `namespace.operation`.
    pub call: Text,
    pub with: Vec<With>,
    /// Path of the token in the answer.
    pub token_field: Text,
    /// Path of its lifetime in seconds.
    pub expires_in_field: Option<Text>,
    /// `bearer`, `header` or `query`; `bearer` when the spec is silent.
    pub placement: Option<Text>,
    pub header_name: Option<Text>,
    pub param_name: Option<Text>,
    /// In seconds.
    pub safety_margin: Option<Spanned<u64>>,
}

/// Reads the scheme; nothing when `acquire` is missing or incomplete, which is reported.
pub(super) fn custom_token(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Scheme> {
    let span = fields.span;
    let placement = fields.text(cx, "placement");
    let (header_name, param_name) = (fields.text(cx, "headerName"), fields.text(cx, "paramName"));
    let safety_margin = fields.integer(cx, "safetyMargin", 0..=u64::MAX);
    let Some(node) = fields.node("acquire") else {
        fields.missing(cx, "acquire");
        return None;
    };
    let mut acquire = Fields::of(node, "`acquire`", cx)?;
    let call = acquire.required_text(cx, "call");
    let with = with(&mut acquire, cx);
    let token_field = acquire.required_text(cx, "tokenField");
    let expires_in_field = acquire.text(cx, "expiresInField");
    acquire.finish(cx);
    Some(Scheme::CustomToken(Box::new(CustomToken {
        span,
        call: call?,
        with,
        token_field: token_field?,
        expires_in_field,
        placement,
        header_name,
        param_name,
        safety_margin,
    })))
}
