//! Responses and errors whose type the status selects.

use naftiko::value::Json;

use super::client;
use super::freight::Freight;
use super::shipments::types::{GetTracksIdAnswer, GetTracksIdError};

const SHIPMENT: &str = r#"{"id":"S1","state":"ready","grams":1,"stops":[]}"#;

/// Returns the value of a response with a status and a body; the text of the error for a body of another type.
async fn track(status: u16, body: &str) -> Result<Option<GetTracksIdAnswer>, String> {
    let freight = Freight::start(status, body).await;
    let response = client(&freight).get_track("S1").await.unwrap();
    response.value().map_err(|error| error.to_string())
}

#[tokio::test]
async fn status_selects_the_type_of_a_response() {
    let Ok(Some(GetTracksIdAnswer::Shipment(shipment))) = track(200, SHIPMENT).await else {
        panic!("no shipment");
    };
    assert_eq!(shipment.id, "S1");
    let Ok(Some(GetTracksIdAnswer::Status202(later))) = track(202, r#"{"seconds":5,"id":"S1"}"#).await else {
        panic!("no delay");
    };
    assert_eq!(later.seconds, 5);
    assert_eq!(track(204, "").await, Ok(None));
    let other = track(206, r#"{"a":[1.50]}"#).await;
    let json = Json::parse(r#"{"a":[1.50]}"#).unwrap();
    assert_eq!(other, Ok(Some(GetTracksIdAnswer::Other(json))));
}

#[tokio::test]
async fn response_of_another_status_has_the_type_of_its_own_status() {
    assert_eq!(
        track(200, r#"{"seconds":5}"#).await,
        Err("expected a value at `$.id`, got nothing".to_owned())
    );
    assert_eq!(
        track(202, SHIPMENT).await,
        Err("expected a value at `$.seconds`, got nothing".to_owned())
    );
}

#[tokio::test]
async fn status_selects_the_type_of_an_error() {
    let error = async |status: u16, body: &str| {
        let freight = Freight::start(status, body).await;
        let error = client(&freight).get_track("S1").await.unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        error.body::<GetTracksIdError>()
    };
    let Some(GetTracksIdError::Problem(problem)) = error(404, r#"{"code":"gone"}"#).await else {
        panic!("no problem");
    };
    assert_eq!(problem.code, "gone");
    assert_eq!(
        error(409, r#"["Ulm"]"#).await,
        Some(GetTracksIdError::Status409(vec!["Ulm".to_owned()]))
    );
    let Some(GetTracksIdError::Default(failure)) = error(500, r#"{"reason":"full"}"#).await else {
        panic!("no failure");
    };
    assert_eq!(failure.reason, "full");
    assert_eq!(
        error(503, "").await,
        Some(GetTracksIdError::Other(Json::default()))
    );
    // A body of the type of another status is not of this one.
    assert_eq!(error(409, r#"{"code":"gone"}"#).await, None);
    assert_eq!(error(404, "<html>").await, None);
}
