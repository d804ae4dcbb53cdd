//! The scenes, with their expected counters.

use std::pin::Pin;
use std::time::Duration;

use futures_util::future::try_join_all;
use naftiko::client::{AccessToken, TokenSource};
use naftiko_upstreams::Ledger;
use naftiko_upstreams::imds::Imds;
use naftiko_upstreams::m3ter::M3ter;
use naftiko_upstreams::meti::Meti;

use super::Counted;
use crate::generated::instancemetadataclient_get_token::client::MicrosoftazureidentitygettokenParams;
use crate::m3ter_products::client::ListProductsParams;
use crate::samples::RESOURCE;
use crate::upstreams::Upstream;
use crate::{Error, wiring};

type Playing = Pin<Box<dyn Future<Output = Result<Counted, Error>>>>;

/// A scene before it runs.
pub(super) struct Play {
    pub api: &'static str,
    pub what: &'static str,
    pub expected: Counted,
    pub run: fn() -> Playing,
}

/// Returns all scenes.
pub(super) fn all() -> [Play; 5] {
    let play = |api, what, [calls, refused, minted]: [usize; 3], run| Play {
        api,
        what,
        expected: Counted {
            calls,
            refused,
            asked: minted,
            minted,
        },
        run,
    };
    [
        play(
            "meti",
            "near expiry: refreshed while calls use the old one",
            [4, 0, 2],
            || Box::pin(meti_renewed()),
        ),
        play(
            "meti",
            "revoked: replaced, and the call sent again",
            [3, 1, 2],
            || Box::pin(meti_revoked()),
        ),
        play(
            "m3ter",
            "fetched with Basic for 20 concurrent calls, and reused",
            [23, 0, 1],
            || Box::pin(m3ter_reused()),
        ),
        play("m3ter", "revoked (403 by m3ter): replaced", [3, 1, 2], || {
            Box::pin(m3ter_revoked())
        }),
        play(
            "azure",
            "fetched for 20 concurrent calls, and cached",
            [0, 0, 1],
            || Box::pin(azure_kept()),
        ),
    ]
}

/// Two seconds: refreshed in the last fifth.
const LIFE: Duration = Duration::from_secs(2);
/// A time within that fifth.
const NEAR_THE_END: Duration = Duration::from_millis(1700);

async fn meti_renewed() -> Result<Counted, Error> {
    let upstream = Upstream::start(Meti::default()).await?;
    upstream.api.ledger.state().life = LIFE;
    let capability = wiring::meti(&upstream)?;
    let client = capability.meti_sources();
    client.list_sources().await?;
    client.list_sources().await?;
    tokio::time::sleep(NEAR_THE_END).await;
    client.list_sources().await?;
    minted(&upstream.api.ledger, 2).await?;
    client.list_sources().await?;
    Ok(upstream.api.ledger.counters().into())
}

async fn meti_revoked() -> Result<Counted, Error> {
    let upstream = Upstream::start(Meti::default()).await?;
    let capability = wiring::meti(&upstream)?;
    let client = capability.meti_sources();
    client.list_sources().await?;
    upstream.api.ledger.revoke();
    client.list_sources().await?;
    Ok(upstream.api.ledger.counters().into())
}

async fn m3ter_reused() -> Result<Counted, Error> {
    let upstream = Upstream::start(M3ter::default()).await?;
    let capability = wiring::products(&upstream)?;
    let client = capability.m3ter();
    let first = ListProductsParams::default();
    try_join_all((0..20).map(|_| client.list_products(&first))).await?;
    let mut params = first;
    for _ in 0..3 {
        let page = client.list_products(&params).await?.value()?;
        params.next_token = page["nextToken"].as_str().map(str::to_owned);
    }
    if params.next_token.is_some() {
        return Err("there are more than three pages".into());
    }
    Ok(upstream.api.ledger.counters().into())
}

async fn m3ter_revoked() -> Result<Counted, Error> {
    let upstream = Upstream::start(M3ter::default()).await?;
    let capability = wiring::products(&upstream)?;
    let (client, params) = (capability.m3ter(), ListProductsParams::default());
    client.list_products(&params).await?;
    upstream.api.ledger.revoke();
    client.list_products(&params).await?;
    Ok(upstream.api.ledger.counters().into())
}

/// Wraps the generated operation as a token source, for an API that accepts the identity of the machine.
async fn azure_kept() -> Result<Counted, Error> {
    let upstream = Upstream::start(Imds::default()).await?;
    let capability = wiring::azure(&upstream)?;
    let tokens = TokenSource::from_fn(move || {
        let capability = capability.clone();
        async move {
            let client = capability.instancemetadataclient_get_token();
            let params = MicrosoftazureidentitygettokenParams::default();
            let response = client.microsoftazureidentitygettoken(RESOURCE, &params).await?;
            let token = response.value()?;
            let life = Duration::from_secs(token.expires_in.parse()?);
            Ok::<_, Error>(AccessToken::new(token.access_token).expires_in(life))
        }
    });
    try_join_all((0..20).map(|_| tokens.prefetch())).await?;
    tokens.prefetch().await?;
    Ok(upstream.api.ledger.counters().into())
}

/// Waits until an API has issued this many tokens.
async fn minted(ledger: &Ledger, tokens: usize) -> Result<(), Error> {
    for _ in 0..500 {
        if ledger.counters().mints >= tokens {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Err("the token was not refreshed".into())
}
