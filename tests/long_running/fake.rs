//! Long-running operations of fake APIs.

use std::time::Duration;

use naftiko::testing::{Description, FakeApis, Fault, Settings};
use naftiko_codegen::{Extra, FileLoader, Options, generate_with};
use naftiko_tests::workspace;
use serde_json::json;

use super::faked::Capability;
use super::faked::testing::Upstream;
use super::faked::types::Disk;

#[tokio::test]
async fn accepted_call_of_a_fake_api_has_its_result_later() {
    let upstream = Upstream::start().await.unwrap();
    let capability = upstream.builder().build().unwrap();
    let (compute, create_disk) = (capability.compute(), upstream.compute().create_disk());
    let disk = Disk::new("a".to_owned());
    create_disk.returns(&disk);
    // Without a word of the test, the response is the result.
    let created = compute.create_disk("a", &disk).await.unwrap();
    assert_eq!(created.value().unwrap(), disk);
    create_disk.next(Fault::Accepted);
    let mut creation = compute.create_disk_completed("a", &disk);
    assert!(creation.advance().await.unwrap().is_none());
    assert!(creation.advance().await.unwrap().is_none());
    assert_eq!(creation.await.unwrap().value().unwrap(), disk);
    let calls = create_disk.calls();
    let statuses: Vec<u16> = calls.iter().map(naftiko::testing::ReceivedCall::status).collect();
    assert_eq!(statuses, [200, 202]);
}

#[tokio::test]
async fn fake_api_of_the_command_accepts_calls_of_long_running_operations() {
    let spec = workspace().join("tests/specs/disks.yaml");
    let outcome = generate_with(
        std::slice::from_ref(&spec),
        &Options::default(),
        Extra::FakeApis(1),
        &FileLoader,
    );
    let description = Description::parse(&outcome.fake_apis[0]).unwrap();
    let apis = FakeApis::start_with(description, Settings::new().accept_long_running())
        .await
        .unwrap();
    let variables = apis.variables().into_iter();
    let capability = variables.fold(Capability::builder(), |builder, (name, value)| {
        builder.variable(&name, value)
    });
    let server = super::faked::mcp::server(capability.build().unwrap()).operation_wait(Duration::ZERO);
    for (tool, arguments) in [
        ("create-disk", json!({"name": "a", "body": {"name": "a"}})),
        ("delete-disk", json!({"name": "a"})),
        ("copy-disk", json!({"name": "a"})),
        ("export-disk", json!({"name": "a"})),
    ] {
        let begun = server.call(tool, arguments).await;
        let begun = begun.structured().unwrap().to_value();
        assert_eq!(begun["running"], true, "{tool} {begun}");
        let asked = json!({"operation": begun["operation"]});
        let still = server.call("get_operation_result", asked.clone()).await;
        assert_eq!(still.structured().unwrap().to_value()["running"], true, "{tool}");
        let result = server.call("get_operation_result", asked).await;
        let structured = result.structured().map(naftiko::value::Json::to_value);
        let is_running = structured.is_some_and(|structured| structured["running"] == true);
        assert!(!result.is_error() && !is_running, "{tool} {}", result.text());
    }
    // Statuses are of no operation, and their credentials are checked.
    let calls = apis.calls();
    assert_eq!(calls.iter().filter(|call| call.operation().is_some()).count(), 4);
    let status = calls.iter().find(|call| call.operation().is_none()).unwrap();
    let http = naftiko::client::http_builder()
        .unwrap()
        .no_proxy()
        .build()
        .unwrap();
    let unsigned = http
        .get(format!("{}{}", apis.uri(), status.uri()))
        .send()
        .await
        .unwrap();
    assert_eq!(unsigned.status(), 401);
    let unknown = http
        .get(format!("{}/-/operation/99", apis.uri()))
        .send()
        .await
        .unwrap();
    assert_eq!(unknown.status(), 404);
}
