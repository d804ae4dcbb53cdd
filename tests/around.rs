//! Tests of Rust around generated code: crates with unusual attributes, manifests and folders, outside of the workspace.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::fs;
use std::path::Path;
use std::process::Output;

use naftiko_tests::{PARCELS, UserCrate, manifest};
use tempfile::TempDir;

/// A crate in the folder `crate` of a temporary folder, with `parcels.yaml`.
struct Around {
    folder: TempDir,
    krate: UserCrate,
}

impl Around {
    fn new(name: &str, manifest: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("crate")).unwrap();
        let krate = UserCrate::new(&folder.path().join("crate"), manifest).unwrap();
        assert!(manifest.contains(name), "the crate has its name");
        Self { folder, krate }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// A crate with the macro, and this source.
fn with_macro(name: &str, spec: &str, source: &str) -> Around {
    let around = Around::new(name, &manifest(name, "2024", &["naftiko"], &[]));
    around.krate.write("parcels.yaml", spec).unwrap();
    around.krate.write("src/main.rs", source).unwrap();
    around
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Checks the crate, and returns what the compiler printed.
fn check(krate: &UserCrate) -> String {
    let output = krate.cargo(&["check"]).unwrap();
    assert!(output.status.success(), "{}", text(&output));
    text(&output)
}

#[test]
fn crate_without_the_prelude_compiles() {
    let source =
        "#![no_implicit_prelude]\n#![deny(warnings)]\n::naftiko::naftiko!(\"parcels.yaml\");\nfn main() {}\n";
    check(&with_macro("no-prelude", PARCELS, source).krate);
}

#[test]
fn renamed_dependency_is_named_in_the_build_script() {
    let renamed = manifest("renamed", "2024", &["naftiko"], &["naftiko-codegen"])
        .replace("\nnaftiko = {", "\nnk = { package = 'naftiko',");
    let Around { krate, .. } = &Around::new("renamed", &renamed);
    krate.write("parcels.yaml", PARCELS).unwrap();
    let script =
        "fn main() { naftiko_codegen::Build::new().crate_name(\"nk\").compile(&[\"parcels.yaml\"]); }\n";
    krate.write("build.rs", script).unwrap();
    let source = "#![deny(warnings)]\nnk::include_generated!(\"parcels\");\nfn main() {}\n";
    krate.write("src/main.rs", source).unwrap();
    check(krate);
}

#[cfg(unix)]
#[test]
fn macro_needs_no_variable_of_cargo() {
    use std::os::unix::fs::PermissionsExt as _;

    for change in ["unset CARGO_MANIFEST_DIR", "export CARGO_MANIFEST_DIR=."] {
        let around = with_macro(
            "other-tool",
            PARCELS,
            "naftiko::naftiko!(\"parcels.yaml\");\nfn main() {}\n",
        );
        let wrapper = around.path().join("wrapper");
        fs::write(&wrapper, format!("#!/bin/sh\n{change}\nexec \"$@\"\n")).unwrap();
        fs::set_permissions(&wrapper, fs::Permissions::from_mode(0o755)).unwrap();
        let config = format!("build.rustc-workspace-wrapper = '{}'", wrapper.display());
        let output = around.krate.cargo(&["check", "--config", &config]).unwrap();
        assert!(output.status.success(), "{change}: {}", text(&output));
    }
}

#[test]
fn spec_outside_of_the_package_is_a_warning() {
    let source = "naftiko::naftiko!(\"../specs/parcels.yaml\");\nfn main() {}\n";
    let around = with_macro("outside-spec", PARCELS, source);
    fs::create_dir(around.path().join("specs")).unwrap();
    fs::write(around.path().join("specs/parcels.yaml"), PARCELS).unwrap();
    let shown = check(&around.krate);
    let expected = "`../specs/parcels.yaml` is outside the package, so `cargo package` leaves it out";
    assert!(shown.contains(expected), "{shown}");

    let Around { krate, .. } = &around;
    let built = manifest("outside-spec", "2024", &["naftiko"], &["naftiko-codegen"]);
    krate.write("Cargo.toml", &built).unwrap();
    let script = "fn main() { naftiko_codegen::Build::new().compile(&[\"../specs/parcels.yaml\"]); }\n";
    krate.write("build.rs", script).unwrap();
    let source = "naftiko::include_generated!(\"parcels\");\nfn main() {}\n";
    krate.write("src/main.rs", source).unwrap();
    let shown = check(krate);
    assert!(shown.contains(expected), "{shown}");
}

#[test]
fn missing_import_is_a_warning_of_the_compiler() {
    let import = "  consumes:\n    - {location: ./depots.yaml, import: depots}\n";
    let spec = PARCELS.replace("  consumes:\n", import);
    let around = with_macro(
        "missing-import",
        &spec,
        "naftiko::naftiko!(\"parcels.yaml\");\nfn main() {}\n",
    );
    let shown = check(&around.krate);
    assert!(
        shown.contains("parcels.yaml:6:18: the imported file `depots.yaml` cannot be read"),
        "{shown}"
    );
}

/// Programs depend on `naftiko`, so its paths are those that they can write.
#[test]
fn compiler_names_the_crate_that_programs_depend_on() {
    let source = "naftiko::naftiko!(\"parcels.yaml\");\nfn main() {\n    let text: &str = parcels::Capability::from_env();\n    \
                  let error: std::io::Error = naftiko::client::Error::default();\n    signed::<u8>();\n}\n\
                  fn signed<S: naftiko::client::RequestSigner>() {}\n";
    let around = with_macro("mistaken", PARCELS, source);
    let output = around.krate.cargo(&["check"]).unwrap();
    let shown = text(&output);
    assert!(
        !output.status.success() && !shown.contains("naftiko_runtime"),
        "{shown}"
    );
}

/// `main` prints `Debug` of its error.
#[test]
fn error_that_ends_a_program_is_readable() {
    let source = "naftiko::naftiko!(\"parcels.yaml\");\n\
                  fn main() -> Result<(), naftiko::client::BuildError> {\n    \
                  parcels::Capability::from_env().map(|_| ())\n}\n";
    let around = with_macro("ending", PARCELS, source);
    let output = around.krate.run("").unwrap();
    assert_eq!(
        text(&output),
        "Error: failed to build the capability:\n  parcels: missing variable `API_TOKEN`; set `API_TOKEN` in the environment, \
         or set it on the builder\n"
    );
}
