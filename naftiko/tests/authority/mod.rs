//! The imitated APIs as the tests of tokens use them: all three behind one transport, with one ledger, and a mark in every secret.

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
use naftiko_upstreams::{Answer, Ending, Imitation, Ledger, Served, State};
use serde_json::{Value, json};

/// What stands in every secret and every token, and must come out nowhere.
pub(crate) const CANARY: &str = "canary-5d2e";

/// The three APIs; each takes the tokens of the others too.
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
    /// Tokens tell nothing, and refusals all that was sent; unless changed.
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

    /// Tokens given out, and calls of resources.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let counters = self.ledger.counters();
        (counters.mints, counters.resource_calls)
    }

    /// Requests for tokens, whatever came of them.
    pub(crate) fn token_calls(&self) -> usize {
        self.ledger.counters().token_calls
    }

    /// The most tokens that were being given out at one time.
    pub(crate) fn concurrent_mints(&self) -> usize {
        self.ledger.counters().concurrent_mints
    }

    /// From now on no token is valid that was given out before.
    pub(crate) fn revoke(&self) {
        self.ledger.revoke();
    }

    /// All three in this process, whatever the host.
    pub(crate) fn fake(&self) -> FakeTransport {
        let authority = self.clone();
        FakeTransport::new(move |request| fake(authority.answer(request)))
    }

    /// All three on this machine.
    pub(crate) async fn serve(&self) -> io::Result<Served> {
        Served::start(self.clone()).await
    }
}

impl Imitation for Authority {
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

/// A source as METI takes one.
pub(crate) fn collection() -> Value {
    let ring = json!([[0, 0], [0, 1], [1, 1], [0, 0]]);
    json!({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    ]})
}
