//! Types that several specs of a run have in common.

use std::collections::BTreeMap;
use std::path::PathBuf;

use naftiko_codegen::{FileLoader, Options, Outcome, Types, directory, generate};
use naftiko_tests::batch::clippy_modules;
use naftiko_tests::texts::{Texts, rendered};
use naftiko_tests::workspace;

/// Returns a spec with one resource of the API.
fn spec(name: &str, resource: &str) -> String {
    format!(
        "naftiko: 1.0.0-alpha2
info: {{label: {name}, description: {name} of parcels.}}
capability:
  consumes:
  - type: http
    namespace: parcels
    description: Parcels
    baseUri: https://parcels.test
    x-naftiko-openapi: api/parcels.yaml
    resources:
    - {resource}
"
    )
}

/// A spec with an operation for a body, whose outputs have a struct of their own.
fn sending() -> String {
    let resource = "name: parcels
      path: /parcels
      operations:
      - name: send
        method: POST
        inputParameters: [{name: body, in: body, type: object, required: true}]
        outputParameters: [{name: code, type: string, value: $.code}, {name: at, type: string, value: $.at}]";
    spec("Dispatch", resource)
}

/// A spec with an operation that reads a parcel.
fn reading() -> String {
    let resource = "name: parcel
      path: /parcels/{id}
      inputParameters: [{name: id, in: path, type: string}]
      operations:
      - {name: find, method: GET}";
    spec("Reading", resource)
}

const DOCUMENT: &str = "openapi: 3.0.3
info: {title: Parcels, version: '1'}
paths:
  /parcels:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Parcel'}}}}
      responses: {'200': {description: Sent.}}
  /parcels/{id}:
    get:
      responses: {'200': {description: Found., content: {application/json: {schema: {$ref: '#/components/schemas/Parcel'}}}}}
components:
  schemas:
    Parcel:
      type: object
      required: [id, state]
      properties:
        id: {type: string, readOnly: true}
        state: {$ref: '#/components/schemas/SendOutput'}
        note: {type: string, nullable: true}
    SendOutput: {type: string, enum: [ready, sent]}
";

fn share(texts: &Texts, specs: &[&str]) -> Outcome {
    let specs: Vec<PathBuf> = specs.iter().map(PathBuf::from).collect();
    let options = Options {
        share_types: true,
        ..Options::default()
    };
    generate(&specs, &options, texts)
}

fn parcels() -> Texts {
    Texts::default()
        .with("sending.yaml", sending())
        .with("reading.yaml", reading())
        .with("api/parcels.yaml", DOCUMENT)
}

/// Returns the files of types, by their path.
fn types(outcome: &Outcome) -> BTreeMap<String, String> {
    let files = directory(&outcome.modules).into_iter();
    let files = files.map(|(path, text)| (path.display().to_string(), text));
    files.filter(|(path, _)| path.contains("types")).collect()
}

#[test]
fn specs_with_one_document_share_its_types() {
    let outcome = share(&parcels(), &["sending.yaml", "reading.yaml"]);
    assert_eq!(outcome.modules.len(), 3, "{}", rendered(&outcome));
    let files = types(&outcome);
    let paths: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "reading/types.rs",
            "sending/types.rs",
            "types/mod.rs",
            "types/parcels.rs"
        ]
    );
    let files = files
        .into_iter()
        .map(|(path, text)| format!("--- {path}\n{text}"));
    insta::assert_snapshot!(files.collect::<String>());
}

#[test]
fn document_of_one_spec_is_not_shared() {
    let outcome = share(&parcels(), &["sending.yaml"]);
    let paths: Vec<String> = types(&outcome).into_keys().collect();
    assert_eq!(paths, ["sending/types.rs"]);
}

#[test]
fn module_of_types_has_a_name_of_its_own() {
    let texts = parcels()
        .with("types.yaml", reading())
        .with("b/parcels.yaml", DOCUMENT)
        .with("b-sending.yaml", sending().replace("api/", "b/"))
        .with("b-reading.yaml", reading().replace("api/", "b/"));
    let specs = ["sending.yaml", "types.yaml", "b-sending.yaml", "b-reading.yaml"];
    let outcome = share(&texts, &specs);
    let files = types(&outcome);
    assert!(
        files.contains_key("types_2/parcels.rs") && files.contains_key("types_2/parcels_2.rs"),
        "{:?}",
        files.keys()
    );
    assert!(files["b_reading/types.rs"].contains("super::super::types_2::parcels_2::"));
}

#[test]
fn types_of_another_module_are_used_by_its_path() {
    let used = |path: &str| {
        let mut options = Options::default();
        options.types.set(None, Types::of(path).unwrap());
        let outcome = generate(&["reading.yaml".into()], &options, &parcels());
        types(&outcome)["reading/types.rs"].clone()
    };
    for (path, expected) in [
        (
            "crate::desk::types",
            "pub use crate::desk::types::{Parcel, SendOutput};",
        ),
        ("shared::types", "pub use shared::types::{Parcel, SendOutput};"),
        (
            "super::types",
            "pub use super::super::super::types::{Parcel, SendOutput};",
        ),
        (
            "self::desk::types",
            "pub use super::super::desk::types::{Parcel, SendOutput};",
        ),
    ] {
        let types = used(path);
        assert!(types.contains(expected) && !types.contains("struct"), "{types}");
    }
    for path in ["types", "::types::a", "a::b<c>", "a::", "a b::c", "requierd"] {
        assert_eq!(Types::of(path), None, "{path}");
    }
}

#[test]
fn shared_types_compile_without_warnings() {
    let folder = workspace().join("tests/specs");
    let specs = ["shipments.yaml", "shipment-states.yaml"].map(|name| folder.join(name));
    let options = Options {
        share_types: true,
        ..Options::default()
    };
    let mut modules = generate(&specs, &options, &FileLoader).modules;
    assert_eq!(modules.len(), 3);
    let directory = tempfile::tempdir().unwrap();
    let errors = clippy_modules(directory.path(), &modules).unwrap();
    assert!(errors.is_none(), "{}", errors.unwrap_or_default());
    modules = share(&parcels(), &["sending.yaml", "reading.yaml"]).modules;
    let errors = clippy_modules(directory.path(), &modules).unwrap();
    assert!(errors.is_none(), "{}", errors.unwrap_or_default());
}
