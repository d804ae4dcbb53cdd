//! `check --secrets`, and warnings about credentials in URIs and over cleartext.

use super::{SPEC, code, err, folder, naftiko, out, write};

const SECRETS: &str = include_str!("../fixtures/secrets.yaml");

#[test]
fn each_variable_is_listed_with_its_receiver() {
    let dir = folder();
    write(dir.path(), "secrets.yaml", SECRETS);
    let table = naftiko(dir.path(), "check --secrets secrets.yaml parcels.yaml");
    assert_eq!(code(&table), 0, "{}", err(&table));
    insta::assert_snapshot!("secrets_table", out(&table));
    let lines = naftiko(
        dir.path(),
        "check --secrets --message-format json secrets.yaml parcels.yaml",
    );
    assert_eq!(code(&lines), 0, "{}", err(&lines));
    insta::assert_snapshot!("secrets_lines", out(&lines));
    // Every variable of the binds is in the list, with the name that the environment has.
    let values: Vec<serde_json::Value> = out(&lines)
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is an object"))
        .collect();
    for variable in SECRETS
        .lines()
        .skip_while(|line| !line.contains("keys:"))
        .skip(1)
        .map_while(|line| line.strip_prefix("    "))
        .filter_map(|line| line.split(": ").nth(1))
    {
        assert!(
            values.iter().any(|line| line["variable"] == variable),
            "{variable} is missing"
        );
    }
}

#[test]
fn documentation_of_the_generated_code_has_the_receivers() {
    let dir = folder();
    write(dir.path(), "secrets.yaml", SECRETS);
    let code = out(&naftiko(dir.path(), "generate secrets.yaml"));
    let (before, _) = code.split_once("pub fn from_env").expect("the function is there");
    let docs: Vec<&str> = before
        .lines()
        .rev()
        .map(str::trim)
        .skip_while(|line| !line.starts_with("///"))
        .take_while(|line| line.starts_with("///"))
        .collect();
    let docs: Vec<&str> = docs.into_iter().rev().collect();
    insta::assert_snapshot!("secrets_docs", docs.join("\n"));
}

#[test]
fn specs_with_errors_have_no_list_and_the_usual_exit_code() {
    let dir = folder();
    write(
        dir.path(),
        "wrong.yaml",
        &SPEC.replace("method: GET", "method: FETCH"),
    );
    let output = naftiko(dir.path(), "check --secrets wrong.yaml");
    assert_eq!((code(&output), out(&output).as_str()), (1, ""));
}

/// A spec with this base URI, and with an authentication or without.
fn spec(base: &str, authenticated: bool) -> String {
    let authentication = if authenticated {
        "authentication: {type: bearer, token: '{{API_TOKEN}}'}"
    } else {
        "description: A"
    };
    format!(
        "ikanos: 1.0.0-beta5\ninfo: {{display: A, description: A}}\nbinds: [{{namespace: env, keys: {{API_TOKEN: API_TOKEN, HOST: HOST}}}}]\n\
         capability:\n  consumes:\n  - type: http\n    namespace: a\n    baseUri: '{base}'\n    {authentication}\n    \
         resources: {{p: {{path: /p, operations: {{get-p: {{method: GET}}}}}}}}\n"
    )
}

/// Returns whether a base URI gives the diagnostic.
fn has(diagnostic: &str, base: &str, authenticated: bool) -> bool {
    let dir = folder();
    write(dir.path(), "a.yaml", &spec(base, authenticated));
    let output = naftiko(dir.path(), "check a.yaml");
    assert_eq!(code(&output), 0, "{}", err(&output));
    err(&output).contains(diagnostic)
}

#[test]
fn cleartext_with_credentials_is_a_warning_beyond_the_machine_and_its_link() {
    for far in [
        "http://api.parcels.test",
        "HTTP://api.parcels.test:8080/v1",
        "http://localhost.parcels.test",
        "http://127.0.0.1.parcels.test",
        "http://10.0.0.7/v1",
        "http://api.{{HOST}}.test@evil.test",
    ] {
        assert!(has("NK0728", far, true), "{far}");
        assert!(!has("NK0728", far, false), "{far} has no credentials");
    }
    for near in [
        "https://api.parcels.test",
        "http://localhost:8080",
        "http://127.0.0.1/v1",
        "http://[::1]:8080",
        "http://169.254.169.254/metadata",
        "http://metadata.google.internal",
        "http://{{HOST}}:8080",
        "{{HOST}}",
    ] {
        assert!(!has("NK0728", near, true), "{near}");
    }
}

#[test]
fn user_information_in_a_uri_is_a_warning() {
    assert!(has("NK0727", "https://desk:secret@api.parcels.test", false));
    assert!(has("NK0727", "https://{{API_TOKEN}}@api.parcels.test/v1", true));
    assert!(!has("NK0727", "https://api.parcels.test/@desk", true));
}
