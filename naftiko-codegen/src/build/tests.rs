use std::fs;
use std::path::Path;

use super::*;

const SPEC: &str = "\
naftiko: 1.0.0-alpha2
info: {label: Parcels, description: Tracks parcels.}
capability:
  consumes:
    - type: http
      namespace: parcels
      description: Parcel carrier.
      baseUri: https://api.parcels.test/v2
      resources:
        - name: depots
          path: /depots
          operations:
            - {name: list-depots, method: GET}
";

fn compile(build: Build, dir: &Path, text: &str) -> Result<Vec<String>, String> {
    let spec = dir.join("parcel-desk.yaml");
    fs::write(&spec, text).unwrap();
    build.out_dir(dir.join("out")).compile_all(&[&spec])
}

#[test]
fn a_module_is_written_and_what_was_read_is_told() {
    let temp = tempfile::tempdir().unwrap();
    let lines = compile(Build::new(), temp.path(), SPEC).unwrap();
    let spec = temp.path().join("parcel-desk.yaml");
    assert_eq!(lines, [format!("rerun-if-changed={}", spec.display())]);
    let text = fs::read_to_string(temp.path().join("out/parcel_desk.rs")).unwrap();
    assert!(
        text.starts_with(crate::module::MARKER) && text.contains("pub mod parcel_desk {"),
        "{text}"
    );
}

#[test]
fn a_file_that_is_right_is_not_written_again() {
    let temp = tempfile::tempdir().unwrap();
    let build = || {
        Build::new().module("desk").emit(Emit {
            rest: false,
            mcp: false,
        })
    };
    compile(build(), temp.path(), SPEC).unwrap();
    let written = || {
        fs::metadata(temp.path().join("out/desk.rs"))
            .unwrap()
            .modified()
            .unwrap()
    };
    let first = written();
    compile(build(), temp.path(), SPEC).unwrap();
    assert_eq!(written(), first);
}

#[test]
fn errors_are_told_and_nothing_is_written() {
    let temp = tempfile::tempdir().unwrap();
    let failure = compile(Build::new(), temp.path(), &SPEC.replace("GET", "FETCH")).unwrap_err();
    assert!(
        failure.contains("parcel-desk.yaml:13") && failure.contains("FETCH"),
        "{failure}"
    );
    assert!(!failure.contains('\u{1b}'), "no colours: {failure}");
    assert!(!temp.path().join("out").exists());
}

#[test]
fn a_warning_is_one_line_with_its_place() {
    let temp = tempfile::tempdir().unwrap();
    let text = SPEC.replace("label: Parcels", "label: Parcels, colour: red");
    let lines = compile(Build::new(), temp.path(), &text).unwrap();
    let warnings: Vec<_> = lines.iter().filter(|line| line.starts_with("warning=")).collect();
    assert!(
        matches!(warnings[..], [line] if line.contains("parcel-desk.yaml:2:") && line.contains("colour")),
        "{lines:?}"
    );
    let strict = compile(Build::new().strict(true), temp.path(), &text).unwrap_err();
    assert!(strict.contains("colour"), "{strict}");
}
