//! Tests of generated clients of a virtual machine's metadata service: retries during updates, five concurrent requests, and its tokens for
//! another API. The clock is paused.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use naftiko::client::{Body, Config, FakeResponse, FakeTransport};
use naftiko_upstreams::imds::{self, Imds};
use naftiko_upstreams::meti::{self, Meti};
use naftiko_upstreams::{FakeApi as _, Ledger};
use tokio::time::Instant;

use super::azure::client::MicrosoftazureidentitygettokenParams;
use super::vault::client::machine::GetTokenParams;
use super::{azure, vault};

const RESOURCE: &str = "https://vault.azure.net";

/// Returns both services with one ledger.
fn services() -> (Ledger, FakeTransport) {
    let ledger = Ledger::default();
    let machine = Imds::new(imds::Settings::default(), ledger.clone());
    let sources = Meti::new(meti::Settings::default(), ledger.clone());
    let transport = FakeTransport::new(move |request| {
        let answer = if request.uri().path().starts_with("/metadata/") {
            machine.answer(request)
        } else {
            sources.answer(request)
        };
        FakeResponse::body(answer.status, answer.body).after(answer.after)
    });
    (ledger, transport)
}

fn vault(transport: &FakeTransport) -> vault::Capability {
    let through = |api: Config| api.transport(transport.clone()).timeout(Duration::from_secs(90));
    vault::Capability::builder()
        .machine(through)
        .sources(through)
        .build()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn token_request_waits_for_a_service_update() {
    for status in [404, 410] {
        let (ledger, transport) = services();
        let capability = vault(&transport);
        ledger.state().outage = Some((Instant::now() + Duration::from_secs(70), status));
        let started = Instant::now();
        capability.sources().list_sources().await.unwrap();
        let took = started.elapsed().as_secs();
        assert!((70..75).contains(&took), "{took}");
        capability.sources().list_sources().await.unwrap();
        let counted = ledger.counters();
        assert_eq!((counted.mints, counted.resource_calls), (1, 2));
    }
}

#[tokio::test(start_paused = true)]
async fn spec_without_a_token_client_waits_too() {
    for status in [404, 410, 429, 500, 503] {
        let (ledger, transport) = services();
        // The sample's OpenAPI document adds the header and the version that the service requires.
        let capability = azure::Capability::builder()
            .instancemetadataclient_get_token(|api| {
                api.transport(transport.clone()).timeout(Duration::from_secs(90))
            })
            .build()
            .unwrap();
        ledger.state().outage = Some((Instant::now() + Duration::from_secs(70), status));
        let started = Instant::now();
        let params = MicrosoftazureidentitygettokenParams::default();
        let client = capability.instancemetadataclient_get_token();
        let token = client
            .microsoftazureidentitygettoken(RESOURCE, &params)
            .await
            .unwrap();
        assert_eq!(token.value().unwrap().resource, RESOURCE, "{status}");
        let took = started.elapsed().as_secs();
        assert!((70..75).contains(&took), "{status}: {took}");
    }
}

#[tokio::test(start_paused = true)]
async fn invalid_request_fails_immediately() {
    let (ledger, transport) = services();
    let capability = vault(&transport);
    let started = Instant::now();
    let error = capability
        .machine()
        .get_token("https://unknown.test", &GetTokenParams::default())
        .await
        .unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), started.elapsed()),
        (400, Duration::ZERO)
    );
    assert_eq!(ledger.counters().token_calls, 1);
}

#[tokio::test(start_paused = true)]
async fn at_most_five_requests_are_concurrent() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (running, peak) = (Arc::clone(&now), Arc::clone(&most));
    let transport = FakeTransport::new(move |_| {
        peak.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let running = Arc::clone(&running);
        let body = futures_util::stream::once(async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            running.fetch_sub(1, Ordering::SeqCst);
            Ok::<_, std::io::Error>(naftiko::Bytes::from_static(b"{}"))
        });
        FakeResponse::body(200, Body::from_stream(body))
    });
    let capability = vault(&transport);
    let params = GetTokenParams::default();
    let calls = (0..23).map(|_| capability.machine().get_token(RESOURCE, &params));
    let outcomes = futures_util::future::join_all(calls).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(most.load(Ordering::SeqCst), 5);
}

/// The service caches a token that the API rejects, so the request must bypass the cache.
#[tokio::test(start_paused = true)]
async fn rejected_token_is_refreshed_past_the_cache_of_the_service() {
    let (ledger, transport) = services();
    let capability = vault(&transport);
    capability.sources().list_sources().await.unwrap();
    tokio::time::advance(Duration::from_secs(1)).await;
    ledger.revoke();
    capability.sources().list_sources().await.unwrap();
    let counted = ledger.counters();
    assert_eq!(
        (counted.mints, counted.resource_calls, counted.refused),
        (2, 3, 1)
    );
}
