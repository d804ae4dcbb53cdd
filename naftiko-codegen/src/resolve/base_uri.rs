//! Base URIs as they are meant.

use super::context::Context;
use crate::diagnostic::{Diagnostic, codes};
use crate::document::Text;
use crate::source::Spanned;

/// A host without a scheme is called over https, this machine over http. A variable may bring its own scheme.
pub(super) fn with_scheme(context: &mut Context<'_>, base: &Text) -> Text {
    let written = base.value.trim_start();
    if written.contains("://") || written.starts_with(['{', '$', '/']) {
        return base.clone();
    }
    let here = ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .any(|host| written.starts_with(host));
    let whole = format!("{}://{written}", if here { "http" } else { "https" });
    let message = format!("the base URI `{written}` has no scheme");
    let finding = Diagnostic::new(codes::SCHEME_UNSUPPORTED, base.span, message);
    context
        .diagnostics
        .push(finding.help(format!("write `{whole}`: that is what is called")));
    Spanned::new(whole, base.span)
}
