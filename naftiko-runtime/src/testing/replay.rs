//! Recorded responses in place of made ones.

use std::collections::HashMap;

use http::HeaderName;

use super::recording::RecordedCall;
use super::response::UpstreamResponse;

/// Recorded calls, and how often each request came.
#[derive(Debug, Default)]
pub(super) struct Replay {
    calls: Vec<RecordedCall>,
    received: HashMap<(String, String), usize>,
}

impl Replay {
    pub(super) fn new(calls: Vec<RecordedCall>) -> Self {
        Self {
            calls,
            received: HashMap::new(),
        }
    }

    /// Returns the recorded response to a request: of several with its method, path and query the next one, and the last one again. Without any,
    /// it is the first success of the operation.
    pub(super) fn response(&mut self, operation: &str, method: &str, uri: &str) -> Option<UpstreamResponse> {
        let of_operation = || self.calls.iter().filter(|call| call.operation == operation);
        let alike: Vec<&RecordedCall> = of_operation()
            .filter(|call| call.method == method && call.uri == uri)
            .collect();
        let count = self
            .received
            .entry((operation.to_owned(), format!("{method} {uri}")))
            .or_default();
        let next = alike.get(*count).or(alike.last()).copied();
        *count += 1;
        let call = next.or_else(|| of_operation().find(|call| (200..300).contains(&call.status)))?;
        let mut response = UpstreamResponse::new(call.status, "", call.received.clone());
        for (name, value) in &call.headers {
            if let Ok(name) = name.parse::<HeaderName>() {
                response = response.header(name, value);
            }
        }
        Some(response)
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    #[test]
    fn request_gets_the_responses_that_it_got() {
        let call = |uri: &str, status: u16, received: &'static str| RecordedCall {
            operation: "shop.get".to_owned(),
            path: "/{id}".to_owned(),
            method: "GET".to_owned(),
            uri: uri.to_owned(),
            sent: String::new(),
            status,
            headers: Vec::new(),
            received: Bytes::from_static(received.as_bytes()),
        };
        let calls = vec![call("/1", 202, "a"), call("/1", 200, "b"), call("/2", 404, "c")];
        let mut replay = Replay::new(calls);
        let mut next = |operation: &str, uri: &str| {
            let response = replay.response(operation, "GET", uri)?;
            Some((response.status, response.body))
        };
        let expected = |status, body: &'static str| Some((status, Bytes::from_static(body.as_bytes())));
        assert_eq!(next("shop.get", "/1"), expected(202, "a"));
        assert_eq!(next("shop.get", "/1"), expected(200, "b"));
        assert_eq!(next("shop.get", "/1"), expected(200, "b"));
        assert_eq!(next("shop.get", "/2"), expected(404, "c"));
        assert_eq!(next("shop.get", "/3"), expected(202, "a"));
        assert_eq!(next("shop.other", "/1"), None);
    }
}
