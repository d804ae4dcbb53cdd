//! m3ter: tokens of OAuth 2 for Basic credentials; a refused token is a 403 there.

use naftiko::Bytes;
use naftiko::client::FakeAnswer;
use naftiko::http::{Method, Request};
use serde_json::{Value, json};

use super::{State, form, header};

/// `m3ter-id:m3ter-canary-5d2e`
const BASIC: &str = "Basic bTN0ZXItaWQ6bTN0ZXItY2FuYXJ5LTVkMmU=";

/// `POST /oauth/token`
pub(super) fn token(state: &mut State, request: &Request<Bytes>) -> FakeAnswer {
    state.token_calls += 1;
    if let Some(fault) = state.token_faults.pop_front() {
        return fault.answer();
    }
    if request.method() != Method::POST {
        return FakeAnswer::json(404, &json!({"message": "Not Found"}));
    }
    let body = body(request);
    let refresh = body["grant_type"] == "refresh_token";
    let known = if refresh {
        body["refresh_token"] == state.refresh_token.as_str()
    } else {
        header(request, "authorization") == BASIC
    };
    if !known {
        return FakeAnswer::json(
            403,
            &json!({"error": "invalid_client", "message": header(request, "authorization")}),
        );
    }
    if !refresh && body["grant_type"] != "client_credentials" {
        return FakeAnswer::json(400, &json!({"message": "grant_type"}));
    }
    let (token, expires_in) = state.mint();
    let mut answer =
        json!({"token_type": "bearer", "access_token": token, "scope": null, "expires_in": expires_in});
    if refresh {
        state.refresh_token = format!("refresh-{}-{}", super::CANARY, state.mints);
        answer["refresh_token"] = json!(state.refresh_token);
    }
    FakeAnswer::json(200, &answer)
        .header("cache-control", "no-store")
        .after(state.latency)
}

/// `GET /organizations/{org}/products`
pub(super) fn products(state: &mut State, request: &Request<Bytes>) -> FakeAnswer {
    state.resource_calls += 1;
    if let Some(fault) = state.resource_faults.pop_front() {
        return fault.answer();
    }
    if !state.takes(request) {
        return FakeAnswer::json(state.refusal, &json!({"message": "Unauthorized"}));
    }
    if !request.uri().path().contains("/organizations/org-1/") {
        return FakeAnswer::json(403, &json!({"message": "Forbidden"}));
    }
    FakeAnswer::json(200, &json!({"data": [{"id": 1}], "nextToken": null}))
}

fn body(request: &Request<Bytes>) -> Value {
    let json = header(request, "content-type") == "application/json";
    if json {
        serde_json::from_slice(request.body()).unwrap_or_default()
    } else {
        json!(form(request.body()))
    }
}
