//! The page of a list that a caller asks for, and the cursors of what follows.

use std::sync::{Arc, Mutex};

use crate::lock::lock;
use crate::position::{InvalidNext, Next};
use crate::signing::SigningKeys;

/// Between the position of a page and the number of its items that the caller has, in a cursor.
const SKIPPED: char = '+';

/// The page that the caller of the current request asks for. The call of the operation opens the cursor, and leaves what the page says of the list.
#[derive(Clone, Debug)]
pub(crate) struct AskedPage(Arc<PageInner>);

#[derive(Debug)]
struct PageInner {
    operation: &'static str,
    /// What the request asks for besides the page. A cursor is of no use for another request.
    request: String,
    cursor: Mutex<Option<String>>,
    found: Mutex<Option<FoundPage>>,
}

/// Where a cursor leads to: a page, the first one without a position, and the number of its items that the caller has already.
#[derive(Clone, Debug, Default)]
pub(crate) struct AskedPosition {
    pub(crate) page: Option<Next>,
    skipped: usize,
}

/// A page that was found.
#[derive(Clone, Debug)]
struct FoundPage {
    keys: Arc<SigningKeys>,
    position: AskedPosition,
    next: Option<Next>,
}

impl AskedPage {
    /// Creates the page that a request asks for: the first one without a cursor.
    pub(crate) fn new(operation: &'static str, request: String, cursor: Option<String>) -> Self {
        Self(Arc::new(PageInner {
            operation,
            request,
            cursor: Mutex::new(cursor),
            found: Mutex::default(),
        }))
    }

    /// Returns whether it is a page of an operation.
    pub(crate) fn is_of(&self, operation: &str) -> bool {
        self.0.operation == operation
    }

    /// Opens the cursor, which is for one call.
    ///
    /// # Errors
    /// When none of the keys made it for this request.
    pub(crate) fn open(&self, keys: Option<&SigningKeys>) -> Result<AskedPosition, InvalidNext> {
        let Some(cursor) = lock(&self.0.cursor).take() else {
            return Ok(AskedPosition::default());
        };
        let bytes = keys.and_then(|keys| keys.verify(&self.purpose(), &cursor));
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        AskedPosition::parse(&text.ok_or(InvalidNext)?)
    }

    /// Leaves the page that was found, and the position of the next one.
    pub(crate) fn found(&self, keys: Arc<SigningKeys>, position: AskedPosition, next: Option<Next>) {
        *lock(&self.0.found) = Some(FoundPage { keys, position, next });
    }

    /// Returns the number of items of the page that the caller has already.
    #[cfg_attr(
        not(feature = "mcp"),
        expect(dead_code, reason = "only results of tools are cut")
    )]
    pub(crate) fn skipped(&self) -> usize {
        let found = lock(&self.0.found);
        found.as_ref().map_or(0, |found| found.position.skipped)
    }

    /// Returns the cursor of the next page; `None` after the last one.
    pub(crate) fn next(&self) -> Option<String> {
        let found = lock(&self.0.found).clone()?;
        let page = Some(found.next?);
        self.sealed(&found.keys, &AskedPosition { page, skipped: 0 })
    }

    /// Returns the cursor of the rest of this page, when the caller has `more` items of it.
    #[cfg_attr(
        not(feature = "mcp"),
        expect(dead_code, reason = "only results of tools are cut")
    )]
    pub(crate) fn rest(&self, more: usize) -> Option<String> {
        let mut found = lock(&self.0.found).clone()?;
        found.position.skipped = found.position.skipped.saturating_add(more);
        self.sealed(&found.keys, &found.position)
    }

    fn sealed(&self, keys: &SigningKeys, position: &AskedPosition) -> Option<String> {
        keys.sign(&self.purpose(), position.text().as_bytes())
    }

    /// Returns what the cursors of the request are sealed for.
    fn purpose(&self) -> String {
        format!("page\n{}\n{}", self.0.operation, self.0.request)
    }
}

impl AskedPosition {
    fn text(&self) -> String {
        let page = self.page.as_ref().map(Next::to_string).unwrap_or_default();
        match self.skipped {
            0 => page,
            skipped => format!("{page}{SKIPPED}{skipped}"),
        }
    }

    fn parse(text: &str) -> Result<Self, InvalidNext> {
        let (page, skipped) = text.split_once(SKIPPED).unwrap_or((text, "0"));
        let page = match page {
            "" => None,
            page => Some(page.parse()?),
        };
        let skipped = skipped.parse().map_err(|_| InvalidNext)?;
        Ok(Self { page, skipped })
    }
}

#[cfg(all(test, feature = "mcp"))]
mod tests {
    use super::*;

    fn keys() -> Arc<SigningKeys> {
        let keys = SigningKeys::parse("0123456789abcdef0123456789abcdef");
        Arc::new(keys.unwrap_or_else(|_| unreachable!()))
    }

    fn asked(cursor: Option<String>) -> AskedPage {
        AskedPage::new("api.list", "list\n".to_owned(), cursor)
    }

    /// Returns where a cursor leads to.
    fn opened(cursor: Option<String>) -> (Option<Next>, usize) {
        let position = asked(cursor).open(Some(&keys()));
        position.map_or((None, usize::MAX), |position| (position.page, position.skipped))
    }

    #[test]
    fn cursors_lead_to_the_next_page_or_into_this_one() {
        let page = asked(None);
        assert_eq!((page.next(), page.rest(3), page.skipped()), (None, None, 0));
        let position = page.open(Some(&keys())).unwrap_or_default();
        page.found(keys(), position, Some(Next::number(7)));
        assert_eq!(opened(page.next()), (Some(Next::number(7)), 0));
        assert_eq!(opened(page.rest(3)), (None, 3));
        // The rest of a rest.
        let rest = asked(page.rest(3));
        let position = rest.open(Some(&keys())).unwrap_or_default();
        rest.found(keys(), position, Some(Next::number(7)));
        assert_eq!((rest.skipped(), opened(rest.rest(2))), (3, (None, 5)));
        assert_eq!(opened(rest.next()), (Some(Next::number(7)), 0));
        // After the last page there is no other one, but a rest.
        let last = asked(page.next());
        let position = last.open(Some(&keys())).unwrap_or_default();
        last.found(keys(), position, None);
        assert_eq!(
            (last.next(), opened(last.rest(1))),
            (None, (Some(Next::number(7)), 1))
        );
    }

    #[test]
    fn text_that_is_no_position_is_refused() {
        for text in ["+", "+x", "+1+2", "=+1", "x"] {
            assert!(AskedPosition::parse(text).is_err(), "{text}");
        }
    }
}
