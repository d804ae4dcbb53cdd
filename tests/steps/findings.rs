//! Diagnostics of steps and aggregates, each at its place.

use naftiko_codegen::Outcome;
use naftiko_tests::texts::{Texts, rendered};

/// The consumed API.
const API: &str = "\
ikanos: 1.0.0-beta5
capability:
  consumes:
  - type: http
    namespace: a
    baseUri: https://a.test
    resources:
      item: {path: '/items/{{id}}', operations: {get: {method: GET, inputParameters: {id: {in: path}}}, put: {method: POST, inputParameters: {id: {in: path}}}}}
      all: {path: /items, operations: {list: {method: GET, inputParameters: {first: {in: query}}}}}
";

/// Returns a spec with this in its capability.
fn spec(rest: &str) -> Texts {
    Texts::spec(format!("{API}{rest}"))
}

/// Returns a spec with a tool `find` that has the input `id`, and these keys.
fn tool(keys: &str) -> Texts {
    let id = "inputParameters: {id: {type: string, description: Which}}";
    spec(&format!(
        "  exposes:\n  - {{type: mcp, namespace: desk, port: 9090, tools: {{find: {{description: Finds, {id}, {keys}}}}}}}\n"
    ))
}

/// Returns a spec with the flow `desk.find`, and these adapters.
fn flow(keys: &str, adapters: &str) -> Texts {
    spec(&format!(
        "  aggregates:\n  - {{display: Desk, namespace: desk, flows: {{find: {{description: Finds, {keys}}}}}}}\n  exposes:\n{adapters}\n"
    ))
}

fn codes(outcome: &Outcome) -> Vec<&'static str> {
    let found = outcome.report.diagnostics().iter();
    found
        .map(|found| found.code().id())
        .filter(|code| code.starts_with("NK03") || code.starts_with("NK05"))
        .collect()
}

/// Returns the code of the module.
fn code(outcome: &Outcome) -> String {
    let module = outcome.modules.first();
    let files = module.unwrap_or_else(|| panic!("{}", rendered(outcome))).files();
    files.into_values().collect()
}

/// Checks the codes of a spec and parts of what is shown.
fn assert_shown(texts: &Texts, expected: &[&str], parts: &[&str]) {
    let outcome = texts.compile();
    let shown = rendered(&outcome);
    assert_eq!(codes(&outcome), expected, "{shown}");
    for part in parts {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
}

#[test]
fn name_of_a_step_is_taken_by_a_step_or_an_input() {
    let twice = Texts::spec(
        "naftiko: 1.0.0-alpha2\ncapability:\n  consumes:\n  - {type: http, namespace: a, baseUri: 'https://a.test', resources: [{name: i, path: /i, \
         operations: [{name: list, method: GET}]}]}\n  exposes:\n  - {type: mcp, namespace: desk, port: 9090, tools: [{name: find, description: Finds, \
         steps: [{type: call, name: all, call: a.list}, {type: call, name: all, call: a.list}]}]}\n",
    );
    assert_shown(&twice, &["NK0357"], &["error[NK0357]", "first defined here"]);
    let input =
        tool("steps: {id: {type: call, call: a.list}, one: {type: call, call: a.get, with: {id: desk.id}}}");
    assert_shown(&input, &["NK0357"], &["error[NK0357]", "input"]);
}

#[test]
fn reference_in_a_flow_has_the_namespace_of_the_aggregate() {
    let keys = |namespace: &str| {
        let with = format!("with: {{id: {namespace}.id}}");
        format!(
            "inputParameters: {{id: {{type: string, description: Which}}}}, steps: {{one: {{type: call, call: a.get, {with}}}}}"
        )
    };
    let adapter = "  - {type: mcp, namespace: depot, port: 9090, tools: {find: {ref: desk.find}}}";
    assert_shown(&flow(&keys("desk"), adapter), &[], &[]);
    let expected = "unknown namespace `depot`; `depot.id` is sent as a literal";
    let outcome = flow(&keys("depot"), adapter).compile();
    assert!(rendered(&outcome).contains(expected), "{}", rendered(&outcome));
}

#[test]
fn parameter_with_the_name_of_a_step_is_reported() {
    let texts = tool("steps: {first: {type: call, call: a.get}, all: {type: call, call: a.list}}");
    let help = "write `with: {first: \"{{first}}\"}`";
    assert_shown(&texts, &["NK0364"], &[help]);
}

#[test]
fn index_of_a_lookup_is_a_step_above() {
    let texts = tool(
        "steps: {one: {type: lookup, index: all, match: id, lookupValue: desk.id, outputParameters: [name]}, \
         all: {type: call, call: a.list}}, mappings: [{target: name, value: $.one.name}]",
    );
    assert_shown(
        &texts,
        &["NK0329"],
        &["unknown step `all`; a step can use earlier steps only"],
    );
    let above = tool(
        "steps: {everything: {type: call, call: a.list}, one: {type: lookup, index: all, match: id, lookupValue: desk.id, \
         outputParameters: [name]}}, mappings: [{target: name, value: $.one.name}]",
    );
    assert_shown(&above, &["NK0329"], &["known steps: `everything`"]);
}

#[test]
fn call_beside_steps_is_reported_in_every_adapter() {
    let steps = "call: a.list, steps: {one: {type: call, call: a.get}}";
    assert_shown(
        &tool(steps),
        &["NK0358"],
        &["`call` beside `steps`; it is ignored"],
    );
    let rest = spec(&format!(
        "  exposes:\n  - {{type: rest, namespace: desk, port: 8080, resources: {{r: {{path: '/r/{{id}}', operations: {{find: {{method: GET, {steps}}}}}}}}}}}\n"
    ));
    let outcome = rest.compile();
    assert!(codes(&outcome).contains(&"NK0358"), "{}", rendered(&outcome));
    assert!(code(&outcome).contains("steps::last"), "{}", code(&outcome));
}

#[test]
fn loop_of_a_step_is_reported() {
    let texts = tool("steps: {one: {type: call, call: a.get, for-each: $.x}, two: {type: parallel}}");
    let outcome = texts.compile();
    assert!(codes(&outcome).contains(&"NK0360"), "{}", rendered(&outcome));
}

#[test]
fn only_scripts_make_the_trait() {
    let outcome = tool("steps: {one: {type: call, call: a.get}}").compile();
    assert!(!code(&outcome).contains("Scripts"), "{}", code(&outcome));
}

#[test]
fn unknown_flow_is_reported_with_and_without_aggregates() {
    let tools =
        "  - {type: mcp, namespace: tools, port: 9090, tools: {find: {description: Finds, ref: desk.fnd}}}";
    let keys = "outputParameters: {name: {type: string, value: x}}";
    let similar = "a similar name exists: `desk.find`";
    assert_shown(
        &flow(keys, tools),
        &["NK0328"],
        &["unknown flow `desk.fnd`", similar],
    );
    let none = spec(&format!("  exposes:\n{tools}\n"));
    assert_shown(&none, &["NK0328"], &["add the flow to `aggregates`"]);
}

#[test]
fn method_against_the_semantics_of_a_flow_is_reported() {
    let expected = [
        (
            "safe: true",
            "POST",
            "is safe, but the operation has an unsafe method",
        ),
        (
            "safe: false",
            "GET",
            "is not safe, but the operation has a safe method",
        ),
        (
            "idempotent: true",
            "POST",
            "is idempotent, but the operation has the method POST",
        ),
    ];
    for (semantics, method, message) in expected {
        let keys =
            format!("semantics: {{{semantics}}}, outputParameters: {{name: {{type: string, value: x}}}}");
        let rest = format!(
            "  - {{type: rest, namespace: r, port: 8080, resources: {{r: {{path: /r, operations: {{find: {{method: {method}, ref: desk.find}}}}}}}}}}"
        );
        let outcome = flow(&keys, &rest).compile();
        let shown = rendered(&outcome);
        assert!(shown.contains("NK0705") && shown.contains(message), "{shown}");
    }
}

/// A file with flows whose API is not in it.
const DESK: &str = "\
ikanos: 1.0.0-beta5
aggregates:
- display: Desk
  namespace: desk
  flows:
    find: {description: Finds, inputParameters: {number: {type: string, description: Which}}, call: a.get, with: {id: desk.number}}
    send: {description: Sends, call: b.send}
    route: {description: Routes, steps: {sent: {type: call, call: b.route}}}
";

const IMPORTING: &str = "  aggregates:
  - {from: ./desk.yaml, import: desk, as: front}
  exposes:
  - {type: mcp, namespace: tools, port: 9090, tools: {find: {ref: front.find}}}
";

#[test]
fn flow_of_an_import_has_the_namespace_of_its_alias() {
    let find = DESK
        .lines()
        .take(6)
        .fold(String::new(), |text, line| text + line + "\n");
    let outcome = spec(IMPORTING).with("desk.yaml", find).compile();
    assert_eq!(codes(&outcome), ["NK0361"], "{}", rendered(&outcome));
    assert!(
        code(&outcome).contains(".get(&input.number)"),
        "{}",
        code(&outcome)
    );
}

#[test]
fn unknown_operation_of_an_imported_flow_names_both_files() {
    let outcome = spec(IMPORTING).with("desk.yaml", DESK).compile();
    let shown = rendered(&outcome);
    assert_eq!(codes(&outcome), ["NK0361", "NK0301"], "{shown}");
    let parts = [
        "desk.yaml:7",
        "::: spec.yaml:11",
        "imported here",
        "add the API to `consumes` of the importing file",
    ];
    for part in parts {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
}

#[test]
fn control_adapter_follows_its_keys() {
    let control = |keys: &str| {
        let texts = spec(&format!("  exposes:\n  - {{type: control, port: 9191{keys}}}\n"));
        code(&texts.compile())
    };
    let bare = control("");
    assert!(
        bare.contains(r#"Adapter::control("control", "127.0.0.1", 9191"#),
        "{bare}"
    );
    assert!(bare.contains("Control::new().metrics().traces(100)"), "{bare}");
    let without = control(", management: {health: false, info: true}, observability: {enabled: false}");
    assert!(
        without.contains("Control::new().without_health().info(INFO)"),
        "{without}"
    );
    assert!(!without.contains(".metrics()"), "{without}");
}

#[test]
fn control_adapter_says_what_a_compiled_program_cannot_do() {
    let management = "management: {reload: true, logs: true, scripting: {timeout: 5}}";
    let texts = spec(&format!(
        "  exposes:\n  - {{type: control, port: 9191, {management}}}\n"
    ));
    let outcome = texts.compile();
    let shown = rendered(&outcome);
    assert!(codes(&outcome).iter().all(|code| *code == "NK0504"), "{shown}");
    for key in ["reload", "logs.stream", "scripting"] {
        assert!(
            shown.contains(&format!("`{key}` of a control adapter")),
            "{key}\n{shown}"
        );
    }
}
