//! Tests: both dialects are read into the same objects.

use super::{LISTS, MAPS, diagnostics, document};
use crate::spec::StepKind;
use crate::spec::{Adapter, Dialect, Entry};

/// Returns the spec as text, without places, dialect and version.
fn essence(text: &str) -> String {
    let mut document = document(text);
    document.dialect = Dialect::Maps;
    document.version.value.clear();
    let debug = format!("{document:#?}");
    let lines = debug
        .lines()
        .filter(|line| !line.trim_start().starts_with("span:"));
    lines.fold(String::new(), |text, line| text + line + "\n")
}

#[test]
fn both_dialects_have_equal_documents() {
    assert_same_lines(&essence(LISTS), &essence(MAPS));
}

/// Fails at the first line that differs.
fn assert_same_lines(left: &str, right: &str) {
    let mut seen = Vec::new();
    for (left, right) in left.lines().zip(right.lines()) {
        seen.push(left);
        assert_eq!(left, right, "after:\n{}", seen.join("\n"));
    }
    assert_eq!(left.lines().count(), right.lines().count());
}

#[test]
fn every_key_of_the_format_is_read() {
    insta::assert_snapshot!(essence(MAPS));
}

#[test]
fn valid_specs_have_no_diagnostics() {
    assert_eq!(diagnostics(LISTS), "");
    assert_eq!(diagnostics(MAPS), "");
}

#[test]
fn order_of_steps_and_duplicate_names_are_kept() {
    let document = document(
        "naftiko: 1.0.0-alpha2\ncapability:\n  consumes:\n  - type: http\n    namespace: a\n    baseUri: https://a.test\n    \
         resources:\n    - {name: x, path: /1, operations: [{name: o, method: GET}]}\n    \
         - {name: x, path: /2, operations: [{name: o, method: GET}]}\n",
    );
    let [Entry::Inline(api)] = &document.consumes[..] else {
        panic!("one API")
    };
    let paths: Vec<_> = api
        .resources
        .iter()
        .map(|resource| resource.path.as_str())
        .collect();
    assert_eq!(paths, ["/1", "/2"]);

    let library = super::document(MAPS);
    let [Entry::Inline(desk)] = &library.aggregates[..] else {
        panic!("one aggregate")
    };
    let steps = &desk.flows[0].action.steps;
    let names: Vec<_> = steps.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(names, ["get", "all", "shelf", "tidy"]);
    assert!(matches!(steps[2].kind, StepKind::Lookup { .. }));
}

#[test]
fn keys_of_the_other_dialect_are_warnings() {
    let mixed = LISTS
        .replace("label:", "display:")
        .replace("functions:", "flows:")
        .replace("targetName:", "target:");
    let found = super::messages(&mixed);
    assert!(
        found.iter().all(|message| message.starts_with("NK0601 ")),
        "{found:#?}"
    );
    assert_eq!(
        essence(&mixed.replace("display: \"{{label}}\"", "label: \"{{label}}\"")).len(),
        essence(LISTS).len()
    );
}

#[test]
fn maps_in_the_list_dialect_are_warnings() {
    let text = MAPS.replace("ikanos: 1.0.0-beta5", "naftiko: 1.0.0-alpha2");
    let found = super::messages(&text);
    assert!(
        found
            .iter()
            .all(|message| message.starts_with("NK0601 ") || message.starts_with("NK0602 ")),
        "{found:#?}"
    );
    assert_eq!(essence(&text), essence(MAPS));
}

#[test]
fn imports_differ_from_inline_entries() {
    let lists = document(
        "naftiko: 1.0.0-alpha2\ncapability:\n  consumes:\n  - {location: ./depots.yaml, import: depots, as: d}\n  exposes: []\n",
    );
    let [Entry::Import(import)] = &lists.consumes[..] else {
        panic!("an import")
    };
    assert_eq!(import.from.as_str(), "./depots.yaml");
    assert_eq!(import.alias.as_ref().map(crate::spec::Text::as_str), Some("d"));
    let maps = document("ikanos: 1.0.0-beta5\nexposes:\n- {from: ./desk.yaml, import: desk}\n");
    assert!(maps.standalone);
    assert!(matches!(maps.exposes[..], [Entry::Import(_)]));
}

#[test]
fn files_before_version_1_are_read() {
    let document = document(
        "naftiko: '0.4'\ninfo: {label: Old, description: Old}\nexternalRefs:\n\
         - {name: env, type: environment, resolution: file, uri: 'file:///x', keys: {A: a}}\n\
         capability:\n  exposes:\n  - type: api\n    namespace: web\n    port: 80\n    resources:\n    \
         - {path: /, operations: [{method: GET, outputParameters: [{type: array, mapping: $., items: [{type: string, mapping: $.}]}]}]}\n",
    );
    assert!(matches!(&document.binds[..], [Entry::Inline(bind)] if bind.namespace.as_str() == "env"));
    let [Entry::Inline(Adapter::Rest(rest))] = &document.exposes[..] else {
        panic!("a REST adapter")
    };
    let items = rest.resources[0].operations[0].action.outputs[0]
        .items
        .as_ref()
        .unwrap();
    assert!(
        items.properties.is_none(),
        "a list of one unnamed item is the item"
    );
}

#[test]
fn titles_and_descriptions_have_no_white_space_around_them() {
    let spec = r#"
naftiko: 1.0.0-alpha2
info: {label: " desk ", description: "  What it does. "}
capability:
  consumes:
  - namespace: a
    type: http
    baseUri: https://a.test
    description: |
      The API.
    resources:
    - name: b
      label: " B"
      path: /b
      operations:
      - {name: get, label: "C ", method: GET, inputParameters: [{name: q, in: query, description: "Q "}], outputParameters: [{name: o, value: $.o, type: string, description: " O"}]}
  exposes:
  - {type: rest, namespace: r, port: 80, description: " R ", resources: []}
"#;
    let document = document(spec);
    let info = document.info.unwrap();
    let Entry::Inline(api) = &document.consumes[0] else {
        panic!("an import")
    };
    let Entry::Inline(Adapter::Rest(rest)) = &document.exposes[0] else {
        panic!("no REST adapter")
    };
    let (resource, operation) = (&api.resources[0], &api.resources[0].operations[0]);
    let texts = [
        (&info.name, "desk"),
        (&info.description, "What it does."),
        (&api.description, "The API."),
        (&resource.about.title, "B"),
        (&operation.about.title, "C"),
        (&operation.inputs[0].description, "Q"),
        (&operation.outputs[0].description, "O"),
        (&rest.description, "R"),
    ];
    for (text, expected) in texts {
        assert_eq!(text.as_ref().unwrap().as_str(), expected);
    }
}
