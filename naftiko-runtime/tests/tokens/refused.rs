//! Tests of tokens that an API rejects, and of rejected token requests.

use std::time::Duration;

use futures_util::future::join_all;
use naftiko::client::Body;
use naftiko::http::StatusCode;
use naftiko::{Bytes, Value};
use naftiko_upstreams::Fault;
use tokio::time::advance;

use super::authority::apis::{self, ADD_SOURCE, SOURCES};
use super::authority::{Authority, CANARY, collection};
use super::{Outcome, call, products, refused, status};

#[tokio::test(start_paused = true)]
async fn revoked_token_is_replaced_and_the_call_sent_again() -> Outcome {
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
        (response.status(), response.value()?),
        (StatusCode::CREATED, collection())
    );
    assert_eq!(authority.counts(), (2, 3));
    // Many concurrent calls: one token for all of them, and each is sent at most twice.
    advance(Duration::from_secs(1)).await;
    authority.revoke();
    let outcomes = join_all((0..50).map(|_| call(&client, &SOURCES))).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(authority.counts().0, 3);
    assert!(authority.counts().1 <= 103, "{:?}", authority.counts());
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn lasting_401_is_returned() -> Outcome {
    let authority = Authority::new(|state| state.refuses_all = true);
    let client = apis::meti(&apis::on(&authority))?;
    // The token was fetched during this call: another one would be rejected too.
    assert_eq!(status(call(&client, &SOURCES).await), Some(401));
    assert_eq!(authority.counts(), (1, 1));
    advance(Duration::from_secs(1)).await;
    assert_eq!(status(call(&client, &SOURCES).await), Some(401));
    assert_eq!(authority.counts(), (2, 3));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn forbidden_refreshes_the_token_once_a_minute() -> Outcome {
    let authority = Authority::new(|state| state.refusal = Some(403));
    let client = apis::m3ter(apis::on(&authority))?;
    products(&client, "org-1").await?;
    advance(Duration::from_secs(1)).await;
    authority.revoke();
    products(&client, "org-1").await?;
    assert_eq!(authority.counts(), (2, 3));
    // An unknown organization is a 403 as well, which does not need another token.
    for _ in 0..100 {
        advance(Duration::from_secs(1)).await;
        assert_eq!(status(products(&client, "other").await), Some(403));
    }
    let (mints, calls) = authority.counts();
    assert!(mints <= 4 && calls <= 3 + 100 + 2, "{mints} {calls}");
    // Without the option in the spec, a 403 never refreshes the token.
    let authority = Authority::new(|state| state.refusal = Some(403));
    let client = apis::meti(&apis::on(&authority))?;
    call(&client, &SOURCES).await?;
    advance(Duration::from_secs(1)).await;
    authority.revoke();
    assert_eq!(status(call(&client, &SOURCES).await), Some(403));
    assert_eq!(authority.counts(), (1, 2));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn streamed_body_is_not_sent_again() -> Outcome {
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
    // The token is still marked as rejected.
    call(&client, &SOURCES).await?;
    assert_eq!(authority.counts(), (2, 3));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn failing_token_endpoint_is_retried_then_reported() -> Outcome {
    let authority = Authority::new(|state| state.token_faults = vec![Fault::Html, Fault::Reset].into());
    let client = apis::m3ter(apis::on(&authority))?;
    products(&client, "org-1").await?;
    assert_eq!((authority.token_calls(), authority.counts()), (3, (1, 1)));

    // An operation that returns tokens may be retried like a token endpoint, even as a POST.
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
        "failed to obtain credentials from the token endpoint https://api.m3ter.test: the API returned 502 Bad Gateway"
    );
    assert_eq!((authority.token_calls(), authority.counts()), (3, (0, 0)));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn token_error_is_cached_for_a_second() -> Outcome {
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
    // A valid secret is used at once.
    client
        .tokens()
        .ok_or("no tokens")?
        .set_client_secret(format!("m3ter-{CANARY}"));
    products(&client, "org-1").await?;
    assert_eq!(authority.counts(), (1, 1));
    Ok(())
}

/// Some endpoints send errors with a status of success, and so do pages of proxies.
#[tokio::test(start_paused = true)]
async fn success_without_a_token_is_named_and_cached_for_a_second() -> Outcome {
    for (answer, reason) in [
        (
            r#"{"error":"invalid_scope","error_description":"canary-5d2e"}"#,
            "the API returned 200 OK (invalid_scope)",
        ),
        (r#"{"error":"canary-5d2e"}"#, "no token in the response: "),
        (
            r#"{"access_token":"","token":"","error":""}"#,
            "the token is empty",
        ),
        (
            r#"{"access_token":"canary-5d2e\n","token":"canary-5d2e\n"}"#,
            "the token contains",
        ),
        ("", "no token in the response: "),
        ("<html>canary-5d2e</html>", "no token in the response: "),
    ] {
        let authority =
            || Authority::new(|state| state.token_faults = vec![Fault::Answer(200, answer); 2].into());
        let (grant, operation) = (authority(), authority());
        let m3ter = apis::m3ter(apis::on(&grant))?;
        let meti = apis::meti(&apis::on(&operation))?;
        for expected in [1, 1, 1, 2] {
            if expected == 2 {
                advance(Duration::from_secs(1)).await;
            }
            for outcome in [products(&m3ter, "org-1").await, call(&meti, &SOURCES).await] {
                let error = refused(outcome)?;
                assert!(error.to_string().contains(reason), "{error}");
                assert!(
                    !error.to_string().contains(CANARY) && !error.is_retryable(),
                    "{error}"
                );
            }
            assert_eq!(
                (grant.token_calls(), operation.token_calls()),
                (expected, expected),
                "{answer}"
            );
        }
    }
    Ok(())
}

/// A member `error` beside a token is not an error.
#[tokio::test(start_paused = true)]
async fn token_with_a_null_error_is_used() -> Outcome {
    let answer = r#"{"access_token":"t","error":null}"#;
    let authority = Authority::new(|state| state.token_faults = vec![Fault::Answer(200, answer)].into());
    let client = apis::m3ter(apis::on(&authority))?;
    // The API has not issued the token, but it is sent.
    assert!(status(products(&client, "org-1").await).is_some());
    assert_eq!(authority.counts().1, 1);
    Ok(())
}

/// The type is case-insensitive, and a token that is bound to a key is rejected.
#[tokio::test(start_paused = true)]
async fn token_type_is_case_insensitive() -> Outcome {
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
        // The API has not issued the token, but it is sent.
        assert_eq!(
            status(products(&client, "org-1").await).is_some(),
            taken,
            "{answer}"
        );
        assert_eq!(authority.counts().1, usize::from(taken), "{answer}");
    }
    Ok(())
}
