//! Tests of tokens of the metadata service of a virtual machine.

use std::time::Duration;

use naftiko::Value;
use naftiko::client::{Config, FakeResponse, FakeTransport, Retry};
use naftiko_upstreams::Fault;
use tokio::time::Instant;

use super::authority::apis::{self, SOURCES};
use super::authority::{Authority, CANARY};
use super::{Outcome, call, refused};

#[tokio::test(start_paused = true)]
async fn metadata_service_update_is_retried_until_it_ends() -> Outcome {
    for status in [404, 410] {
        let authority = Authority::default();
        let (vault, imds) = apis::vault(&apis::on(&authority))?;
        for mints in [1, 2, 3] {
            authority.state().outage = Some((Instant::now() + Duration::from_secs(70), status));
            // The service caches tokens too: it returns another one only when the first is invalid.
            authority.revoke();
            vault.tokens().ok_or("no tokens")?.clear();
            let started = Instant::now();
            let patient = vault.call(&SOURCES).timeout(Duration::from_secs(90));
            patient.send::<Value>().await?;
            assert!(
                started.elapsed() < Duration::from_secs(75),
                "{:?}",
                started.elapsed()
            );
            assert_eq!(authority.counts(), (mints, 2 * mints - 1));
            call(&vault, &SOURCES).await?;
        }
        drop(imds);
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn rejection_by_the_metadata_service_is_not_retried() -> Outcome {
    for status in [400, 401, 403, 405] {
        let authority =
            Authority::new(|state| state.token_faults = vec![Fault::Answer(status, CANARY); 5].into());
        let (vault, _) = apis::vault(&apis::on(&authority))?;
        let error = refused(call(&vault, &SOURCES).await)?;
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert_eq!((error.endpoint(), authority.token_calls()), ("imds.get-token", 1));
    }
    Ok(())
}

fn token_queries(fake: &FakeTransport) -> Vec<String> {
    let requests = fake.requests();
    let queries = requests
        .iter()
        .map(|request| request.uri().query().unwrap_or_default().to_owned());
    queries.collect()
}

#[tokio::test]
async fn rejected_token_is_refreshed_with_bypass_cache() -> Outcome {
    let authority = Authority::default();
    let imds = authority.fake();
    // The API accepts any token but the first, which the service keeps.
    let first = std::sync::Mutex::new(None::<String>);
    let vault = FakeTransport::new(move |request| {
        let bearer = request
            .headers()
            .get("authorization")
            .and_then(|value| value.to_str().ok());
        let bearer = bearer.unwrap_or_default().to_owned();
        let mut first = first.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if *first.get_or_insert_with(|| bearer.clone()) == bearer {
            return FakeResponse::status(401);
        }
        FakeResponse::status(200)
    });
    let on = |fake: &FakeTransport| Config::new().transport(fake.clone()).retry(Retry::none());
    let (client, _) = apis::vault_at(on(&vault), on(&imds))?;
    let tokens = client.tokens().ok_or("no tokens")?;
    tokens.prefetch().await?;
    // A token that was fetched during the call would not be replaced.
    tokio::time::sleep(Duration::from_millis(5)).await;
    client.call(&SOURCES).send::<Value>().await?;
    tokens.clear();
    client.call(&SOURCES).send::<Value>().await?;
    let asked = "api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net";
    assert_eq!(
        token_queries(&imds),
        [
            asked.to_owned(),
            format!("{asked}&bypass_cache=true"),
            asked.to_owned()
        ]
    );
    assert_eq!(authority.counts().0, 2, "the third was in the cache");
    Ok(())
}
