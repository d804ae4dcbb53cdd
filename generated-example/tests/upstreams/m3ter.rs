//! m3ter.

use std::time::Duration;

use generated_example::http::client;
use generated_example::upstream::m3ter;
use reqwest::StatusCode;
use serde_json::json;

use super::{Outcome, answer, json_body};

#[tokio::test]
async fn m3ter_wants_basic_and_the_grant() -> Outcome {
    let api = m3ter::M3ter::start(m3ter::Settings::default()).await?;
    let settings = m3ter::Settings::default();
    let url = format!("{}/oauth/token", api.base_uri());
    let client = client()?;
    let grant = json!({"grant_type": "client_credentials"});
    let known = || {
        client
            .post(&url)
            .basic_auth(&settings.key, Some(&settings.secret))
    };

    let (status, first) = answer(json_body(known(), &grant)).await?;
    assert_eq!(
        (status, &first["token_type"], &first["expires_in"]),
        (StatusCode::OK, &json!("Bearer"), &json!(18_000))
    );
    let form = known()
        .header("content-type", "application/x-www-form-urlencoded")
        .body("grant_type=client_credentials");
    let (status, second) = answer(form).await?;
    assert_eq!(status, StatusCode::OK);
    assert_ne!(first["access_token"], second["access_token"]);

    let refused = [
        (json_body(client.post(&url), &grant), StatusCode::FORBIDDEN),
        (
            json_body(client.post(&url).bearer_auth("key"), &grant),
            StatusCode::FORBIDDEN,
        ),
        (
            json_body(client.post(&url).basic_auth(&settings.key, Some("wrong")), &grant),
            StatusCode::FORBIDDEN,
        ),
        (known(), StatusCode::BAD_REQUEST),
        (
            json_body(known(), &json!({"grant_type": "password"})),
            StatusCode::BAD_REQUEST,
        ),
        (client.get(&url), StatusCode::NOT_FOUND),
    ];
    for (request, expected) in refused {
        let (status, body) = answer(request).await?;
        assert_eq!(status, expected);
        assert!(body["message"].is_string(), "{body}");
    }
    assert_eq!(api.counters().mints, 2);
    Ok(())
}

#[tokio::test]
async fn m3ter_pages_products_for_live_tokens_of_the_organization() -> Outcome {
    let api = m3ter::M3ter::start(m3ter::Settings::default()).await?;
    let settings = m3ter::Settings::default();
    let client = client()?;
    let post = client
        .post(format!("{}/oauth/token", api.base_uri()))
        .basic_auth(&settings.key, Some(&settings.secret));
    let (_, token) = answer(json_body(post, &json!({"grant_type": "client_credentials"}))).await?;
    let token = token["access_token"].as_str().unwrap_or_default();
    let products = |organization: &str, query: &str| {
        client
            .get(format!(
                "{}/organizations/{organization}/products{query}",
                api.base_uri()
            ))
            .bearer_auth(token)
    };

    let (mut seen, mut query) = (Vec::new(), String::new());
    for _ in 0..3 {
        let (status, page) = answer(products(&settings.organization, &query)).await?;
        assert_eq!(status, StatusCode::OK);
        seen.extend(page["data"].as_array().cloned().unwrap_or_default());
        query = page["nextToken"]
            .as_str()
            .map(|next| format!("?nextToken={next}"))
            .unwrap_or_default();
    }
    assert_eq!((seen.len(), query.as_str()), (7, ""));
    assert_eq!(
        answer(products(&settings.organization, "?pageSize=0")).await?.0,
        StatusCode::BAD_REQUEST
    );
    let (status, body) = answer(products("another", "")).await?;
    assert_eq!(
        (status, &body["message"]),
        (StatusCode::FORBIDDEN, &json!("Forbidden"))
    );
    api.revoke_all();
    let (status, body) = answer(products(&settings.organization, "")).await?;
    assert_eq!(
        (status, &body["message"]),
        (StatusCode::FORBIDDEN, &json!("Unauthorized"))
    );
    let counters = api.counters();
    assert_eq!((counters.resource_calls, counters.tokens_seen), (6, 1));
    Ok(())
}

#[tokio::test]
async fn m3ter_counts_what_is_given_out_at_one_time() -> Outcome {
    let settings = m3ter::Settings {
        delay: Duration::from_millis(200),
        ..m3ter::Settings::default()
    };
    let api = m3ter::M3ter::start(settings.clone()).await?;
    let client = client()?;
    let mint = || {
        let post = client
            .post(format!("{}/oauth/token", api.base_uri()))
            .basic_auth(&settings.key, Some(&settings.secret));
        answer(json_body(post, &json!({"grant_type": "client_credentials"})))
    };
    let (first, second, third) = tokio::join!(mint(), mint(), mint());
    assert!(
        [first?, second?, third?]
            .iter()
            .all(|(status, _)| *status == StatusCode::OK)
    );
    assert_eq!((api.counters().mints, api.counters().concurrent_mints), (3, 3));
    Ok(())
}
