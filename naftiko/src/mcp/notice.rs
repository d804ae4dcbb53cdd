//! What a client is told while its call is under way.

#![expect(
    deprecated,
    reason = "older versions of the protocol have it, and clients speak them"
)]

use rmcp::RoleServer;
use rmcp::model::{LoggingMessageNotificationParam, ProgressNotificationParam, ProgressToken};
use rmcp::service::{Peer, RequestContext};
use serde_json::Value;

tokio::task_local! {
    static CURRENT: Listener;
}

/// Who waits for a call, and what it wants to be told.
#[derive(Clone)]
pub(super) struct Listener {
    peer: Peer<RoleServer>,
    progress: Option<ProgressToken>,
    /// The least severe message that it wants; none when it wants none.
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

impl Listener {
    /// Who waits for a request. `logs` says whether the server has declared that it logs; a client that says
    /// nothing about the level is told from `Info` on, in the eras where it cannot say it with each request.
    pub(super) fn new(context: &RequestContext<RoleServer>, logs: bool, modern: bool) -> Self {
        let asked = context.meta.log_level().map(Level::from);
        let level = if modern {
            asked
        } else {
            logs.then_some(asked.unwrap_or(Level::Info))
        };
        Self {
            peer: context.peer.clone(),
            progress: context.meta.get_progress_token(),
            level,
        }
    }

    /// Runs a call whose client this is.
    pub(super) async fn scope<F: Future>(self, call: F) -> F::Output {
        CURRENT.scope(self, call).await
    }
}

/// Tells the client how far its call has come, if it wants to know: `done` of `total`, in whatever unit, and
/// what is going on (nothing when empty). `done` has to grow from one to the next.
///
/// Outside of a call it does nothing.
pub async fn progress(done: f64, total: Option<f64>, message: &str) {
    let Ok(listener) = CURRENT.try_with(Clone::clone) else {
        return;
    };
    let Some(token) = listener.progress else { return };
    let mut notice = ProgressNotificationParam::new(token, done);
    notice.total = total;
    notice.message = (!message.is_empty()).then(|| message.to_owned());
    // A client that has gone is told nothing.
    let _ = listener.peer.notify_progress(notice).await;
}

/// Sends the client of the call a message of the log: a text or any JSON. Only from a server that has declared
/// it ([`Server::logging`](super::Server::logging)), or to a client that has asked with its call, and only
/// from the level on that it wants. `logger` names the part of the program (nothing when empty).
///
/// Newer versions of the protocol advise against it, and servers have logs of their own (`tracing`).
pub async fn log(level: Level, logger: &str, data: impl Into<Value>) {
    let Ok(listener) = CURRENT.try_with(Clone::clone) else {
        return;
    };
    if listener.level.is_none_or(|wanted| level < wanted) {
        return;
    }
    let mut notice = LoggingMessageNotificationParam::new(level.into(), data.into());
    notice.logger = (!logger.is_empty()).then(|| logger.to_owned());
    let _ = listener.peer.notify_logging_message(notice).await;
}

macro_rules! same_levels {
    ($($level:ident)*) => {
        impl From<rmcp::model::LoggingLevel> for Level {
            fn from(level: rmcp::model::LoggingLevel) -> Self {
                match level {
                    $(rmcp::model::LoggingLevel::$level => Self::$level,)*
                }
            }
        }

        impl From<Level> for rmcp::model::LoggingLevel {
            fn from(level: Level) -> Self {
                match level {
                    $(Level::$level => Self::$level,)*
                }
            }
        }
    };
}

same_levels!(Debug Info Notice Warning Error Critical Alert Emergency);
