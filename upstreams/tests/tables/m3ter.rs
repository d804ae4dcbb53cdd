//! Table M: m3ter.

use std::time::Duration;

use naftiko_upstreams::m3ter::M3ter;
use naftiko_upstreams::{Control, FakeApi as _, Fault, Hint, Limit};
use serde_json::{Value, json};
use tokio::time::advance;

use super::{Outcome, ask, header, request, text};

/// `example-key-id:example-api-secret`
const BASIC: (&str, &str) = (
    "authorization",
    "Basic ZXhhbXBsZS1rZXktaWQ6ZXhhbXBsZS1hcGktc2VjcmV0",
);
const JSON: (&str, &str) = ("content-type", "application/json");
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const GRANT: &str = r#"{"grant_type":"client_credentials"}"#;
const PRODUCTS: &str = "GET /organizations/example-organization/products";

fn mint(api: &M3ter) -> Outcome<String> {
    let (_, body) = ask(api, "POST /oauth/token", &[BASIC, JSON], GRANT)?;
    Ok(format!("Bearer {}", text(&body, "access_token")))
}

#[tokio::test]
async fn m1_basic_credentials_with_json_or_form_grant_get_a_token() -> Outcome {
    let api = M3ter::default();
    let (status, first) = ask(&api, "POST /oauth/token", &[BASIC, JSON], GRANT)?;
    assert_eq!(
        (
            status,
            &first["token_type"],
            &first["expires_in"],
            &first["scope"]
        ),
        (200, &json!("Bearer"), &json!(18_000), &Value::Null)
    );
    assert_eq!(text(&first, "access_token").split('.').count(), 3);
    let form = request(
        "POST /oauth/token",
        &[BASIC, FORM],
        "grant_type=client_credentials",
    )?;
    let answer = api.answer(&form);
    assert_eq!(
        (answer.status, header(&answer, "cache-control")),
        (200, Some("no-store"))
    );
    assert_ne!(super::json(&answer)["access_token"], first["access_token"]);
    api.ledger.state().life = Duration::from_secs(7);
    let (_, short) = ask(&api, "POST /oauth/token", &[BASIC, JSON], GRANT)?;
    assert_eq!(short["expires_in"], 7);
    Ok(())
}

#[tokio::test]
async fn m2_m3_other_credentials_are_rejected() -> Outcome {
    let api = M3ter::default();
    for status in [403, 401] {
        for sent in [
            &[JSON][..],
            &[JSON, ("authorization", "Bearer the-access-key")],
            &[JSON, ("authorization", "Basic ZXhhbXBsZS1rZXktaWQ6d3Jvbmc=")],
            &[JSON, ("authorization", "Basic ?")],
            &[JSON, BASIC, BASIC],
        ] {
            let (found, body) = ask(&api, "POST /oauth/token", sent, GRANT)?;
            assert_eq!((found, text(&body, "message")), (status, "Unauthorized"));
        }
        api.ledger.state().refusal = Some(401);
    }
    assert_eq!(
        (api.ledger.counters().token_calls, api.ledger.counters().mints),
        (10, 0)
    );
    Ok(())
}

#[tokio::test]
async fn m4_m5_other_grants_and_methods_are_rejected() -> Outcome {
    let api = M3ter::default();
    for (headers, body) in [
        (&[BASIC][..], ""),
        (&[BASIC, JSON], ""),
        (&[BASIC, JSON], r#"{"grant_type":"password"}"#),
        (&[BASIC, JSON], r#"{"grant_type":7}"#),
        (&[BASIC, FORM], GRANT),
        (&[BASIC], GRANT),
        (&[BASIC, FORM], "grant_type=refresh_token&refresh_token="),
    ] {
        let (status, answer) = ask(&api, "POST /oauth/token", headers, body)?;
        assert_eq!(status, 400, "{body}");
        assert!(answer["message"].is_string(), "{answer}");
    }
    for line in [
        "GET /oauth/token",
        "POST /oauth/token/",
        "DELETE /organizations/x/products",
    ] {
        let (status, answer) = ask(&api, line, &[BASIC], "")?;
        assert_eq!((status, text(&answer, "message")), (404, "Not Found"), "{line}");
    }
    Ok(())
}

#[tokio::test]
async fn m6_products_are_returned_in_three_pages() -> Outcome {
    let api = M3ter::default();
    let bearer = mint(&api)?;
    let bearer = &[("authorization", bearer.as_str())];
    let (mut pages, mut ids, mut query) = (0, Vec::new(), String::new());
    loop {
        let (status, page) = ask(&api, &format!("{PRODUCTS}{query}"), bearer, "")?;
        assert_eq!(status, 200);
        pages += 1;
        ids.extend(
            page["data"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|product| product["id"].clone()),
        );
        let Some(next) = page["nextToken"].as_str() else {
            break;
        };
        query = format!("?nextToken={next}");
    }
    let expected: Vec<String> = (0..7).map(|index| format!("product-{index}")).collect();
    assert_eq!((pages, json!(ids)), (3, json!(expected)));
    let (_, all) = ask(&api, &format!("{PRODUCTS}?pageSize=100"), bearer, "")?;
    assert_eq!(
        (all["data"].as_array().map(Vec::len), &all["nextToken"]),
        (Some(7), &Value::Null)
    );
    for query in [
        "pageSize=0",
        "pageSize=101",
        "pageSize=x",
        "nextToken=from-7",
        "nextToken=x",
    ] {
        assert_eq!(
            ask(&api, &format!("{PRODUCTS}?{query}"), bearer, "")?.0,
            400,
            "{query}"
        );
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn m7_m8_expired_revoked_and_foreign_tokens_get_403() -> Outcome {
    let api = M3ter::default();
    api.ledger.state().life = Duration::from_secs(10);
    let bearer = mint(&api)?;
    let get = |line: &str| ask(&api, line, &[("authorization", &bearer)], "");
    assert_eq!(get(PRODUCTS)?.0, 200);
    let (status, body) = get("GET /organizations/another/products")?;
    assert_eq!((status, text(&body, "message")), (403, "Forbidden"));
    advance(Duration::from_secs(10)).await;
    let (status, body) = get(PRODUCTS)?;
    assert_eq!((status, text(&body, "message")), (403, "Unauthorized"));
    api.ledger.state().refusal = Some(401);
    assert_eq!(get(PRODUCTS)?.0, 401);
    let again = mint(&api)?;
    api.ledger.revoke();
    assert_eq!(ask(&api, PRODUCTS, &[("authorization", &again)], "")?.0, 401);
    assert_eq!(ask(&api, PRODUCTS, &[], "")?.0, 401);
    assert_eq!(api.ledger.counters().refused, 4);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn m9_request_over_the_limit_gets_429_with_any_hint() -> Outcome {
    let api = M3ter::default();
    let bearer = mint(&api)?;
    let get = || {
        Ok::<_, Box<dyn std::error::Error>>(api.answer(&request(
            PRODUCTS,
            &[("authorization", &bearer)],
            "",
        )?))
    };
    for (hint, name) in [
        (None, ""),
        (Some(Hint::Seconds(7)), "retry-after"),
        (Some(Hint::Date(7)), "retry-after"),
        (Some(Hint::Milliseconds(250)), "retry-after-ms"),
    ] {
        api.ledger.state().limit = Some(Limit {
            hint,
            ..Limit::rate(2, Duration::from_secs(300))
        });
        assert_eq!((get()?.status, get()?.status), (200, 200));
        let answer = get()?;
        assert_eq!(answer.status, 429);
        match (hint, header(&answer, name)) {
            (None, None) => {}
            (Some(Hint::Date(_)), Some(date)) => assert!(date.ends_with(" GMT"), "{date}"),
            (Some(Hint::Seconds(number) | Hint::Milliseconds(number)), Some(value)) => {
                assert_eq!(value, number.to_string());
            }
            other => return Err(format!("{other:?}").into()),
        }
        advance(Duration::from_secs(300)).await;
    }
    assert_eq!(api.ledger.counters().limited, 4);
    Ok(())
}

#[tokio::test]
async fn m10_faults_are_injected_in_order() -> Outcome {
    let api = M3ter::default();
    let bearer = mint(&api)?;
    let faults = [
        Fault::Answer(504, "late"),
        Fault::Html,
        Fault::Huge,
        Fault::RetryAfter(503, Hint::Seconds(1)),
        Fault::Slow(Duration::from_secs(9)),
    ];
    api.ledger.state().resource_faults = faults.clone().into();
    let mut seen = Vec::new();
    for _ in 0..faults.len() {
        let answer = api.answer(&request(PRODUCTS, &[("authorization", &bearer)], "")?);
        seen.push((
            answer.status,
            answer.after.as_secs(),
            answer.body.len() >= 10 << 20,
        ));
    }
    let expected = [
        (504, 0, false),
        (502, 0, false),
        (500, 0, true),
        (503, 0, false),
        (200, 9, false),
    ];
    assert_eq!(seen, expected);
    // The rest needs a connection: see `loopback`.
    assert_eq!(ask(&api, PRODUCTS, &[("authorization", &bearer)], "")?.0, 200);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn m11_requests_are_counted() -> Outcome {
    let api = M3ter::default();
    api.ledger.state().latency = Duration::from_secs(2);
    let bearers = [mint(&api)?, mint(&api)?, mint(&api)?];
    advance(Duration::from_secs(3)).await;
    mint(&api)?;
    for bearer in &bearers {
        ask(&api, PRODUCTS, &[("authorization", bearer)], "")?;
        ask(&api, PRODUCTS, &[("authorization", bearer)], "")?;
    }
    let (_, told) = ask(&Control(api.ledger.clone()), "GET /counters", &[], "")?;
    let expected = json!({
        "tokenCalls": 4, "mints": 4, "concurrentMints": 3, "resourceCalls": 6,
        "refused": 0, "limited": 0, "bearers": 3, "proxied": 0,
    });
    assert_eq!(told, expected);
    assert_eq!(ask(&Control(api.ledger.clone()), "POST /revoke", &[], "")?.0, 204);
    assert_eq!(ask(&api, PRODUCTS, &[("authorization", &bearers[0])], "")?.0, 403);
    Ok(())
}
