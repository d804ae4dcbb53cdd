//! The life of tokens: when one is asked for, who waits, and what a refusal comes to.

#![cfg(feature = "client")]

mod authority;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use authority::apis::{self, ADD_SOURCE, Made, PRODUCTS, SOURCES};
use authority::{Authority, CANARY, collection};
use futures_util::future::join_all;
use naftiko::client::{
    AccessToken, AuthenticationError, Body, Error, ErrorKind, HttpClient, Operation, Retry, TokenSource,
};
use naftiko::http::StatusCode;
use naftiko::{Bytes, Value};
use naftiko_upstreams::Fault;
use serde_json::{Value as Json, json};
use tokio::time::{Instant, advance, sleep};

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

#[tokio::test(start_paused = true)]
async fn a_thousand_cold_callers_make_one_request() -> Outcome {
    let authority = Authority::new(|state| state.latency = Duration::from_secs(2));
    let client = apis::m3ter(apis::on(&authority))?;
    let outcomes = join_all((0..1000).map(|_| products(&client, "org-1"))).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(authority.counts(), (1, 1000));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_token_near_its_end_is_renewed_without_anybody_waiting() -> Outcome {
    let authority = Authority::default();
    let client = apis::m3ter(apis::on(&authority))?;
    products(&client, "org-1").await?;
    // An hour's token is renewed five to five and a half minutes before its end.
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
async fn an_outage_while_a_token_is_valid_fails_no_call() -> Outcome {
    let authority = Authority::default();
    let client = apis::m3ter(apis::on(&authority).retry(Retry::none()))?;
    products(&client, "org-1").await?;
    advance(Duration::from_secs(3600 - 299)).await;
    authority.state().token_faults = vec![Fault::Html; 1000].into();
    for _ in 0..290 {
        products(&client, "org-1").await?;
        sleep(Duration::from_secs(1)).await;
    }
    // One attempt every half a minute.
    let attempts = authority.token_calls() - 1;
    assert!((9..=10).contains(&attempts), "{attempts}");
    authority.state().token_faults.clear();
    sleep(Duration::from_secs(30)).await;
    products(&client, "org-1").await?;
    assert_eq!(authority.counts().0, 2);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn who_gives_up_takes_nobody_along() -> Outcome {
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
    // Nor does a deadline of one's own.
    client.tokens().ok_or("no tokens")?.forget();
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

#[tokio::test(start_paused = true)]
async fn a_revoked_token_is_replaced_and_the_call_sent_again() -> Outcome {
    let authority = Authority::default();
    let client = apis::meti(&apis::on(&authority))?;
    call(&client, &SOURCES).await?;
    advance(Duration::from_secs(1)).await;
    authority.revoke();
    let response = client
        .call(&ADD_SOURCE)
        .json(collection())
        .send::<Value>()
        .await?;
    assert_eq!(
        (response.status(), response.json()?),
        (StatusCode::CREATED, collection())
    );
    assert_eq!(authority.counts(), (2, 3));
    // Many at once: one token for all of them, and each sends its call twice at most.
    advance(Duration::from_secs(1)).await;
    authority.revoke();
    let outcomes = join_all((0..50).map(|_| call(&client, &SOURCES))).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(authority.counts().0, 3);
    assert!(authority.counts().1 <= 103, "{:?}", authority.counts());
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_lasting_401_is_returned() -> Outcome {
    let authority = Authority::new(|state| state.refuses_all = true);
    let client = apis::meti(&apis::on(&authority))?;
    // The token came during this call: another one would be refused too.
    assert_eq!(status(call(&client, &SOURCES).await), Some(401));
    assert_eq!(authority.counts(), (1, 1));
    advance(Duration::from_secs(1)).await;
    assert_eq!(status(call(&client, &SOURCES).await), Some(401));
    assert_eq!(authority.counts(), (2, 3));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_403_may_be_about_the_token_once_a_minute() -> Outcome {
    let authority = Authority::new(|state| state.refusal = Some(403));
    let client = apis::m3ter(apis::on(&authority))?;
    products(&client, "org-1").await?;
    advance(Duration::from_secs(1)).await;
    authority.revoke();
    products(&client, "org-1").await?;
    assert_eq!(authority.counts(), (2, 3));
    // An organisation that is not there is a 403 as well, and no reason for another token.
    for _ in 0..100 {
        advance(Duration::from_secs(1)).await;
        assert_eq!(status(products(&client, "other").await), Some(403));
    }
    let (mints, calls) = authority.counts();
    assert!(mints <= 4 && calls <= 3 + 100 + 2, "{mints} {calls}");
    // Where the spec does not ask for it, never.
    let authority = Authority::new(|state| state.refusal = Some(403));
    let client = apis::meti(&apis::on(&authority))?;
    call(&client, &SOURCES).await?;
    advance(Duration::from_secs(1)).await;
    authority.revoke();
    assert_eq!(status(call(&client, &SOURCES).await), Some(403));
    assert_eq!(authority.counts(), (1, 2));
    Ok(())
}

/// What is said of a token's life, for how many seconds it is kept without a doubt, and from when it is not.
#[tokio::test(start_paused = true)]
async fn every_spelling_of_a_life_is_understood() -> Outcome {
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
async fn a_token_that_ends_earlier_than_announced_costs_one_call_more() -> Outcome {
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
async fn a_streamed_body_is_not_sent_again() -> Outcome {
    let authority = Authority::default();
    let client = apis::meti(&apis::on(&authority))?;
    call(&client, &SOURCES).await?;
    advance(Duration::from_secs(1)).await;
    authority.revoke();
    let stream = futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"{}"))]);
    let streamed = client
        .call(&ADD_SOURCE)
        .body("application/json", Body::from_stream(stream));
    assert_eq!(status(streamed.send::<Value>().await.map(drop)), Some(401));
    assert_eq!(authority.counts(), (1, 2));
    // But the token is known to be of no use.
    call(&client, &SOURCES).await?;
    assert_eq!(authority.counts(), (2, 3));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_failing_token_endpoint_is_tried_again_and_then_told() -> Outcome {
    let authority = Authority::new(|state| state.token_faults = vec![Fault::Html, Fault::Reset].into());
    let client = apis::m3ter(apis::on(&authority))?;
    products(&client, "org-1").await?;
    assert_eq!((authority.token_calls(), authority.counts()), (3, (1, 1)));

    // An operation that returns tokens is as safe to repeat as a token endpoint, also if it is a POST.
    let authority = Authority::new(|state| state.token_faults = vec![Fault::Html, Fault::Reset].into());
    call(&apis::meti(&apis::on(&authority))?, &SOURCES).await?;
    assert_eq!((authority.token_calls(), authority.counts()), (3, (1, 1)));

    let authority = Authority::new(|state| state.token_faults = vec![Fault::Html; 9].into());
    let client = apis::m3ter(apis::on(&authority))?;
    let error = refused(products(&client, "org-1").await)?;
    assert_eq!(error.status(), Some(StatusCode::BAD_GATEWAY));
    assert!(
        error.is_retryable() && !error.to_string().contains(CANARY),
        "{error}"
    );
    assert_eq!(
        error.to_string(),
        "no credentials from the token endpoint https://api.m3ter.test: it answered 502 Bad Gateway"
    );
    assert_eq!((authority.token_calls(), authority.counts()), (3, (0, 0)));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_told_to_everybody_for_a_second() -> Outcome {
    let authority = Authority::default();
    let client = apis::m3ter(apis::on(&authority))?;
    client
        .tokens()
        .ok_or("no tokens")?
        .set_client_secret(format!("wrong {CANARY}"));
    for _ in 0..3 {
        let error = refused(products(&client, "org-1").await)?;
        assert_eq!(error.status(), Some(StatusCode::FORBIDDEN));
        assert!(
            !error.is_retryable() && error.to_string().ends_with("403 Forbidden (invalid_client)"),
            "{error}"
        );
    }
    assert_eq!(authority.token_calls(), 1);
    advance(Duration::from_secs(1)).await;
    refused(products(&client, "org-1").await)?;
    assert_eq!(authority.token_calls(), 2);
    // The right one is taken at once.
    client
        .tokens()
        .ok_or("no tokens")?
        .set_client_secret(format!("m3ter-{CANARY}"));
    products(&client, "org-1").await?;
    assert_eq!(authority.counts(), (1, 1));
    Ok(())
}

/// In any case of letters; and what is bound to a key is no bearer.
#[tokio::test(start_paused = true)]
async fn the_type_of_a_token_is_read_in_any_case() -> Outcome {
    for (answer, taken) in [
        (r#"{"access_token":"t","token_type":"bearer"}"#, true),
        (r#"{"access_token":"t","token_type":"Bearer"}"#, true),
        (r#"{"access_token":"t","token_type":"BEARER"}"#, true),
        (r#"{"access_token":"t","token_type":null}"#, true),
        (r#"{"access_token":"t"}"#, true),
        (r#"{"access_token":"t","token_type":"mac"}"#, false),
        (r#"{"access_token":"t","token_type":"DPoP"}"#, false),
    ] {
        let authority = Authority::new(|state| state.token_faults = vec![Fault::Answer(200, answer)].into());
        let client = apis::m3ter(apis::on(&authority))?;
        // The token is not one that the API gave out, but it is sent.
        assert_eq!(
            status(products(&client, "org-1").await).is_some(),
            taken,
            "{answer}"
        );
        assert_eq!(authority.counts().1, usize::from(taken), "{answer}");
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_token_is_obtained_early_when_asked_to() -> Outcome {
    let authority = Authority::default();
    let client = apis::m3ter(apis::on(&authority))?;
    assert_eq!(authority.counts(), (0, 0));
    client.tokens().ok_or("no tokens")?.warm().await?;
    client.tokens().ok_or("no tokens")?.warm().await?;
    assert_eq!(authority.counts(), (1, 0));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn an_update_of_the_metadata_service_is_waited_for() -> Outcome {
    for status in [404, 410] {
        let authority = Authority::default();
        let (vault, imds) = apis::vault(&apis::on(&authority))?;
        for mints in [1, 2, 3] {
            authority.state().outage = Some((Instant::now() + Duration::from_secs(70), status));
            // The service keeps tokens as well: another one only when the first is of no use.
            authority.revoke();
            vault.tokens().ok_or("no tokens")?.forget();
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
async fn a_refusal_of_the_metadata_service_is_not_repeated() -> Outcome {
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

#[tokio::test(start_paused = true)]
async fn a_token_that_was_asked_for_with_old_credentials_is_not_kept() -> Outcome {
    let authority = Authority::new(|state| state.latency = Duration::from_secs(5));
    let client = apis::m3ter(apis::on(&authority))?;
    let tokens = client.tokens().ok_or("no tokens")?.clone();
    let early = tokio::spawn({
        let tokens = tokens.clone();
        async move { tokens.warm().await }
    });
    sleep(Duration::from_secs(1)).await;
    tokens.set_client_secret(format!("m3ter-{CANARY}"));
    early.await??;
    products(&client, "org-1").await?;
    assert_eq!(authority.counts(), (2, 1));
    Ok(())
}

/// What a runtime takes with it when it ends is asked for again.
#[test]
fn a_request_lost_with_its_runtime_is_made_again() -> Outcome {
    let authority = Authority::new(|state| state.latency = Duration::from_secs(60));
    let client = apis::m3ter(apis::on(&authority))?;
    let runtime = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
    };
    runtime()?.block_on(async {
        let hurried = client
            .call(&PRODUCTS)
            .path("org", "org-1")
            .timeout(Duration::from_millis(20));
        assert!(
            hurried
                .send::<Value>()
                .await
                .is_err_and(|error| error.is_timeout())
        );
    });
    authority.state().latency = Duration::ZERO;
    runtime()?.block_on(products(&client, "org-1"))?;
    assert_eq!(authority.counts(), (2, 1));
    Ok(())
}

/// Many threads, and tokens that end all the time: nobody hangs, nobody fails, one request at a time.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn threads_share_a_source() -> Outcome {
    let (running, minted) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (busy, count) = (Arc::clone(&running), Arc::clone(&minted));
    let source = TokenSource::from_fn(move || {
        let (busy, count) = (Arc::clone(&busy), Arc::clone(&count));
        async move {
            assert_eq!(busy.fetch_add(1, Ordering::SeqCst), 0);
            tokio::task::yield_now().await;
            busy.fetch_sub(1, Ordering::SeqCst);
            let number = count.fetch_add(1, Ordering::SeqCst);
            let token = AccessToken::new(format!("t{number}")).expires_in(Duration::from_millis(2));
            Ok::<_, AuthenticationError>(token)
        }
    });
    let callers = (0..16).map(|_| {
        let source = source.clone();
        tokio::spawn(async move {
            for _ in 0..500 {
                source.warm().await?;
                tokio::task::yield_now().await;
            }
            Ok::<_, AuthenticationError>(())
        })
    });
    for caller in tokio::time::timeout(Duration::from_secs(30), join_all(callers)).await? {
        caller??;
    }
    let minted = minted.load(Ordering::SeqCst);
    assert!((1..8000).contains(&minted), "{minted}");
    Ok(())
}
