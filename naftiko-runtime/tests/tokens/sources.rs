//! Tests of token sources in trouble: ended runtimes, many threads, panics.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use naftiko::Value;
use naftiko::client::{AccessToken, AuthenticationError, TokenSource};

use super::authority::Authority;
use super::authority::apis::{self, PRODUCTS};
use super::{Outcome, products};

/// A token request that is lost with its runtime is sent again.
#[test]
fn token_request_lost_with_its_runtime_is_sent_again() -> Outcome {
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

/// Many threads and short-lived tokens: no call hangs or fails, and one token request runs at a time.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn threads_share_a_token_source() -> Outcome {
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
                source.prefetch().await?;
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

/// The panic is in a task of its own: waiting calls get an error, and the next call fetches again.
#[tokio::test]
async fn token_source_that_panics_is_called_again() -> Outcome {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let source = TokenSource::from_fn(move || {
        let number = count.fetch_add(1, Ordering::SeqCst);
        async move {
            assert!(number > 1, "this panic is part of the test");
            Ok::<_, AuthenticationError>(AccessToken::new("t"))
        }
    });
    let error = source.prefetch().await.err().ok_or("it succeeded")?;
    assert!(
        error.is_retryable() && error.to_string().ends_with("the refresh was cancelled"),
        "{error}"
    );
    source.prefetch().await?;
    assert_eq!(asked.load(Ordering::SeqCst), 3);
    Ok(())
}
