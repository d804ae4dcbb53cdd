use bytes::Bytes;
use http::{HeaderMap, HeaderValue};

use super::*;
use crate::client::{StatusError, TransportError};

fn response(status: u16, retry_after: Option<&'static str>) -> ErrorKind {
    let mut headers = HeaderMap::new();
    if let Some(value) = retry_after {
        headers.insert("retry-after", HeaderValue::from_static(value));
    }
    let status = StatusCode::from_u16(status).unwrap_or_default();
    ErrorKind::Status(StatusError::new(status, headers, Bytes::new(), false))
}

#[test]
fn call_is_retried_only_when_useful_and_safe() {
    let timeout = ErrorKind::Transport(TransportError::timeout(String::new()));
    let retried = |retry: &Retry, failure: &ErrorKind| {
        [true, false].map(|idempotent| retry.delay(1, failure, idempotent).is_some())
    };
    let common = Retry::default();
    let metadata = Retry::instance_metadata();
    for (status, of_common, of_metadata) in [
        (400, [false; 2], [false; 2]),
        (401, [false; 2], [false; 2]),
        (404, [false; 2], [true, false]),
        (408, [true; 2], [true; 2]),
        (409, [false; 2], [false; 2]),
        (410, [false; 2], [true, false]),
        (429, [true; 2], [true; 2]),
        (500, [true, false], [true, false]),
        (501, [false; 2], [true, false]),
        (502, [true, false], [true, false]),
        (503, [true; 2], [true; 2]),
        (504, [true, false], [true, false]),
    ] {
        let failure = response(status, None);
        assert_eq!(retried(&common, &failure), of_common, "{status}");
        assert_eq!(retried(&metadata, &failure), of_metadata, "{status}");
    }
    assert_eq!(retried(&common, &timeout), [true, false]);
    assert_eq!(retried(&common, &ErrorKind::TooLarge { limit: 1 }), [false; 2]);
    assert_eq!(retried(&Retry::none(), &response(503, None)), [false; 2]);
}

#[test]
fn delay_is_random_and_its_limit_doubles() {
    let retry = Retry::default().attempts(100);
    let failure = response(503, None);
    let longest = |attempts| {
        let drawn = (0..300).filter_map(|_| retry.delay(attempts, &failure, true));
        drawn.max().unwrap_or_default()
    };
    for (attempts, limit) in [(1, 250), (2, 500), (3, 1000), (6, 8000), (60, 8000)] {
        let limit = Duration::from_millis(limit);
        let longest = longest(attempts);
        assert!(longest <= limit && longest > limit / 2, "{attempts}: {longest:?}");
    }
}

#[test]
fn retry_after_is_followed_up_to_the_longest_delay() {
    let retry = Retry::default();
    assert_eq!(
        retry.delay(1, &response(503, Some("7")), false),
        Some(Duration::from_secs(7))
    );
    assert_eq!(retry.delay(1, &response(503, Some("61")), false), None);
    let longer = retry.longest_delay(Duration::from_secs(61));
    assert_eq!(
        longer.delay(1, &response(503, Some("61")), false),
        Some(Duration::from_secs(61))
    );
    assert_eq!(longer.delay(3, &response(503, Some("1")), false), None);
}

/// For any random delays, the service is reached within 75 seconds after an update of 70 seconds.
#[test]
fn metadata_service_is_retried_through_an_update() {
    let retry = Retry::instance_metadata();
    for _ in 0..200 {
        let (mut time, mut attempts) = (Duration::ZERO, 1);
        while time < Duration::from_secs(70) {
            time += retry
                .delay(attempts, &response(410, None), true)
                .unwrap_or_default();
            attempts += 1;
        }
        assert!(time < Duration::from_secs(75), "{time:?} after {attempts}");
    }
}
