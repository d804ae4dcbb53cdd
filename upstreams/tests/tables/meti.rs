//! Table T: METI.

use std::time::Duration;

use naftiko_upstreams::meti::{Meti, Settings};
use naftiko_upstreams::{FakeApi as _, Ledger};
use serde_json::{Value, json};
use tokio::time::advance;

use super::{Outcome, ask, request, text};

const JSON: (&str, &str) = ("content-type", "application/json");
const ACCOUNT: &str = r#"{"email":"name@domain.com","password":"example-password"}"#;

fn mint(api: &Meti) -> Outcome<String> {
    let (_, body) = ask(api, "POST /token", &[JSON], ACCOUNT)?;
    Ok(format!("Bearer {}", text(&body, "token")))
}

fn list(api: &Meti, bearer: &str) -> Outcome<(u16, Value)> {
    ask(api, "GET /sources", &[("authorization", bearer)], "")
}

#[tokio::test]
async fn t1_json_credentials_get_a_token() -> Outcome {
    let api = Meti::default();
    let (status, body) = ask(&api, "POST /token", &[JSON], ACCOUNT)?;
    assert_eq!((status, &body["expires_in"]), (200, &json!(3600)));
    assert!(!text(&body, "token").is_empty() && body.get("token_type").is_none());
    api.ledger.state().life = Duration::from_secs(1);
    let (_, body) = ask(&api, "POST /token", &[JSON], ACCOUNT)?;
    assert_eq!(body["expires_in"], 1);
    Ok(())
}

#[tokio::test]
async fn t2_t3_other_credentials_are_rejected() -> Outcome {
    let api = Meti::default();
    let form = ("content-type", "application/x-www-form-urlencoded");
    for (header, body, status) in [
        (form, "email=name@domain.com&password=example-password", 400),
        (form, ACCOUNT, 400),
        (JSON, r#"{"email":"name@domain.com"}"#, 400),
        (JSON, r#"{"email":1,"password":2}"#, 400),
        (JSON, "{", 400),
        (JSON, r#"{"email":"name@domain.com","password":"wrong"}"#, 401),
        (
            JSON,
            r#"{"email":"other@domain.com","password":"example-password"}"#,
            401,
        ),
    ] {
        assert_eq!(ask(&api, "POST /token", &[header], body)?.0, status, "{body}");
    }
    assert_eq!(api.ledger.counters().mints, 0);
    Ok(())
}

#[tokio::test]
async fn t4_sources_are_listed() -> Outcome {
    for sources in [1, 200, 10_000] {
        let settings = Settings {
            sources,
            ..Settings::default()
        };
        let api = Meti::new(settings, Ledger::default());
        let (status, body) = list(&api, &mint(&api)?)?;
        assert_eq!((status, body.as_array().map(Vec::len)), (200, Some(sources)));
    }
    let api = Meti::default();
    let bearer = mint(&api)?;
    let (_, one) = ask(
        &api,
        "GET /sources/?id=src_0001",
        &[("authorization", &bearer)],
        "",
    )?;
    assert_eq!(
        (one.as_array().map(Vec::len), &one[0]["id"]),
        (Some(1), &json!("src_0001"))
    );
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn t5_t6_invalid_token_gets_401() -> Outcome {
    let api = Meti::default();
    let bearer = mint(&api)?;
    assert_eq!(list(&api, &bearer)?.0, 200);
    for other in ["", "Bearer", "Bearer another", &bearer.replace("Bearer", "Basic")] {
        assert_eq!(list(&api, other)?.0, 401, "{other}");
    }
    assert_eq!(ask(&api, "GET /sources", &[], "")?.0, 401);
    advance(Duration::from_secs(3600)).await;
    assert_eq!(list(&api, &bearer)?.0, 401);
    let fresh = mint(&api)?;
    assert_eq!(list(&api, &fresh)?.0, 200);
    api.ledger.revoke();
    assert_eq!(list(&api, &fresh)?.0, 401);
    assert_eq!(api.ledger.counters().refused, 7);
    Ok(())
}

#[tokio::test]
async fn t7_sources_are_added() -> Outcome {
    let api = Meti::default();
    let bearer = mint(&api)?;
    let post = |body: &str| -> Outcome<_> {
        Ok(api.answer(&request(
            "POST /sources",
            &[JSON, ("authorization", &bearer)],
            body,
        )?))
    };
    let collection = |ring: &str| {
        format!(
            r#"{{ "type": "FeatureCollection", "features": [{{"type": "Feature", "properties": {{}}, "geometry": {{"type": "Polygon", "coordinates": [{ring}]}}}}] }}"#
        )
    };
    let sent = collection("[[0, 0], [0, 1.50], [1, 1], [0, 0]]");
    let answer = post(&sent)?;
    assert_eq!(
        (answer.status, answer.body.as_ref()),
        (201, sent.as_bytes()),
        "echoed byte for byte"
    );
    for ring in [
        "[[0, 0], [0, 1], [1, 1]]",
        "[[0, 0], [0, 1], [1, 1], [1, 0]]",
        "7",
    ] {
        assert_eq!(post(&collection(ring))?.status, 422, "{ring}");
    }
    for body in ["", "{}", r#"{"type":"Feature"}"#] {
        assert_eq!(post(body)?.status, 400, "{body}");
    }
    assert_eq!(ask(&api, "POST /sources", &[JSON], &sent)?.0, 401);
    assert_eq!(list(&api, &bearer)?.1.as_array().map(Vec::len), Some(4));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn t8_token_may_expire_early() -> Outcome {
    let api = Meti::default();
    api.ledger.state().life = Duration::from_secs(5);
    api.ledger.state().told = Some(json!(3600));
    let (_, body) = ask(&api, "POST /token", &[JSON], ACCOUNT)?;
    assert_eq!(body["expires_in"], 3600);
    let bearer = format!("Bearer {}", text(&body, "token"));
    assert_eq!(list(&api, &bearer)?.0, 200);
    advance(Duration::from_secs(5)).await;
    assert_eq!(list(&api, &bearer)?.0, 401);
    Ok(())
}
