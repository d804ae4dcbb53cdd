//! `method`.

use super::context::Context;
use super::fields::Fields;
use crate::diagnostic::codes;
use crate::method::Method;
use crate::source::Spanned;

/// Reads the required key `method`.
pub(super) fn method(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Spanned<Method>> {
    if fields.node("method").is_none() {
        fields.missing(cx, "method");
    }
    let method = fields.choice(cx, "method", &Method::ALL.map(|method| (method.as_str(), method)))?;
    if matches!(method.value, Method::Head | Method::Options) {
        let message = format!("the method `{}` is not in the format; it is used", method.value);
        cx.warn_at(codes::OTHER_METHOD, method.span, message);
    }
    Some(method)
}
