//! Resolves the scheme of base URIs.

use super::context::Context;
use crate::address::Address;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Spanned;
use crate::spec::Text;

/// Adds a missing scheme: `http` for loopback hosts, `https` for others. A base URI that begins with a variable is left unchanged,
/// because the variable may have a scheme.
pub(super) fn with_scheme(context: &mut Context<'_>, base: &Text) -> Text {
    let written = base.value.trim_start();
    if written.contains("://") || written.starts_with(['{', '$', '/']) {
        return base.clone();
    }
    let here = Address::of(written).is_loopback();
    let whole = format!("{}://{written}", if here { "http" } else { "https" });
    let message = format!("base URI `{written}` has no scheme; the client calls `{whole}`");
    let diagnostic = Diagnostic::new(codes::SCHEME_UNSUPPORTED, base.span, message);
    context
        .diagnostics
        .push(diagnostic.help(format!("write `{whole}`")));
    Spanned::new(whole, base.span)
}
