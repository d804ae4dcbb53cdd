//! Pages of the lists that consumed operations return: `x-naftiko-pages`.

use super::context::Context;
use super::fields::Fields;
use super::record;
use crate::diagnostic::{Diagnostic, codes};
use crate::options::PAGES_KEY;
use crate::source::Spanned;
use crate::spec::{DeclaredPages, Pages, Text};

/// Reads the extension key of an operation. An imported file has none: it is reported as unknown.
pub(super) fn pages(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Pages> {
    if cx.imported {
        return None;
    }
    record::value(fields, PAGES_KEY, || {
        "`none` or: the pages of an operation".to_owned()
    });
    let node = fields.node(PAGES_KEY)?;
    if let Some(text) = node.to_text() {
        if text.value == "none" {
            return Some(Pages::None);
        }
        let message = format!("invalid value `{text}` for `{PAGES_KEY}`");
        let help = "write `none`, or a map such as `{items: $.data, token: nextToken, next: $.nextToken}`";
        fields.report(
            cx,
            Diagnostic::new(codes::WRONG_VALUE, text.span, message).help(help),
        );
        return None;
    }
    let fields = Fields::of(node, "the pages of an operation", cx)?;
    fields.read(cx, |fields, cx| {
        let mut text = |key| fields.text(cx, key);
        let (items, token, next) = (text("items"), text("token"), text("next"));
        let (offset, page, link) = (text("offset"), text("page"), text("link"));
        let (limit, total) = (text("limit"), text("total"));
        Some(Pages::Declared(Box::new(DeclaredPages {
            span: fields.span,
            items,
            token,
            next,
            offset,
            page,
            first: first(fields, cx),
            link,
            limit,
            total,
        })))
    })
}

/// Reads the number of the first page.
fn first(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Spanned<u64>> {
    let text = fields.text(cx, "first")?;
    let Ok(value) = text.value.parse() else {
        return wrong_number(fields, cx, &text);
    };
    Some(Spanned {
        value,
        span: text.span,
    })
}

fn wrong_number<T>(fields: &Fields<'_>, cx: &mut Context<'_>, text: &Text) -> Option<T> {
    let message = format!("invalid value `{text}` for `first`");
    let diagnostic = Diagnostic::new(codes::WRONG_VALUE, text.span, message);
    fields.report(
        cx,
        diagnostic.help("write the number of the first page: `first: 0` or `first: 1`"),
    );
    None
}
