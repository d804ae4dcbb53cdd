//! Sessions of clients of older protocol versions.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::updates::SubscribedUris;
use super::{Changes, Message, Sender, Updates};
use crate::lock::lock;
use crate::random;

/// How long an idle session is kept.
const IDLE_TIMEOUT: Duration = Duration::from_secs(300);

/// The largest number of sessions.
const MAX_SESSIONS: usize = 10_000;

/// The largest number of concurrent requests of a session.
const MAX_REQUESTS: usize = 1000;

/// A client with a session: over stdio, or over HTTP with a session id.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) subscribed: SubscribedUris,
    /// Resource changes that the client has not received. One stream at a time takes them.
    changes: Option<tokio::sync::Mutex<Changes>>,
    calls: Mutex<HashMap<String, oneshot::Sender<()>>>,
    seen: Mutex<Instant>,
}

impl Session {
    pub(crate) fn new(updates: Option<&Updates>) -> Self {
        Self {
            subscribed: SubscribedUris::default(),
            changes: updates.map(|updates| tokio::sync::Mutex::new(updates.changes())),
            calls: Mutex::default(),
            seen: Mutex::new(Instant::now()),
        }
    }

    /// Sends changes of its MCP resources to the client until it disconnects. Of several streams of a client, one
    /// sends, and another one takes over when it ends.
    pub(crate) async fn tell(&self, sender: &Sender) {
        match &self.changes {
            Some(changes) => self.subscribed.tell(&mut *changes.lock().await, sender).await,
            None => std::future::pending().await,
        }
    }

    /// Runs a request until it ends, or until the client cancels it, which returns `None`.
    pub(crate) async fn cancellable<F: Future>(&self, id: &str, request: F) -> Option<F::Output> {
        let Some(mut cancelled) = self.register(id) else {
            return Some(request.await);
        };
        let _registered = Registered { session: self, id };
        let mut request = std::pin::pin!(request);
        tokio::select! {
            biased;
            Ok(()) = &mut cancelled => None,
            output = &mut request => Some(output),
        }
    }

    /// Records a running request; `None` when too many are recorded.
    fn register(&self, id: &str) -> Option<oneshot::Receiver<()>> {
        let mut calls = lock(&self.calls);
        if calls.len() >= MAX_REQUESTS {
            return None;
        }
        let (sender, receiver) = oneshot::channel();
        calls.insert(id.to_owned(), sender);
        Some(receiver)
    }

    /// Cancels the running request with this id.
    fn cancel(&self, id: &str) {
        let mut calls = lock(&self.calls);
        if let Some(call) = calls.remove(id) {
            // The request may have ended meanwhile.
            let _ = call.send(());
        }
    }

    /// Handles a message that is not a request: the client may cancel one.
    pub(crate) fn notify(&self, message: &Message<'_>) {
        if let Message::Notification { method, params } = message
            && method == "notifications/cancelled"
            && let Ok([Some(id)]) = params.members(&["requestId"])
        {
            self.cancel(id);
        }
    }

    fn touch(&self) {
        *lock(&self.seen) = Instant::now();
    }

    fn idle(&self) -> Duration {
        lock(&self.seen).elapsed()
    }
}

/// A recorded request, until this is dropped.
struct Registered<'s> {
    session: &'s Session,
    id: &'s str,
}

impl Drop for Registered<'_> {
    fn drop(&mut self) {
        let mut calls = lock(&self.session.calls);
        calls.remove(self.id);
    }
}

/// The sessions of a server over HTTP, by id.
#[derive(Debug, Default)]
pub(crate) struct Sessions(Mutex<HashMap<String, Arc<Session>>>);

impl Sessions {
    /// Starts a session; `None` when too many are in use.
    pub(crate) fn begin(&self, updates: Option<&Updates>) -> Option<String> {
        let mut sessions = lock(&self.0);
        if sessions.len() >= MAX_SESSIONS {
            sessions.retain(|_, session| is_in_use(session));
        }
        if sessions.len() >= MAX_SESSIONS {
            return None;
        }
        let id = identifier();
        sessions.insert(id.clone(), Arc::new(Session::new(updates)));
        Some(id)
    }

    /// Returns the session of an id, unless it has ended.
    pub(crate) fn find(&self, id: &str) -> Option<Arc<Session>> {
        let mut sessions = lock(&self.0);
        if !is_in_use(sessions.get(id)?) {
            sessions.remove(id);
            return None;
        }
        let session = Arc::clone(sessions.get(id)?);
        session.touch();
        Some(session)
    }

    /// Ends a session. Its streams end with the client.
    pub(crate) fn end(&self, id: &str) {
        lock(&self.0).remove(id);
    }
}

/// Returns whether a session has, or recently had, a request or a stream.
fn is_in_use(session: &Arc<Session>) -> bool {
    Arc::strong_count(session) > 1 || session.idle() < IDLE_TIMEOUT
}

/// Returns an unpredictable id of 128 bits.
fn identifier() -> String {
    format!("{:016x}{:016x}", random::number(), random::number())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn session_is_found_until_it_ends() {
        let sessions = Sessions::default();
        let id = sessions.begin(None).unwrap_or_default();
        assert_eq!(id.len(), 32);
        assert!(sessions.find(&id).is_some() && sessions.find("other").is_none());
        sessions.end(&id);
        assert!(sessions.find(&id).is_none());
    }

    #[tokio::test]
    async fn cancelled_request_ends() {
        let session = Arc::new(Session::new(None));
        let other = Arc::clone(&session);
        let cancelled =
            tokio::spawn(async move { other.cancellable("1", std::future::pending::<()>()).await });
        while lock(&session.calls).is_empty() {
            tokio::task::yield_now().await;
        }
        session.cancel("2");
        session.cancel("1");
        assert!(matches!(cancelled.await, Ok(None)));
        assert_eq!(session.cancellable("1", async { 7 }).await, Some(7));
        assert!(lock(&session.calls).is_empty());
    }
}
