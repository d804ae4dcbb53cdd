//! Pages of lists that consumed operations return: an extension.

use super::Text;
use crate::source::{Span, Spanned};

/// What a spec says of the pages of an operation.
#[derive(Debug)]
pub(crate) enum Pages {
    /// The operation has no pages, whatever its document says.
    None,
    Declared(Box<DeclaredPages>),
}

/// The keys of the extension.
#[derive(Debug)]
pub(crate) struct DeclaredPages {
    pub span: Span,
    /// The path to the list.
    pub items: Option<Text>,
    /// The parameter for the token of a page.
    pub token: Option<Text>,
    /// The path to the token of the next page.
    pub next: Option<Text>,
    /// The parameter for the number of items before a page.
    pub offset: Option<Text>,
    /// The parameter for the number of a page.
    pub page: Option<Text>,
    /// The number of the first page; 1 by default.
    pub first: Option<Spanned<u64>>,
    /// The path to the address of the next page, or `header`.
    pub link: Option<Text>,
    /// The parameter with the largest number of items in a page.
    pub limit: Option<Text>,
    /// The path to the number of all items.
    pub total: Option<Text>,
}
