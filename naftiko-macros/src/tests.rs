use std::fs;
use std::path::Path;

use naftiko_codegen::options::{self, Front};
use quote::quote;
use tempfile::TempDir;

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

/// A package with `specs/parcel-desk.yaml`.
fn package(text: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("specs")).unwrap();
    fs::write(dir.path().join("specs/parcel-desk.yaml"), text).unwrap();
    dir
}

fn parse(tokens: TokenStream) -> syn::Result<Arguments> {
    syn::parse2(tokens)
}

fn expanded(package: &Path, tokens: TokenStream) -> String {
    parse(tokens)
        .and_then(|arguments| expand_in(package, &arguments))
        .unwrap()
        .to_string()
}

fn refused(tokens: TokenStream) -> String {
    parse(tokens).err().unwrap().to_string()
}

#[test]
fn path_alone_uses_the_default_options() {
    let package = package(SPEC);
    let code = expanded(package.path(), quote!(::renamed; "parcel-desk.yaml"));
    assert!(code.contains("pub mod parcel_desk"), "{code}");
    assert!(
        code.contains(":: renamed :: client") && !code.contains(":: naftiko ::"),
        "{code}"
    );
    let file = package.path().join("specs/parcel-desk.yaml");
    assert!(
        code.contains(&format!("include_bytes ! ({:?})", file.display().to_string())),
        "{code}"
    );
}

#[test]
fn options_follow_the_path() {
    let arguments =
        parse(quote!(::naftiko; "a.yaml", module: desk, emit: [client, rest], strict: true,)).unwrap();
    assert_eq!(arguments.options.module.as_deref(), Some("desk"));
    assert!(arguments.options.emit.rest && !arguments.options.emit.mcp && arguments.options.strict);
    assert_eq!(
        parse(quote!(::naftiko; "a.yaml",)).unwrap().options,
        naftiko_codegen::Options::default()
    );
}

#[test]
fn invalid_arguments_are_rejected_with_the_valid_ones() {
    assert!(refused(quote!(::naftiko; a.yaml)).contains("expected the path of a spec"));
    assert_eq!(
        refused(quote!(::naftiko; "a.yaml", emit: [grpc])),
        "invalid value `grpc` for `emit`; expected `client`, `rest`, `mcp` or `skill`"
    );
    assert!(refused(quote!(::naftiko; "a.yaml", emit: [])).contains("no value for `emit`"));
    assert_eq!(
        refused(quote!(::naftiko; "a.yaml", modul: a)),
        "unknown option `modul`; a similar name exists: `module`"
    );
    assert!(refused(quote!(::naftiko; "a.yaml", out_dir: "a")).contains("writes no files"));
    assert_eq!(
        refused(quote!(::naftiko; "a.yaml", strict: true, strict: false)),
        "duplicate option `strict`"
    );
    assert!(parse(quote!(::naftiko; "a.yaml", strict: "true")).is_err());
    assert!(parse(quote!(::naftiko; "a.yaml", module: {a: b})).is_err());
}

/// The macro takes each option of the table in the spelling that its documentation gives, to the same effect as the generator.
#[test]
fn every_option_of_the_table_is_an_argument_with_its_effect() {
    let outside = tempfile::tempdir().unwrap();
    let package = outside.path().join("package");
    for folder in ["docs", "package/specs"] {
        fs::create_dir_all(outside.path().join(folder)).unwrap();
    }
    for (path, text) in [
        ("docs/glossary.md", "A word."),
        ("package/Cargo.toml", ""),
        (
            "package/every.yaml",
            include_str!("../../tests/specs/every-option.yaml"),
        ),
        (
            "package/every.openapi.yaml",
            include_str!("../../tests/specs/every-option.openapi.yaml"),
        ),
        (
            "package/specs/outside.yaml",
            include_str!("../../tests/specs/outside.yaml"),
        ),
    ] {
        fs::write(outside.path().join(path), text).unwrap();
    }
    let expanded = |arguments: &Arguments| expand_in(&package, arguments).unwrap().to_string();
    let parse = |spec: &str, option: &str| -> Arguments {
        syn::parse_str(&format!("::naftiko; {spec:?}, {option}")).unwrap()
    };
    for entry in options::of_front(Front::Macro).filter(|entry| entry.is_stored()) {
        let spec = if entry.name == "allow_paths" {
            "outside.yaml"
        } else {
            "every.yaml"
        };
        let parse = |option: &str| parse(spec, option);
        let default = expanded(&parse(""));
        let spelling = entry.spelling(Front::Macro).unwrap();
        let arguments = parse(&spelling);
        assert_eq!(arguments.options, entry.example_options(), "{spelling}");
        let with = expanded(&arguments);
        let namespace = entry.example_namespace();
        if let Some(spelling) = entry.spelling_for(Front::Macro, namespace) {
            let arguments = parse(&spelling);
            assert_eq!(entry.namespaces(&arguments.options), [namespace], "{spelling}");
            assert_eq!(
                arguments.options,
                entry.example_options_of(namespace),
                "{spelling}"
            );
            assert_ne!(expanded(&arguments), default, "{spelling}");
            let unknown = expanded(&parse(&entry.spelling_for(Front::Macro, "depots").unwrap()));
            assert!(
                unknown.contains("compile_error") && unknown.contains("NK0353"),
                "{unknown}"
            );
        }
        assert_ne!(with, default, "{spelling}");
    }
}

#[test]
fn missing_file_is_an_error_with_the_searched_paths() {
    let package = package(SPEC);
    let error = |spec| locate::locate(package.path(), spec).unwrap_err();
    let message = error("parcel-dseks.yaml");
    assert!(
        message.contains("`parcel-dseks.yaml`") && message.contains("`specs/parcel-dseks.yaml`"),
        "{message}"
    );
    assert!(
        message.ends_with("a similar file exists: `parcel-desk.yaml`"),
        "{message}"
    );
    assert!(error("specs/parcel-desk.yml").ends_with("a similar file exists: `specs/parcel-desk.yaml`"));
    assert!(!error("unlike.yaml").contains("a similar file"));
    let absolute = package.path().join("specs/parcel-desk.yaml");
    assert!(error(absolute.to_str().unwrap()).contains("is absolute"));
}

#[test]
fn errors_of_the_spec_are_capped() {
    let wrong = package(&SPEC.replace("GET", "FETCH"));
    let code = expanded(wrong.path(), quote!(::naftiko; "parcel-desk.yaml"));
    assert!(
        code.contains("compile_error") && code.contains("specs/parcel-desk.yaml:13"),
        "{code}"
    );
    assert!(
        !code.contains("pub mod") && !code.contains("include_bytes"),
        "{code}"
    );

    let operations: Vec<_> = (0..12)
        .map(|n| format!("            - {{name: op-{n}, method: FETCH}}\n"))
        .collect();
    let operations = operations.concat();
    let many = package(&format!("{SPEC}{operations}"));
    let code = expanded(many.path(), quote!(::naftiko; "parcel-desk.yaml"));
    assert_eq!(code.matches("compile_error").count(), MAX_MESSAGES + 1, "{code}");
    assert!(code.contains("… and 2 more"), "{code}");
}

#[test]
fn strict_turns_extensions_into_errors() {
    let package = package(&SPEC.replace("label: Parcels", "label: Parcels, colour: red"));
    assert!(expanded(package.path(), quote!(::naftiko; "parcel-desk.yaml")).contains("pub mod parcel_desk"));
    let strict = expanded(
        package.path(),
        quote!(::naftiko; "parcel-desk.yaml", strict: true),
    );
    assert!(
        strict.contains("compile_error") && strict.contains("colour"),
        "{strict}"
    );
}

#[test]
fn package_is_absolute_with_any_variable() {
    let here = std::env::current_dir().unwrap();
    assert_eq!(super::package(None), here);
    assert_eq!(super::package(Some("desk".into())), here.join("desk"));
    assert_eq!(super::package(Some(here.clone().into())), here);
}

#[test]
fn operations_that_only_fail_are_warnings() {
    let found = package(SPEC);
    let code = expanded(found.path(), quote!(::naftiko; "parcel-desk.yaml"));
    assert!(!code.contains("deprecated"), "{code}");
    let import = "  consumes:\n    - {location: ./depots.yaml, import: depots}\n";
    let lost = package(&SPEC.replace("  consumes:\n", import));
    let code = expanded(lost.path(), quote!(::naftiko; "parcel-desk.yaml"));
    assert_eq!(code.matches("deprecated").count(), 1, "{code}");
    assert!(
        code.contains("specs/parcel-desk.yaml:5:18: the imported file `specs/depots.yaml` cannot be read"),
        "{code}"
    );
    let call = "  exposes: [{type: mcp, namespace: desk, port: 9090, tools: [{name: t, description: T, call: parcels.gone}]}]\n";
    let calls = package(&format!("{SPEC}{call}"));
    let code = expanded(calls.path(), quote!(::naftiko; "parcel-desk.yaml"));
    assert!(code.contains("deprecated") && code.contains("NK0301"), "{code}");
}

#[test]
fn included_file_outside_the_package_needs_permission() {
    let prompt = |location: &str| {
        format!(
            "{SPEC}  exposes: [{{type: mcp, namespace: desk, port: 9090, prompts: [{{name: n, description: N., location: '{location}'}}]}}]\n"
        )
    };
    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join("note.md"), "A note.").unwrap();
    let note = other.path().join("note.md").display().to_string();
    for location in [
        "file:///proc/self/environ",
        "../../../../../../proc/self/environ",
        "/dev/zero",
        &note,
    ] {
        let package = package(&prompt(location));
        fs::write(package.path().join("Cargo.toml"), "").unwrap();
        let code = expanded(package.path(), quote!(::naftiko; "parcel-desk.yaml"));
        assert!(
            code.contains("compile_error") && code.contains("NK0115"),
            "{location}: {code}"
        );
    }
    let package = package(&prompt(&note));
    let folder = other.path().display().to_string();
    let code = expanded(
        package.path(),
        quote!(::naftiko; "parcel-desk.yaml", allow_paths: [#folder]),
    );
    assert!(
        !code.contains("compile_error") && code.contains("A note."),
        "{code}"
    );
}

/// A spec that is small and comes to gigabytes: by aliases, by what operations inherit.
fn bombs() -> [(&'static str, String); 2] {
    let aliases = format!(
        "x: &a {}\ny: [{}]\n{SPEC}",
        "x".repeat(7 << 20),
        ["*a"; 300].join(", ")
    );
    let parameters = (0..3_000).map(|index| format!("{{name: p{index}, in: query}}"));
    let parameters = parameters.collect::<Vec<_>>().join(", ");
    let operations = (0..20_000).map(|index| format!("{{name: o{index}, method: GET}}"));
    let operations = operations.collect::<Vec<_>>().join(", ");
    let inherited = format!(
        "naftiko: 1.0.0-alpha2\ncapability: {{consumes: [{{type: http, namespace: a, baseUri: 'https://a.test', \
         inputParameters: [{parameters}], resources: [{{path: /p, operations: [{operations}]}}]}}]}}\n"
    );
    [("NK0103", aliases), ("NK0210", inherited)]
}

#[test]
fn specs_that_come_to_too_much_are_compile_errors() {
    for (code, spec) in bombs() {
        let package = package(&spec);
        let expanded = expanded(package.path(), quote!(::naftiko; "parcel-desk.yaml"));
        assert!(
            expanded.contains("compile_error !") && expanded.contains(code),
            "{code}"
        );
        assert!(expanded.len() < 10_000, "{code}: {} bytes", expanded.len());
    }
}
