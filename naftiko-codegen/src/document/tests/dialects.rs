//! Both dialects say the same in two ways.

use super::{LISTS, MAPS, document, findings};
use crate::document::steps::StepKind;
use crate::document::{Adapter, Dialect, Entry};

/// The document as text, without places and without what tells the dialects apart.
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
fn both_dialects_lower_into_one_shape() {
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
fn the_whole_format_is_read() {
    insta::assert_snapshot!(essence(MAPS));
}

#[test]
fn the_format_itself_gives_no_findings() {
    assert_eq!(findings(LISTS), "");
    assert_eq!(findings(MAPS), "");
}

#[test]
fn the_order_of_steps_and_the_duplicates_of_names_stay() {
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
fn the_other_dialects_words_are_understood() {
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
fn maps_in_the_list_dialect_are_understood() {
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
fn imports_are_told_from_inline_entries() {
    let lists = document(
        "naftiko: 1.0.0-alpha2\ncapability:\n  consumes:\n  - {location: ./depots.yaml, import: depots, as: d}\n  exposes: []\n",
    );
    let [Entry::Import(import)] = &lists.consumes[..] else {
        panic!("an import")
    };
    assert_eq!(import.from.as_str(), "./depots.yaml");
    assert_eq!(
        import.alias.as_ref().map(crate::document::Text::as_str),
        Some("d")
    );
    let maps = document("ikanos: 1.0.0-beta5\nexposes:\n- {from: ./desk.yaml, import: desk}\n");
    assert!(maps.standalone);
    assert!(matches!(maps.exposes[..], [Entry::Import(_)]));
}

#[test]
fn the_oldest_files_are_read() {
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
