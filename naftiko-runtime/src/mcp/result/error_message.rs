//! Error texts for agents.

use std::borrow::Cow;

use http::header::CONTENT_TYPE;

use crate::client::{
    Error, ErrorKind, LongRunningError, OperationFailure, PageError, StatusError, TransportErrorKind,
};
use crate::retry_after::whole_seconds;
use crate::value::DecodeError;

/// How many characters of an error text of the API are shown.
const MAX_QUOTED: usize = 1000;

/// The text of a call that the API accepted without a response that the result is made of.
pub(crate) const NO_CONTENT: &str = "The call succeeded. The API returned no content. Do not retry.";

pub(crate) struct ErrorMessage {
    pub(crate) message: String,
    /// The delay in seconds that the API asks for.
    pub(crate) retry_after: Option<u64>,
}

/// Returns the message for a failed call: what happened, the text of the API, and an instruction.
pub(crate) fn of(error: &Error) -> ErrorMessage {
    let retry_after = error.retry_after().map(whole_seconds);
    let message = match error.kind() {
        ErrorKind::Status(answer) => {
            let said = quote(answer).map(|text| format!(": {text}")).unwrap_or_default();
            format!(
                "The API returned {}{said}. {}",
                answer.status(),
                after_status(error, answer, retry_after)
            )
        }
        ErrorKind::Authentication(authentication) => {
            let advice = if authentication.is_retryable() {
                retry_instruction(error)
            } else {
                "Do not retry."
            };
            format!("The server could not authenticate to the API. {advice}")
        }
        ErrorKind::Transport(transport) => {
            let what = match transport.kind() {
                TransportErrorKind::Connect => "The server could not connect to the API.",
                TransportErrorKind::Timeout => "The API did not respond in time.",
                TransportErrorKind::Corrupt => "The API response is not valid in its content encoding.",
                _ => "The API closed the connection early.",
            };
            format!("{what} {}", retry_instruction(error))
        }
        ErrorKind::TooLarge { limit } => {
            format!("The API response exceeds {limit} bytes. Request less data; the same call fails again.")
        }
        ErrorKind::RateLimited { retry_after } => rate_limited(Some(whole_seconds(*retry_after))),
        ErrorKind::Overloaded => {
            let advice = retry_instruction(error);
            format!("The server has no memory left for the API response. {advice}")
        }
        ErrorKind::Decode(error) => unexpected_response(error),
        ErrorKind::Page(PageError::Position) => {
            "The cursor is not of this list. Leave `cursor` out to start at the first page.".to_owned()
        }
        ErrorKind::Page(error) => format!("The next page cannot be read: {error}. Do not retry."),
        ErrorKind::LongRunning(LongRunningError::Failed(failure)) => ended(failure),
        ErrorKind::LongRunning(error) => {
            format!("The operation has no result: {error}. The call was sent. Do not retry.")
        }
        _ => "The server's configuration does not allow this request. Do not retry.".to_owned(),
    };
    ErrorMessage { message, retry_after }
}

/// Returns the message for a long-running operation that has failed, with what the API says of it.
fn ended(failure: &OperationFailure) -> String {
    let how = if failure.is_canceled() {
        "was canceled"
    } else {
        "has failed"
    };
    let mut message = format!("The operation {how}");
    for said in [failure.code(), failure.message()].into_iter().flatten() {
        message = message + ": " + &shortened(said.trim());
    }
    if !message.ends_with('.') {
        message.push('.');
    }
    message + " The same call may fail again. Correct what the API names before you call the tool again."
}

/// Returns the start of a text of the API.
fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MAX_QUOTED) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()).into(),
        None => text.into(),
    }
}

/// Returns the message for a response that does not match the spec.
pub(crate) fn unexpected_response(error: &DecodeError) -> String {
    format!("Unexpected API response: {error}. The call was sent. Do not retry.")
}

fn after_status(error: &Error, answer: &StatusError, retry_after: Option<u64>) -> String {
    match answer.status().as_u16() {
        401 if !answer.rejects_client() => {
            "The API rejected the credentials of the call. If an argument is one, correct it before you retry; otherwise do not retry.".to_owned()
        }
        401 | 403 => "The API rejected the server's credentials. Do not retry.".to_owned(),
        404 | 410 => "No such resource. Check the identifiers in the arguments.".to_owned(),
        409 | 412 => "The request conflicts with the current state. Read it before you retry.".to_owned(),
        429 => rate_limited(retry_after),
        300..=399 => {
            "The API redirected the call, which the server does not follow. Do not retry.".to_owned()
        }
        400..=499 if !error.is_retryable() => "Correct the arguments before you retry.".to_owned(),
        _ => retry_instruction(error).to_owned(),
    }
}

fn rate_limited(retry_after: Option<u64>) -> String {
    match retry_after {
        Some(seconds) => format!("Rate limited. Retry in {seconds} seconds."),
        None => "Rate limited. Retry later.".to_owned(),
    }
}

fn retry_instruction(error: &Error) -> &'static str {
    if error.is_retryable() {
        "Retry later; a retry is safe."
    } else {
        "The call may have taken effect. Check before you retry."
    }
}

/// Returns the text of the API, unless it is a web page.
fn quote(answer: &StatusError) -> Option<String> {
    let content_type = answer
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let markup = content_type.to_ascii_lowercase().starts_with("text/html");
    // The body is limited, so that it may end within a character.
    let text = answer.text();
    let text = text.trim().trim_end_matches(char::REPLACEMENT_CHARACTER);
    if markup || text.is_empty() || text.contains(char::REPLACEMENT_CHARACTER) {
        return None;
    }
    match shortened(text) {
        Cow::Borrowed(text) if answer.is_truncated() => Some(format!("{text}…")),
        text => Some(text.into_owned()),
    }
}
