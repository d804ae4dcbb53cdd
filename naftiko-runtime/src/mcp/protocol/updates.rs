//! Notifications about changed MCP resources.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use tokio::sync::broadcast::{self, error::RecvError};

use super::json::{is_null, members, string};
use super::message::{begin_response, invalid_parameters, notification};
use super::{Params, ProtocolError, Sender};
use crate::lock::lock;
use crate::value::{Parts, Writer};

/// How many changes are buffered for a client, before it gets an update of all its resources instead.
const CHANNEL_CAPACITY: usize = 256;

/// The largest number of subscriptions of a client.
const MAX_SUBSCRIPTIONS: usize = 1000;

/// The member of messages with the id of their subscription.
const SUBSCRIPTION_ID: &str = "io.modelcontextprotocol/subscriptionId";

/// A receiver of resource changes.
pub(crate) type Changes = broadcast::Receiver<Arc<str>>;

/// Notifies clients about changed MCP resources, if they have subscribed
/// ([`Server::updates`](crate::mcp::Server::updates)). Cheap to clone.
#[derive(Clone, Debug)]
pub struct Updates(broadcast::Sender<Arc<str>>);

impl Default for Updates {
    fn default() -> Self {
        Self(broadcast::Sender::new(CHANNEL_CAPACITY))
    }
}

impl Updates {
    /// Creates a sender without subscribers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reports a changed MCP resource by its URI.
    pub fn changed(&self, uri: &str) {
        // Without subscribers there is no receiver, which is not an error.
        let _ = self.0.send(uri.into());
    }

    pub(crate) fn changes(&self) -> Changes {
        self.0.subscribe()
    }
}

/// A subscription of the newer protocol: a request that stays open (`subscriptions/listen`).
#[derive(Debug)]
pub(crate) struct Subscription {
    /// The id of the request.
    id: String,
    /// The subscribed MCP resources; `None` when the request names none.
    uris: Option<Vec<String>>,
}

impl Subscription {
    /// Reads a subscription, and keeps the known resources of it.
    pub(crate) fn read(
        id: &str,
        params: Params<'_>,
        known: impl Fn(&str) -> bool,
    ) -> Result<Self, ProtocolError> {
        let invalid = || invalid_parameters("subscriptions/listen");
        let [Some(wished)] = params.members(&["notifications"]).map_err(|_| invalid())? else {
            return Err(invalid());
        };
        let [uris] = members(wished, &["resourceSubscriptions"]).map_err(|_| invalid())?;
        let uris = match uris.filter(|uris| !is_null(uris)) {
            Some(uris) => Some(texts(uris).ok_or_else(invalid)?),
            None => None,
        };
        if uris.as_ref().is_some_and(|uris| uris.len() > MAX_SUBSCRIPTIONS) {
            return Err(too_many());
        }
        let uris = uris.map(|uris| uris.into_iter().filter(|uri| known(uri)).collect());
        let id = id.to_owned();
        Ok(Self { id, uris })
    }

    /// Sends changes of its MCP resources to the client until no more can follow, then returns the response.
    pub(crate) async fn listen(self, mut changes: Changes, server: &str, sender: Sender) -> Option<Vec<u8>> {
        sender.send(self.acknowledgment()).await.ok()?;
        let uris = self.uris.as_deref().unwrap_or_default();
        loop {
            let change = changes.recv().await;
            let told: Vec<&String> = match &change {
                Ok(changed_uri) => uris.iter().filter(|uri| ***uri == **changed_uri).collect(),
                Err(RecvError::Lagged(_)) => uris.iter().collect(),
                Err(RecvError::Closed) => return Some(self.end(server)),
            };
            for uri in told {
                sender.send(self.update(uri)).await.ok()?;
            }
        }
    }

    fn acknowledgment(&self) -> Vec<u8> {
        let mut params = Writer::default();
        self.identify(params.raw("{"));
        params.name("notifications").raw("{");
        if let Some(uris) = &self.uris {
            params.name("resourceSubscriptions").raw("[");
            for uri in uris {
                params.separate().string(uri);
            }
            params.raw("]");
        }
        params.raw("}}");
        notification("notifications/subscriptions/acknowledged", &params.finish())
    }

    fn update(&self, uri: &str) -> Vec<u8> {
        let mut params = Writer::default();
        params.raw("{").name("uri").string(uri);
        self.identify(&mut params);
        params.raw("}");
        notification("notifications/resources/updated", &params.finish())
    }

    /// Returns the response that ends a subscription.
    fn end(&self, server: &str) -> Vec<u8> {
        let mut json = begin_response(&self.id, 256);
        json.raw(r#"{"resultType":"complete","_meta":{"#);
        json.name(SUBSCRIPTION_ID)
            .raw(&self.id)
            .separate()
            .raw(server)
            .raw("}}}");
        json.into_text()
    }

    fn identify(&self, json: &mut Writer) {
        json.name("_meta")
            .raw("{")
            .name(SUBSCRIPTION_ID)
            .raw(&self.id)
            .raw("}");
    }
}

fn texts(list: &str) -> Option<Vec<String>> {
    if !list.starts_with('[') {
        return None;
    }
    Parts::of(list)
        .map(|(_, item)| string(item).map(Cow::into_owned))
        .collect()
}

fn too_many() -> ProtocolError {
    ProtocolError::invalid_params(format!(
        "too many subscriptions; the limit is {MAX_SUBSCRIPTIONS}"
    ))
}

/// The MCP resources that a client of older protocol versions has subscribed to.
#[derive(Debug, Default)]
pub(crate) struct SubscribedUris(Mutex<HashSet<String>>);

impl SubscribedUris {
    pub(crate) fn add(&self, uri: String) -> Result<(), ProtocolError> {
        let mut subscribed = lock(&self.0);
        if subscribed.len() >= MAX_SUBSCRIPTIONS && !subscribed.contains(&uri) {
            return Err(too_many());
        }
        subscribed.insert(uri);
        Ok(())
    }

    pub(crate) fn remove(&self, uri: &str) {
        let mut subscribed = lock(&self.0);
        subscribed.remove(uri);
    }

    /// Returns the subscribed resources that a change concerns.
    fn of(&self, changed: Option<&str>) -> Vec<String> {
        let subscribed = lock(&self.0);
        match changed {
            Some(uri) => subscribed.get(uri).into_iter().cloned().collect(),
            None => subscribed.iter().cloned().collect(),
        }
    }

    /// Sends changes of its MCP resources to a client until it disconnects.
    pub(crate) async fn tell(&self, changes: &mut Changes, sender: &Sender) {
        loop {
            let uri = match changes.recv().await {
                Ok(uri) => Some(uri),
                // A client that is far behind may have missed changes; a superfluous update is harmless.
                Err(RecvError::Lagged(_)) => None,
                Err(RecvError::Closed) => return,
            };
            for uri in self.of(uri.as_deref()) {
                let mut params = Writer::default();
                params.raw("{").name("uri").string(&uri).raw("}");
                let update = notification("notifications/resources/updated", &params.finish());
                if sender.send(update).await.is_err() {
                    return;
                }
            }
        }
    }
}
