//! The status of a long-running operation in a response.

use http::StatusCode;

use super::resume_token::Monitor;
use crate::client::response::RawResponse;
use crate::client::{LongRunningError, OperationFailure, Response};
use crate::value::JsonCursor;

/// What a response says of an operation.
#[derive(Debug, Default)]
pub(super) struct Status {
    code: StatusCode,
    /// `status`, as resources of status have it.
    named: Option<String>,
    /// `properties.provisioningState`, as resources have it.
    provisioning: Option<String>,
    /// Where the status says that the result is.
    pub(super) resource: Option<String>,
    error: [Option<String>; 2],
}

/// Whether an operation still runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Running,
    Succeeded,
    Failed,
    Canceled,
}

impl State {
    /// Returns the state of a name. All but the three ends mean that the operation runs; each API has names of its own for that.
    fn of(name: &str) -> Self {
        let is = |end: &str| name.trim().eq_ignore_ascii_case(end);
        if is("succeeded") {
            Self::Succeeded
        } else if is("failed") {
            Self::Failed
        } else if is("canceled") || is("cancelled") {
            Self::Canceled
        } else {
            Self::Running
        }
    }
}

impl Status {
    /// Reads a response. A body that is not JSON has no state.
    pub(super) fn of(response: &RawResponse) -> Self {
        let body = response.body.clone();
        let body = Response::<()>::new(response.status, response.headers.clone(), body);
        let none = Self {
            code: response.status,
            ..Self::default()
        };
        let Some(json) = body.json().ok().filter(|_| !body.is_empty()) else {
            return none;
        };
        let at = json.at();
        let error = at.key("error");
        Self {
            named: text(at.key("status")),
            provisioning: text(at.key("properties").key("provisioningState")),
            resource: text(at.key("resourceLocation")),
            error: [text(error.key("code")), text(error.key("message"))],
            ..none
        }
    }

    /// Returns the state; `None` when the response does not say it. The member `status` of a result may mean anything, so that it counts in a
    /// status only.
    pub(super) fn state(&self, monitor: Monitor) -> Option<State> {
        let named = match monitor {
            Monitor::Status => self.named.as_ref().or(self.provisioning.as_ref()),
            Monitor::Result | Monitor::Resource => self.provisioning.as_ref(),
        };
        match (named, self.code, monitor) {
            (Some(name), ..) => Some(State::of(name)),
            (None, StatusCode::ACCEPTED, _) => Some(State::Running),
            (None, StatusCode::NO_CONTENT, _) | (None, _, Monitor::Result | Monitor::Resource) => {
                Some(State::Succeeded)
            }
            (None, _, Monitor::Status) => None,
        }
    }

    /// Returns the error of an operation that has failed. The response has what is secret in it.
    pub(super) fn into_failure(self, is_canceled: bool, response: &RawResponse) -> LongRunningError {
        let failure = OperationFailure::new(is_canceled, self.error, response.secrets.as_deref());
        LongRunningError::Failed(Box::new(failure))
    }
}

/// Returns a text that is not empty.
fn text(at: JsonCursor<'_>) -> Option<String> {
    let text = at.optional_string().ok().flatten()?;
    (!text.trim().is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::HeaderMap;

    use super::*;

    fn state(code: u16, body: &'static str, monitor: Monitor) -> Option<State> {
        let response = RawResponse {
            status: StatusCode::from_u16(code).unwrap_or_default(),
            headers: HeaderMap::new(),
            body: Bytes::from_static(body.as_bytes()),
            stream: None,
            place: None,
            secrets: None,
        };
        Status::of(&response).state(monitor)
    }

    #[test]
    fn state_is_read_where_the_response_has_it() {
        use State::{Canceled, Failed, Running, Succeeded};
        for (code, body, monitor, expected) in [
            (
                200,
                r#"{"status": "SUCCEEDED"}"#,
                Monitor::Status,
                Some(Succeeded),
            ),
            (200, r#"{"status": "failed"}"#, Monitor::Status, Some(Failed)),
            (200, r#"{"status": "Cancelled"}"#, Monitor::Status, Some(Canceled)),
            (202, r#"{"status": "Updating"}"#, Monitor::Status, Some(Running)),
            (
                200,
                r#"{"properties": {"provisioningState": "Canceled"}}"#,
                Monitor::Status,
                Some(Canceled),
            ),
            (200, r#"{"id": "x"}"#, Monitor::Status, None),
            (200, "<html>", Monitor::Status, None),
            (202, "", Monitor::Status, Some(Running)),
            (204, "", Monitor::Status, Some(Succeeded)),
            // The status of a result is its own.
            (200, r#"{"status": "Failed"}"#, Monitor::Result, Some(Succeeded)),
            (202, "[]", Monitor::Result, Some(Running)),
            (
                200,
                r#"{"properties": {"provisioningState": "Creating"}}"#,
                Monitor::Resource,
                Some(Running),
            ),
            (200, r#"{"properties": 7}"#, Monitor::Resource, Some(Succeeded)),
        ] {
            assert_eq!(state(code, body, monitor), expected, "{code} {body}");
        }
    }
}
