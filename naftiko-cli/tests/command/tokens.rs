//! `check --tokens`: what tools cost an agent.

use super::{code, err, folder, naftiko, out, write};

/// Two tools, the second one with a long description.
fn spec() -> String {
    let sentence = "Lists the parcels of a depot, with their weights and their destinations. ";
    format!(
        "ikanos: 1.0.0-beta5
info: {{display: Depots, description: Depots of parcels}}
capability:
  consumes:
  - type: http
    namespace: depots
    baseUri: https://depots.example
    resources:
      depot:
        path: /depots/{{depot}}
        operations:
          get-depot: {{method: GET, inputParameters: {{depot: {{in: path}}}}}}
  exposes:
  - type: mcp
    namespace: depots-mcp
    port: 9090
    tools:
      get-depot:
        description: A depot
        inputParameters: {{depot: {{type: string, description: Its number}}}}
        call: depots.get-depot
        outputParameters:
        - {{name: city, type: string, value: $.city}}
      list-parcels:
        description: {}
        inputParameters: {{depot: {{type: string, description: Its number}}}}
        call: depots.get-depot
",
        sentence.repeat(9).trim_end()
    )
}

#[test]
fn each_tool_is_listed_with_its_tokens_and_what_is_worth_shortening() {
    let dir = folder();
    write(dir.path(), "depots.yaml", &spec());
    let table = naftiko(dir.path(), "check --tokens depots.yaml");
    assert_eq!(code(&table), 0, "{}", err(&table));
    insta::assert_snapshot!("tokens_table", out(&table));
    let lines = naftiko(dir.path(), "check --tokens --message-format json depots.yaml");
    insta::assert_snapshot!("tokens_lines", out(&lines));
}

#[test]
fn table_has_what_the_list_leaves_out_of_a_tool() {
    let dir = folder();
    let long = spec().replacen(
        "description: Its number",
        "description: \"The number of the depot, which its gate has. Depots have kept their numbers since they were built. A new depot never has the \
         number of an old one, and a depot that moves keeps its own. The number of a depot that was closed is not used again for as long as \
         parcels are stored with it, and for ten years after that.\"",
        1,
    );
    write(dir.path(), "depots.yaml", &long);
    let table = naftiko(dir.path(), "check --tokens --notes --tool-budget 512 depots.yaml");
    assert_eq!(code(&table), 0, "{}", err(&table));
    insta::assert_snapshot!("tokens_left_out", out(&table));
    insta::assert_snapshot!("tokens_left_out_notes", err(&table));
    let invalid = naftiko(dir.path(), "check --tool-budget 100 depots.yaml");
    assert!(
        code(&invalid) == 2 && err(&invalid).contains("a number of bytes from 512, or `off`"),
        "{}",
        err(&invalid)
    );
}

#[test]
fn without_the_option_nothing_is_printed() {
    let dir = folder();
    write(dir.path(), "depots.yaml", &spec());
    let output = naftiko(dir.path(), "check depots.yaml");
    assert_eq!(
        (code(&output), out(&output).as_str()),
        (0, ""),
        "{}",
        err(&output)
    );
}
