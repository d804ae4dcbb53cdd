//! The imitated APIs refuse what the real ones refuse.

use std::time::Duration;

use generated_example::upstream::{imds, m3ter, meti};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Sends the request and reads the answer's JSON.
async fn answer(request: RequestBuilder) -> Result<(StatusCode, Value), Box<dyn std::error::Error>> {
    let response = request.send().await?;
    let status = response.status();
    Ok((status, serde_json::from_slice(&response.bytes().await?)?))
}

fn json_body(request: RequestBuilder, body: &Value) -> RequestBuilder {
    request
        .header("content-type", "application/json")
        .body(body.to_string())
}

fn client() -> Result<Client, reqwest::Error> {
    Client::builder().no_proxy().build()
}

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
