//! Tests of included files: which files are read, and what diagnostics show of them.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use naftiko_codegen::diagnostic::Style;
use naftiko_codegen::{FileLoader, Options, Outcome, generate};
use tempfile::TempDir;

/// The purposes of included files, with the spec around the location.
const KINDS: [(&str, &str); 5] = [
    (
        "prompt",
        "  exposes:\n  - type: mcp\n    namespace: desk\n    port: 9090\n    prompts:\n    \
         - {name: note, description: A note., location: 'LOCATION'}\n",
    ),
    (
        "imported API",
        "  consumes:\n  - {location: 'LOCATION', import: parcels}\n",
    ),
    (
        "imported binds",
        "binds:\n- {location: 'LOCATION', import: env}\n",
    ),
    (
        "Avro schema",
        "  consumes:\n  - type: http\n    namespace: a\n    baseUri: https://a.test\n    resources:\n    \
         - {name: r, path: /r, operations: [{name: o, method: GET, outputRawFormat: avro, outputSchema: 'LOCATION'}]}\n",
    ),
    (
        "Protobuf schema",
        "  consumes:\n  - type: http\n    namespace: a\n    baseUri: https://a.test\n    resources:\n    \
         - {name: r, path: /r, operations: [{name: o, method: GET, outputRawFormat: protobuf, outputSchema: 'LOCATION'}]}\n",
    ),
];

/// Returns the text of a spec that includes a file.
fn spec(around: &str, location: &str) -> String {
    let around = around.replace("LOCATION", location);
    let section = if around.starts_with("binds") {
        "capability:\n  consumes: [{type: http, namespace: a, baseUri: 'https://a.test'}]\n"
    } else {
        "capability:\n"
    };
    let (before, after) = if around.starts_with("binds") {
        (around.as_str(), section)
    } else {
        (section, around.as_str())
    };
    format!("naftiko: 1.0.0-alpha2\ninfo: {{label: A, description: A capability.}}\n{before}{after}")
}

/// Creates `package/Cargo.toml`, `package/specs/`, `package/notes/`, and `secrets/key` next to the package.
fn folders() -> TempDir {
    let temp = tempfile::tempdir().unwrap();
    for folder in ["package/specs", "package/notes", "secrets"] {
        fs::create_dir_all(temp.path().join(folder)).unwrap();
    }
    fs::write(temp.path().join("package/Cargo.toml"), "").unwrap();
    fs::write(temp.path().join("secrets/key"), "root:$6$hidden:19000:0:\n").unwrap();
    temp
}

fn compile(temp: &Path, text: &str, allow_paths: &[PathBuf]) -> Outcome {
    let path = temp.join("package/specs/desk.yaml");
    fs::write(&path, text).unwrap();
    let options = Options {
        allow_paths: allow_paths.to_vec(),
        ..Options::default()
    };
    generate(&[path], &options, &FileLoader)
}

fn codes(outcome: &Outcome) -> Vec<&'static str> {
    let all = outcome.report.diagnostics().iter();
    all.map(|found| found.code().id()).collect()
}

#[cfg(unix)]
#[test]
fn file_outside_the_package_is_not_read_for_any_purpose() {
    let temp = folders();
    std::os::unix::fs::symlink(
        temp.path().join("secrets"),
        temp.path().join("package/notes/link"),
    )
    .unwrap();
    std::os::unix::fs::symlink(
        temp.path().join("secrets/key"),
        temp.path().join("package/specs/key"),
    )
    .unwrap();
    let absolute = temp.path().join("secrets/key").display().to_string();
    let locations = [
        "file:///proc/self/environ".to_owned(),
        "/proc/self/environ".to_owned(),
        "/dev/zero".to_owned(),
        "../../secrets/key".to_owned(),
        "../notes/../../secrets/key".to_owned(),
        "../notes/link/key".to_owned(),
        "key".to_owned(),
        format!("file://{absolute}"),
        format!("file://localhost{}", absolute.replace("secrets", "%73ecrets")),
        absolute,
    ];
    for (kind, around) in KINDS {
        for location in &locations {
            let outcome = compile(temp.path(), &spec(around, location), &[]);
            let shown = outcome.report.render(Style::Plain);
            assert!(codes(&outcome).contains(&"NK0115"), "{kind} {location}: {shown}");
            assert!(outcome.modules.is_empty(), "{kind} {location}");
            assert_eq!(outcome.read.len(), 1, "{kind} {location}: {:?}", outcome.read);
            assert!(
                !shown.contains("hidden") && shown.contains("allow_paths"),
                "{shown}"
            );
        }
    }
}

#[test]
fn file_in_another_folder_of_the_package_is_included() {
    let temp = folders();
    fs::write(temp.path().join("package/notes/note.md"), "A note.").unwrap();
    let (_, around) = KINDS[0];
    let outcome = compile(temp.path(), &spec(around, "../notes/../notes/note.md"), &[]);
    assert!(
        !outcome.report.has_errors(),
        "{}",
        outcome.report.render(Style::Plain)
    );
    assert!(outcome.modules[0].single_file().contains("A note."));
}

#[test]
fn byte_order_mark_of_an_included_file_is_not_a_part_of_its_text() {
    let texts = [
        "A note.",
        "naftiko: 1.0.0-alpha2\ncapability: {consumes: [{type: http, namespace: parcels, baseUri: 'https://a.test'}]}\n",
        "naftiko: 1.0.0-alpha2\nbinds: [{namespace: env, keys: {A_B: a-b}}]\n",
        "{\"type\": \"record\", \"name\": \"Parcel\", \"fields\": []}",
        "syntax = \"proto3\";\nmessage Parcel {}",
    ];
    for ((kind, around), text) in KINDS.into_iter().zip(texts) {
        let temp = folders();
        let code = |mark: &str| {
            fs::write(temp.path().join("package/specs/file"), format!("{mark}{text}")).unwrap();
            let outcome = compile(temp.path(), &spec(around, "file"), &[]);
            let shown = outcome.report.render(Style::Plain);
            assert!(!outcome.report.has_errors(), "{kind}: {shown}");
            outcome.modules[0].single_file()
        };
        assert_eq!(code("\u{feff}"), code(""), "{kind}");
    }
}

#[test]
fn spec_without_a_package_includes_files_below_its_folder() {
    let temp = folders();
    fs::remove_file(temp.path().join("package/Cargo.toml")).unwrap();
    fs::write(temp.path().join("package/specs/note.md"), "A note.").unwrap();
    fs::write(temp.path().join("package/notes/note.md"), "A note.").unwrap();
    let (_, around) = KINDS[0];
    let inside = compile(temp.path(), &spec(around, "note.md"), &[]);
    assert!(!inside.report.has_errors());
    let outside = compile(temp.path(), &spec(around, "../notes/note.md"), &[]);
    assert!(codes(&outside).contains(&"NK0115"));
}

#[test]
fn allowed_path_is_read_and_its_sibling_is_not() {
    let temp = folders();
    let secrets = temp.path().join("secrets");
    fs::write(secrets.join("note.md"), "A note.").unwrap();
    fs::create_dir(temp.path().join("secrets-too")).unwrap();
    fs::write(temp.path().join("secrets-too/note.md"), "A note.").unwrap();
    let (_, around) = KINDS[0];
    let allow = [secrets.clone()];
    let absolute = secrets.join("note.md").display().to_string();
    for location in ["../../secrets/note.md", &absolute] {
        let outcome = compile(temp.path(), &spec(around, location), &allow);
        assert!(
            !outcome.report.has_errors(),
            "{location}: {}",
            outcome.report.render(Style::Plain)
        );
    }
    let neighbour = compile(temp.path(), &spec(around, "../../secrets-too/note.md"), &allow);
    assert!(codes(&neighbour).contains(&"NK0115"));
}

#[cfg(unix)]
#[test]
fn special_and_large_files_are_rejected_at_once() {
    let temp = folders();
    let fifo = temp.path().join("package/specs/fifo");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    assert!(made.unwrap().success());
    fs::File::create(temp.path().join("package/specs/large"))
        .unwrap()
        .set_len(300 << 20)
        .unwrap();
    for (kind, around) in KINDS {
        for (location, why) in [
            ("fifo", "not a regular file"),
            ("large", "more than"),
            ("..", "folder"),
        ] {
            let outcome = compile(temp.path(), &spec(around, location), &[]);
            let shown = outcome.report.render(Style::Plain);
            assert!(shown.contains(why), "{kind} {location}: {shown}");
        }
    }
}

#[test]
fn diagnostics_do_not_quote_files_that_are_not_specs() {
    let temp = folders();
    let texts = [
        "root:$6$hidden:19000:0:99999:7:::\n",
        "HIDDEN_TOKEN=hidden\n",
        "key: hidden\nhidden: [\n",
        "kind: hidden\napiVersion: v1\n",
        "- hidden\n",
    ];
    for text in texts {
        fs::write(temp.path().join("package/specs/other"), text).unwrap();
        let (_, around) = KINDS[1];
        let outcome = compile(temp.path(), &spec(around, "other"), &[]);
        for style in [Style::Plain, Style::Terminal, Style::Json] {
            let shown = outcome.report.render(style);
            assert!(!shown.to_lowercase().contains("hidden"), "{text}: {shown}");
        }
        assert!(codes(&outcome).contains(&"NK0205"), "{text}");
        // The user names the file: the diagnostic shows the place, and no line of the file.
        let path = temp.path().join("package/specs/other");
        let named = generate(&[path], &Options::default(), &FileLoader);
        let shown = named.report.render(Style::Plain);
        assert!(
            named.report.has_errors() && !shown.contains(" | "),
            "{text}: {shown}"
        );
    }
}

#[test]
fn served_location_is_an_error_in_system_folders_and_a_warning_outside_the_package() {
    let temp = folders();
    let around = "  exposes:\n  - type: mcp\n    namespace: desk\n    port: 9090\n    resources:\n    \
                  - {name: charts, label: Charts, uri: 'charts://all', description: Charts., location: 'LOCATION'}\n";
    for (location, expected) in [
        ("file:///", Some("NK0116")),
        ("file:///etc/ssl", Some("NK0116")),
        ("file:///proc/self", Some("NK0116")),
        ("/home/me", Some("NK0116")),
        ("../../../../../../../../etc", Some("NK0116")),
        ("file:///srv/charts", Some("NK0726")),
        ("../../secrets", Some("NK0726")),
        ("../notes", None),
        ("not-there-yet", None),
    ] {
        let outcome = compile(temp.path(), &spec(around, location), &[]);
        let found = codes(&outcome);
        let found = found.into_iter().find(|code| ["NK0116", "NK0726"].contains(code));
        assert_eq!(found, expected, "{location}");
    }
    let allow = [PathBuf::from("/srv/charts"), PathBuf::from("/etc/charts")];
    for location in ["file:///srv/charts", "file:///etc/charts/sea"] {
        let outcome = compile(temp.path(), &spec(around, location), &allow);
        let found = codes(&outcome);
        assert!(
            !found.contains(&"NK0116") && !found.contains(&"NK0726"),
            "{location}"
        );
    }
}
