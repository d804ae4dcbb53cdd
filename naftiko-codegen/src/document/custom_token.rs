//! `authentication.type: custom-token`: a token that an operation of another consumed API returns.
//!
//! Proposed for the format and read by no official engine; the fields are those of the proposal (spec section 6.2).

use super::Text;
use super::authentication::Scheme;
use super::context::Context;
use super::fields::Fields;
use super::oauth2_client::{AnswerFields, Renewal, answer, renewal};
use super::with::{With, with};
use crate::diagnostic::codes;
use crate::source::Span;

/// How a token is obtained, and where it goes.
#[derive(Debug)]
pub(crate) struct CustomToken {
    pub span: Span,
    /// `namespace.operation`.
    pub call: Text,
    pub with: Vec<With>,
    /// With `token`, always.
    pub answer: AnswerFields,
    /// `bearer`, `header` or `query`; `bearer` when the spec is silent.
    pub placement: Option<Text>,
    pub header_name: Option<Text>,
    pub param_name: Option<Text>,
    pub renewal: Renewal,
}

/// Reads the scheme; nothing when `acquire` is missing or incomplete, which is reported.
pub(super) fn custom_token(fields: &mut Fields<'_>, kind: &Text, cx: &mut Context<'_>) -> Option<Scheme> {
    let message = "`custom-token` is an extension: nothing in the format fetches tokens";
    cx.note(codes::TOKENS_FETCHED, kind.span, message);
    let span = fields.span;
    let placement = fields.text(cx, "placement");
    let (header_name, param_name) = (fields.text(cx, "headerName"), fields.text(cx, "paramName"));
    let renewal = renewal(fields, cx);
    let Some(node) = fields.node("acquire") else {
        fields.missing(cx, "acquire");
        return None;
    };
    let mut acquire = Fields::of(node, "`acquire`", cx)?;
    let call = acquire.required_text(cx, "call");
    let with = with(&mut acquire, cx);
    let answer = answer(&mut acquire, cx);
    if answer.token.is_none() {
        acquire.missing(cx, "tokenField");
    }
    acquire.finish(cx);
    answer.token.as_ref()?;
    Some(Scheme::CustomToken(Box::new(CustomToken {
        span,
        call: call?,
        with,
        answer,
        placement,
        header_name,
        param_name,
        renewal,
    })))
}
