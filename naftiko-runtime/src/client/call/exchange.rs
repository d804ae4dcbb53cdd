//! Calls on behalf of a caller: for one page, at a cursor, and for the result of a long-running operation, within a time.

use tokio::time::Instant;

use super::execute::execute;
use super::page::{Found, read};
use super::{Call, CallOptions, OwnedCall, ResumeToken, Run, after};
use crate::client::paging::Paging;
use crate::client::response::RawResponse;
use crate::client::{Error, ErrorKind, LongRunningError, PageError, Response};
use crate::context::{AskedOperation, AskedPage, Context, RunningOperation};
use crate::value::{FromJson, ReadError, Reader};

/// Sends a call: for the page or the result that the caller of the current request asks for, if it is for a list in pages or a long-running
/// operation.
pub(super) async fn send(call: Box<Call<'_>>) -> Result<RawResponse, Error> {
    if let Some(asked) = Context::asked_operation(call.operation.id) {
        return Box::pin(send_operation(*call, asked)).await;
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

/// Sends a call, or goes on with one that has begun, and waits for the result. Leaves by what an operation without a result goes on.
async fn send_operation(call: Call<'_>, asked: AskedOperation) -> Result<RawResponse, Error> {
    let end = after(Instant::now(), asked.wait());
    let mut run = Run::new(OwnedCall::new(call));
    if let Some(lines) = asked.take_begun() {
        let invalid = || {
            Error::new(
                run.operation(),
                false,
                ErrorKind::LongRunning(LongRunningError::Token),
            )
        };
        let token = ResumeToken::of_lines(&lines).ok_or_else(invalid)?;
        run.resume(&token);
    }
    loop {
        match run.step().await {
            Ok(Some(response)) => return Ok(response),
            // The first request has its own time: without its response, an operation that begins would be lost.
            Ok(None) => run.end_by(end),
            Err(error) => {
                let is_late = matches!(error.kind(), ErrorKind::LongRunning(LongRunningError::Deadline));
                let token = run.resume_token().filter(|_| is_late || error.is_retryable());
                if let Some(token) = token {
                    asked.set_running(RunningOperation {
                        token: token.lines(),
                        delay: error.retry_after().unwrap_or(run.delay()),
                    });
                }
                return Err(error);
            }
        }
    }
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
