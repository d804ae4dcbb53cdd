//! Options of the table, as a user gives them to the command.

use std::path::PathBuf;

use naftiko_codegen::options::{Front, of_front};
use naftiko_codegen::{FileLoader, Options, Verdict, generate};

use super::{code, err, folder, naftiko, out, write};

const SPEC: &str = include_str!("../../../tests/specs/every-option.yaml");
const DOCUMENT: &str = include_str!("../../../tests/specs/every-option.openapi.yaml");
const OUTSIDE: &str = include_str!("../../../tests/specs/outside.yaml");

/// Returns what the generator gives with the options.
fn generated(spec: PathBuf, options: &Options) -> Option<String> {
    let outcome = generate(&[spec], options, &FileLoader);
    let module = outcome.modules.first()?;
    (outcome.verdict() == Verdict::Good).then(|| module.single_file())
}

#[test]
fn every_option_of_the_table_is_a_flag_with_its_effect() {
    let dir = folder();
    write(dir.path(), "docs/glossary.md", "A word.");
    write(dir.path(), "package/Cargo.toml", "");
    write(dir.path(), "package/specs/every-option.yaml", SPEC);
    write(dir.path(), "package/specs/every-option.openapi.yaml", DOCUMENT);
    write(dir.path(), "package/specs/outside.yaml", OUTSIDE);
    let package = dir.path().join("package");
    for entry in of_front(Front::Command).filter(|entry| entry.is_stored()) {
        let spec = match entry.name {
            "allow_paths" => "specs/outside.yaml",
            _ => "specs/every-option.yaml",
        };
        let run = |flags: &str| naftiko(&package, &format!("generate {spec} {flags}"));
        let spelling = entry.spelling(Front::Command).expect("the command has it");
        let output = run(&spelling);
        // Paths are relative to the working directory, which a test cannot change for itself alone.
        let mut options = entry.example_options();
        for path in &mut options.allow_paths {
            *path = package.join(&*path);
        }
        let expected = generated(package.join(spec), &options);
        assert_eq!(
            expected.as_deref().unwrap_or_default(),
            out(&output),
            "{spelling}: {}",
            err(&output)
        );
        assert_eq!(expected.is_none(), code(&output) == 1, "{spelling}");
        let namespace = entry.example_namespace();
        if let Some(named) = entry.spelling_for(Front::Command, namespace) {
            let expected = generated(package.join(spec), &entry.example_options_of(namespace));
            assert_eq!(
                out(&run(&named)),
                expected.as_deref().unwrap_or_default(),
                "{named}"
            );
            let unknown = run(&entry
                .spelling_for(Front::Command, "depots")
                .expect("the command has it"));
            assert!(err(&unknown).contains("NK0353"), "{}", err(&unknown));
            assert_eq!(code(&unknown), 1);
        }
        assert_ne!(out(&output), out(&run("")), "{spelling}");
    }
}

#[test]
fn invalid_values_are_usage_errors_that_name_the_valid_ones() {
    let dir = folder();
    for (flags, expected) in [
        (
            "--emit client,grpc",
            "expected `client`, `rest`, `mcp` or `skill`",
        ),
        ("--tolerance lenint", "a similar value exists: `lenient`"),
        ("--tolerance parcels=lenint", "a similar value exists: `lenient`"),
        ("--module a --module b", "cannot be used multiple times"),
        ("--tolerence lenient", "a similar argument exists: '--tolerance'"),
    ] {
        let output = naftiko(dir.path(), &format!("generate parcels.yaml {flags}"));
        assert_eq!(code(&output), 2, "{flags}");
        assert!(err(&output).contains(expected), "{flags}: {}", err(&output));
    }
}
