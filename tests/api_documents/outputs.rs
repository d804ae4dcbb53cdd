//! Paths of outputs that the schema of a response cannot have.

use naftiko_tests::texts::{Texts, shown};

const DOCUMENT: &str = "\
openapi: 3.1.0
info: {title: Things, version: '1'}
paths:
  /thing:
    get:
      responses:
        '200':
          description: Found
          content:
            application/json:
              schema:
                type: object
                properties:
                  name: {type: string}
                  tags: {type: array, items: {type: object, properties: {text: {type: string}}}}
                  labels: {type: object, additionalProperties: {type: string}}
                  any: {}
                  kind: {oneOf: [{type: object, required: [a], properties: {a: {type: string}}}, {type: object, required: [b], properties: {b: {type: string}}}]}
";

/// Returns the first lines of the diagnostics about outputs with these paths: of the consumed operation, or mapped by an adapter.
fn found(paths: &[&str], is_mapped: bool) -> Vec<String> {
    let key = if is_mapped { "mapping" } else { "value" };
    let outputs = paths.iter().enumerate();
    let outputs =
        outputs.map(|(number, path)| format!("{{name: o{number}, type: string, {key}: \"{path}\"}}"));
    let outputs = outputs.collect::<Vec<_>>().join(", ");
    let (own, adapter) = if is_mapped {
        let tool = format!(
            "{{name: t, description: T, call: things.get-thing, outputParameters: [{{type: object, mapping: $, properties: [{outputs}]}}]}}"
        );
        let adapter = format!("  exposes: [{{type: mcp, namespace: m, port: 9090, tools: [{tool}]}}]\n");
        (String::new(), adapter)
    } else {
        (format!(", outputParameters: [{outputs}]"), String::new())
    };
    let spec = format!(
        "naftiko: 1.0.0-alpha2\ncapability:\n  consumes:\n  - {{type: http, namespace: things, baseUri: 'https://things.test', resources: \
         [{{name: t, path: /thing, operations: [{{name: get-thing, method: GET{own}}}]}}]}}\n{adapter}"
    );
    let outcome = Texts::spec(spec).with("spec.openapi.yaml", DOCUMENT).compile();
    assert_eq!(outcome.modules.len(), 1);
    let found = shown(&outcome, |found| found.code().id() == "NK1017");
    let lines = found.lines().filter(|line| line.starts_with("warning["));
    lines.map(str::to_owned).collect()
}

#[test]
fn path_that_the_schema_cannot_have_is_a_warning() {
    let wrong = [
        "$.nme",
        "$.name.first",
        "$.tags.text",
        "$.tags[*].txt",
        "$[0]",
        "$.kind.c",
    ];
    let expected = [
        "a member `nme` at `$.nme`",
        "a member `first` at `$.name.first`",
        "a member `text` at `$.tags.text`",
        "a member `txt` at `$.tags[*].txt`",
        "a list at `$[0]`",
        "a member `c` at `$.kind.c`",
    ];
    let expected =
        expected.map(|what| format!("warning[NK1017]: the schema of the response does not have {what}"));
    assert_eq!(found(&wrong, false), expected);
    assert_eq!(found(&wrong, true), expected);
}

#[test]
fn path_that_the_schema_can_have_is_no_warning() {
    let right = [
        "$",
        "$.name",
        "$.tags[0].text",
        "$.tags[-1].text",
        "$.tags[*].text",
        "$.labels.x",
        "$.any.a[0].b",
        "$.kind.a",
        "$.kind.b",
    ];
    assert_eq!(found(&right, false), [""; 0]);
    assert_eq!(found(&right, true), [""; 0]);
}
