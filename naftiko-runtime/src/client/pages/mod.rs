//! Streams over the pages of an operation, and over their items.
//!
//! A page is requested when the one before has been read: nothing is fetched ahead, and one page is in memory. Dropping a stream cancels the
//! request that it waits for.

mod items;
mod walk;

pub use items::Items;

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::Stream;

use self::walk::Walk;
use super::{Call, Error, Next, Response};
use crate::value::FromJson;

/// A page: its items, and where the next one starts. `T` is the type of the whole response, `I` that of an item.
pub struct Page<T, I> {
    items: Vec<I>,
    next: Option<Next>,
    response: Response<T>,
}

impl<T, I> Page<T, I> {
    /// Returns the items. A page may have none although others follow.
    pub fn items(&self) -> &[I] {
        &self.items
    }

    /// Returns the items by value.
    pub fn into_items(self) -> Vec<I> {
        self.items
    }

    /// Returns where the next page starts; `None` for the last one.
    pub fn next(&self) -> Option<&Next> {
        self.next.as_ref()
    }

    /// Returns the response, for the members beside the items.
    pub fn response(&self) -> &Response<T> {
        &self.response
    }
}

/// Shows the number of items: they may contain tokens.
impl<T, I> fmt::Debug for Page<T, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("items", &self.items.len())
            .field("is_last", &self.next.is_none())
            .finish_non_exhaustive()
    }
}

/// The pages of an operation, as a stream that ends after an error. It owns its arguments and its client.
///
/// Each page is a call of its own, with its own timeout and retries.
#[must_use = "streams do nothing unless they are polled"]
pub struct Pages<T, I> {
    walk: Walk,
    read: PhantomData<fn() -> (T, I)>,
}

impl<T, I: FromJson> Pages<T, I> {
    /// Starts at a page that an earlier one has named, perhaps in another process. The arguments must be the same.
    pub fn starting_at(mut self, next: Next) -> Self {
        self.walk.start_at(next);
        self
    }

    /// Ends after a number of pages. [`Pages::position`] tells where to read on.
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.walk.limit(pages);
        self
    }

    /// Returns the stream of the items of these pages.
    pub fn items(self) -> Items<I> {
        Items::new(self.walk)
    }

    /// Returns where the page after the last returned one starts; `None` before the first page and after the last one.
    pub fn position(&self) -> Option<&Next> {
        self.walk.position()
    }

    /// Returns the next page; `None` after the last one. Dropping the future does not lose a page.
    ///
    /// # Errors
    /// Those of a call; when the page does not match the spec, and when the next one cannot be read ([`PageError`](super::PageError)).
    pub fn try_next(&mut self) -> impl Future<Output = Result<Option<Page<T, I>>, Error>> + Send + '_ {
        std::future::poll_fn(|context| self.walk.poll_page(context).map(Option::transpose))
    }
}

impl<T, I: FromJson> Stream for Pages<T, I> {
    type Item = Result<Page<T, I>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.walk.poll_page(context)
    }
}

impl<T, I> fmt::Debug for Pages<T, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("walk", &self.walk).finish()
    }
}

impl Call<'_> {
    /// Returns the pages of the list that the operation returns. Without [`Operation::pages`](super::Operation::pages), the stream has an error.
    ///
    /// The arguments are copied, so that the stream may outlive them.
    pub fn pages<T, I: FromJson>(self) -> Pages<T, I> {
        Pages {
            walk: Walk::new(self),
            read: PhantomData,
        }
    }
}
