//! Azure's Instance Metadata Service.

use generated_example::http::client;
use generated_example::upstream::imds;
use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::{Outcome, answer};

#[tokio::test]
async fn imds_answers_texts_and_caches_by_identity_and_resource() -> Outcome {
    let settings = imds::Settings::default();
    let api = imds::Imds::start(settings.clone()).await?;
    let client = client()?;
    let url = format!("{}/identity/oauth2/token?api-version=2018-02-01", api.base_uri());
    let get = |more: String| client.get(format!("{url}{more}")).header("Metadata", "true");
    let vault = "&resource=https%3A%2F%2Fvault.azure.net";

    let (status, first) = answer(get(vault.to_owned())).await?;
    assert_eq!(status, StatusCode::OK);
    assert!(
        first
            .as_object()
            .is_some_and(|body| body.values().all(Value::is_string)),
        "{first}"
    );
    let (_, again) = answer(get(vault.to_owned())).await?;
    assert_eq!(again["access_token"], first["access_token"]);
    let (_, other) = answer(get(format!("{vault}&client_id={}", settings.client_id))).await?;
    assert_ne!(other["access_token"], first["access_token"]);
    assert_eq!(other["client_id"], settings.client_id.as_str());
    let (_, fresh) = answer(get(format!("{vault}&bypass_cache=true"))).await?;
    assert_ne!(fresh["access_token"], first["access_token"]);
    assert_eq!(api.mints(), 3);
    Ok(())
}

#[tokio::test]
async fn imds_refuses_what_a_browser_or_a_proxy_would_send() -> Outcome {
    let api = imds::Imds::start(imds::Settings::default()).await?;
    let client = client()?;
    let url = format!("{}/identity/oauth2/token", api.base_uri());
    let good = "?api-version=2018-02-01&resource=https://vault.azure.net/";
    let get = |query: &str| client.get(format!("{url}{query}")).header("Metadata", "true");

    let refused = [
        (client.get(format!("{url}{good}")), "bad_request_102"),
        (
            client.get(format!("{url}{good}")).header("Metadata", "True"),
            "bad_request_102",
        ),
        (get(good).header("Metadata", "true"), "bad_request_102"),
        (get(good).header("X-Forwarded-For", ""), "invalid_request"),
        (get("?api-version=2018-02-01"), "invalid_request"),
        (
            get(&format!("{good}&resource=https://vault.azure.net")),
            "invalid_request",
        ),
        (get(&format!("{good}&client_id=a&object_id=b")), "invalid_request"),
        (get(&format!("{good}&bypass_cache=yes")), "invalid_request"),
        (get(&format!("{good}&client_id=unknown")), "invalid_request"),
        (
            get("?api-version=2018-02-01&resource=https://example.com"),
            "invalid_resource",
        ),
    ];
    for (request, code) in refused {
        let (status, body) = answer(request).await?;
        assert_eq!(
            (status, body["error"].as_str()),
            (StatusCode::BAD_REQUEST, Some(code)),
            "{body}"
        );
    }
    let (status, body) = answer(get("?api-version=1999-01-01&resource=https://vault.azure.net")).await?;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(
        body["newest-versions"].is_array() && body.get("error_description").is_none(),
        "{body}"
    );
    let (status, _) = answer(
        client
            .request(Method::POST, format!("{url}{good}"))
            .header("Metadata", "true"),
    )
    .await?;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    Ok(())
}
