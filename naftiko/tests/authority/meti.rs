//! METI: tokens for email and password, from an operation like any other.

use naftiko::Bytes;
use naftiko::client::FakeAnswer;
use naftiko::http::{Method, Request};
use serde_json::{Value, json};

use super::{CANARY, State};

/// `POST /token`
pub(super) fn token(state: &mut State, request: &Request<Bytes>) -> FakeAnswer {
    state.token_calls += 1;
    if let Some(fault) = state.token_faults.pop_front() {
        return fault.answer();
    }
    let body: Value = serde_json::from_slice(request.body()).unwrap_or_default();
    let (Some(_), Some(password)) = (body["email"].as_str(), body["password"].as_str()) else {
        return FakeAnswer::json(400, &json!({"error": body}));
    };
    if password != format!("meti-{CANARY}") {
        return FakeAnswer::json(401, &json!({"error": format!("wrong password {password}")}));
    }
    let (token, expires_in) = state.mint();
    let answer = if expires_in.is_null() {
        json!({"token": token})
    } else {
        json!({"token": token, "expires_in": expires_in})
    };
    FakeAnswer::json(200, &answer).after(state.latency)
}

/// `GET /sources` and `POST /sources`
pub(super) fn sources(state: &mut State, request: &Request<Bytes>) -> FakeAnswer {
    state.resource_calls += 1;
    if let Some(fault) = state.resource_faults.pop_front() {
        return fault.answer();
    }
    if !state.takes(request) {
        return FakeAnswer::json(state.refusal, &json!({"error": "token"}));
    }
    if request.method() == Method::POST {
        return FakeAnswer::body(201, request.body().clone());
    }
    FakeAnswer::json(200, &json!([{"id": "src_1"}]))
}
