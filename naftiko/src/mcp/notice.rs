//! Notifications that a client gets while its call is under way.

use serde_json::Value;
use tokio::sync::mpsc;

use super::json::JsonText;
use super::message::{Meta, notification};

tokio::task_local! {
    static CURRENT: Listener;
}

/// The way of messages to a client.
pub(super) type Sender = mpsc::Sender<Vec<u8>>;

/// What the client of a call wants to be told, and the way to it.
#[derive(Clone)]
pub(super) struct Listener {
    wishes: Wishes,
    sender: Sender,
}

/// What the client of a call wants to be told.
#[derive(Clone, Debug)]
pub(super) struct Wishes {
    /// The token of its progress, as it came.
    progress: Option<Box<str>>,
    /// The least severe message of the log that it wants; none when it wants none.
    level: Option<Level>,
}

/// How much a message matters (RFC 5424).
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Level {
    /// Of use to those who look for a defect.
    Debug,
    /// What goes on.
    Info,
    /// What goes on and is worth a look.
    Notice,
    /// What may go wrong.
    Warning,
    /// What went wrong.
    Error,
    /// A part of the server does not work.
    Critical,
    /// Somebody has to act at once.
    Alert,
    /// Nothing works.
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
    /// The level that the protocol has this name for.
    pub(super) fn of(name: &str) -> Option<Self> {
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

impl Wishes {
    /// What the client of a request wants to be told; `None` when it is nothing. `logs` says whether the server has
    /// declared that it logs: clients of the older protocols, which cannot say a level with each request, are told
    /// from `Info` on.
    pub(super) fn of(meta: &Meta<'_>, logs: bool, modern: bool) -> Option<Self> {
        let level = if modern {
            meta.level
        } else {
            logs.then_some(meta.level.unwrap_or(Level::Info))
        };
        let progress = meta.progress_token.map(Box::from);
        (progress.is_some() || level.is_some()).then_some(Self { progress, level })
    }

    /// Runs a call whose client has these wishes.
    pub(super) async fn scope<F: Future>(self, sender: Sender, call: F) -> F::Output {
        CURRENT.scope(Listener { wishes: self, sender }, call).await
    }
}

/// Tells the client how far its call has come, if it wants to know: `done` of `total`, in whatever unit, and
/// what is going on (nothing when empty). `done` has to grow from one to the next.
///
/// Outside of a call it does nothing.
pub async fn progress(done: f64, total: Option<f64>, message: &str) {
    let Ok(Listener { wishes, sender }) = CURRENT.try_with(Clone::clone) else {
        return;
    };
    let Some(token) = wishes.progress else { return };
    let mut params = JsonText::default();
    params.raw("{").name("progressToken").raw(&token);
    params.name("progress").value(&Value::from(done));
    if let Some(total) = total {
        params.name("total").value(&Value::from(total));
    }
    params.text_member("message", message).raw("}");
    // A client that has gone is told nothing.
    let _ = sender.send(notification("notifications/progress", &params)).await;
}

/// Sends the client of the call a message of the log: a text or any JSON. Only from a server that has declared
/// it ([`Server::logging`](super::Server::logging)), or to a client that has asked with its call, and only
/// from the level on that it wants. `logger` names the part of the program (nothing when empty).
///
/// Newer versions of the protocol advise against it, and servers have logs of their own (`tracing`).
pub async fn log(level: Level, logger: &str, data: impl Into<Value>) {
    let Ok(Listener { wishes, sender }) = CURRENT.try_with(Clone::clone) else {
        return;
    };
    if wishes.level.is_none_or(|wanted| level < wanted) {
        return;
    }
    let mut params = JsonText::default();
    params.raw("{").name("level").string(level.name());
    params.text_member("logger", logger);
    params.name("data").value(&data.into()).raw("}");
    let _ = sender.send(notification("notifications/message", &params)).await;
}
