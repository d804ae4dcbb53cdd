//! Fake upstream APIs of `specs/`, on the loopback interface.

use std::io;

use naftiko_upstreams::imds::Imds;
use naftiko_upstreams::m3ter::M3ter;
use naftiko_upstreams::meti::Meti;
use naftiko_upstreams::shop::{Payments, Stock};
use naftiko_upstreams::{FakeApi, Served};

/// A fake API that listens; it stops when this is dropped.
#[derive(Debug)]
pub struct Upstream<I> {
    /// The API, with its settings and counters.
    pub api: I,
    served: Served,
}

impl<I: FakeApi + Clone> Upstream<I> {
    /// Serves the API on a free port of the loopback interface.
    ///
    /// # Errors
    ///
    /// When no port is free.
    pub async fn start(api: I) -> io::Result<Self> {
        let served = Served::start(api.clone()).await?;
        Ok(Self { api, served })
    }

    /// Returns the base URI, without a path.
    pub fn uri(&self) -> String {
        self.served.uri()
    }
}

/// The fake APIs.
#[derive(Debug)]
pub struct Upstreams {
    /// Replaces `https://api.m3ter.com`.
    pub m3ter: Upstream<M3ter>,
    /// Replaces `http://169.254.169.254`.
    pub azure: Upstream<Imds>,
    /// Replaces `https://api.meti.millpont.com`.
    pub meti: Upstream<Meti>,
    /// Replaces `https://stock.shop.example/v1`.
    pub stock: Upstream<Stock>,
    /// Replaces `https://payments.shop.example`.
    pub payments: Upstream<Payments>,
}

impl Upstreams {
    /// Starts the fake APIs.
    ///
    /// # Errors
    ///
    /// When the loopback interface has no free port.
    pub async fn start() -> io::Result<Self> {
        Ok(Self {
            m3ter: Upstream::start(M3ter::default()).await?,
            azure: Upstream::start(Imds::default()).await?,
            meti: Upstream::start(Meti::default()).await?,
            stock: Upstream::start(Stock::default()).await?,
            payments: Upstream::start(Payments::default()).await?,
        })
    }
}
