//! METI.

use std::time::Duration;

use generated_example::http::client;
use generated_example::upstream::meti;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{Outcome, answer, json_body};

#[tokio::test]
async fn meti_gives_tokens_for_json_credentials() -> Outcome {
    let settings = meti::Settings::default();
    let api = meti::Meti::start(settings.clone()).await?;
    let client = client()?;
    let post = || client.post(format!("{}/token", api.base_uri()));
    let right = json!({"email": settings.email, "password": settings.password});

    let (status, token) = answer(json_body(post(), &right)).await?;
    assert_eq!((status, &token["expires_in"]), (StatusCode::OK, &json!(3600)));
    let form = post()
        .header("content-type", "application/x-www-form-urlencoded")
        .body("email=a&password=b");
    assert_eq!(answer(form).await?.0, StatusCode::BAD_REQUEST);
    assert_eq!(
        answer(json_body(post(), &json!({"email": settings.email})))
            .await?
            .0,
        StatusCode::BAD_REQUEST
    );
    let wrong = json!({"email": settings.email, "password": "wrong"});
    assert_eq!(
        answer(json_body(post(), &wrong)).await?.0,
        StatusCode::UNAUTHORIZED
    );
    Ok(())
}

#[tokio::test]
async fn meti_keeps_sources_behind_a_live_token() -> Outcome {
    let settings = meti::Settings {
        sources: 200,
        ..meti::Settings::default()
    };
    let api = meti::Meti::start(settings.clone()).await?;
    let client = client()?;
    let right = json!({"email": settings.email, "password": settings.password});
    let (_, token) = answer(json_body(
        client.post(format!("{}/token", api.base_uri())),
        &right,
    ))
    .await?;
    let bearer = token["token"].as_str().unwrap_or_default();
    let url = format!("{}/sources", api.base_uri());

    assert_eq!(answer(client.get(&url)).await?.0, StatusCode::UNAUTHORIZED);
    assert_eq!(
        answer(client.get(&url).bearer_auth("another")).await?.0,
        StatusCode::UNAUTHORIZED
    );
    let collection = |ring: Value| {
        json!({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        ]})
    };
    let closed = collection(json!([[0, 0], [0, 1], [1, 1], [0, 0]]));
    let (status, echo) = answer(json_body(client.post(&url).bearer_auth(bearer), &closed)).await?;
    assert_eq!((status, echo), (StatusCode::CREATED, closed));
    let open = collection(json!([[0, 0], [0, 1], [1, 1]]));
    assert_eq!(
        answer(json_body(client.post(&url).bearer_auth(bearer), &open))
            .await?
            .0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let (status, list) = answer(client.get(&url).bearer_auth(bearer)).await?;
    assert_eq!(
        (status, list.as_array().map(Vec::len)),
        (StatusCode::OK, Some(201))
    );
    api.revoke_all();
    assert_eq!(
        answer(client.get(&url).bearer_auth(bearer)).await?.0,
        StatusCode::UNAUTHORIZED
    );
    Ok(())
}

#[tokio::test]
async fn meti_may_end_a_token_before_it_said() -> Outcome {
    let settings = meti::Settings {
        real_lifetime: Duration::ZERO,
        ..meti::Settings::default()
    };
    let api = meti::Meti::start(settings.clone()).await?;
    let client = client()?;
    let right = json!({"email": settings.email, "password": settings.password});
    let (_, token) = answer(json_body(
        client.post(format!("{}/token", api.base_uri())),
        &right,
    ))
    .await?;
    assert_eq!(token["expires_in"], 3600);
    let get = client
        .get(format!("{}/sources", api.base_uri()))
        .bearer_auth(token["token"].as_str().unwrap_or_default());
    assert_eq!(answer(get).await?.0, StatusCode::UNAUTHORIZED);
    Ok(())
}
