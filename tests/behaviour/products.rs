//! Tests of m3ter's products with tokens of a service user, over a fake m3ter with state.

use std::time::Duration;

use naftiko::client::ErrorKind;
use naftiko_upstreams::m3ter::M3ter;
use naftiko_upstreams::{Counters, Fault, Served};
use serde_json::{Value, json};

use super::m3ter_products::Capability;
use super::m3ter_products::client::ListProductsParams;

/// A capability with its own fake m3ter.
struct Case {
    api: M3ter,
    capability: Capability,
    _served: Served,
}

impl Case {
    async fn start(organization: &str, secret: &str) -> Self {
        let api = M3ter::default();
        let served = Served::start(api.clone()).await.unwrap();
        let capability = Capability::builder()
            .variable("M3TER_URI", served.uri())
            .variable("M3TER_ACCESS_KEY_ID", &api.settings.key)
            .variable("M3TER_API_SECRET", secret)
            .variable("M3TER_ORG_ID", organization)
            .build()
            .unwrap();
        Self {
            api,
            capability,
            _served: served,
        }
    }

    async fn known() -> Self {
        let settings = naftiko_upstreams::m3ter::Settings::default();
        Self::start(&settings.organization, &settings.secret).await
    }

    /// Returns the status of a call for the first page.
    async fn list(&self) -> u16 {
        let params = ListProductsParams::default();
        match self.capability.m3ter().list_products(&params).await {
            Ok(response) => response.status().as_u16(),
            Err(error) => error.status().map_or(0, |status| status.as_u16()),
        }
    }

    /// Returns the numbers of issued tokens, calls, and calls whose token was rejected.
    fn counts(&self) -> (usize, usize, usize) {
        let Counters {
            mints,
            resource_calls,
            refused,
            ..
        } = self.api.ledger.counters();
        (mints, resource_calls, refused)
    }
}

#[tokio::test]
async fn three_pages_use_one_token() {
    let case = Case::known().await;
    let loopback = "127.0.0.1:0".parse().unwrap();
    let server = case.capability.server().address("products-rest", loopback);
    let running = server.start().await.unwrap();
    let uri = format!("http://{}/v1/products", running.address("products-rest").unwrap());
    let (mut sizes, mut query) = (Vec::new(), String::new());
    loop {
        let answer = super::http().get(format!("{uri}{query}")).send().await.unwrap();
        let page: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        sizes.push(page["products"].as_array().unwrap().len());
        let Some(next) = page["next"].as_str() else { break };
        query = format!("?nextToken={next}");
    }
    assert_eq!(sizes, [3, 3, 1]);
    let params = ListProductsParams {
        page_size: Some(100),
        ..ListProductsParams::default()
    };
    let all = case.capability.m3ter().list_products(&params).await.unwrap();
    assert_eq!(all.value().unwrap()["data"].as_array().unwrap().len(), 7);
    assert_eq!(case.counts(), (1, 4, 0));
    assert_eq!(case.api.ledger.counters().bearers, 1);
}

/// m3ter has no 401: an expired token is 403, as is an unknown organization.
#[tokio::test]
async fn expired_token_is_refreshed_after_403_and_a_second_403_is_returned() {
    let case = Case::known().await;
    assert_eq!(case.list().await, 200);
    case.api.ledger.revoke();
    assert_eq!(case.list().await, 200);
    assert_eq!(case.counts(), (2, 3, 1));
    // A refresh after 403 happens at most once per minute.
    case.api.ledger.revoke();
    assert_eq!(case.list().await, 403);
    assert_eq!(case.counts(), (2, 4, 2));

    let stranger = Case::start("another", "example-api-secret").await;
    for _ in 0..5 {
        assert_eq!(stranger.list().await, 403);
    }
    let (mints, calls, refused) = stranger.counts();
    assert!(
        mints <= 2 && calls <= 6 && refused == 0,
        "{mints} {calls} {refused}"
    );
}

#[tokio::test]
async fn token_that_expires_early_costs_one_more_call() {
    let case = Case::known().await;
    case.api.ledger.state().life = Duration::from_millis(100);
    case.api.ledger.state().told = Some(json!(18_000));
    assert_eq!(case.list().await, 200);
    tokio::time::sleep(Duration::from_millis(120)).await;
    case.api.ledger.state().life = Duration::from_secs(60);
    assert_eq!(case.list().await, 200);
    assert_eq!(case.counts(), (2, 3, 1));
}

#[tokio::test]
async fn wrong_secret_fails_before_the_call_and_is_not_shown() {
    let case = Case::start("example-organization", "canary-0b7d").await;
    case.api.ledger.state().indiscreet = true;
    let params = ListProductsParams::default();
    let error = case.capability.m3ter().list_products(&params).await.unwrap_err();
    let ErrorKind::Authentication(refusal) = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!(refusal.status().unwrap(), 403);
    let shown = format!("{error} {error:?} {:?}", case.capability);
    let basic = "ZXhhbXBsZS1rZXktaWQ";
    assert!(!shown.contains("canary") && !shown.contains(basic), "{shown}");
    assert_eq!(case.counts(), (0, 0, 0));
}

#[tokio::test]
async fn failed_token_request_is_retried() {
    let case = Case::known().await;
    case.api.ledger.state().token_faults = [Fault::Html, Fault::Reset].into();
    assert_eq!(case.list().await, 200);
    assert_eq!(
        (case.counts(), case.api.ledger.counters().token_calls),
        ((1, 1, 0), 3)
    );
}
