//! The page of a list that a caller asks for, and the cursor of the next one.

use std::sync::{Arc, Mutex};

use crate::lock::lock;

/// The page that the caller of the current request asks for. The call of the operation takes the cursor, and leaves that of the next page.
#[derive(Clone, Debug)]
pub(crate) struct AskedPage(Arc<PageInner>);

#[derive(Debug)]
struct PageInner {
    operation: &'static str,
    /// What the request asks for besides the page. A cursor is of no use for another request.
    request: String,
    cursor: Mutex<Option<String>>,
    next: Mutex<Option<String>>,
}

impl AskedPage {
    /// Creates the page that a request asks for: the first one without a cursor.
    pub(crate) fn new(operation: &'static str, request: String, cursor: Option<String>) -> Self {
        Self(Arc::new(PageInner {
            operation,
            request,
            cursor: Mutex::new(cursor),
            next: Mutex::default(),
        }))
    }

    /// Returns whether it is a page of an operation.
    pub(crate) fn is_of(&self, operation: &str) -> bool {
        self.0.operation == operation
    }

    /// Returns what the cursors of the request are signed for.
    pub(crate) fn purpose(&self) -> String {
        format!("page\n{}\n{}", self.0.operation, self.0.request)
    }

    /// Takes the cursor, which is for one call.
    pub(crate) fn take_cursor(&self) -> Option<String> {
        lock(&self.0.cursor).take()
    }

    /// Sets the cursor of the next page.
    pub(crate) fn set_next(&self, cursor: Option<String>) {
        *lock(&self.0.next) = cursor;
    }

    /// Takes the cursor of the next page; `None` after the last one.
    pub(crate) fn take_next(&self) -> Option<String> {
        lock(&self.0.next).take()
    }
}
