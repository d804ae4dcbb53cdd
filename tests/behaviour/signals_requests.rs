//! Constants of a whole API in paths and bodies, forms whose names are inputs, alternative outputs, and tunnels.

use naftiko::client::{BuildProblemKind, FakeResponse, FakeTransport};
use serde_json::{Value, json};

use super::signals::client::lamps::{PutLampParams, SwitchParams};
use super::signals::{Builder, Capability, mcp};

fn builder(fake: &FakeTransport) -> Builder {
    Capability::builder().lamps(|api| api.transport(fake.clone()))
}

fn capability(fake: &FakeTransport) -> Capability {
    builder(fake)
        .depths(|api| api.transport(fake.clone()))
        .build()
        .unwrap()
}

#[tokio::test]
async fn constants_of_an_api_are_in_paths_and_bodies() {
    let fake = FakeTransport::new(|_| FakeResponse::json(200, &json!({})));
    let lamps = capability(&fake);
    let params = PutLampParams {
        colour: Some(json!("red").into()).into(),
        ..PutLampParams::default()
    };
    lamps.lamps().put_lamp("7", &params).await.unwrap();
    lamps.lamps().get_lamp("7").await.unwrap();
    let [put, get] = &fake.requests()[..] else {
        panic!("{:?}", fake.requests());
    };
    assert_eq!(put.uri().path(), "/north%2Fwest%201/lamps/7");
    let body: Value = serde_json::from_slice(put.body()).unwrap();
    assert_eq!(body, json!({"colour": "red", "source": "desk"}));
    assert_eq!(get.uri().path(), "/north%2Fwest%201/lamps/7");
    assert!(get.body().is_empty());
}

#[tokio::test]
async fn values_cannot_add_fields_to_a_form_whose_names_are_inputs() {
    let fake = FakeTransport::new(|_| FakeResponse::json(200, &json!({})));
    let params = SwitchParams {
        state: Some(json!("on&admin").into()),
        note: Some(json!("a=1 &b").into()),
    };
    capability(&fake).lamps().switch(&params).await.unwrap();
    let request = fake.requests().pop().unwrap();
    assert_eq!(
        request.headers()["content-type"],
        "application/x-www-form-urlencoded"
    );
    assert_eq!(&request.body()[..], b"fixed=1&on%26admin=a%3D1+%26b");
}

#[tokio::test]
async fn first_output_with_a_value_is_the_result() {
    for (answer, expected) in [
        (json!({"name": "Red", "number": 3}), r#"{"result":"Red"}"#),
        (json!({"name": null, "number": 3}), r#"{"result":3}"#),
        (json!({"number": 3}), r#"{"result":3}"#),
        (json!({}), r#"{"result":null}"#),
    ] {
        let shown = answer.to_string();
        let fake = FakeTransport::new(move |_| FakeResponse::json(200, &answer));
        let result = mcp::server(capability(&fake))
            .call("lamp-name", json!({"id": "7"}))
            .await;
        assert!(!result.is_error(), "{}", result.text());
        assert_eq!(result.text(), expected, "{shown}");
    }
}

#[test]
fn api_behind_a_tunnel_needs_a_transport() {
    let fake = FakeTransport::new(|_| FakeResponse::json(200, &json!({})));
    let error = builder(&fake).build().unwrap_err();
    let problems: Vec<_> = error
        .problems()
        .iter()
        .map(|problem| (problem.api(), problem.kind()))
        .collect();
    // `fallback: direct` allows the other one.
    assert_eq!(problems, [("depths", BuildProblemKind::Tunnel)]);
}
