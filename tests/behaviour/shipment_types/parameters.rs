//! Parameters with the types and styles of a document.

use naftiko::value::Json;

use super::client;
use super::freight::Freight;
use super::shipments::client::FindShipmentsParams;
use super::shipments::types::{GetFoundXMode, State};

#[tokio::test]
async fn text_with_listed_values_takes_them_and_any_text() {
    let freight = Freight::start(200, "[]").await;
    let client = client(&freight);
    let params = FindShipmentsParams {
        previous: Some(State::InTransit),
        ..FindShipmentsParams::default()
    };
    client
        .find_shipments(&State::Ready, &GetFoundXMode::Fast, &params)
        .await
        .unwrap();
    assert_eq!(freight.line(), "GET /found?state=ready&previous=in-transit");
    assert_eq!(freight.header("x-mode"), "fast");
    let text = String::from("lost & found");
    let params = FindShipmentsParams {
        previous: Some("ready".into()),
        ..FindShipmentsParams::default()
    };
    client.find_shipments(&text, "idle", &params).await.unwrap();
    assert_eq!(
        freight.line(),
        "GET /found?state=lost%20%26%20found&previous=ready"
    );
    assert_eq!(freight.header("x-mode"), "idle");
}

#[tokio::test]
async fn list_has_the_style_of_the_document() {
    let freight = Freight::start(200, "[]").await;
    let list = |text: &str| Some(Json::parse(text.to_owned()).unwrap());
    let texts = r#"["a,b","c d"]"#;
    let params = FindShipmentsParams {
        ids: list(texts),
        codes: list("[1,2,3]"),
        tags: list(texts),
        names: list(texts),
        filter: list(r#"{"name":"a&b","sizes":[1,2],"none":null}"#),
        sort: list(r#"{"by":"id","order":"down & up"}"#),
        states: Some(vec![State::Ready, State::InTransit, "lost".into()]),
        ..FindShipmentsParams::default()
    };
    let sent = async |params| {
        client(&freight)
            .find_shipments("ready", "fast", params)
            .await
            .unwrap();
        freight.line()
    };
    assert_eq!(
        sent(&params).await,
        "GET /found?state=ready&ids=a%2Cb,c%20d&codes=1%202%203&tags=a%2Cb%7Cc%20d&names=a%2Cb&names=c%20d\
         &filter%5Bname%5D=a%26b&filter%5Bsizes%5D=1&filter%5Bsizes%5D=2&by=id&order=down%20%26%20up&states=ready,in-transit,lost"
    );
    let params = FindShipmentsParams {
        ids: list("[]"),
        tags: list(r#"["x"]"#),
        filter: list("{}"),
        ..FindShipmentsParams::default()
    };
    assert_eq!(sent(&params).await, "GET /found?state=ready&tags=x");
}

#[tokio::test]
async fn path_has_the_styles_of_the_document() {
    let freight = Freight::start(200, "[]").await;
    let client = client(&freight);
    let json = |text: &str| Json::parse(text.to_owned()).unwrap();
    let report = async |days: &str, sizes: &str| {
        let states = [State::Ready, "a,b".into()];
        client.get_report(&json(days), &json(sizes), &states).await
    };
    report("[1,2]", r#"{"w":7,"h":"1/2"}"#).await.unwrap();
    assert_eq!(freight.line(), "GET /reports.1.2;w=7;h=1%2F2/;states=ready,a%2Cb");
    // A style may complete a dot segment, and an empty list has no place in a path.
    for (days, sizes, input) in [
        (r#"["."]"#, r#"{"w":7}"#, "days"),
        ("[]", r#"{"w":7}"#, "days"),
        ("[1]", "{}", "sizes"),
    ] {
        let error = report(days, sizes).await.unwrap_err().to_string();
        assert!(error.contains(input), "{error}");
    }
}
