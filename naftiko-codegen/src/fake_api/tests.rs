use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{Extra, FileLoader, Options, generate_with};

/// Returns the description of the fake APIs of a sample.
fn described(file: &str, seed: u64) -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs").join(file);
    let outcome = generate_with(&[path], &Options::default(), Extra::FakeApis(seed), &FileLoader);
    outcome.fake_apis.into_iter().next().unwrap_or_default()
}

#[test]
fn seed_decides_every_byte() {
    for file in ["m3ter-auth.yaml", "meti-authentication.yaml"] {
        let first = described(file, 1);
        assert!(!first.is_empty());
        assert_eq!(first, described(file, 1));
        assert_ne!(first, described(file, 2));
    }
}

#[test]
fn operation_is_described_with_what_it_takes_and_returns() {
    let description: Value = serde_json::from_str(&described("m3ter-auth.yaml", 0)).unwrap_or_default();
    let operation = description
        .pointer("/apis/0/operations/0")
        .unwrap_or(&Value::Null);
    assert_eq!(operation["id"], "m3ter-auth.generatetoken");
    assert_eq!(operation["path"], serde_json::json!(["/oauth/token"]));
    assert_eq!(operation["body"]["mediaType"], "application/json");
    let body = operation["response"]["body"].as_str().unwrap_or_default();
    let response: Value = serde_json::from_str(body).unwrap_or_default();
    assert!(response["access_token"].is_string(), "{body}");
}
