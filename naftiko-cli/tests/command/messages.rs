//! Help, diagnostics and exit codes.

use super::{SPEC, code, err, folder, naftiko, names, out, write};

#[test]
fn help_lists_commands_and_options() {
    let dir = folder();
    for (name, words) in [
        ("help", "--help"),
        ("help_init", "init --help"),
        ("help_new", "new --help"),
        ("help_generate", "generate --help"),
        ("help_check", "check --help"),
        ("help_features", "features --help"),
        ("help_dev", "dev --help"),
        ("help_eject", "eject --help"),
        ("help_infer", "infer --help"),
        ("help_mock", "mock --help"),
        ("help_openapi", "openapi --help"),
        ("help_import", "import openapi --help"),
        ("help_export", "export openapi --help"),
        ("help_skills", "skills --help"),
        ("help_explain", "explain --help"),
    ] {
        let output = naftiko(dir.path(), words);
        assert_eq!(code(&output), 0);
        insta::assert_snapshot!(name, out(&output));
    }
}

#[test]
fn error_stops_generation() {
    let dir = folder();
    write(
        dir.path(),
        "wrong.yaml",
        &SPEC.replace("method: GET", "method: FETCH"),
    );
    let output = naftiko(dir.path(), "generate parcels.yaml wrong.yaml --out src");
    assert_eq!(code(&output), 1, "{}", err(&output));
    assert!(
        err(&output).contains("wrong.yaml") && err(&output).contains("FETCH"),
        "{}",
        err(&output)
    );
    assert_eq!(out(&output), "");
    assert_eq!(names(dir.path()), ["parcels.yaml", "wrong.yaml"]);
    assert_eq!(code(&naftiko(dir.path(), "check wrong.yaml")), 1);
    assert_eq!(code(&naftiko(dir.path(), "check parcels.yaml")), 0);
}

#[test]
fn diagnostics_are_printed_as_json_lines() {
    let dir = folder();
    write(
        dir.path(),
        "wrong.yaml",
        &SPEC.replace("method: GET", "method: FETCH"),
    );
    let output = naftiko(dir.path(), "check wrong.yaml --message-format json");
    assert_eq!(code(&output), 1);
    let lines: Vec<serde_json::Value> = err(&output)
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is an object"))
        .collect();
    assert!(
        lines
            .iter()
            .any(|line| line["severity"] == "error" || line["level"] == "error"),
        "{lines:?}"
    );
}

#[test]
fn notes_are_counted_and_shown_if_asked_for() {
    let dir = folder();
    write(dir.path(), "wild.yaml", &SPEC.replace("desk-mcp.id", "tools.id"));
    let folded = naftiko(dir.path(), "check wild.yaml");
    assert_eq!(
        err(&folded),
        "1 note of 1 code; --notes shows them\n",
        "{}",
        err(&folded)
    );
    let shown = naftiko(dir.path(), "check wild.yaml --notes");
    assert!(err(&shown).contains("note[NK0304]"), "{}", err(&shown));
    let json = naftiko(dir.path(), "check wild.yaml --message-format json");
    assert!(err(&json).contains(r#""severity":"note""#), "{}", err(&json));
}

#[test]
fn strict_turns_notes_and_warnings_about_the_spec_into_errors() {
    let dir = folder();
    write(dir.path(), "wild.yaml", &SPEC.replace("desk-mcp.id", "tools.id"));
    let tolerant = naftiko(dir.path(), "check wild.yaml");
    assert_eq!(code(&tolerant), 0, "{}", err(&tolerant));
    assert_eq!(code(&naftiko(dir.path(), "check wild.yaml --strict")), 1);
    write(dir.path(), "odd.yaml", &SPEC.replace("tags: [", "labels: ["));
    let tolerant = naftiko(dir.path(), "check odd.yaml");
    assert_eq!(code(&tolerant), 0, "{}", err(&tolerant));
    assert!(err(&tolerant).contains("warning[NK0201]"), "{}", err(&tolerant));
    assert_eq!(code(&naftiko(dir.path(), "check odd.yaml --strict")), 1);
}

#[test]
fn exit_code_differs_for_usage_errors_and_other_files() {
    let dir = folder();
    write(
        dir.path(),
        "compose.yaml",
        "services:\n  web:\n    image: nginx\n",
    );
    for (words, expected) in [
        ("generate", 2),
        ("generate parcels.yaml --check", 2),
        ("generate parcels.yaml --emit grpc", 2),
        ("generate parcels.yaml parcels.yaml", 2),
        ("generate parcels.yaml parcels.yaml --out src --module one", 2),
        ("check missing.yaml", 2),
        ("check compose.yaml", 3),
        ("explain NK9999", 2),
        ("explain", 0),
    ] {
        let output = naftiko(dir.path(), words);
        assert_eq!(code(&output), expected, "{words}: {}", err(&output));
        assert_eq!(expected == 0, err(&output).is_empty(), "{words}");
    }
    assert_eq!(names(dir.path()), ["compose.yaml", "parcels.yaml"]);
}

#[test]
fn code_is_explained() {
    let dir = folder();
    let all = out(&naftiko(dir.path(), "explain"));
    let first = all.split_whitespace().next().unwrap_or_default();
    let output = naftiko(dir.path(), &format!("explain {}", first.to_lowercase()));
    assert_eq!(code(&output), 0);
    assert!(out(&output).starts_with(first), "{}", out(&output));
}
