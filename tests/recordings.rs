//! Recordings: METI's documented responses are recorded, replayed, and described by a document whose types a client has.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use naftiko::testing::{Description, FakeApis, Settings};
use naftiko_codegen::{FileLoader, Options, Recording, generate, generate_with_fake_apis, infer};
use naftiko_tests::sample;
use naftiko_upstreams::Served;
use naftiko_upstreams::meti::{self, Meti};

naftiko::naftiko! { "../specs/meti-authentication.yaml", module: meti_api, emit: [client] }

/// Returns the spec for an API at another address, and the description of its fake APIs.
fn described(folder: &Path, address: &str) -> Description {
    let spec = fs::read_to_string(sample("meti-authentication")).unwrap();
    let path = folder.join("meti.yaml");
    fs::write(&path, spec.replace("https://api.meti.millpont.com", address)).unwrap();
    let outcome = generate_with_fake_apis(&[path], &Options::default(), 0, &FileLoader);
    Description::parse(outcome.fake_apis.first().unwrap()).unwrap()
}

/// Lists the sources of METI's account, and returns them with the token that the API issued.
async fn sources(apis: &FakeApis) -> Vec<meti_api::types::Source> {
    let account = meti::Settings::default();
    let mut builder = meti_api::Capability::builder()
        .variable("METI_EMAIL", account.email)
        .variable("METI_PASSWORD", account.password);
    for (name, value) in apis.addresses() {
        builder = builder.variable(&name, value);
    }
    let capability = builder.build().unwrap();
    let response = capability.meti_sources().list_sources().await.unwrap();
    response.value().unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[tokio::test]
async fn recorded_responses_are_replayed_and_give_types() {
    let folder = tempfile::tempdir().unwrap();
    let recordings = folder.path().join("recordings");
    let meti = Served::start(Meti::default()).await.unwrap();
    let description = described(folder.path(), &meti.uri());
    let recording = Settings::new().record(&recordings);
    let apis = FakeApis::start_with(description.clone(), recording)
        .await
        .unwrap();
    let recorded = sources(&apis).await;
    drop((apis, meti));
    assert!(!recorded.is_empty());
    let texts: Vec<String> = files(&recordings)
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    assert_eq!(texts.len(), 2);
    assert!(
        texts.iter().all(|text| !text.contains("unsigned-test-token")),
        "{texts:?}"
    );

    let replaying = Settings::new().replay(&recordings);
    let apis = FakeApis::start_with(description, replaying).await.unwrap();
    assert_eq!(sources(&apis).await, recorded);

    let calls: Vec<Recording> = texts.iter().map(|text| Recording::parse(text).unwrap()).collect();
    fs::write(folder.path().join("meti.openapi.yaml"), infer("meti", &calls)).unwrap();
    let outcome = generate(
        &[folder.path().join("meti.yaml")],
        &Options::default(),
        &FileLoader,
    );
    let coverage = outcome.coverage.first().unwrap().to_string();
    assert!(coverage.contains("2 of 2 operations"), "{coverage}");
}
