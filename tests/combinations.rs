//! Tests: code for every type of parameter with every type of input compiles.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::fmt::Write as _;

use naftiko_codegen::directory;
use naftiko_tests::texts::{Texts, rendered};
use naftiko_tests::{UserCrate, manifest_with_features};

const PLACES: [&str; 4] = ["query", "path", "body", "formData"];
const TYPES: [&str; 7] = ["", "string", "integer", "number", "boolean", "array", "object"];
const VALUES: [&str; 9] = [
    "many",
    "7",
    "'{{x}}'",
    "'a {{x}} b'",
    "env.SIZE",
    "[1, b]",
    "{a: 1}",
    "true",
    "'{{SIZE}}'",
];

/// Returns a spec with operations that have a parameter of one type in every place, required or not, and adapters that call them.
fn spec(wanted: &str) -> String {
    let kind = |name: &str| {
        if name.is_empty() {
            String::new()
        } else {
            format!(", type: {name}")
        }
    };
    let mut spec = String::from(
        "naftiko: 1.0.0-alpha2\nbinds: [{namespace: env, keys: {SIZE: SIZE}}]\ncapability:\n  consumes:\n  - type: http\n    namespace: a\n    baseUri: https://a.test\n    resources:\n    - name: p\n      path: /p\n      operations:\n",
    );
    let (mut rest, mut tools) = (String::new(), String::new());
    let mut number = 0;
    for place in PLACES {
        for required in [true, false] {
            // Each caller has its own operation, because the types of inputs come from callers.
            for given in TYPES.iter().map(|given| Some(*given)).chain([None]) {
                number += 1;
                let _ = writeln!(
                    spec,
                    "      - {{name: o{number}, path: '/{number}', method: POST, inputParameters: [{{name: x, in: {place}, required: {required}{}}}]}}",
                    kind(wanted)
                );
                let inputs = given.map_or(String::new(), |given| {
                    format!(
                        ", inputParameters: [{{name: x, in: query, description: X{}}}]",
                        kind(given)
                    )
                });
                let of_tool = inputs.replace("in: query, ", "required: false, ");
                let _ = writeln!(
                    rest,
                    "    - {{path: '/r/{number}', operations: [{{method: POST, call: a.o{number}{inputs}}}]}}"
                );
                let _ = writeln!(
                    tools,
                    "    - {{name: t{number}, description: T, call: a.o{number}{of_tool}}}"
                );
            }
            for value in VALUES {
                number += 1;
                let _ = writeln!(
                    spec,
                    "      - {{name: o{number}, path: '/{number}', method: POST, inputParameters: [{{name: x, in: {place}, required: {required}{}}}]}}",
                    kind(wanted)
                );
                let _ = writeln!(
                    rest,
                    "    - {{path: '/r/{number}', operations: [{{method: POST, call: a.o{number}, with: {{x: {value}}}}}]}}"
                );
                let _ = writeln!(
                    tools,
                    "    - {{name: t{number}, description: T, call: a.o{number}, with: {{x: {value}}}}}"
                );
            }
        }
    }
    let _ = write!(
        spec,
        "  exposes:\n  - type: rest\n    namespace: r\n    port: 8080\n    resources:\n{rest}"
    );
    let _ = write!(
        spec,
        "  - type: mcp\n    namespace: m\n    port: 9090\n    tools:\n{tools}"
    );
    spec
}

#[test]
fn every_input_type_compiles_with_every_parameter_type() {
    let names: Vec<String> = TYPES.iter().map(|wanted| format!("of-{wanted}.yaml")).collect();
    let texts = names
        .iter()
        .zip(TYPES)
        .fold(Texts::default(), |texts, (name, wanted)| {
            texts.with(name, spec(wanted))
        });
    let paths: Vec<&str> = names.iter().map(String::as_str).collect();
    let outcome = texts.compile_all(&paths);
    assert_eq!(outcome.modules.len(), TYPES.len(), "{}", rendered(&outcome));
    let folder = tempfile::tempdir().unwrap();
    let krate = UserCrate::new(folder.path(), &manifest_with_features("combined")).unwrap();
    krate
        .write("src/lib.rs", "#![deny(warnings)]\npub mod generated;\n")
        .unwrap();
    for (path, text) in directory(&outcome.modules) {
        krate
            .write(&format!("src/generated/{}", path.display()), &text)
            .unwrap();
    }
    let output = krate.cargo(&["check", "--quiet"]).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
