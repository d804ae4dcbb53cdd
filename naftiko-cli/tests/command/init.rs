//! `init`: additions to a package, which a second run does not repeat.

use std::fs;

use super::{SPEC, code, err, files, naftiko, out, write};

const MANIFEST: &str = "\
# The desk.
[package]
name = \"desk\" # short
version = \"0.1.0\"
edition = \"2024\"

[dependencies]
serde = \"1\" # ours
";

fn package() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    write(dir.path(), "Cargo.toml", MANIFEST);
    write(dir.path(), "src/main.rs", "fn main() {}\n");
    dir
}

#[test]
fn second_run_changes_nothing() {
    let dir = package();
    let first = naftiko(dir.path(), "init --template rest");
    assert_eq!(code(&first), 0, "{}", err(&first));
    assert_eq!(err(&first), "created specs/desk.yaml\nupdated Cargo.toml\n");
    assert!(
        out(&first).contains("naftiko::naftiko!(\"desk.yaml\");"),
        "{}",
        out(&first)
    );
    let manifest = fs::read_to_string(dir.path().join("Cargo.toml")).unwrap_or_default();
    let line = "naftiko = { version = \"0.1\", default-features = false, features = [\"macros\", \"rest\", \"tls\"] }\n";
    assert_eq!(manifest, MANIFEST.to_owned() + line);
    let before = files(dir.path());
    let second = naftiko(dir.path(), "init --template rest");
    assert_eq!(
        (code(&second), err(&second)),
        (0, "nothing to change\n".to_owned())
    );
    assert_eq!(out(&second), out(&first));
    assert_eq!(files(dir.path()), before);
}

#[test]
fn features_that_a_changed_spec_needs_are_added() {
    let dir = package();
    write(dir.path(), "specs/desk.yaml", SPEC);
    write(
        dir.path(),
        "Cargo.toml",
        &MANIFEST.replace("serde =", "api = { package = \"naftiko\", version = \"0.1\", default-features = false, features = [\"rest\"] }\nserde ="),
    );
    let output = naftiko(&dir.path().join("src"), "init --via build");
    assert_eq!(code(&output), 0, "{}", err(&output));
    let manifest = fs::read_to_string(dir.path().join("Cargo.toml")).unwrap_or_default();
    assert!(
        manifest.contains("features = [\"rest\", \"mcp\", \"tls\"] }\nserde = \"1\" # ours"),
        "{manifest}"
    );
    assert!(
        manifest.ends_with("\n[build-dependencies]\nnaftiko-codegen = { version = \"0.1\" }\n"),
        "{manifest}"
    );
    assert!(
        out(&output).contains("build.rs") && out(&output).contains("include_generated!(\"desk\")"),
        "{}",
        out(&output)
    );
}

#[test]
fn member_inherits_the_dependency_of_its_workspace() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let root = "[workspace]\nmembers = [\"desk\"]\n\n[workspace.dependencies]\nnaftiko = { version = \"0.1\", default-features = false, features = [\"rest\"] }\n";
    write(dir.path(), "Cargo.toml", root);
    write(dir.path(), "desk/Cargo.toml", MANIFEST);
    for _ in 0..2 {
        let output = naftiko(&dir.path().join("desk"), "init");
        assert_eq!(code(&output), 0, "{}", err(&output));
        let manifest = fs::read_to_string(dir.path().join("desk/Cargo.toml")).unwrap_or_default();
        let line = "naftiko = { workspace = true, features = [\"mcp\", \"tls\", \"macros\"] }\n";
        assert_eq!(manifest, MANIFEST.to_owned() + line);
    }
    assert_eq!(
        fs::read_to_string(dir.path().join("Cargo.toml")).unwrap_or_default(),
        root
    );
}

#[test]
fn nothing_is_changed_after_an_error() {
    for (words, exit, message) in [
        ("init --from other.yaml", 2, "exists with another text"),
        ("init --from wrong.yaml --name wrong", 1, "FETCH"),
        ("init --from missing.yaml", 2, "cannot be read"),
        ("init --runtime src", 2, "is not the folder of the crate"),
        ("init --name core", 2, "core-service"),
    ] {
        let dir = package();
        write(dir.path(), "specs/desk.yaml", SPEC);
        write(dir.path(), "other.yaml", &SPEC.replace("Parcels", "Other"));
        write(
            dir.path(),
            "wrong.yaml",
            &SPEC.replace("method: GET", "method: FETCH"),
        );
        let before = files(dir.path());
        let output = naftiko(dir.path(), words);
        assert_eq!(code(&output), exit, "{words}: {}", err(&output));
        assert!(err(&output).contains(message), "{words}: {}", err(&output));
        assert_eq!(files(dir.path()), before, "{words}");
    }
    let dir = tempfile::tempdir().expect("a temporary folder");
    let output = naftiko(dir.path(), "init");
    assert!(err(&output).contains("naftiko new <PATH>"), "{}", err(&output));
}
