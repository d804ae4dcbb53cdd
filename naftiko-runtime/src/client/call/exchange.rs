//! Calls for one page, on behalf of a caller with a cursor.

use super::execute::execute;
use super::page::{Found, read};
use super::{Call, CallOptions};
use crate::client::paging::Paging;
use crate::client::response::RawResponse;
use crate::client::{Error, ErrorKind, PageError, Response};
use crate::context::{AskedPage, Context};
use crate::position::Next;
use crate::value::{FromJson, ReadError, Reader};

/// Sends a call: for the page that the caller of the current request asks for, if it is for a list in pages.
pub(super) async fn send(call: Box<Call<'_>>) -> Result<RawResponse, Error> {
    match call.operation.paging.zip(Context::page(call.operation.id)) {
        Some((paging, asked)) => Box::pin(send_page(call, paging, asked)).await,
        None => execute(&call).await,
    }
}

/// Sends a call for the page of a cursor, and leaves the cursor of the next page.
async fn send_page(mut call: Box<Call<'_>>, paging: Paging, asked: AskedPage) -> Result<RawResponse, Error> {
    let id = call.operation.id;
    let failed = |error| Error::new(id, false, ErrorKind::Page(error));
    // The body is read here, so that it cannot stay in a coding that the caller has chosen.
    call.is_read = true;
    let position = match asked.take_cursor() {
        Some(cursor) => Some(call.opened(&asked, &cursor).map_err(failed)?),
        None => None,
    };
    if let Some(position) = &position {
        call.move_to(&paging, position).map_err(failed)?;
    }
    let response = execute(&call).await?;
    let found = call.found(&paging, &response);
    let next = match found {
        Some(found) => call.next(&paging, position.as_ref(), &response.headers, &found),
        None => Ok(None),
    };
    asked.set_next(next.map_err(failed)?.and_then(|next| call.sealed(&asked, &next)));
    Ok(response)
}

impl Call<'_> {
    /// Returns the position that a cursor of this request has.
    fn opened(&self, asked: &AskedPage, cursor: &str) -> Result<Next, PageError> {
        let keys = self.client.signing.as_ref();
        let bytes = keys.and_then(|keys| keys.verify(&asked.purpose(), cursor));
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        text.and_then(|text| text.parse().ok()).ok_or(PageError::Position)
    }

    /// Returns the cursor of a position, for this request.
    fn sealed(&self, asked: &AskedPage, next: &Next) -> Option<String> {
        let keys = self.client.signing.as_ref()?;
        keys.sign(&asked.purpose(), next.to_string().as_bytes())
    }

    /// Returns what a page says of the list; `None` for a response that is not the page that the spec describes, which is passed on as it is.
    fn found(&self, paging: &Paging, response: &RawResponse) -> Option<Found> {
        let CallOptions { tolerance, .. } = self.settings;
        let page = Response::new(response.status, response.headers.clone(), response.body.clone())
            .converted_by(self.operation.conversion)
            .tolerating(tolerance);
        match read::<Skipped>(&page, paging) {
            Ok((_, found)) => Some(found),
            Err(error) => {
                tracing::debug!(target: "naftiko::client", operation = self.operation.id, %error, "page without a cursor");
                None
            }
        }
    }
}

/// An item that is counted only.
struct Skipped;

impl FromJson for Skipped {
    fn read(json: &mut Reader<'_>) -> Result<Self, ReadError> {
        json.skip().map(|()| Self)
    }
}
