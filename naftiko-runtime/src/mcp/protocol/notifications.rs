//! Progress and log notifications of a running call.

use serde_json::Value;
use tokio::sync::mpsc;

use super::message::{Meta, notification};
use crate::value::Writer;

tokio::task_local! {
    static CURRENT: ClientNotifier;
}

/// Sends messages to a client.
pub(crate) type Sender = mpsc::Sender<Vec<u8>>;

/// Sends notifications to the client of a call.
#[derive(Clone)]
pub(crate) struct ClientNotifier {
    options: NotificationOptions,
    sender: Sender,
}

/// The notifications that the client of a call accepts.
#[derive(Clone, Debug)]
pub(crate) struct NotificationOptions {
    /// The progress token of the client, as text.
    progress: Option<Box<str>>,
    /// The lowest log level that the client accepts; `None` disables log messages.
    level: Option<Level>,
}

/// Severity of a log message (RFC 5424).
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Level {
    /// Details for debugging.
    Debug,
    /// Normal operation.
    Info,
    /// Normal but significant events.
    Notice,
    /// Warnings.
    Warning,
    /// Errors.
    Error,
    /// A component of the server failed.
    Critical,
    /// Action must be taken immediately.
    Alert,
    /// The system is unusable.
    Emergency,
}

const LEVELS: [(Level, &str); 8] = [
    (Level::Debug, "debug"),
    (Level::Info, "info"),
    (Level::Notice, "notice"),
    (Level::Warning, "warning"),
    (Level::Error, "error"),
    (Level::Critical, "critical"),
    (Level::Alert, "alert"),
    (Level::Emergency, "emergency"),
];

impl Level {
    /// Returns the level with this name in the protocol.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let mut levels = LEVELS.iter();
        levels.find(|(_, known)| *known == name).map(|(level, _)| *level)
    }

    fn name(self) -> &'static str {
        let mut levels = LEVELS.iter();
        levels
            .find(|(level, _)| *level == self)
            .map_or("info", |(_, name)| name)
    }
}

impl NotificationOptions {
    /// Returns the notifications that the client of a request accepts; `None` when it accepts none. `logs` tells
    /// whether the server has declared logging: clients of older protocol versions, which have no level per request,
    /// then get messages from `Info` on.
    pub(crate) fn of(meta: &Meta<'_>, logs: bool, modern: bool) -> Option<Self> {
        let level = if modern {
            meta.level
        } else {
            logs.then_some(meta.level.unwrap_or(Level::Info))
        };
        let progress = meta.progress_token.map(Box::from);
        (progress.is_some() || level.is_some()).then_some(Self { progress, level })
    }

    /// Runs a call whose client accepts these notifications.
    pub(crate) async fn scope<F: Future>(self, sender: Sender, call: F) -> F::Output {
        CURRENT
            .scope(
                ClientNotifier {
                    options: self,
                    sender,
                },
                call,
            )
            .await
    }
}

/// Sends the progress of the current call to its client, if it asked for it: `done` of `total` in any unit, and a
/// message (may be empty). `done` must increase with each notification.
///
/// It has no effect outside of a call.
pub async fn progress(done: f64, total: Option<f64>, message: &str) {
    let Ok(ClientNotifier { options, sender }) = CURRENT.try_with(Clone::clone) else {
        return;
    };
    let Some(token) = options.progress else { return };
    let mut params = Writer::default();
    params.raw("{").name("progressToken").raw(&token);
    params.name("progress").tree(&Value::from(done));
    if let Some(total) = total {
        params.name("total").tree(&Value::from(total));
    }
    params.text_member("message", message).raw("}");
    // The client may have disconnected.
    let _ = sender
        .send(notification("notifications/progress", &params.finish()))
        .await;
}

/// Sends a log message to the client of the current call: a string or any JSON. It is sent if the server has declared
/// logging ([`Server::logging`](crate::mcp::Server::logging)) or the client has asked for it, and only from the client's
/// level on. `logger` names the part of the program (may be empty).
///
/// Newer versions of the protocol deprecate it in favor of the server's own logs (`tracing`).
pub async fn log(level: Level, logger: &str, data: impl Into<Value>) {
    let Ok(ClientNotifier { options, sender }) = CURRENT.try_with(Clone::clone) else {
        return;
    };
    if options.level.is_none_or(|wanted| level < wanted) {
        return;
    }
    let mut params = Writer::default();
    params.raw("{").name("level").string(level.name());
    params.text_member("logger", logger);
    params.name("data").tree(&data.into()).raw("}");
    let _ = sender
        .send(notification("notifications/message", &params.finish()))
        .await;
}
