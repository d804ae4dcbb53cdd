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
fn build_writes_a_module_and_reports_the_files_it_read() {
    let temp = tempfile::tempdir().unwrap();
    let lines = compile(Build::new(), temp.path(), SPEC).unwrap();
    let spec = temp.path().join("parcel-desk.yaml");
    assert_eq!(lines, [format!("cargo::rerun-if-changed={}", spec.display())]);
    let text = fs::read_to_string(temp.path().join("out/parcel_desk.rs")).unwrap();
    assert!(
        text.starts_with(crate::files::MARKER) && text.contains("pub mod parcel_desk {"),
        "{text}"
    );
}

#[test]
fn build_does_not_rewrite_an_unchanged_file() {
    let temp = tempfile::tempdir().unwrap();
    let build = || {
        Build::new().module("desk").emit(Emit {
            rest: false,
            mcp: false,
            skill: false,
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
fn build_with_errors_writes_nothing() {
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
fn warning_is_one_directive_with_its_place() {
    let temp = tempfile::tempdir().unwrap();
    let text = SPEC.replace("label: Parcels", "label: Parcels, colour: red");
    let lines = compile(Build::new(), temp.path(), &text).unwrap();
    let warnings: Vec<_> = lines
        .iter()
        .filter(|line| line.starts_with("cargo::warning="))
        .collect();
    assert!(
        matches!(warnings[..], [line] if line.contains("parcel-desk.yaml:2:") && line.contains("colour")),
        "{lines:?}"
    );
    let strict = compile(Build::new().strict(true), temp.path(), &text).unwrap_err();
    assert!(strict.contains("colour"), "{strict}");
}

#[test]
fn spec_text_cannot_become_a_directive() {
    let temp = tempfile::tempdir().unwrap();
    for line_break in ["\\n", "\\r", "\\N", "\\L", "\\P", "\\r\\n"] {
        let key = format!(
            "\"x{line_break}cargo::rustc-link-arg=-fuse-ld=evil{line_break}cargo:rustc-env=A=b\": 1\n"
        );
        let lines = compile(Build::new(), temp.path(), &(SPEC.to_owned() + &key)).unwrap();
        assert!(
            lines.len() >= 2 && lines.iter().any(|line| line.contains("rustc-link-arg")),
            "{lines:?}"
        );
        for line in &lines {
            let ours = line.starts_with("cargo::rerun-if-changed=") || line.starts_with("cargo::warning=");
            assert!(
                ours && !line.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']),
                "{line:?}"
            );
        }
    }
}

#[cfg(unix)]
#[test]
fn path_with_a_line_break_is_rejected() {
    let temp = tempfile::tempdir().unwrap();
    let spec = temp.path().join("a\ncargo::rustc-link-arg=evil.yaml");
    fs::write(&spec, SPEC).unwrap();
    let build = Build::new().out_dir(temp.path().join("out"));
    let failure = build.compile_all(&[&spec]).unwrap_err();
    assert!(
        failure.contains("control character") && failure.contains("a\\ncargo"),
        "{failure}"
    );
    assert!(!temp.path().join("out").exists());
}

#[test]
fn included_file_is_below_the_package_or_allowed() {
    let temp = tempfile::tempdir().unwrap();
    fs::create_dir(temp.path().join("package")).unwrap();
    fs::write(temp.path().join("note.md"), "A note.").unwrap();
    let text = format!(
        "{SPEC}  exposes: [{{type: mcp, namespace: desk, port: 9090, prompts: [{{name: n, description: N., location: ../note.md}}]}}]\n"
    );
    let package = temp.path().join("package");
    let failure = compile(Build::new(), &package, &text).unwrap_err();
    assert!(
        failure.contains("NK0115") && !package.join("out").exists(),
        "{failure}"
    );
    let lines = compile(Build::new().allow_paths([temp.path()]), &package, &text).unwrap();
    assert!(lines.iter().any(|line| line.ends_with("note.md")), "{lines:?}");
}

#[test]
fn missing_import_is_tracked_and_a_warning() {
    let temp = tempfile::tempdir().unwrap();
    let text = SPEC.replace(
        "  consumes:\n",
        "  consumes:\n    - {location: './shared\\depots.yaml', import: depots}\n",
    );
    let lines = compile(Build::new(), temp.path(), &text).unwrap();
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("cargo::rerun-if-changed=") && line.ends_with("depots.yaml")),
        "{lines:?}"
    );
    assert!(lines.iter().any(|line| line.contains("NK0321")), "{lines:?}");
}

#[test]
fn specs_that_come_to_too_much_are_errors() {
    let temp = tempfile::tempdir().unwrap();
    let aliases = format!(
        "x: &a {}\ny: [{}]\n{SPEC}",
        "x".repeat(7 << 20),
        ["*a"; 300].join(", ")
    );
    let operations = (0..20_000)
        .map(|index| format!("{{name: o{index}, method: GET}}, "))
        .collect::<Vec<_>>()
        .concat();
    let inherited = format!(
        "naftiko: 1.0.0-alpha2\ncapability: {{consumes: [{{type: http, namespace: a, baseUri: 'https://a.test', \
         resources: [{{path: '/{}', operations: [{operations}]}}]}}]}}\n",
        "x".repeat(1 << 20)
    );
    for (code, spec) in [("NK0103", aliases), ("NK0210", inherited)] {
        let error = compile(Build::new(), temp.path(), &spec).unwrap_err();
        assert!(error.contains(code), "{code}");
    }
}
