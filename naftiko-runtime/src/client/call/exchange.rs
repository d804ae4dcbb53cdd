//! Calls for one page, on behalf of a caller with a cursor.

use super::execute::execute;
use super::page::{Found, read};
use super::{Call, CallOptions};
use crate::client::paging::Paging;
use crate::client::response::RawResponse;
use crate::client::{Error, ErrorKind, PageError, Response};
use crate::context::{AskedPage, Context};
use crate::value::{FromJson, ReadError, Reader};

/// Sends a call: for the page or the result that the caller of the current request asks for, if it is for a list in pages or a long-running
/// operation.
pub(super) async fn send(call: Box<Call<'_>>) -> Result<RawResponse, Error> {
    #[cfg(feature = "mcp")]
    if let Some(asked) = Context::asked_operation(call.operation.id) {
        return Box::pin(super::awaited::send(*call, asked)).await;
    }
    match call.operation.paging.zip(Context::page(call.operation.id)) {
        Some((paging, asked)) => Box::pin(send_page(call, paging, asked)).await,
        None => execute(&call).await,
    }
}

/// Sends a call for the page of a cursor, and leaves what leads to the next one.
async fn send_page(mut call: Box<Call<'_>>, paging: Paging, asked: AskedPage) -> Result<RawResponse, Error> {
    let id = call.operation.id;
    let failed = |error| Error::new(id, false, ErrorKind::Page(error));
    let keys = call.client.signing.clone();
    // The body is read here, so that it cannot stay in a coding that the caller has chosen.
    call.is_read = true;
    let position = asked.open(keys.as_deref());
    let position = position.map_err(|_| failed(PageError::Position))?;
    if let Some(page) = &position.page {
        call.move_to(&paging, page).map_err(failed)?;
    }
    let response = execute(&call).await?;
    if let Some((found, keys)) = call.found(&paging, &response).zip(keys) {
        let next = call.next(&paging, position.page.as_ref(), &response.headers, &found);
        asked.found(keys, position, next.map_err(failed)?);
    }
    Ok(response)
}

impl Call<'_> {
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
