//! The three APIs of `specs/`, imitated on the loopback interface.

use std::io;

use naftiko_upstreams::imds::Imds;
use naftiko_upstreams::m3ter::M3ter;
use naftiko_upstreams::meti::Meti;
use naftiko_upstreams::{Imitation, Served};

/// An imitated API that listens, with what drives it; it stops when this is dropped.
#[derive(Debug)]
pub struct Upstream<I> {
    /// What it is told and what it counts.
    pub api: I,
    served: Served,
}

impl<I: Imitation + Clone> Upstream<I> {
    /// Serves it on a free port of the loopback interface.
    ///
    /// # Errors
    ///
    /// There is no free port.
    pub async fn start(api: I) -> io::Result<Self> {
        let served = Served::start(api.clone()).await?;
        Ok(Self { api, served })
    }

    /// Where it listens, as a base URI without a path.
    pub fn uri(&self) -> String {
        self.served.uri()
    }
}

/// One of each.
#[derive(Debug)]
pub struct Upstreams {
    /// Stands in for `https://api.m3ter.com`.
    pub m3ter: Upstream<M3ter>,
    /// Stands in for `http://169.254.169.254`.
    pub azure: Upstream<Imds>,
    /// Stands in for `https://api.meti.millpont.com`.
    pub meti: Upstream<Meti>,
}

impl Upstreams {
    /// Starts them.
    ///
    /// # Errors
    ///
    /// The loopback interface has no free port.
    pub async fn start() -> io::Result<Self> {
        Ok(Self {
            m3ter: Upstream::start(M3ter::default()).await?,
            azure: Upstream::start(Imds::default()).await?,
            meti: Upstream::start(Meti::default()).await?,
        })
    }
}
