//! The capability over fake APIs, which need no network and no account.

use std::error::Error;
__uses__
/// The capability, and the fake APIs that it calls. They stop when this is dropped.
pub(crate) struct Fake {
    pub(crate) capability: Capability,
    _upstream: Upstream,
}

/// Starts a fake API in place of each API. Its responses are made of the spec.
pub(crate) async fn apis() -> Result<Fake, Box<dyn Error>> {
    let upstream = Upstream::start().await?;
    Ok(Fake {
        capability: upstream.builder(__scripts__).build()?,
        _upstream: upstream,
    })
}
