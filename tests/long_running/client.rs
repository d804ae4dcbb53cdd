//! Futures of a generated client.

use naftiko::client::ResumeToken;

use super::api::Disks;
use super::disks::types::Disk;
use super::{KEY, capability, disks};

#[tokio::test]
async fn results_of_long_running_operations_have_their_types() {
    let api = Disks::start().await;
    let compute = capability(&api, KEY).compute().clone();
    let created = compute
        .create_disk_completed("a", &Disk::new("a".to_owned()))
        .await
        .unwrap();
    assert_eq!(created.value().unwrap().size, Some(7));
    let copy = compute.copy_disk_completed("a").await.unwrap();
    assert_eq!(
        copy.value().unwrap().map(|disk| disk.name),
        Some("copy".to_owned())
    );
    let export = compute.export_disk_completed("a").await.unwrap();
    let export = export.value().unwrap().unwrap();
    assert_eq!(export.url.as_deref(), Some("https://files.test/1"));
    let deleted = compute.delete_disk_completed("a").await.unwrap();
    assert!(deleted.is_empty());
    for line in [
        "PUT /disks/a",
        "POST /disks/a/copies",
        "POST /disks/a/exports",
        "DELETE /disks/a",
    ] {
        assert_eq!(api.count(line), 1, "{:?}", api.asked());
    }
    for line in [
        "GET /status/put/a",
        "GET /copies/a",
        "GET /status/export/a",
        "GET /status/delete",
    ] {
        assert_eq!(api.count(line), 2, "{:?}", api.asked());
    }
}

#[tokio::test]
async fn operations_keep_their_names_beside_those_of_generated_methods() {
    let api = Disks::start().await;
    let capability = capability(&api, KEY);
    let client: &disks::client::long_running::LongRunning2 = capability.long_running();
    let declared = client.run_completed().await.unwrap_err();
    let generated = client.run_completed_2().await.unwrap_err();
    assert_eq!(declared.operation(), "long-running.run-completed");
    assert_eq!(generated.operation(), "long-running.run");
    assert_eq!(api.asked().len(), 2);
}

#[tokio::test]
async fn operation_is_resumed_without_its_arguments() {
    let api = Disks::start().await;
    let mut copying = capability(&api, KEY).compute().copy_disk_completed("a");
    assert!(copying.advance().await.unwrap().is_none());
    let stored = copying.resume_token().unwrap().to_string();
    drop(copying);
    let token: ResumeToken = stored.parse().unwrap();
    let copy = capability(&api, KEY)
        .compute()
        .copy_disk_resumed(token)
        .await
        .unwrap();
    assert_eq!(
        copy.value().unwrap().map(|disk| disk.name),
        Some("copy".to_owned())
    );
    assert_eq!(api.count("POST /disks/a/copies"), 1);
}
