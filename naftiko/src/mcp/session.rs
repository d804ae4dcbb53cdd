//! Sessions of clients of the older protocols: what is known of a client from one request to the next.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::message::Message;
use super::notice::Sender;
use super::updates::{Changes, Subscribed, Updates};

/// How long a session is kept in which nothing happens.
const IDLE: Duration = Duration::from_secs(300);

/// How many sessions there may be.
const SESSIONS: usize = 10_000;

/// How many requests of a session may be under way.
const REQUESTS: usize = 1000;

/// A client that stays: over standard input and output, or over HTTP by its session's id.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) subscribed: Subscribed,
    /// Changes of resources that the client has not been told of. One stream at a time takes them.
    changes: Option<tokio::sync::Mutex<Changes>>,
    calls: Mutex<HashMap<String, oneshot::Sender<()>>>,
    seen: Mutex<Instant>,
}

impl Session {
    pub(super) fn new(updates: Option<&Updates>) -> Self {
        Self {
            subscribed: Subscribed::default(),
            changes: updates.map(|updates| tokio::sync::Mutex::new(updates.changes())),
            calls: Mutex::default(),
            seen: Mutex::new(Instant::now()),
        }
    }

    /// Tells the client of changes of its resources, until it goes away. Of several streams of a client one does, and
    /// another one when that has ended.
    pub(super) async fn tell(&self, sender: &Sender) {
        match &self.changes {
            Some(changes) => self.subscribed.tell(&mut *changes.lock().await, sender).await,
            None => std::future::pending().await,
        }
    }

    /// Runs a request until it ends or the client cancels it, which gives `None`.
    pub(super) async fn cancellable<F: Future>(&self, id: &str, request: F) -> Option<F::Output> {
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

    /// Notes that a request is under way; `None` when there are too many to be noted.
    fn register(&self, id: &str) -> Option<oneshot::Receiver<()>> {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if calls.len() >= REQUESTS {
            return None;
        }
        let (sender, receiver) = oneshot::channel();
        calls.insert(id.to_owned(), sender);
        Some(receiver)
    }

    /// Cancels the request that is under way with this id, if there is one.
    fn cancel(&self, id: &str) {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(call) = calls.remove(id) {
            // It may have ended meanwhile.
            let _ = call.send(());
        }
    }

    /// Takes a message that is no request: the client may cancel one.
    pub(super) fn notify(&self, message: &Message<'_>) {
        if let Message::Notification { method, params } = message
            && method == "notifications/cancelled"
            && let Ok([Some(id)]) = params.members(&["requestId"])
        {
            self.cancel(id);
        }
    }

    fn touch(&self) {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn idle(&self) -> Duration {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }
}

/// A request that is under way, until this is dropped.
struct Registered<'s> {
    session: &'s Session,
    id: &'s str,
}

impl Drop for Registered<'_> {
    fn drop(&mut self) {
        let mut calls = self.session.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.remove(self.id);
    }
}

/// The sessions of a server over HTTP, by their ids.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<HashMap<String, Arc<Session>>>);

impl Sessions {
    /// Begins a session; `None` when there are too many that are in use.
    pub(super) fn begin(&self, updates: Option<&Updates>) -> Option<String> {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sessions.len() >= SESSIONS {
            sessions.retain(|_, session| is_in_use(session));
        }
        if sessions.len() >= SESSIONS {
            return None;
        }
        let id = identifier();
        sessions.insert(id.clone(), Arc::new(Session::new(updates)));
        Some(id)
    }

    /// The session of an id, unless it has ended.
    pub(super) fn find(&self, id: &str) -> Option<Arc<Session>> {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !is_in_use(sessions.get(id)?) {
            sessions.remove(id);
            return None;
        }
        let session = Arc::clone(sessions.get(id)?);
        session.touch();
        Some(session)
    }

    /// Ends a session. Its streams end with the client.
    pub(super) fn end(&self, id: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }
}

/// Whether a session has a request or a stream, or had one a short time ago.
fn is_in_use(session: &Arc<Session>) -> bool {
    Arc::strong_count(session) > 1 || session.idle() < IDLE
}

/// An id of 128 bits that cannot be guessed: each hasher of the standard library is keyed from the operating system's
/// entropy.
fn identifier() -> String {
    let number = || RandomState::new().hash_one(Instant::now());
    format!("{:016x}{:016x}", number(), number())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_lasts_until_it_ends() {
        let sessions = Sessions::default();
        let id = sessions.begin(None).unwrap_or_default();
        assert_eq!(id.len(), 32);
        assert!(sessions.find(&id).is_some() && sessions.find("other").is_none());
        sessions.end(&id);
        assert!(sessions.find(&id).is_none());
    }

    #[tokio::test]
    async fn a_cancelled_request_ends() {
        let session = Arc::new(Session::new(None));
        let other = Arc::clone(&session);
        let cancelled =
            tokio::spawn(async move { other.cancellable("1", std::future::pending::<()>()).await });
        while session
            .calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
        {
            tokio::task::yield_now().await;
        }
        session.cancel("2");
        session.cancel("1");
        assert!(matches!(cancelled.await, Ok(None)));
        assert_eq!(session.cancellable("1", async { 7 }).await, Some(7));
        assert!(
            session
                .calls
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .is_empty()
        );
    }
}
