//! Long-running operations of generated clients over loopback, and those of published documents.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use disks::client::compute::Compute;
use disks::types::Disk;
use naftiko::client::ResumeToken;
use naftiko_codegen::{FileLoader, document_operations};
use naftiko_tests::{corpus, yaml_files};
use serde_json::{Value, json};

naftiko::naftiko! { "specs/disks.yaml", emit: [client] }

type Log = Arc<Mutex<Vec<String>>>;

/// Starts an API whose results come after two requests for a status; returns its address and its requests.
async fn start() -> (SocketAddr, Log) {
    let log = Log::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(answer).with_state(Arc::clone(&log));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (address, log)
}

async fn answer(State(log): State<Log>, request: Request) -> Response {
    let (method, path) = (request.method().as_str(), request.uri().path());
    let line = format!("{method} {path}");
    let asked = {
        let mut log = log.lock().unwrap();
        log.push(line.clone());
        log.iter().filter(|known| **known == line).count()
    };
    let accepted = |header: &'static str, link: &'static str| {
        let headers = [(header, link), ("retry-after-ms", "1")];
        (StatusCode::ACCEPTED, headers).into_response()
    };
    let status = |end: Value| {
        let body = if asked < 2 {
            json!({"status": "Running"})
        } else {
            end
        };
        ([("retry-after-ms", "1")], axum::Json(body)).into_response()
    };
    match line.as_str() {
        "PUT /disks/a" => accepted("azure-asyncoperation", "/status/put"),
        "DELETE /disks/a" => accepted("location", "/status/delete"),
        "POST /disks/a/copies" => accepted("location", "/copies/1"),
        "POST /disks/a/exports" => accepted("operation-location", "/status/export"),
        "GET /status/put" => status(json!({"status": "Succeeded"})),
        "GET /status/export" => status(json!({"status": "Succeeded", "url": "https://files.test/1"})),
        "GET /status/delete" if asked < 2 => accepted("location", "/status/delete"),
        "GET /status/delete" => StatusCode::NO_CONTENT.into_response(),
        "GET /copies/1" if asked < 2 => accepted("location", "/copies/1"),
        "GET /copies/1" => axum::Json(json!({"name": "copy"})).into_response(),
        "GET /disks/a" => axum::Json(json!({"name": "a", "size": 7})).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn compute(address: SocketAddr) -> Compute {
    let builder = disks::Capability::builder().variable("DISKS_TOKEN", "canary-token");
    let capability = builder
        .compute(|api| api.base_uri(format!("http://{address}")))
        .build();
    capability.unwrap().compute().clone()
}

#[tokio::test]
async fn results_of_long_running_operations_have_their_types() {
    let (address, log) = start().await;
    let compute = compute(address);
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
    let asked = log.lock().unwrap().clone();
    let of = |line: &str| asked.iter().filter(|known| *known == line).count();
    for line in [
        "PUT /disks/a",
        "POST /disks/a/copies",
        "POST /disks/a/exports",
        "DELETE /disks/a",
    ] {
        assert_eq!(of(line), 1, "{asked:?}");
    }
    for line in [
        "GET /status/put",
        "GET /copies/1",
        "GET /status/export",
        "GET /status/delete",
    ] {
        assert_eq!(of(line), 2, "{asked:?}");
    }
}

#[tokio::test]
async fn operations_keep_their_names_beside_those_of_generated_methods() {
    let (address, log) = start().await;
    let builder = disks::Capability::builder().variable("DISKS_TOKEN", "canary-token");
    let builder = builder.long_running(|api| api.base_uri(format!("http://{address}")));
    let capability = builder.build().unwrap();
    let client: &disks::client::long_running::LongRunning2 = capability.long_running();
    let declared = client.run_completed().await.unwrap_err();
    let generated = client.run_completed_2().await.unwrap_err();
    assert_eq!(declared.operation(), "long-running.run-completed");
    assert_eq!(generated.operation(), "long-running.run");
    assert_eq!(log.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn operation_is_resumed_without_its_arguments() {
    let (address, log) = start().await;
    let mut copying = compute(address).copy_disk_completed("a");
    assert!(copying.advance().await.unwrap().is_none());
    let stored = copying.resume_token().unwrap().to_string();
    drop(copying);
    let token: ResumeToken = stored.parse().unwrap();
    let copy = compute(address).copy_disk_resumed(token).await.unwrap();
    assert_eq!(
        copy.value().unwrap().map(|disk| disk.name),
        Some("copy".to_owned())
    );
    assert_eq!(
        log.lock()
            .unwrap()
            .iter()
            .filter(|line| line.starts_with("POST"))
            .count(),
        1
    );
}

#[test]
fn long_running_operations_of_published_documents_are_found() {
    let Some(corpus) = corpus() else { return };
    let mut states: BTreeMap<&str, usize> = BTreeMap::new();
    let mut with_pages = 0;
    for folder in ["m3ter", "microsoft-azure"] {
        for file in yaml_files(&corpus.join("openapi").join(folder)).unwrap() {
            for operation in document_operations(&file, &FileLoader).unwrap_or_default() {
                if let Some(state) = operation.final_state {
                    *states.entry(state).or_default() += 1;
                    with_pages += usize::from(operation.pages.is_some());
                }
            }
        }
    }
    let found = states.into_iter().collect::<Vec<_>>();
    assert_eq!(
        found,
        [("`Location`", 171), ("by the method", 156), ("the status", 62)]
    );
    // The list of such an operation would come after its status.
    assert_eq!(with_pages, 0);
}
