//! Control port of a fake API, for programs in other processes.

use bytes::Bytes;
use http::{Method, Request};
use serde_json::json;

use super::{Answer, FakeApi, Ledger};

/// Returns the counters of an API and revokes its tokens: `GET /counters`, `POST /revoke`.
#[derive(Clone, Debug)]
pub struct Control(pub Ledger);

impl FakeApi for Control {
    fn answer(&self, request: &Request<Bytes>) -> Answer {
        match (request.method(), request.uri().path()) {
            (&Method::GET, "/counters") => {
                let counters = self.0.counters();
                let body = json!({
                    "tokenCalls": counters.token_calls,
                    "mints": counters.mints,
                    "concurrentMints": counters.concurrent_mints,
                    "resourceCalls": counters.resource_calls,
                    "refused": counters.refused,
                    "limited": counters.limited,
                    "bearers": counters.bearers,
                    "proxied": counters.proxied,
                });
                Answer::json(200, &body)
            }
            (&Method::POST, "/revoke") => {
                self.0.revoke();
                Answer::status(204)
            }
            _ => Answer::status(404),
        }
    }
}
