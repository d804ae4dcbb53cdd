//! Routes of long-running operations: callers read the status at a route of the adapter.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::api::Disks;
use super::{KEY, capability, disks};

#[tokio::test]
async fn location_of_a_status_leads_to_its_route() {
    let api = Disks::start().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let router = disks::rest::router(capability(&api, KEY));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let http = naftiko::client::http_builder()
        .unwrap()
        .no_proxy()
        .build()
        .unwrap();
    let begun = http
        .post(format!("{base}/v1/disks/a/copies"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        (begun.status(), &begun.headers()["location"]),
        (StatusCode::ACCEPTED, &"/v1/copies/a".parse().unwrap())
    );
    let status = format!("{base}/v1/copies/a");
    let running = http.get(&status).send().await.unwrap();
    assert_eq!(
        (running.status(), &running.headers()["location"]),
        (StatusCode::ACCEPTED, &"/v1/copies/a".parse().unwrap())
    );
    let copy = http.get(&status).send().await.unwrap();
    assert_eq!(copy.status(), StatusCode::OK);
    assert_eq!(
        copy.json::<Value>().await.unwrap(),
        json!({"name": "copy", "size": 5})
    );
    // An address without a route is not passed on.
    let deletion = http.delete(format!("{base}/v1/disks/a")).send().await.unwrap();
    assert_eq!(
        (deletion.status(), deletion.headers().get("location")),
        (StatusCode::ACCEPTED, None)
    );
}
