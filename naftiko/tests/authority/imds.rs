//! Azure's instance metadata service: no credentials, but rules for who may ask, and how.

use std::collections::BTreeSet;

use naftiko::Bytes;
use naftiko::client::FakeAnswer;
use naftiko::http::{Method, Request};
use serde_json::json;
use tokio::time::Instant;

use super::{State, query};

const SELECTORS: [&str; 3] = ["client_id", "object_id", "msi_res_id"];

/// `GET /metadata/identity/oauth2/token`
pub(super) fn token(state: &mut State, request: &Request<Bytes>) -> FakeAnswer {
    state.token_calls += 1;
    if let Some(fault) = state.token_faults.pop_front() {
        return fault.answer();
    }
    if let Some((until, status)) = state.updating
        && Instant::now() < until
    {
        return FakeAnswer::status(status);
    }
    if request.method() != Method::GET {
        return FakeAnswer::json(405, &json!({"error": "method_not_allowed"}));
    }
    if let Some(error) = refusal(request) {
        return FakeAnswer::json(400, &json!({"error": error, "error_description": "no"}));
    }
    let pairs = query(request);
    let (token, expires_in) = state.mint();
    let text = |value: serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let answer = json!({
        "access_token": token,
        "refresh_token": "",
        "expires_in": text(expires_in),
        "not_before": "0",
        "resource": pairs.get("resource"),
        "token_type": "Bearer",
    });
    FakeAnswer::json(200, &answer).after(state.latency)
}

fn refusal(request: &Request<Bytes>) -> Option<&'static str> {
    let metadata: Vec<_> = request.headers().get_all("metadata").iter().collect();
    if metadata != ["true"] {
        return Some("bad_request_102");
    }
    if request.headers().contains_key("x-forwarded-for") {
        return Some("forwarded");
    }
    let pairs = query(request);
    let names = request.uri().query().unwrap_or_default().split('&');
    let names: Vec<_> = names.filter_map(|pair| pair.split('=').next()).collect();
    let twice = names.iter().collect::<BTreeSet<_>>().len() < names.len();
    let selectors = SELECTORS.iter().filter(|name| pairs.contains_key(**name)).count();
    let version = pairs.get("api-version").map(String::as_str);
    match pairs.get("resource").map(String::as_str) {
        _ if version != Some("2018-02-01") => Some("Bad request"),
        _ if twice || selectors > 1 => Some("invalid_request"),
        None | Some("") => Some("invalid_request"),
        Some("unknown") => Some("invalid_resource"),
        Some(_) => None,
    }
}
