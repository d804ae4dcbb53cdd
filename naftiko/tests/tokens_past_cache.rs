//! The metadata service of a virtual machine keeps the tokens that it gave out: one that was refused must not come again.

#![cfg(feature = "client")]

mod authority;

use authority::Authority;
use authority::apis::{self, Made, SOURCES};
use naftiko::Value;
use naftiko::client::{Config, FakeAnswer, FakeTransport, Retry};

fn token_queries(fake: &FakeTransport) -> Vec<String> {
    let requests = fake.requests();
    let queries = requests
        .iter()
        .map(|request| request.uri().query().unwrap_or_default().to_owned());
    queries.collect()
}

#[tokio::test]
async fn a_refused_token_is_renewed_past_the_cache_of_the_metadata_service() -> Made<()> {
    let authority = Authority::default();
    let imds = authority.fake();
    // Takes any token but the first: the service itself goes on holding that for good.
    let first = std::sync::Mutex::new(None::<String>);
    let vault = FakeTransport::new(move |request| {
        let bearer = request
            .headers()
            .get("authorization")
            .and_then(|value| value.to_str().ok());
        let bearer = bearer.unwrap_or_default().to_owned();
        let mut first = first.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if *first.get_or_insert_with(|| bearer.clone()) == bearer {
            return FakeAnswer::status(401);
        }
        FakeAnswer::status(200)
    });
    let on = |fake: &FakeTransport| Config::new().transport(fake.clone()).retry(Retry::none());
    let (client, _) = apis::vault_at(on(&vault), on(&imds))?;
    let tokens = client.tokens().ok_or("no tokens")?;
    tokens.warm().await?;
    // A token that came during the call would not be replaced.
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    client.call(&SOURCES).send::<Value>().await?;
    tokens.forget();
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
