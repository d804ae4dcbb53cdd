//! Tests of a user's crate outside the workspace, with one dependency and one line of code.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::fs;
use std::path::Path;
use std::process::Output;

use naftiko_codegen::diagnostic::Severity;
use naftiko_tests::texts::Texts;
use naftiko_tests::{UserCrate, manifest, sample, workspace};

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn with_spec(folder: &Path, name: &str, build: &[&str]) -> UserCrate {
    let krate = UserCrate::new(folder, &manifest(name, "2024", &["naftiko"], build)).unwrap();
    krate
        .write(
            "specs/m3ter-auth.yaml",
            &fs::read_to_string(sample("m3ter-auth")).unwrap(),
        )
        .unwrap();
    krate
}

#[test]
fn macro_compiles_and_follows_changes_of_the_spec() {
    let folder = tempfile::tempdir().unwrap();
    let krate = with_spec(folder.path(), "one-line", &[]);
    krate
        .write(
            "src/main.rs",
            "naftiko::naftiko!(\"m3ter-auth.yaml\");\n\nfn main() {}\n",
        )
        .unwrap();
    let output = krate.cargo(&["check"]).unwrap();
    assert!(
        output.status.success() && !text(&output).contains("warning"),
        "{}",
        text(&output)
    );

    let spec = fs::read_to_string(sample("m3ter-auth"))
        .unwrap()
        .replace("generatetoken", "mint-token");
    krate.write("specs/m3ter-auth.yaml", &spec).unwrap();
    krate.write("src/main.rs", "naftiko::naftiko!(\"m3ter-auth.yaml\");\n\nfn main() {\n    let _ = m3ter_auth::client::M3terAuth::generatetoken;\n}\n").unwrap();
    let output = krate.cargo(&["check"]).unwrap();
    assert!(
        text(&output).contains("generatetoken"),
        "the old name must be gone: {}",
        text(&output)
    );
}

#[test]
fn change_of_the_spec_alone_rebuilds_the_crate() {
    let folder = tempfile::tempdir().unwrap();
    let krate = with_spec(folder.path(), "tracked", &[]);
    krate.write("src/main.rs", "naftiko::naftiko!(\"m3ter-auth.yaml\");\n\nfn main() {\n    let _ = m3ter_auth::client::M3terAuth::generatetoken;\n}\n").unwrap();
    let output = krate.cargo(&["check"]).unwrap();
    assert!(output.status.success(), "{}", text(&output));
    let spec = fs::read_to_string(sample("m3ter-auth"))
        .unwrap()
        .replace("generatetoken", "mint-token");
    krate.write("specs/m3ter-auth.yaml", &spec).unwrap();
    let output = krate.cargo(&["check"]).unwrap();
    assert!(
        !output.status.success() && text(&output).contains("generatetoken"),
        "{}",
        text(&output)
    );
}

/// The code blocks of the README in a language.
fn readme(language: &str) -> Vec<String> {
    let page = fs::read_to_string(workspace().join("README.md")).unwrap();
    let fence = format!("```{language}\n");
    let blocks = page.split(&fence).skip(1);
    blocks
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn readme_example_compiles() {
    let folder = tempfile::tempdir().unwrap();
    let tokio = readme("toml")[0]
        .lines()
        .find(|line| line.starts_with("tokio = "))
        .unwrap()
        .to_owned();
    let manifest =
        manifest("readme", "2024", &["naftiko"], &[]).replace("\n[build", &format!("{tokio}\n\n[build"));
    let krate = UserCrate::new(folder.path(), &manifest).unwrap();
    krate.write("specs/parcels.yaml", &readme("yaml")[0]).unwrap();
    let code = readme("rust");
    assert_eq!(code.len(), 2, "{code:?}");
    // The second block is a type that the first one's program does not use.
    krate
        .write(
            "src/main.rs",
            &format!("#![allow(dead_code)]\n{}", code.join("\n")),
        )
        .unwrap();
    let output = krate.cargo(&["check"]).unwrap();
    assert!(
        output.status.success() && !text(&output).contains("warning"),
        "{}",
        text(&output)
    );
}

#[test]
fn misspelled_file_name_has_a_suggestion() {
    let folder = tempfile::tempdir().unwrap();
    let krate = with_spec(folder.path(), "misspelt", &[]);
    krate
        .write(
            "src/main.rs",
            "naftiko::naftiko!(\"m3ter-atuh.yaml\");\n\nfn main() {}\n",
        )
        .unwrap();
    let output = krate.cargo(&["check"]).unwrap();
    assert!(!output.status.success());
    let errors = text(&output);
    assert!(
        errors.contains("a similar file exists") && errors.contains("m3ter-auth.yaml"),
        "{errors}"
    );
}

#[test]
fn build_script_generates_the_same_module() {
    let folder = tempfile::tempdir().unwrap();
    let krate = with_spec(folder.path(), "scripted", &["naftiko-codegen"]);
    krate
        .write(
            "build.rs",
            "fn main() {\n    naftiko_codegen::Build::new().compile(&[\"specs/m3ter-auth.yaml\"]);\n}\n",
        )
        .unwrap();
    krate.write("src/main.rs", "naftiko::include_generated!(\"m3ter_auth\");\n\nfn main() {\n    let _ = m3ter_auth::client::M3terAuth::generatetoken;\n}\n").unwrap();
    let output = krate.cargo(&["check"]).unwrap();
    assert!(output.status.success(), "{}", text(&output));
    let spec = fs::read_to_string(sample("m3ter-auth"))
        .unwrap()
        .replace("generatetoken", "mint-token");
    krate.write("specs/m3ter-auth.yaml", &spec).unwrap();
    let output = krate.cargo(&["check"]).unwrap();
    assert!(
        !output.status.success() && text(&output).contains("generatetoken"),
        "{}",
        text(&output)
    );
}

#[test]
fn mistake_in_the_spec_is_a_compile_error_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let krate = with_spec(folder.path(), "mistaken", &[]);
    let spec = fs::read_to_string(sample("m3ter-auth")).unwrap().replace(
        "method: POST\n        description",
        "methd: POST\n        description",
    );
    krate.write("specs/m3ter-auth.yaml", &spec).unwrap();
    krate
        .write(
            "src/main.rs",
            "naftiko::naftiko!(\"m3ter-auth.yaml\");\n\nfn main() {}\n",
        )
        .unwrap();
    let output = krate.cargo(&["check"]).unwrap();
    let errors = text(&output);
    assert!(
        !output.status.success() && errors.contains("specs/m3ter-auth.yaml:26:9"),
        "{errors}"
    );
    // The text is the same as that of the command, without colours.
    let path = "specs/m3ter-auth.yaml";
    let outcome = Texts::default().with(path, spec).compile_all(&[path]);
    let mut found = outcome.report.diagnostics().iter();
    let error = found.find(|found| found.severity() == Severity::Error).unwrap();
    for line in outcome.report.render_one(error).lines() {
        assert!(errors.contains(line.trim()), "no {line:?} in:\n{errors}");
    }
    assert!(
        errors.contains("rename `methd` to `method`") && !errors.contains('\u{1b}'),
        "{errors}"
    );
}

#[test]
fn older_edition_and_renamed_crate_compile() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = manifest("renamed", "2021", &["naftiko"], &[])
        .replace("naftiko = {", "api = { package = \"naftiko\",");
    let krate = UserCrate::new(folder.path(), &manifest).unwrap();
    krate
        .write(
            "specs/m3ter-auth.yaml",
            &fs::read_to_string(sample("m3ter-auth")).unwrap(),
        )
        .unwrap();
    krate.write("src/lib.rs", "#![deny(warnings)]\n\napi::naftiko! { \"m3ter-auth.yaml\", module: auth, emit: [client, mcp] }\n\npub use auth::client::M3terAuth;\n").unwrap();
    let output = krate.cargo(&["check"]).unwrap();
    assert!(output.status.success(), "{}", text(&output));
}

/// Returns a capability with one operation.
fn one_operation(operation: &str) -> String {
    format!(
        "naftiko: 1.0.0-alpha2\ninfo: {{label: One, description: One operation}}\ncapability:\n  consumes:\n    - type: http\n      \
         namespace: one\n      baseUri: https://one.test\n      resources:\n        - name: things\n          path: /things\n          \
         operations:\n            - {{name: get-things, method: GET, {operation}}}\n"
    )
}

#[test]
fn missing_feature_is_named_in_the_compile_error() {
    let features = [
        ("xml", "outputRawFormat: xml"),
        ("csv", "outputRawFormat: csv"),
        ("yaml", "outputRawFormat: yaml"),
        ("html", "outputRawFormat: html"),
        ("markdown", "outputRawFormat: markdown"),
        ("avro", "outputRawFormat: avro, outputSchema: a.avsc"),
        ("protobuf", "outputRawFormat: protobuf, outputSchema: a.proto"),
        (
            "jsonpath",
            "outputParameters: [{name: ids, type: array, value: $..id}]",
        ),
    ];
    let folder = tempfile::tempdir().unwrap();
    let krate = UserCrate::new(folder.path(), &manifest("featureless", "2024", &["naftiko"], &[])).unwrap();
    krate.write("specs/a.avsc", "\"string\"").unwrap();
    krate
        .write(
            "specs/a.proto",
            "syntax = \"proto3\"; message A { string a = 1; }",
        )
        .unwrap();
    let mut code = vec!["fn main() {}\n".to_owned()];
    for (feature, operation) in features {
        krate
            .write(&format!("specs/{feature}-spec.yaml"), &one_operation(operation))
            .unwrap();
        code.push(format!("naftiko::naftiko!(\"{feature}-spec.yaml\");\n"));
    }
    krate.write("src/main.rs", &code.concat()).unwrap();
    let errors = text(&krate.cargo(&["check"]).unwrap());
    for (feature, _) in features {
        assert!(
            errors.contains(&format!(
                "the spec needs the feature `{feature}` of the crate `naftiko`"
            )),
            "{feature}: {errors}"
        );
    }
    assert_eq!(errors.matches("error[").count(), features.len(), "{errors}");
}
