//! Errors of long-running operations.

use std::fmt;

use crate::secret::Redactor;

/// How many characters of a text of the API are kept.
const LONGEST: usize = 4096;

/// The reason why a long-running operation has no result. Its text has no address and no text of the API.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum LongRunningError {
    /// The API says that the operation has failed, or that it was canceled.
    Failed(Box<OperationFailure>),
    /// The next request for the status would be after the deadline. The operation may still run, and be resumed.
    Deadline,
    /// The API does not say where the status is, or the status has no state.
    NoStatus,
    /// The address of the status or of the result has another origin than the API. Credentials are not sent there.
    OtherOrigin,
    /// The address of the status or of the result is not a URI.
    InvalidLink,
    /// The token is of another operation. Nothing was sent.
    Token,
    /// The result, or the error in its place, has been returned before.
    Ended,
}

/// What the API says of an operation that has failed. What the client sent as credentials, and the values of its variables, are struck out.
///
/// `Debug` shows no text of the API.
#[derive(Clone)]
pub struct OperationFailure {
    is_canceled: bool,
    code: Option<String>,
    message: Option<String>,
}

impl OperationFailure {
    pub(crate) fn new(
        is_canceled: bool,
        [code, message]: [Option<String>; 2],
        secrets: Option<&Redactor>,
    ) -> Self {
        let kept = |text: Option<String>| {
            let text = text?;
            let redacted = secrets.and_then(|secrets| secrets.redact(text.as_bytes()));
            let text = redacted.map_or(text, |text| String::from_utf8_lossy(&text).into_owned());
            Some(text.chars().take(LONGEST).collect())
        };
        Self {
            is_canceled,
            code: kept(code),
            message: kept(message),
        }
    }

    /// Returns whether the operation was canceled.
    pub fn is_canceled(&self) -> bool {
        self.is_canceled
    }

    /// Returns the code of the API, such as `SkuNotAvailable`.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Returns the text of the API for people.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }
}

impl fmt::Debug for OperationFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OperationFailure")
            .field("is_canceled", &self.is_canceled)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for LongRunningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Failed(failure) if failure.is_canceled => "the long-running operation was canceled",
            Self::Failed(_) => "the long-running operation has failed",
            Self::Deadline => "the long-running operation has no result before the deadline",
            Self::NoStatus => "the API does not say what the status of the long-running operation is",
            Self::OtherOrigin => {
                "the status of the long-running operation is at another origin; the link is not followed"
            }
            Self::InvalidLink => "the link to the status of the long-running operation is invalid",
            Self::Token => "the token is of another long-running operation",
            Self::Ended => "the result of the long-running operation has been returned before",
        })
    }
}

impl std::error::Error for LongRunningError {}
