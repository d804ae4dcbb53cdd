//! `features`, and what `check` says of a manifest.

use super::{SPEC, code, err, folder, naftiko, out, write};

#[test]
fn dependency_has_the_features_of_the_spec_alone() {
    let dir = folder();
    write(
        dir.path(),
        "xml.yaml",
        &SPEC.replace("method: GET", "method: GET\n              outputRawFormat: xml"),
    );
    for (words, features) in [
        ("parcels.yaml", "\"macros\", \"mcp\", \"rest\", \"tls\""),
        ("parcels.yaml --via build --emit client", "\"client\", \"tls\""),
        (
            "xml.yaml parcels.yaml",
            "\"macros\", \"mcp\", \"rest\", \"tls\", \"xml\"",
        ),
    ] {
        let output = naftiko(dir.path(), &format!("features {words}"));
        let line =
            format!("naftiko = {{ version = \"0.1\", default-features = false, features = [{features}] }}\n");
        assert_eq!((code(&output), out(&output)), (0, line), "{}", err(&output));
    }
    let output = naftiko(dir.path(), "features parcels.yaml --runtime ../naftiko");
    assert!(
        out(&output).starts_with("naftiko = { path = \"../naftiko\", "),
        "{}",
        out(&output)
    );
}

#[test]
fn spec_with_errors_has_no_dependency() {
    let dir = folder();
    write(
        dir.path(),
        "wrong.yaml",
        &SPEC.replace("method: GET", "method: FETCH"),
    );
    let output = naftiko(dir.path(), "features wrong.yaml");
    assert_eq!((code(&output), out(&output)), (1, String::new()));
}

#[test]
fn check_reports_features_that_the_manifest_lacks() {
    let dir = folder();
    let manifest = |features: &str| {
        format!(
            "[package]\nname = 'desk'\n\n[dependencies]\nnaftiko = {{ version = '0.1', default-features = false, features = [{features}] }}\n"
        )
    };
    write(dir.path(), "Cargo.toml", &manifest("'client'"));
    let output = naftiko(dir.path(), "check parcels.yaml");
    assert_eq!(code(&output), 0);
    assert!(
        err(&output).contains("warning[NK0731]") && err(&output).contains("Cargo.toml:5:11"),
        "{}",
        err(&output)
    );
    write(dir.path(), "Cargo.toml", &manifest("'mcp', 'rest', 'tls'"));
    assert!(!err(&naftiko(dir.path(), "check parcels.yaml")).contains("NK0731"));
}
