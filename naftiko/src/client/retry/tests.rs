use bytes::Bytes;
use http::{HeaderMap, HeaderValue};

use super::*;
use crate::client::{StatusError, TransportError};

fn answer(status: u16, retry_after: Option<&'static str>) -> ErrorKind {
    let mut headers = HeaderMap::new();
    if let Some(value) = retry_after {
        headers.insert("retry-after", HeaderValue::from_static(value));
    }
    let status = StatusCode::from_u16(status).unwrap_or_default();
    ErrorKind::Status(StatusError::new(status, headers, Bytes::new(), false))
}

#[test]
fn only_what_may_help_and_is_safe_is_repeated() {
    let timeout = ErrorKind::Transport(TransportError::timeout(String::new()));
    let repeated = |retry: &Retry, failure: &ErrorKind| {
        [true, false].map(|repeatable| retry.pause(1, failure, repeatable).is_some())
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
        let failure = answer(status, None);
        assert_eq!(repeated(&common, &failure), of_common, "{status}");
        assert_eq!(repeated(&metadata, &failure), of_metadata, "{status}");
    }
    assert_eq!(repeated(&common, &timeout), [true, false]);
    assert_eq!(repeated(&common, &ErrorKind::TooLarge { limit: 1 }), [false; 2]);
    assert_eq!(repeated(&Retry::none(), &answer(503, None)), [false; 2]);
}

#[test]
fn pauses_double_up_to_a_limit_and_differ() {
    let retry = Retry::default().attempts(100);
    let failure = answer(503, None);
    let longest = |attempts| {
        let drawn = (0..300).filter_map(|_| retry.pause(attempts, &failure, true));
        drawn.max().unwrap_or_default()
    };
    for (attempts, limit) in [(1, 250), (2, 500), (3, 1000), (6, 8000), (60, 8000)] {
        let limit = Duration::from_millis(limit);
        let longest = longest(attempts);
        assert!(longest <= limit && longest > limit / 2, "{attempts}: {longest:?}");
    }
}

#[test]
fn the_api_s_wish_is_followed_within_bounds() {
    let retry = Retry::default();
    assert_eq!(
        retry.pause(1, &answer(503, Some("7")), false),
        Some(Duration::from_secs(7))
    );
    assert_eq!(retry.pause(1, &answer(503, Some("61")), false), None);
    let patient = retry.longest_wait(Duration::from_secs(61));
    assert_eq!(
        patient.pause(1, &answer(503, Some("61")), false),
        Some(Duration::from_secs(61))
    );
    assert_eq!(patient.pause(3, &answer(503, Some("1")), false), None);
}

/// Whatever is drawn: it is back within 75 seconds if it was gone for 70.
#[test]
fn an_update_of_the_metadata_service_is_waited_for() {
    let retry = Retry::instance_metadata();
    for _ in 0..200 {
        let (mut time, mut attempts) = (Duration::ZERO, 1);
        while time < Duration::from_secs(70) {
            time += retry
                .pause(attempts, &answer(410, None), true)
                .unwrap_or_default();
            attempts += 1;
        }
        assert!(time < Duration::from_secs(75), "{time:?} after {attempts}");
    }
}
