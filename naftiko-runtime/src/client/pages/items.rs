//! Streams over the items of pages.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_util::Stream;

use super::walk::Walk;
use crate::client::{Error, Next};
use crate::value::FromJson;

/// The items of all pages of an operation, as a stream that ends after an error. It owns its arguments and its client.
///
/// The next page is requested when every item before it has been returned.
#[must_use = "streams do nothing unless they are polled"]
pub struct Items<I> {
    walk: Walk,
    page: vec::IntoIter<I>,
    /// How many items may still be returned.
    left: Option<u64>,
}

impl<I: FromJson> Items<I> {
    pub(super) fn new(walk: Walk) -> Self {
        Self {
            walk,
            page: Vec::new().into_iter(),
            left: None,
        }
    }

    /// Starts at a page that an earlier one has named, perhaps in another process. The arguments must be the same.
    pub fn starting_at(mut self, next: Next) -> Self {
        self.walk.start_at(next);
        self
    }

    /// Ends after a number of pages. [`Items::position`] tells where to read on.
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.walk.limit(pages);
        self
    }

    /// Ends after a number of items, without a request for more.
    pub fn max_items(mut self, items: u64) -> Self {
        self.left = Some(items);
        self
    }

    /// Returns where the page after that of the last returned item starts; `None` before the first page and after the last one.
    pub fn position(&self) -> Option<&Next> {
        self.walk.position()
    }

    /// Returns the next item; `None` after the last one. Dropping the future does not lose an item.
    ///
    /// # Errors
    /// As [`Pages::try_next`](super::Pages::try_next).
    pub fn try_next(&mut self) -> impl Future<Output = Result<Option<I>, Error>> + Send + '_
    where
        I: Send,
    {
        std::future::poll_fn(|context| self.poll_item(context).map(Option::transpose))
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<I, Error>>> {
        if self.left == Some(0) {
            return Poll::Ready(None);
        }
        loop {
            if let Some(item) = self.page.next() {
                self.left = self.left.map(|left| left - 1);
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.walk.poll_page::<(), I>(context)) {
                Some(Ok(page)) => self.page = page.items.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<I> Unpin for Items<I> {}

impl<I: FromJson> Stream for Items<I> {
    type Item = Result<I, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }
}

/// Shows the number of items that are in memory, and none of them.
impl<I> fmt::Debug for Items<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("walk", &self.walk)
            .field("in_memory", &self.page.len())
            .finish_non_exhaustive()
    }
}
