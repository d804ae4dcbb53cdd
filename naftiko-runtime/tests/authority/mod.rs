//! The fake APIs for tests of tokens: all three behind one transport, with one ledger, and a mark in every secret.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub(crate) mod apis;

use std::io;
use std::sync::MutexGuard;

use naftiko::Bytes;
use naftiko::client::{Body, FakeResponse, FakeTransport, TransportError};
use naftiko::http::Request;
use naftiko_upstreams::imds::{self, Imds};
use naftiko_upstreams::m3ter::{self, M3ter};
use naftiko_upstreams::meti::{self, Meti};
use naftiko_upstreams::{Answer, Ending, FakeApi, Ledger, Served, State};
use serde_json::{Value, json};

/// Part of every secret and every token; it must appear in no output.
pub(crate) const CANARY: &str = "canary-5d2e";

/// The three APIs; each accepts the tokens of the others.
#[derive(Clone)]
pub(crate) struct Authority {
    ledger: Ledger,
    m3ter: M3ter,
    imds: Imds,
    meti: Meti,
}

impl Default for Authority {
    fn default() -> Self {
        Self::new(|_| ())
    }
}

impl Authority {
    /// Creates the APIs with opaque tokens and errors that quote the request, unless changed.
    pub(crate) fn new(change: impl FnOnce(&mut State)) -> Self {
        let ledger = Ledger::new(|state| {
            state.jwt = false;
            CANARY.clone_into(&mut state.mark);
            state.indiscreet = true;
            state.refresh_token = Some(format!("refresh-{CANARY}-0"));
            change(state);
        });
        let m3ter = m3ter::Settings {
            key: "m3ter-id".to_owned(),
            secret: format!("m3ter-{CANARY}"),
            organization: "org-1".to_owned(),
        };
        let meti = meti::Settings {
            email: "ada@meti.test".to_owned(),
            password: format!("meti-{CANARY}"),
            sources: 1,
        };
        Self {
            m3ter: M3ter {
                settings: m3ter,
                ledger: ledger.clone(),
            },
            imds: Imds::new(imds::Settings::default(), ledger.clone()),
            meti: Meti::new(meti, ledger.clone()),
            ledger,
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.ledger.state()
    }

    /// Returns the issued tokens and the resource calls.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let counters = self.ledger.counters();
        (counters.mints, counters.resource_calls)
    }

    /// Returns the token requests with any result.
    pub(crate) fn token_calls(&self) -> usize {
        self.ledger.counters().token_calls
    }

    /// Returns the largest number of concurrent token requests.
    pub(crate) fn concurrent_mints(&self) -> usize {
        self.ledger.counters().concurrent_mints
    }

    /// Revokes every token issued so far.
    pub(crate) fn revoke(&self) {
        self.ledger.revoke();
    }

    /// Returns a transport that serves all three in this process, whatever the host.
    pub(crate) fn fake(&self) -> FakeTransport {
        let authority = self.clone();
        FakeTransport::new(move |request| fake(authority.answer(request)))
    }

    /// Serves all three on the loopback interface.
    pub(crate) async fn serve(&self) -> io::Result<Served> {
        Served::start(self.clone()).await
    }
}

impl FakeApi for Authority {
    fn answer(&self, request: &Request<Bytes>) -> Answer {
        let path = request.uri().path();
        if path.starts_with("/metadata/") {
            self.imds.answer(request)
        } else if path.starts_with("/oauth/") || path.starts_with("/organizations/") {
            self.m3ter.answer(request)
        } else {
            self.meti.answer(request)
        }
    }
}

fn fake(answer: Answer) -> FakeResponse {
    let (after, headers) = (answer.after, answer.headers.clone());
    let fake = match answer.ending {
        Ending::None => FakeResponse::failure(TransportError::broken("reset")),
        Ending::Whole => FakeResponse::body(answer.status, answer.body),
        _ => FakeResponse::body(answer.status, Body::from_stream(answer.into_chunks())),
    };
    let fake = headers
        .iter()
        .fold(fake, |fake, (name, value)| fake.header(name, value));
    fake.after(after)
}

/// Returns a source as METI accepts it.
pub(crate) fn collection() -> Value {
    let ring = json!([[0, 0], [0, 1], [1, 1], [0, 0]]);
    json!({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    ]})
}
