//! The way from page to page.

use std::fmt;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::Page;
use crate::client::call::{Call, Found, PagedCall, read};
use crate::client::paging::Way;
use crate::client::{Error, ErrorKind, Next, PageError, Response};
use crate::value::FromJson;

/// A response, and the call that it is of.
type Received = (Arc<PagedCall>, Response<()>);

type Pending = Pin<Box<dyn Future<Output = Result<Response<()>, Error>> + Send>>;

/// The requests for the pages of a call, one after the other.
pub(super) struct Walk {
    state: State,
    /// Where the page that is requested next starts; `None` for the first one.
    position: Option<Next>,
    /// How many pages may still be requested.
    left: Option<u64>,
    seen: Seen,
}

enum State {
    Ready(Arc<PagedCall>),
    Waiting(Arc<PagedCall>, Pending),
    /// The call has no pages.
    Failed(Error),
    Ended,
}

impl Walk {
    pub(super) fn new(call: Call<'_>) -> Self {
        let state = if let Some(paging) = call.operation.paging {
            State::Ready(Arc::new(PagedCall::new(call, paging)))
        } else {
            let reason = "the operation does not say how it returns pages".to_owned();
            State::Failed(Error::new(call.operation.id, false, ErrorKind::Build(reason)))
        };
        Self {
            state,
            position: None,
            left: None,
            seen: Seen::default(),
        }
    }

    pub(super) fn start_at(&mut self, position: Next) {
        self.position = Some(position);
    }

    pub(super) fn limit(&mut self, pages: u64) {
        self.left = Some(pages);
    }

    pub(super) fn position(&self) -> Option<&Next> {
        self.position.as_ref()
    }

    /// Returns the next page. After the last one, and after an error, there is none.
    pub(super) fn poll_page<T, I: FromJson>(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Page<T, I>, Error>>> {
        let page = ready!(self.poll_response(context)).map(|response| {
            let (call, response) = response?;
            let read = read::<I>(&response, &call.paging);
            let (items, found) = read.map_err(|error| call.undecodable(error))?;
            let next = self.move_on(call, &response, &found)?;
            Ok(Page {
                items,
                next,
                response: response.of_type(),
            })
        });
        Poll::Ready(page)
    }

    /// Returns the response with the next page.
    fn poll_response(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Received, Error>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Poll::Ready(None),
                State::Failed(error) => return Poll::Ready(Some(Err(error))),
                State::Ready(call) => {
                    match &mut self.left {
                        Some(0) => return Poll::Ready(None),
                        Some(left) => *left -= 1,
                        None => {}
                    }
                    let pending = Box::pin(Arc::clone(&call).send(self.position.clone()));
                    self.state = State::Waiting(call, pending);
                }
                State::Waiting(call, mut pending) => {
                    let Poll::Ready(response) = pending.as_mut().poll(context) else {
                        self.state = State::Waiting(call, pending);
                        return Poll::Pending;
                    };
                    return Poll::Ready(Some(response.map(|response| (call, response))));
                }
            }
        }
    }

    /// Moves to the page after a response.
    fn move_on(
        &mut self,
        call: Arc<PagedCall>,
        response: &Response<()>,
        found: &Found,
    ) -> Result<Option<Next>, Error> {
        let next = call.after(self.position.as_ref(), response, found)?;
        let next = next.filter(|_| !self.seen.is_last(&call, found));
        if let Some(next) = &next
            && self.seen.is_repeated(&call, next, response)
        {
            return Err(call.error(PageError::Repeated));
        }
        self.position.clone_from(&next);
        if next.is_some() {
            self.state = State::Ready(call);
        }
        Ok(next)
    }
}

/// What has been seen of a list: enough to know its end, and that it goes in a circle.
#[derive(Default)]
struct Seen {
    /// An earlier position, with which later ones are compared. It moves on after 1, 2, 4, 8, … pages, so that a circle of any length is found
    /// in constant memory (Brent's algorithm).
    anchor: Option<Next>,
    pages: u64,
    moves_at: u64,
    /// The hash of the page before, where positions are counted: an API that ignores them returns one page for ever.
    page: Option<u64>,
    /// Whether a page had as many items as the call asked for, so that the API keeps to that number.
    was_full: bool,
}

impl Seen {
    /// Returns whether a page is the last one, since it is not full as those before it were.
    fn is_last(&mut self, call: &PagedCall, found: &Found) -> bool {
        let Some(limit) = call.limit().filter(|_| is_counted(call)) else {
            return false;
        };
        self.was_full |= found.count == limit;
        self.was_full && found.count < limit
    }

    /// Returns whether a position, or the page before it, has been seen.
    fn is_repeated(&mut self, call: &PagedCall, next: &Next, response: &Response<()>) -> bool {
        if is_counted(call) {
            let mut hasher = DefaultHasher::new();
            response.bytes().hash(&mut hasher);
            let page = Some(hasher.finish());
            return std::mem::replace(&mut self.page, page) == page;
        }
        if self.anchor.as_ref() == Some(next) {
            return true;
        }
        if self.pages >= self.moves_at {
            self.anchor = Some(next.clone());
            self.moves_at = self.moves_at.saturating_mul(2).max(1);
            self.pages = 0;
        }
        self.pages += 1;
        false
    }
}

/// Returns whether positions are counted instead of named by the API.
fn is_counted(call: &PagedCall) -> bool {
    matches!(call.paging.way, Way::Offset(_) | Way::Number(..))
}

/// Shows whether the stream has ended, and no position.
impl fmt::Debug for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Walk")
            .field("has_ended", &matches!(self.state, State::Ended))
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}
