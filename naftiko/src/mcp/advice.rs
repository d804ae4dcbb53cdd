//! What an agent should do about a failed call of an API.

use std::time::Duration;

use http::header::{CONTENT_TYPE, RETRY_AFTER};

use crate::client::{Error, ErrorKind, StatusError, TransportErrorKind};
use crate::value::DecodeError;

/// How much of what an API says about a failure is passed on, in characters.
const QUOTED: usize = 1000;

pub(super) struct Advice {
    pub(super) message: String,
    pub(super) retry_after: Option<Duration>,
}

/// The message for a failed call: what happened, what the API says, what to do.
pub(super) fn of(error: &Error) -> Advice {
    let mut retry_after = None;
    let message = match error.kind() {
        ErrorKind::Status(answer) => {
            retry_after = delay(answer);
            let said = quote(answer)
                .map(|text| format!(" It says: {text}"))
                .unwrap_or_default();
            format!(
                "The API answered {}.{said} {}",
                answer.status(),
                after_status(error, answer, retry_after)
            )
        }
        ErrorKind::Authentication(authentication) => {
            retry_after = authentication.retry_after();
            let advice = if authentication.is_retryable() {
                repetition(error)
            } else {
                "No argument changes that. Do not call again."
            };
            format!("The server has no credentials to call the API with. {advice}")
        }
        ErrorKind::Transport(transport) => {
            let what = match transport.kind() {
                TransportErrorKind::Connect => "The API cannot be reached.",
                TransportErrorKind::Timeout => "The API did not answer in time.",
                _ => "The connection to the API broke off.",
            };
            format!("{what} {}", repetition(error))
        }
        ErrorKind::TooLarge { limit } => format!(
            "The API answered with more than {limit} bytes, which is too much. Ask for less, if the tool has arguments \
             for that; the same call will fail again."
        ),
        ErrorKind::Decode(error) => not_as_described(error),
        _ => "The request cannot be built with this server's configuration. Do not call again.".to_owned(),
    };
    Advice { message, retry_after }
}

/// The message for an answer of another shape than the spec says.
pub(super) fn not_as_described(error: &DecodeError) -> String {
    format!(
        "The API's answer is not as described: {error}. The call was made; calling again will not change that."
    )
}

fn after_status(error: &Error, answer: &StatusError, retry_after: Option<Duration>) -> String {
    match answer.status().as_u16() {
        401 | 403 => {
            "The server's own credentials are not accepted for this; no argument changes that. Do not call again.".to_owned()
        }
        404 | 410 => "There is nothing by these arguments: check the identifiers in them.".to_owned(),
        409 | 412 => "It conflicts with the present state: look at that before calling again.".to_owned(),
        429 => match retry_after {
            Some(delay) => format!("Too many calls: wait {} seconds, then call again.", delay.as_secs()),
            None => "Too many calls: wait, then call again.".to_owned(),
        },
        300..=399 => "The server does not follow redirects. Do not call again.".to_owned(),
        400..=499 if !error.is_retryable() => "Correct the arguments before calling again.".to_owned(),
        _ => repetition(error).to_owned(),
    }
}

fn repetition(error: &Error) -> &'static str {
    if error.is_retryable() {
        "Calling again later is safe, and may succeed."
    } else {
        "The call may have taken effect: find out before calling again."
    }
}

/// The seconds of `Retry-After`. The form with a date is rare, and left alone.
fn delay(answer: &StatusError) -> Option<Duration> {
    let seconds = answer
        .headers()
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()?;
    Some(Duration::from_secs(seconds))
}

/// What the API says, when it is text for a program or a person and not a web page.
fn quote(answer: &StatusError) -> Option<String> {
    let content_type = answer
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let markup = content_type.to_ascii_lowercase().starts_with("text/html");
    // The body is bounded, so its end may be missing in the middle of a character.
    let text = String::from_utf8_lossy(answer.body());
    let text = text.trim().trim_end_matches(char::REPLACEMENT_CHARACTER);
    if markup || text.is_empty() || text.contains(char::REPLACEMENT_CHARACTER) {
        return None;
    }
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => Some(format!("{}…", text.get(..end)?)),
        None if answer.is_truncated() => Some(format!("{text}…")),
        None => Some(text.to_owned()),
    }
}
