//! Calls on behalf of a caller that waits for the result of a long-running operation, within a time.

use tokio::time::Instant;

use super::{Call, OwnedCall, ResumeToken, Run, after};
use crate::client::response::RawResponse;
use crate::client::{Error, ErrorKind, LongRunningError};
use crate::context::{AskedOperation, RunningOperation};

/// Sends a call, or goes on with one that has begun, and waits for the result. Leaves by what an operation without a result goes on.
pub(super) async fn send(call: Call<'_>, asked: AskedOperation) -> Result<RawResponse, Error> {
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
