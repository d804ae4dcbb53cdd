//! Tests of projects as users have them: workspaces, denied lints, and folders and files of every kind. `scripts/projects.sh` has those that
//! compile every dependency again.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use naftiko_codegen::directory;
use naftiko_tests::texts::{Texts, rendered};
use naftiko_tests::{PARCELS, UserCrate, manifest, workspace};

/// A build script that compiles one spec.
const SCRIPT: &str =
    "//! Generates code.\nfn main() { naftiko_codegen::Build::new().compile(&[\"specs/scripted.yaml\"]); }\n";

/// Returns a manifest for the macro, a build script and checked-in code, with further lines.
fn manifest_of_all_fronts(name: &str, further: &str) -> String {
    manifest(name, "2024", &["naftiko"], &["naftiko-codegen"]) + further
}

/// Writes code of `checked_in.yaml` into `src/generated`, as the command does.
fn check_in(krate: &UserCrate) {
    let outcome = Texts::default()
        .with("checked_in.yaml", PARCELS)
        .compile_all(&["checked_in.yaml"]);
    for (path, contents) in directory(&outcome.modules) {
        krate
            .write(&format!("src/generated/{}", path.display()), &contents)
            .unwrap();
    }
}

/// Writes a library with the code of one spec by the macro, by a build script and checked in.
fn write_all_fronts(krate: &UserCrate, attributes: &str) {
    check_in(krate);
    krate.write("specs/by_macro.yaml", PARCELS).unwrap();
    krate.write("specs/scripted.yaml", PARCELS).unwrap();
    krate.write("build.rs", SCRIPT).unwrap();
    let library = format!(
        "//! A library with generated code.\n{attributes}\n\n#[rustfmt::skip]\npub mod generated;\n\n\
         naftiko::naftiko!(\"by_macro.yaml\");\nnaftiko::include_generated!(\"scripted\");\n"
    );
    krate.write("src/lib.rs", &library).unwrap();
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Runs cargo in a crate, and checks that it has no error and no warning.
fn passes(krate: &UserCrate, arguments: &[&str]) {
    let output = krate.cargo(arguments).unwrap();
    let shown = text(&output);
    assert!(
        output.status.success() && !shown.contains("warning"),
        "{arguments:?}: {shown}"
    );
}

/// Returns every file below a folder with its contents.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn members_of_a_workspace_inherit_the_dependencies() {
    let folder = tempfile::tempdir().unwrap();
    let path = |krate: &str| workspace().join(krate).display().to_string();
    let root = format!(
        "[workspace]\nresolver = '3'\nmembers = ['services/*']\n\n\
         [workspace.package]\nversion = '0.1.0'\nedition = '2024'\n\n\
         [workspace.dependencies]\nnaftiko = {{ path = '{}' }}\nnaftiko-codegen = {{ path = '{}' }}\n\n\
         [workspace.lints.rust]\nwarnings = 'deny'\n\n[profile.dev]\ndebug = 0\n",
        path("naftiko"),
        path("naftiko-codegen")
    );
    let krate = UserCrate::new(folder.path(), &root).unwrap();
    let member = |name: &str, further: &str| {
        format!(
            "[package]\nname = '{name}'\nversion.workspace = true\nedition.workspace = true\n\n\
             [lints]\nworkspace = true\n\n[dependencies]\nnaftiko.workspace = true\n{further}"
        )
    };
    krate
        .write("services/desk/Cargo.toml", &member("desk", ""))
        .unwrap();
    krate.write("services/desk/specs/parcels.yaml", PARCELS).unwrap();
    krate
        .write(
            "services/desk/src/lib.rs",
            "naftiko::naftiko!(\"parcels.yaml\");\n",
        )
        .unwrap();
    let further = "desk = { path = '../desk' }\n\n[build-dependencies]\nnaftiko-codegen.workspace = true\n";
    krate
        .write("services/depot/Cargo.toml", &member("depot", further))
        .unwrap();
    krate
        .write("services/depot/specs/scripted.yaml", PARCELS)
        .unwrap();
    krate.write("services/depot/build.rs", SCRIPT).unwrap();
    let program = "naftiko::include_generated!(\"scripted\");\n\n\
                   fn main() {\n    let _ = (desk::parcels::Capability::from_env(), scripted::Capability::from_env());\n}\n";
    krate.write("services/depot/src/main.rs", program).unwrap();
    passes(&krate, &["check", "--workspace"]);
}

#[test]
fn denied_lints_and_documentation_pass() {
    let lints = "\n[lints.rust]\nmissing_docs = 'deny'\nunreachable_pub = 'deny'\nunused = 'deny'\nrust_2018_idioms = 'deny'\n\n\
                 [lints.clippy]\npedantic = 'deny'\nincompatible_msrv = 'deny'\nunwrap_used = 'deny'\n";
    let folder = tempfile::tempdir().unwrap();
    let manifest = manifest_of_all_fronts("linted", lints)
        .replace("edition = '2024'", "edition = '2024'\nrust-version = '1.89'");
    let krate = UserCrate::new(folder.path(), &manifest).unwrap();
    write_all_fronts(&krate, "#![deny(warnings)]\n#![forbid(unsafe_code)]");
    passes(&krate, &["clippy", "--all-targets"]);
    passes(&krate, &["doc", "--no-deps"]);
}

#[test]
fn folders_have_spaces_and_every_script() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Größe 深圳 (neu)/mein 'crate'");
    fs::create_dir_all(&path).unwrap();
    let krate = UserCrate::new(&path, &manifest_of_all_fronts("placed", "")).unwrap();
    write_all_fronts(&krate, "#![deny(warnings)]");
    passes(&krate, &["check"]);
}

#[test]
fn file_names_have_spaces_and_every_script() {
    let folder = tempfile::tempdir().unwrap();
    let krate = UserCrate::new(folder.path(), &manifest_of_all_fronts("named", "")).unwrap();
    for name in ["Käse & Brot.yaml", "my specs/包裹 (new).yaml"] {
        krate.write(name, PARCELS).unwrap();
    }
    let library = "#![deny(warnings)]\nnaftiko::naftiko!(\"Käse & Brot.yaml\");\n\
                   naftiko::naftiko! { \"my specs/包裹 (new).yaml\", module: parcels }\n\
                   pub use k_se_brot::Capability;\n";
    krate.write("src/lib.rs", library).unwrap();
    passes(&krate, &["check"]);
}

#[test]
fn sources_are_only_read() {
    let folder = tempfile::tempdir().unwrap();
    let krate = UserCrate::new(folder.path(), &manifest_of_all_fronts("reading", "")).unwrap();
    write_all_fronts(&krate, "#![deny(warnings)]");
    passes(&krate, &["metadata", "--format-version", "1"]);
    let before = contents(folder.path());
    for path in before.keys() {
        let mut permissions = fs::metadata(path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(path, permissions).unwrap();
    }
    passes(&krate, &["check", "--locked"]);
    assert!(contents(folder.path()) == before, "a build changed the sources");
}

#[test]
fn line_ends_of_windows_give_the_same_code() {
    let document = "openapi: 3.1.0\ninfo: {title: Parcels, version: '1'}\npaths:\n  /parcels/{id}:\n    get:\n      \
                    operationId: getParcel\n      description: |\n        First line.\n        Second line.\n      responses:\n        \
                    '200':\n          description: OK\n          content:\n            application/json:\n              schema:\n                \
                    type: object\n                properties: {state: {type: string}}\n";
    let code = |change: fn(&str) -> String| {
        let texts = Texts::default()
            .with("parcels.yaml", change(PARCELS))
            .with("parcels.openapi.yaml", change(document));
        let outcome = texts.compile_all(&["parcels.yaml"]);
        assert!(!outcome.report.has_errors(), "{}", rendered(&outcome));
        directory(&outcome.modules)
    };
    assert_eq!(code(str::to_owned), code(|text| text.replace('\n', "\r\n")));
}

/// A program serves an old version of its API beside the new one.
#[test]
fn versions_of_a_spec_are_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let krate = UserCrate::new(folder.path(), &manifest("versions", "2024", &["naftiko"], &[])).unwrap();
    krate.write("specs/v1/parcels.yaml", PARCELS).unwrap();
    let second = PARCELS.replace("type: string, value: $.state", "type: integer, value: $.status");
    krate.write("specs/v2/parcels.yaml", &second).unwrap();
    let program = "#![deny(warnings)]\n\
                   naftiko::naftiko! { \"v1/parcels.yaml\", module: v1 }\n\
                   naftiko::naftiko! { \"v2/parcels.yaml\", module: v2 }\n\n\
                   /// One router with both versions.\n\
                   pub fn router(old: v1::Capability, new: v2::Capability) -> naftiko::axum::Router {\n    \
                   naftiko::axum::Router::new().nest(\"/v1\", v1::rest::router(old)).nest(\"/v2\", v2::rest::router(new))\n}\n";
    krate.write("src/lib.rs", program).unwrap();
    passes(&krate, &["check"]);
}
