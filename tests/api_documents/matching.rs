//! Operations of a spec are found in documents by method and path.

use std::fmt::Write as _;

use naftiko_codegen::diagnostic::Severity;
use naftiko_codegen::{Options, Outcome};
use naftiko_tests::texts::{Texts, rendered};

use super::{codes, file};

/// Returns a spec with one operation.
fn spec(base: &str, path: &str) -> String {
    format!(
        "naftiko: 1.0.0-alpha2\ninfo: {{label: A, description: A}}\ncapability:\n  consumes:\n  - {{type: http, namespace: things, \
         description: A, baseUri: '{base}', resources: [{{name: thing, path: '{path}', operations: [{{name: get-thing, method: \
         GET}}]}}]}}\n"
    )
}

/// Returns a document with an operation `GET` for each path.
fn document(server: &str, paths: &[&str]) -> String {
    let mut text = format!(
        "openapi: 3.0.3\ninfo: {{title: Things, version: '1'}}\nservers: [{{url: '{server}'}}]\npaths:\n"
    );
    for path in paths {
        let _ = writeln!(
            text,
            "  '{path}': {{get: {{responses: {{'200': {{description: Found, content: {{application/json: {{schema: {{$ref: \
             '#/components/schemas/Thing'}}}}}}}}}}}}}}"
        );
    }
    text + "components: {schemas: {Thing: {type: object, properties: {name: {type: string}}}}}\n"
}

fn is_typed(outcome: &Outcome) -> bool {
    file(outcome, "client.rs").contains("PendingCall<'_, types::Thing>")
        || file(outcome, "client.rs").contains("PendingCall<'a, types::Thing>")
}

/// A request and the operation of the document; the base URI and the server are the same unless the row tells.
struct Row {
    rule: &'static str,
    base: &'static str,
    path: &'static str,
    server: &'static str,
    in_document: &'static str,
    /// Whether the difference is reported.
    reported: bool,
}

const SERVER: &str = "https://things.test";

const ROWS: &[Row] = &[
    Row {
        rule: "exact",
        base: SERVER,
        path: "/things/{{id}}",
        server: SERVER,
        in_document: "/things/{id}",
        reported: false,
    },
    Row {
        rule: "base path in the spec",
        base: SERVER,
        path: "/v1/things",
        server: "https://things.test/v1",
        in_document: "/things",
        reported: true,
    },
    Row {
        rule: "base path in the document",
        base: "https://things.test/v1",
        path: "/things",
        server: SERVER,
        in_document: "/v1/things",
        reported: true,
    },
    Row {
        rule: "slash in the spec",
        base: SERVER,
        path: "/things/",
        server: SERVER,
        in_document: "/things",
        reported: true,
    },
    Row {
        rule: "slash in the document",
        base: SERVER,
        path: "/things",
        server: SERVER,
        in_document: "/things/",
        reported: true,
    },
    Row {
        rule: "placeholder names",
        base: SERVER,
        path: "/things/{{id}}",
        server: SERVER,
        in_document: "/things/{thingId}",
        reported: true,
    },
    Row {
        rule: "query in the document",
        base: SERVER,
        path: "/things?comp=list&kind=all",
        server: SERVER,
        in_document: "/things?kind=all&comp=list",
        reported: true,
    },
    Row {
        rule: "case",
        base: SERVER,
        path: "/Things",
        server: SERVER,
        in_document: "/things",
        reported: true,
    },
];

#[test]
fn operation_is_found_by_each_rule() {
    for row in ROWS {
        let texts = Texts::spec(spec(row.base, row.path)).with(
            "spec.openapi.yaml",
            document(row.server, &["/other", row.in_document]),
        );
        let outcome = texts.compile();
        assert!(is_typed(&outcome), "{}: {}", row.rule, rendered(&outcome));
        let expected: &[&str] = if row.reported { &["NK1010"] } else { &[] };
        assert_eq!(codes(&outcome), expected, "{}", row.rule);
    }
}

#[test]
fn other_operation_is_not_found() {
    let others = [
        ("/thing", "/things"),
        ("/things/{{id}}", "/things/{id}/parts"),
        ("/things", "/things?comp=list"),
        ("/things/a", "/things/{id}"),
    ];
    for (path, in_document) in others {
        let document = document(SERVER, &[in_document]);
        let outcome = Texts::spec(spec(SERVER, path))
            .with("spec.openapi.yaml", document)
            .compile();
        assert!(!is_typed(&outcome), "{path}");
        assert_eq!(codes(&outcome), ["NK1009"], "{path}");
    }
}

#[test]
fn exact_operation_comes_before_similar_ones() {
    let document = document(SERVER, &["/Things", "/things/", "/things"]);
    let outcome = Texts::spec(spec(SERVER, "/things"))
        .with("spec.openapi.yaml", document)
        .compile();
    assert!(is_typed(&outcome));
    assert_eq!(codes(&outcome), [""; 0]);
}

#[test]
fn method_decides_too() {
    let document = document(SERVER, &["/things"]).replace("{get:", "{post:");
    let outcome = Texts::spec(spec(SERVER, "/things"))
        .with("spec.openapi.yaml", document)
        .compile();
    assert_eq!(codes(&outcome), ["NK1009"]);
}

/// Compiles one spec with several documents.
fn with_documents(base: &str, documents: &[(&str, String)]) -> Outcome {
    let mut texts = Texts::spec(spec(base, "/things"));
    let mut options = Options::default();
    options
        .openapi
        .set(None, documents.iter().map(|(name, _)| (*name).into()).collect());
    for (name, text) in documents {
        texts = texts.with(name, text.clone());
    }
    texts.compile_with(&options)
}

#[test]
fn document_with_the_operation_is_chosen() {
    let documents = [
        ("a.yaml", document(SERVER, &["/other"])),
        ("b.yaml", document(SERVER, &["/things"])),
    ];
    let outcome = with_documents(SERVER, &documents);
    assert!(is_typed(&outcome));
    assert_eq!(codes(&outcome), [""; 0]);
}

#[test]
fn document_with_the_address_is_chosen_of_two() {
    let documents = [
        ("a.yaml", document("https://other.test", &["/things"])),
        ("b.yaml", document(SERVER, &["/things"])),
    ];
    let outcome = with_documents(SERVER, &documents);
    assert!(is_typed(&outcome));
    assert_eq!(codes(&outcome), [""; 0]);
}

#[test]
fn two_equal_candidates_are_a_warning() {
    let documents = [
        ("a.yaml", document(SERVER, &["/things"])),
        ("b.yaml", document(SERVER, &["/things"])),
    ];
    let outcome = with_documents(SERVER, &documents);
    assert!(!is_typed(&outcome));
    assert_eq!(codes(&outcome), ["NK1011"]);
    let found = &outcome.report.diagnostics()[0];
    assert_eq!(found.severity(), Severity::Warning);
}

#[test]
fn name_of_a_type_does_not_depend_on_the_operations_of_the_spec() {
    let document = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths:\n  /a: {get: {responses: {'200': {description: A, content: \
                    {application/json: {schema: {$ref: '#/components/schemas/SKU'}}}}}}}\n  /b: {get: {responses: {'200': {description: \
                    B, content: {application/json: {schema: {$ref: '#/components/schemas/Sku'}}}}}}}\ncomponents:\n  schemas:\n    SKU: \
                    {type: object, properties: {a: {type: string}}}\n    Sku: {type: object, properties: {b: {type: string}}}\n";
    let compile = |path: &str| {
        Texts::spec(spec(SERVER, path))
            .with("spec.openapi.yaml", document)
            .compile()
    };
    let (one, other) = (file(&compile("/a"), "types.rs"), file(&compile("/b"), "types.rs"));
    assert!(one.contains("pub struct Sku {") && !one.contains("Sku2"), "{one}");
    assert!(
        other.contains("pub struct Sku2 {") && !other.contains("struct Sku {"),
        "{other}"
    );
}

/// The path of a document is compared with the one that the client calls: that of the resource with the operation's own.
#[test]
fn own_path_of_an_operation_is_joined_as_calls_join_it() {
    for (resource, own) in [
        ("/things/", "/{{id}}"),
        ("/things", "{{id}}"),
        ("/things", "/things/{{id}}"),
    ] {
        let operation = format!("{{name: get-thing, path: '{own}', method: GET");
        let texts = Texts::spec(spec(SERVER, resource).replace("{name: get-thing, method: GET", &operation))
            .with("spec.openapi.yaml", document(SERVER, &["/things/{id}"]));
        let outcome = texts.compile();
        assert!(is_typed(&outcome), "{resource} {own}: {}", rendered(&outcome));
        assert!(!codes(&outcome).contains(&"NK1010"), "{resource} {own}");
    }
}

#[test]
fn query_of_a_path_tells_operations_apart() {
    let document = document(SERVER, &["/things", "/things?overload=stream"]).replacen("Thing'", "Other'", 1);
    let schemas = "schemas: {Other: {type: object, properties: {size: {type: integer}}}, ";
    let document = document.replace("schemas: {", schemas);
    for (path, expected) in [
        ("/things", "types::Other>"),
        ("/things?overload=stream", "types::Thing>"),
    ] {
        let outcome = Texts::spec(spec(SERVER, path))
            .with("spec.openapi.yaml", document.clone())
            .compile();
        assert_eq!(codes(&outcome), [""; 0], "{}", rendered(&outcome));
        assert!(file(&outcome, "client.rs").contains(expected), "{path}");
    }
}
