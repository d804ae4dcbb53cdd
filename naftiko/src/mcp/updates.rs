//! Telling clients that a resource has changed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rmcp::RoleServer;
use rmcp::model::{ErrorData, ResourceUpdatedNotificationParam, SubscriptionFilter};
use rmcp::service::{Peer, SubscriptionContext};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::task::JoinHandle;

/// How many changes a client may be behind before it is told of all its resources at once.
const BEHIND: usize = 256;

/// How many resources one client may subscribe to.
const SUBSCRIPTIONS: usize = 1000;

/// Tells clients that what is in a resource has changed: those that have subscribed to it
/// ([`Server::updates`](super::Server::updates)). Cheap to clone.
#[derive(Clone, Debug)]
pub struct Updates(broadcast::Sender<Arc<str>>);

impl Default for Updates {
    fn default() -> Self {
        Self(broadcast::Sender::new(BEHIND))
    }
}

impl Updates {
    /// Nobody has subscribed yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says that what is in a resource has changed, by the URI that clients read it by.
    pub fn changed(&self, uri: &str) {
        // Nobody may be there to be told.
        let _ = self.0.send(uri.into());
    }

    /// The next change of a resource; `None` when there will be none.
    async fn next(receiver: &mut broadcast::Receiver<Arc<str>>, uri: &str) -> Option<()> {
        loop {
            match receiver.recv().await {
                Ok(changed) if *changed != *uri => {}
                // Who is far behind may have missed it: to be told once too often does no harm.
                Ok(_) | Err(RecvError::Lagged(_)) => return Some(()),
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// Tells a client of the newer protocol until it goes away.
    pub(super) async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        let uris = context
            .accepted()
            .resource_subscriptions
            .clone()
            .unwrap_or_default();
        let mut receiver = self.0.subscribe();
        loop {
            let changed = tokio::select! {
                () = context.cancelled() => return Ok(()),
                changed = receiver.recv() => changed,
            };
            let told: Vec<&String> = match &changed {
                Ok(changed) => uris.iter().filter(|uri| ***uri == **changed).collect(),
                Err(RecvError::Lagged(_)) => uris.iter().collect(),
                Err(RecvError::Closed) => return Ok(()),
            };
            for uri in told {
                if context.sink().notify_resource_updated(uri.clone()).await.is_err() {
                    return Ok(());
                }
            }
        }
    }
}

/// What of a wished subscription there is.
pub(super) fn accepted(wished: &SubscriptionFilter, known: impl Fn(&str) -> bool) -> SubscriptionFilter {
    let uris = wished.resource_subscriptions.iter().flatten();
    SubscriptionFilter::builder()
        .resource_subscriptions(uris.filter(|uri| known(uri)))
        .build()
}

/// The subscriptions of one client of the older protocols. They end with its session.
#[derive(Default)]
pub(super) struct Subscribed(Mutex<HashMap<String, Forwarder>>);

struct Forwarder(JoinHandle<()>);

impl Drop for Forwarder {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Subscribed {
    pub(super) fn add(
        &self,
        updates: &Updates,
        peer: Peer<RoleServer>,
        uri: String,
    ) -> Result<(), ErrorData> {
        let mut subscribed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if subscribed.len() >= SUBSCRIPTIONS && !subscribed.contains_key(&uri) {
            let message = format!("{SUBSCRIPTIONS} subscriptions are allowed");
            return Err(ErrorData::invalid_params(message, None));
        }
        let mut receiver = updates.0.subscribe();
        let resource = uri.clone();
        let forwarder = tokio::spawn(async move {
            while Updates::next(&mut receiver, &resource).await.is_some() {
                let notice = ResourceUpdatedNotificationParam::new(resource.clone());
                if peer.notify_resource_updated(notice).await.is_err() {
                    return;
                }
            }
        });
        subscribed.insert(uri, Forwarder(forwarder));
        Ok(())
    }

    pub(super) fn remove(&self, uri: &str) {
        let mut subscribed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        subscribed.remove(uri);
    }
}
