//! Tests of tokens: fetch, refresh, waiting calls, and rejections.

#![cfg(feature = "client")]

#[path = "../authority/mod.rs"]
mod authority;
mod life;
mod machine;
mod refused;
mod sources;

use authority::apis::{Made, PRODUCTS};
use naftiko::Value;
use naftiko::client::{AuthenticationError, Error, ErrorKind, HttpClient, Operation};

type Outcome = Made<()>;

async fn products(client: &HttpClient, org: &str) -> Result<(), Error> {
    client
        .call(&PRODUCTS)
        .path("org", org)
        .send::<Value>()
        .await
        .map(drop)
}

async fn call(client: &HttpClient, operation: &Operation) -> Result<(), Error> {
    client.call(operation).send::<Value>().await.map(drop)
}

fn status(outcome: Result<(), Error>) -> Option<u16> {
    outcome
        .err()
        .and_then(|error| error.status())
        .map(|status| status.as_u16())
}

fn refused(outcome: Result<(), Error>) -> Made<AuthenticationError> {
    match outcome.err().ok_or("it succeeded")?.into_kind() {
        ErrorKind::Authentication(error) => Ok(error),
        other => Err(format!("another error: {other:?}").into()),
    }
}
