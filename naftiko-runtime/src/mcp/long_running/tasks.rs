//! The extension for tasks of the newer protocol (SEP-2663): an operation that still runs is a task, whose id is its handle. Nothing is kept for it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;

use super::{Begun, InvalidHandle, LIFE};
use crate::dates::to_rfc3339;
use crate::mcp::protocol::json::{is_null, members};
use crate::mcp::protocol::message::TASKS;
use crate::mcp::protocol::{Params, ProtocolError};
use crate::mcp::result::{Running, ToolResult};
use crate::value::Writer;

/// The interval of requests for a task whose operation has ended, in milliseconds: none follows.
const ENDED: Duration = Duration::ZERO;

/// Appends a task that a call has created, in place of its result, without the opening brace.
pub(crate) fn write_created(running: &Running, json: &mut Writer) {
    json.name("resultType").string("task");
    json.name("status").string("working");
    json.name("statusMessage").string("The operation is running.");
    write(&running.handle, running.created, running.delay, json);
}

/// Appends the state of a task after its operation was asked for, without the opening brace. `server` is the member of `_meta` with the server
/// information.
pub(crate) fn write_state(
    (id, begun): (&str, &Begun),
    outcome: &Result<ToolResult, ProtocolError>,
    server: &str,
    json: &mut Writer,
) {
    json.name("resultType").string("complete");
    let delay = match outcome {
        Ok(ToolResult {
            running: Some(running),
            is_error,
            ..
        }) => {
            json.name("status").string("working");
            let message = if *is_error {
                "The status of the operation could not be read."
            } else {
                "The operation is running."
            };
            json.name("statusMessage").string(message);
            running.delay
        }
        Ok(result) => {
            json.name("status").string("completed");
            json.name("result").raw("{");
            result.write(json, server);
            ENDED
        }
        Err(error) => {
            json.name("status").string("failed");
            json.name("statusMessage").string(error.message());
            error.write(json.name("error"));
            ENDED
        }
    };
    write(id, begun.created, delay, json);
}

/// Appends the members that all tasks have.
fn write(id: &str, created: u64, delay: Duration, json: &mut Writer) {
    let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX).to_string();
    json.name("taskId").string(id);
    let created = UNIX_EPOCH.checked_add(Duration::from_secs(created));
    json.name("createdAt")
        .string(&to_rfc3339(created.unwrap_or(UNIX_EPOCH)));
    json.name("lastUpdatedAt").string(&to_rfc3339(SystemTime::now()));
    json.name("ttlMs").raw(&milliseconds(LIFE));
    if delay > ENDED {
        json.name("pollIntervalMs").raw(&milliseconds(delay));
    }
}

/// Returns the error of an id that is not one of a task.
pub(crate) fn unknown(invalid: InvalidHandle) -> ProtocolError {
    ProtocolError::invalid_params(match invalid {
        InvalidHandle::Unknown => "unknown task",
        InvalidHandle::Expired => "the task has expired",
    })
}

/// Returns whether a subscription asks for the states of tasks. No server sends any, so that it gets none.
pub(crate) fn wants_states(params: Params<'_>) -> bool {
    let wished = params
        .members(&["notifications"])
        .ok()
        .and_then(|[wished]| wished);
    let ids = wished.and_then(|wished| members(wished, &["taskIds"]).ok()?[0]);
    ids.is_some_and(|ids| !is_null(ids))
}

/// Returns the error of a client that has not declared the extension.
pub(crate) fn undeclared() -> ProtocolError {
    ProtocolError::missing_required_client_capability(json!({ "extensions": { TASKS: {} } }))
}
