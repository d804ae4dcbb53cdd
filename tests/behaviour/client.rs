use naftiko::client::ErrorKind;
use naftiko::value::{Number, Optional};
use serde_json::json;

use super::parcel_desk::Capability;
use super::parcel_desk::client::parcels::{
    BookParcelParams, FileClaimParams, GetParcelParams, ListParcelsParams,
};
use super::{capability, upstream::Upstream};

#[tokio::test]
async fn call_sends_the_constants_of_the_spec() {
    let upstream = Upstream::start().await;
    let params = GetParcelParams {
        lang: Some("d/e&".to_owned()),
        expand: Some("a b".to_owned()),
        if_none_match: Some("\"1\"".to_owned()),
    };
    let response = capability(&upstream)
        .parcels()
        .get_parcel("P 1/2", &params)
        .await
        .unwrap();
    let parcel = response.value().unwrap();
    assert_eq!(
        (parcel.state.as_str(), parcel.depot_id.as_str()),
        ("moving", "D1")
    );

    let asked = upstream.only();
    assert_eq!(
        asked.line,
        "GET /v2/parcels/P%201%2F2?lang=d%2Fe%26&%24expand=a%20b"
    );
    assert_eq!(asked.header("authorization"), "Bearer secret-token");
    assert_eq!(asked.header("accept-version"), "2");
    assert_eq!(asked.header("if-none-match"), "\"1\"");
}

#[tokio::test]
async fn variables_and_constants_fill_the_path_and_the_query() {
    let upstream = Upstream::start().await;
    let params = ListParcelsParams {
        limit: Some(5),
        ..ListParcelsParams::default()
    };
    let response = capability(&upstream)
        .parcels()
        .list_parcels(&params)
        .await
        .unwrap();
    assert_eq!(response.value().unwrap()["data"][0]["a"], 2);
    assert_eq!(
        upstream.only().line,
        "GET /v2/regions/north%2Fwest/parcels?source=front%20desk&limit=5"
    );
}

#[tokio::test]
async fn body_template_keeps_the_types_of_values() {
    let upstream = Upstream::start().await;
    let hostile = "\",\"admin\":true,\"x\":\"{{env.PARCEL_TOKEN}}";
    let params = BookParcelParams {
        note: Some("fragile".into()),
        flag: Optional::Absent,
    };
    capability(&upstream)
        .parcels()
        .book_parcel(hostile, &Number::from(2), &params)
        .await
        .unwrap();
    let sent = upstream.only().json();
    let expected = json!({
        "to": hostile, "weight": 2, "note": format!("for {hostile}: fragile"), "kind": "express", "flags": ["desk"],
    });
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn form_values_are_encoded() {
    let upstream = Upstream::start().await;
    let params = FileClaimParams {
        parcel: Some("P1".into()),
        reason: Some("lost & found".into()),
    };
    let response = capability(&upstream).parcels().file_claim(&params).await.unwrap();
    assert_eq!(response.status(), 204);
    let asked = upstream.only();
    assert_eq!(asked.header("content-type"), "application/x-www-form-urlencoded");
    assert_eq!(asked.body, "parcel=P1&reason=lost%20%26%20found");
}

#[tokio::test]
async fn path_value_cannot_leave_the_path() {
    let upstream = Upstream::start().await;
    for value in ["..", ".", "%2e%2e", ""] {
        let error = capability(&upstream)
            .parcels()
            .cancel_parcel(value)
            .await
            .unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::InvalidInput(_)),
            "{value}: {error}"
        );
    }
    assert_eq!(upstream.count(), 0);
}

#[tokio::test]
async fn failed_call_returns_status_and_body() {
    let upstream = Upstream::start().await;
    let error = capability(&upstream)
        .parcels()
        .get_parcel("missing", &GetParcelParams::default())
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(error.operation(), "parcels.get-parcel");
    assert!(
        !error.to_string().contains("no such parcel"),
        "bodies stay out of messages: {error}"
    );
}

#[tokio::test]
async fn invalid_response_error_names_the_path() {
    let upstream = Upstream::start().await;
    let response = capability(&upstream)
        .parcels()
        .get_parcel("bare", &GetParcelParams::default())
        .await
        .unwrap();
    let error = response.value().unwrap_err();
    assert_eq!(error.path(), "$.state");
}

#[test]
fn missing_variables_are_one_error() {
    let error = Capability::builder()
        .depots(|api| api.base_uri("ftp://x"))
        .build()
        .unwrap_err()
        .to_string();
    for name in ["PARCEL_TOKEN", "PARCEL_REGION", "depots"] {
        assert!(error.contains(name), "{error}");
    }
}
