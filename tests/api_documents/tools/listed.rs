//! Listed values of parameters in the schemas of adapters.

use naftiko_tests::batch::clippy_modules;
use naftiko_tests::texts::{Texts, rendered};
use serde_json::{Value, json};

use super::tools;

#[test]
fn listed_values_of_a_parameter_are_in_the_schemas_of_adapters() {
    const SPEC: &str = "\
naftiko: 1.0.0-alpha2
info: {label: Depots, description: Depots}
capability:
  consumes:
  - type: http
    namespace: depots
    description: Depots
    baseUri: https://depots.test
    resources:
    - name: depots
      path: /depots
      operations:
      - name: find-depots
        method: GET
        inputParameters:
        - {name: state, in: query, type: string, required: true}
        - {name: kinds, in: query, type: array, required: false}
  exposes:
  - type: rest
    namespace: desk
    description: Depots
    port: 8080
    resources:
    - name: depots
      path: /depots
      operations:
      - name: find-depots
        method: GET
        call: depots.find-depots
        inputParameters:
        - {name: state, in: query, type: string, description: The state.}
        - {name: kinds, in: query, type: array, required: false, description: The kinds.}
        with: {state: desk.state, kinds: desk.kinds}
  - type: mcp
    namespace: tools
    description: Depots
    port: 9090
    tools:
    - name: find-depots
      description: Finds depots.
      call: depots.find-depots
      inputParameters:
      - {name: state, type: string, description: The state.}
      - {name: kinds, type: array, required: false, description: The kinds.}
      with: {state: tools.state, kinds: tools.kinds}
";
    const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Depots, version: '1'}
paths:
  /depots:
    get:
      parameters:
      - {name: state, in: query, required: true, schema: {type: string, enum: [open, closed]}}
      - {name: kinds, in: query, schema: {type: array, items: {type: string, enum: [harbour, yard]}}}
      responses: {'204': {description: Found.}}
";
    let outcome = Texts::spec(SPEC).with("spec.openapi.yaml", DOCUMENT).compile();
    let tools = tools(&outcome);
    let [tool] = tools.as_slice() else {
        panic!("{}", rendered(&outcome));
    };
    let schema: Value = serde_json::from_str(&tool.input).unwrap();
    let (state, kinds) = (&schema["properties"]["state"], &schema["properties"]["kinds"]);
    assert_eq!(state["enum"], json!(["open", "closed"]), "{schema}");
    assert_eq!(kinds["items"]["enum"], json!(["harbour", "yard"]), "{schema}");
    let served: Value = serde_json::from_str(&outcome.modules[0].api_documents()[0].1).unwrap();
    let parameters = &served["paths"]["/depots"]["get"]["parameters"];
    // The adapter passes other texts on, which its document says.
    let either = |texts: [&str; 2]| json!([{"type": "string", "enum": texts}, {"type": "string"}]);
    assert_eq!(
        parameters[0]["schema"]["anyOf"],
        either(["open", "closed"]),
        "{parameters}"
    );
    assert_eq!(
        parameters[1]["schema"]["items"]["anyOf"],
        either(["harbour", "yard"]),
        "{parameters}"
    );
    let clippy = tempfile::tempdir().unwrap();
    let errors = clippy_modules(clippy.path(), &outcome.modules).unwrap();
    assert!(errors.is_none(), "{}", errors.unwrap_or_default());
}
