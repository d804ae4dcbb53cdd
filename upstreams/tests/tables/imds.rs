//! Table I: Azure's Instance Metadata Service.

use std::time::Duration;

use naftiko_upstreams::imds::{Imds, Settings};
use naftiko_upstreams::{FakeApi as _, Fault};
use serde_json::Value;
use tokio::time::{Instant, advance};

use super::{Outcome, ask, header, request, text};

const METADATA: (&str, &str) = ("metadata", "true");
const PATH: &str = "/metadata/identity/oauth2/token";
const VAULT: &str = "?api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net";

/// The answer for a query.
fn get(api: &Imds, query: &str) -> Outcome<(u16, Value)> {
    ask(api, &format!("GET {PATH}{query}"), &[METADATA], "")
}

/// The service without its limit, which is another test's.
fn patient() -> Imds {
    let mut api = Imds::default();
    api.settings.limit.requests = usize::MAX;
    api
}

#[tokio::test]
async fn i1_every_value_is_a_string() -> Outcome {
    let api = Imds::default();
    let query = format!("{VAULT}&client_id={}", Settings::default().client_id);
    let (status, body) = get(&api, &query)?;
    assert_eq!(status, 200);
    let values = body.as_object().ok_or("no object")?;
    assert!(values.values().all(Value::is_string), "{body}");
    assert_eq!(
        (
            text(&body, "expires_in"),
            text(&body, "token_type"),
            text(&body, "refresh_token"),
            text(&body, "resource"),
            text(&body, "client_id"),
        ),
        (
            "3599",
            "Bearer",
            "",
            "https://vault.azure.net",
            Settings::default().client_id.as_str()
        )
    );
    let number = |name| text(&body, name).parse::<u64>();
    assert_eq!(number("expires_on")? - number("not_before")?, 3599);
    for version in ["2018-10-01", "2019-08-01"] {
        assert_eq!(get(&api, &VAULT.replace("2018-02-01", version))?.0, 200);
    }
    Ok(())
}

#[tokio::test]
async fn i2_i3_request_without_metadata_header_or_by_proxy_is_rejected() -> Outcome {
    let api = patient();
    let line = format!("GET {PATH}{VAULT}");
    for (headers, code) in [
        (&[][..], "bad_request_102"),
        (&[("metadata", "True")], "bad_request_102"),
        (&[("metadata", "TRUE")], "bad_request_102"),
        (&[METADATA, METADATA], "bad_request_102"),
        (&[METADATA, ("x-forwarded-for", "")], "invalid_request"),
        (&[METADATA, ("x-forwarded-for", "10.0.0.1")], "invalid_request"),
    ] {
        let (status, body) = ask(&api, &line, headers, "")?;
        assert_eq!((status, text(&body, "error")), (400, code), "{headers:?}");
    }
    assert_eq!(api.ledger.counters().mints, 0);
    Ok(())
}

#[tokio::test]
async fn i4_i5_i6_i7_invalid_request_is_rejected() -> Outcome {
    let api = patient();
    for (query, code) in [
        ("?api-version=2018-02-01".to_owned(), "invalid_request"),
        ("?api-version=2018-02-01&resource=".to_owned(), "invalid_request"),
        (
            format!("{VAULT}&resource=https%3A%2F%2Fvault.azure.net"),
            "invalid_request",
        ),
        (format!("{VAULT}&client_id=a&object_id=b"), "invalid_request"),
        (format!("{VAULT}&bypass_cache=yes"), "invalid_request"),
        (format!("{VAULT}&client_id=unknown"), "invalid_request"),
        (
            "?api-version=2018-02-01&resource=https://example.com".to_owned(),
            "invalid_resource",
        ),
    ] {
        let (status, body) = get(&api, &query)?;
        assert_eq!((status, text(&body, "error")), (400, code), "{query}");
        assert!(body["error_description"].is_string(), "{body}");
    }
    for query in [
        "?resource=https://vault.azure.net",
        "?api-version=1999-01-01&resource=https://vault.azure.net",
    ] {
        let (status, body) = get(&api, query)?;
        assert_eq!(status, 400);
        assert!(
            body["newest-versions"].is_array() && body.get("error_description").is_none(),
            "{body}"
        );
    }
    assert_eq!(
        get(&api, &format!("{VAULT}&client_id=unknown"))?.1["error_description"],
        "Identity not found"
    );
    Ok(())
}

#[tokio::test]
async fn i8_method_other_than_get_is_rejected() -> Outcome {
    let api = patient();
    for method in ["POST", "HEAD", "DELETE"] {
        let (status, body) = ask(&api, &format!("{method} {PATH}{VAULT}"), &[METADATA], "")?;
        assert_eq!((status, text(&body, "error")), (405, "method_not_allowed"));
    }
    assert_eq!(ask(&api, "GET /metadata/instance", &[METADATA], "")?.0, 404);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn i9_more_than_twenty_a_second_or_five_concurrent_requests_get_429() -> Outcome {
    let api = Imds::default();
    for call in 0..25 {
        let (status, body) = get(&api, VAULT)?;
        let expected = if call < 20 {
            (200, "")
        } else {
            (429, "too_many_requests")
        };
        assert_eq!((status, text(&body, "error")), expected, "{call}");
    }
    advance(Duration::from_secs(1)).await;
    assert_eq!(get(&api, VAULT)?.0, 200);

    let api = Imds::default();
    api.ledger.state().latency = Duration::from_millis(500);
    let statuses: Outcome<Vec<u16>> = (0..7).map(|_| Ok(get(&api, VAULT)?.0)).collect();
    assert_eq!(statuses?, [200, 200, 200, 200, 200, 429, 429]);
    advance(Duration::from_millis(500)).await;
    assert_eq!(get(&api, VAULT)?.0, 200);
    assert_eq!(api.ledger.counters().limited, 2);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn i10_update_ends_after_its_time() -> Outcome {
    for status in [404, 410] {
        let api = Imds::default();
        api.ledger.state().outage = Some((Instant::now() + Duration::from_secs(70), status));
        assert_eq!(get(&api, VAULT)?.0, status);
        advance(Duration::from_secs(69)).await;
        assert_eq!(get(&api, VAULT)?.0, status);
        advance(Duration::from_secs(1)).await;
        assert_eq!(get(&api, VAULT)?.0, 200);
    }
    Ok(())
}

#[tokio::test]
async fn i11_faults_are_injected() -> Outcome {
    let api = Imds::default();
    let hang = Duration::from_secs(3600);
    api.ledger.state().token_faults = [
        Fault::Answer(500, r#"{"error":"unknown"}"#),
        Fault::Answer(403, "no identity here"),
        Fault::Slow(hang),
        Fault::Trickle(hang),
    ]
    .into();
    let mut seen = Vec::new();
    for _ in 0..4 {
        let answer = api.answer(&request(&format!("GET {PATH}{VAULT}"), &[METADATA], "")?);
        let media_type = header(&answer, "content-type").unwrap_or_default().to_owned();
        seen.push((answer.status, media_type, answer.after));
    }
    let (text, json) = ("text/plain".to_owned(), "application/json".to_owned());
    let expected = [
        (500, text.clone(), Duration::ZERO),
        (403, text, Duration::ZERO),
        (200, json.clone(), hang),
        (200, json, Duration::ZERO),
    ];
    assert_eq!(seen, expected);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn i12_tokens_are_cached_by_identity_and_resource() -> Outcome {
    let api = Imds::default();
    let token = |query: &str| {
        Ok::<_, Box<dyn std::error::Error>>(text(&get(&api, query)?.1, "access_token").to_owned())
    };
    let first = token(VAULT)?;
    assert_eq!(token(VAULT)?, first);
    assert_eq!(token(&VAULT.replace(".net", ".net%2F"))?, first);
    assert_ne!(
        token(&format!("{VAULT}&client_id={}", Settings::default().client_id))?,
        first
    );
    assert_ne!(
        token(
            &VAULT
                .replace("vault.azure", "management.azure")
                .replace(".net", ".com")
        )?,
        first
    );
    let fresh = token(&format!("{VAULT}&bypass_cache=true"))?;
    assert_ne!(fresh, first);
    assert_eq!((token(VAULT)?, api.ledger.counters().mints), (fresh.clone(), 4));
    advance(Duration::from_secs(3599)).await;
    assert_ne!(token(VAULT)?, fresh);
    Ok(())
}

#[tokio::test]
async fn i13_request_through_a_proxy_is_recorded() -> Outcome {
    let api = Imds::default();
    let line = format!("GET {PATH}{VAULT}");
    assert_eq!(
        ask(&api, &line, &[METADATA, ("via", "1.1 test-proxy")], "")?.0,
        400
    );
    assert_eq!(ask(&api, &line, &[METADATA], "")?.0, 200);
    assert_eq!(api.ledger.counters().proxied, 1);
    Ok(())
}
