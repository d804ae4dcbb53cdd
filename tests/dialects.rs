//! Tests: specs in the list dialect and the map dialect generate equal code.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::fs;

use naftiko_codegen::{Files, Outcome};
use naftiko_tests::texts::{Texts, rendered};
use naftiko_tests::workspace;

/// The imported file of the pair in each dialect.
const CARRIER: [&str; 2] = [
    "naftiko: 1.0.0-alpha2\nconsumes:\n- {type: http, namespace: carrier, description: Lorries, baseUri: 'https://c.test', \
     resources: [{name: l, path: /lorries, operations: [{name: list-lorries, method: GET}]}]}\n",
    "ikanos: 1.0.0-beta5\nconsumes:\n- {type: http, namespace: carrier, description: Lorries, baseUri: 'https://c.test', \
     resources: {l: {path: /lorries, operations: {list-lorries: {method: GET}}}}}\n",
];

/// Returns the specs of a pair with one name, so that the name makes no difference.
fn pair(stem: &str) -> [Outcome; 2] {
    let outcome = |dialect: &str, carrier: &str| {
        let text = fs::read_to_string(workspace().join(format!("{stem}.{dialect}.yaml"))).unwrap();
        Texts::spec(text).with("carrier.yaml", carrier).compile()
    };
    [outcome("lists", CARRIER[0]), outcome("maps", CARRIER[1])]
}

fn files(outcome: &Outcome) -> Files {
    let module = outcome.modules.first();
    module.unwrap_or_else(|| panic!("{}", rendered(outcome))).files()
}

#[test]
fn both_dialects_generate_equal_code() {
    for stem in [
        "tests/specs/depot",
        "tests/specs/tolls",
        "naftiko-codegen/tests/fixtures/library",
    ] {
        let [lists, maps] = pair(stem);
        let (lists, maps) = (files(&lists), files(&maps));
        assert_eq!(lists.keys().collect::<Vec<_>>(), maps.keys().collect::<Vec<_>>());
        for (path, text) in &lists {
            assert_eq!(Some(text), maps.get(path), "{stem}: {}", path.display());
        }
        assert!(lists.len() > 5, "{stem}: {:?}", lists.keys());
    }
}

#[test]
fn both_dialects_have_equal_diagnostics() {
    let [lists, maps] = pair("tests/specs/depot");
    let told = |outcome: &Outcome| -> Vec<String> {
        let found = outcome.report.diagnostics().iter();
        found
            .map(|found| format!("{} {}", found.code(), found.message()))
            .collect()
    };
    assert_eq!(told(&lists), told(&maps));
    insta::assert_snapshot!(told(&lists).join("\n"));
}
