//! Token lifetime: fetch, refresh, waiting callers.

use std::time::Duration;

use futures_util::future::join_all;
use naftiko::Value;
use naftiko::client::Retry;
use naftiko_upstreams::Fault;
use serde_json::{Value as Json, json};
use tokio::time::{Instant, advance, sleep};

use super::authority::apis::{self, PRODUCTS, SOURCES};
use super::authority::{Authority, CANARY};
use super::{Outcome, call, products};

#[tokio::test(start_paused = true)]
async fn concurrent_calls_share_one_token_request() -> Outcome {
    let authority = Authority::new(|state| state.latency = Duration::from_secs(2));
    let client = apis::m3ter(apis::on(&authority))?;
    let outcomes = join_all((0..1000).map(|_| products(&client, "org-1"))).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(authority.counts(), (1, 1000));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn token_near_expiry_is_refreshed_in_the_background() -> Outcome {
    let authority = Authority::default();
    let client = apis::m3ter(apis::on(&authority))?;
    products(&client, "org-1").await?;
    // A token of an hour is refreshed five to five and a half minutes before its expiry.
    advance(Duration::from_secs(3600 - 331)).await;
    products(&client, "org-1").await?;
    assert_eq!(authority.counts().0, 1);
    advance(Duration::from_secs(32)).await;
    authority.state().latency = Duration::from_secs(5);
    let started = Instant::now();
    let outcomes = join_all((0..100).map(|_| products(&client, "org-1"))).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!((started.elapsed(), authority.counts().0), (Duration::ZERO, 1));
    sleep(Duration::from_secs(6)).await;
    products(&client, "org-1").await?;
    assert_eq!(authority.counts(), (2, 103));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn failed_refresh_keeps_the_valid_token() -> Outcome {
    let authority = Authority::default();
    let client = apis::m3ter(apis::on(&authority).retry(Retry::none()))?;
    products(&client, "org-1").await?;
    advance(Duration::from_secs(3600 - 299)).await;
    authority.state().token_faults = vec![Fault::Html; 1000].into();
    for _ in 0..290 {
        products(&client, "org-1").await?;
        sleep(Duration::from_secs(1)).await;
    }
    // One attempt every half minute.
    let attempts = authority.token_calls() - 1;
    assert!((9..=10).contains(&attempts), "{attempts}");
    authority.state().token_faults.clear();
    sleep(Duration::from_secs(30)).await;
    products(&client, "org-1").await?;
    assert_eq!(authority.counts().0, 2);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn cancelled_call_does_not_cancel_the_token_request() -> Outcome {
    let authority = Authority::new(|state| state.latency = Duration::from_secs(3));
    let client = apis::m3ter(apis::on(&authority))?;
    let leader = {
        let client = client.clone();
        tokio::spawn(async move { products(&client, "org-1").await })
    };
    sleep(Duration::from_secs(1)).await;
    let followers = {
        let client = client.clone();
        tokio::spawn(async move { join_all((0..10).map(|_| products(&client, "org-1"))).await })
    };
    sleep(Duration::from_secs(1)).await;
    leader.abort();
    assert!(followers.await?.iter().all(Result::is_ok));
    assert_eq!(authority.counts(), (1, 10));
    // A deadline of the call does not cancel it either.
    client.tokens().ok_or("no tokens")?.clear();
    let hurried = client
        .call(&PRODUCTS)
        .path("org", "org-1")
        .timeout(Duration::from_secs(1));
    assert!(
        hurried
            .send::<Value>()
            .await
            .is_err_and(|error| error.is_timeout())
    );
    sleep(Duration::from_secs(2)).await;
    let started = Instant::now();
    products(&client, "org-1").await?;
    assert_eq!((started.elapsed(), authority.counts().0), (Duration::ZERO, 2));
    Ok(())
}

/// The lifetime in a response, for how many seconds the token is certainly used, and from when it is not.
#[tokio::test(start_paused = true)]
async fn token_lifetime_is_read_in_every_form() -> Outcome {
    for (said, kept, ended) in [
        (json!(100), 77, 101),
        (json!("100"), 77, 101),
        (json!(100.0), 77, 101),
        (json!(1), 0, 1),
        (json!(0), 230, 301),
        (json!(-1), 230, 301),
        (json!(1e12), 230, 301),
        (Json::Null, 230, 301),
        (json!("soon"), 230, 301),
    ] {
        let authority = Authority::new(|state| state.told = Some(said.clone()));
        let client = apis::meti(&apis::on(&authority))?;
        call(&client, &SOURCES).await?;
        advance(Duration::from_secs(kept)).await;
        call(&client, &SOURCES).await?;
        assert_eq!(authority.counts().0, 1, "{said} after {kept} s");
        advance(Duration::from_secs(ended - kept)).await;
        call(&client, &SOURCES).await?;
        assert_eq!(authority.counts().0, 2, "{said} after {ended} s");
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn token_that_expires_early_costs_one_more_call() -> Outcome {
    let authority = Authority::new(|state| {
        state.life = Duration::from_secs(20);
        state.told = Some(json!(3600));
    });
    let client = apis::meti(&apis::on(&authority))?;
    for calls in [1_usize, 3, 5] {
        call(&client, &SOURCES).await?;
        assert_eq!(authority.counts(), (calls.div_ceil(2), calls));
        advance(Duration::from_secs(21)).await;
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn prefetched_token_is_used_by_the_first_call() -> Outcome {
    let authority = Authority::default();
    let client = apis::m3ter(apis::on(&authority))?;
    assert_eq!(authority.counts(), (0, 0));
    client.tokens().ok_or("no tokens")?.prefetch().await?;
    client.tokens().ok_or("no tokens")?.prefetch().await?;
    assert_eq!(authority.counts(), (1, 0));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn token_requested_with_old_credentials_is_not_cached() -> Outcome {
    let authority = Authority::new(|state| state.latency = Duration::from_secs(5));
    let client = apis::m3ter(apis::on(&authority))?;
    let tokens = client.tokens().ok_or("no tokens")?.clone();
    let early = tokio::spawn({
        let tokens = tokens.clone();
        async move { tokens.prefetch().await }
    });
    sleep(Duration::from_secs(1)).await;
    tokens.set_client_secret(format!("m3ter-{CANARY}"));
    early.await??;
    products(&client, "org-1").await?;
    assert_eq!(authority.counts(), (2, 1));
    Ok(())
}
