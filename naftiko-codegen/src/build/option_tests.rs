//! Tests: `Build` has a method for each option of the table, and no other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::*;
use crate::options::{Front, TABLE, find, of_front};
use crate::{
    Catalogue, Derives, Emit, Fill, OutputSchemas, Testing, Tolerance, ToolBudget, Types, Unknown,
    UnknownArguments,
};

/// Specs on which an option has an effect.
fn specs(option: &str) -> Vec<PathBuf> {
    let names: &[&str] = match option {
        "allow_paths" => &["outside.yaml"],
        "share_types" => &["shipments.yaml", "shipment-states.yaml"],
        _ => &["every-option.yaml"],
    };
    let specs = names.iter().map(|name| Path::new("../tests/specs").join(name));
    specs.collect()
}

/// A call of `Build` and its text, without blanks.
macro_rules! call {
    ($method:ident($($argument:expr),*)) => {{
        let text = concat!(stringify!($method), "(", stringify!($($argument),*), ")");
        (text.replace(' ', ""), Build::new().$method($($argument),*))
    }};
}

/// Every call that the table documents.
fn calls() -> BTreeMap<String, Build> {
    vec![
        call!(emit(Emit {
            rest: true,
            mcp: false,
            skill: false
        })),
        call!(strict(true)),
        call!(module("desk")),
        call!(crate_name("nk")),
        call!(allow_paths(["../docs"])),
        call!(openapi("openapi/parcels.yaml")),
        call!(openapi_of("parcel-desk", "openapi/parcels.yaml")),
        call!(overlay("openapi/parcels.overlay.yaml")),
        call!(overlay_of("parcel-desk", "openapi/parcels.overlay.yaml")),
        call!(share_types(true)),
        call!(refs("https://parcels.test/", "openapi/")),
        call!(refs_of("parcel-desk", "https://parcels.test/", "openapi/")),
        call!(tolerance(Tolerance::Lenient)),
        call!(tolerance_of("parcel-desk", Tolerance::Lenient)),
        call!(types(Types::Required)),
        call!(types_of("parcel-desk", Types::Required)),
        call!(unknown(Unknown::Keep)),
        call!(unknown_of("parcel-desk", Unknown::Keep)),
        call!(fill(Fill::Off)),
        call!(fill_of("parcel-desk", Fill::Off)),
        call!(derive(Derives {
            eq: true,
            hash: true,
            ..Derives::default()
        })),
        call!(derive_of(
            "parcel-desk",
            Derives {
                eq: true,
                hash: true,
                ..Derives::default()
            }
        )),
        call!(testing(Testing::Always)),
        call!(unknown_arguments(UnknownArguments::Ignore)),
        call!(unknown_arguments_of("tools", UnknownArguments::Ignore)),
        call!(output_schemas(OutputSchemas::Off)),
        call!(output_schemas_of("tools", OutputSchemas::Off)),
        call!(tool_budget(ToolBudget::Bytes(1024))),
        call!(tool_budget_of("tools", ToolBudget::Bytes(1024))),
        call!(catalogue(Catalogue::Search)),
        call!(catalogue_of("tools", Catalogue::Search)),
        call!(pinned_tools(["list-parcels"])),
        call!(pinned_tools_of("tools", ["list-parcels"])),
        call!(allow_origins(["https://app.example"])),
        call!(allow_origins_of("tools", ["https://app.example"])),
        call!(expose_headers(["X-RateLimit-Remaining"])),
        call!(expose_headers_of("desk", ["X-RateLimit-Remaining"])),
        call!(out_dir("src/generated")),
    ]
    .into_iter()
    .collect()
}

/// Returns the files that a build writes with their content, or the diagnostics.
fn built(build: &Build, specs: &[PathBuf]) -> Result<BTreeMap<String, String>, String> {
    let temp = tempfile::tempdir().unwrap();
    build.clone().out_dir(temp.path()).compile_all(specs)?;
    let files = std::fs::read_dir(temp.path()).unwrap().map(|file| {
        let file = file.unwrap();
        let name = file.file_name().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(file.path()).unwrap())
    });
    Ok(files.collect())
}

fn generated(options: &Options, specs: &[PathBuf]) -> Result<BTreeMap<String, String>, String> {
    let outcome = generate(specs, options, &FileLoader);
    if outcome.verdict() != Verdict::Good {
        return Err(outcome.report.render(Style::Plain));
    }
    let modules = outcome.modules.iter();
    Ok(modules
        .map(|module| (format!("{}.rs", module.name()), module.single_file()))
        .collect())
}

#[test]
fn every_option_of_the_table_is_a_method_with_its_effect() {
    let calls = calls();
    let call = |text: &str| {
        let text = text.replace(' ', "");
        calls.get(&text).unwrap_or_else(|| panic!("no call `{text}`"))
    };
    for entry in of_front(Front::Build) {
        let build = call(&entry.spelling(Front::Build).unwrap());
        if !entry.is_stored() {
            continue;
        }
        assert_eq!(build.options, entry.example_options(), "{}", entry.name);
        let specs = specs(entry.name);
        let with = built(build, &specs);
        assert_eq!(
            with,
            generated(&entry.example_options(), &specs),
            "{}",
            entry.name
        );
        let namespace = entry.example_namespace();
        if let Some(named) = entry.spelling_for(Front::Build, namespace) {
            let named = call(&named);
            assert_eq!(entry.namespaces(&named.options), [namespace]);
            let expected = generated(&entry.example_options_of(namespace), &specs);
            assert_eq!(built(named, &specs), expected, "{}", entry.name);
            assert_ne!(expected, built(&Build::new(), &specs), "{}", entry.name);
        }
        assert_ne!(with, built(&Build::new(), &specs), "{}", entry.name);
    }
}

#[test]
fn every_method_is_in_the_table() {
    let file = syn::parse_file(include_str!("mod.rs")).unwrap();
    let mut methods = 0;
    for item in file.items {
        let syn::Item::Impl(item) = item else { continue };
        for item in item.items {
            let syn::ImplItem::Fn(method) = item else { continue };
            let name = method.sig.ident.to_string();
            if !matches!(method.vis, syn::Visibility::Public(_))
                || ["new", "compile"].contains(&name.as_str())
            {
                continue;
            }
            methods += 1;
            let entry = find(name.trim_end_matches("_of")).unwrap_or_else(|| panic!("`{name}`"));
            assert_eq!(entry.absent_from(Front::Build), None, "{name}");
        }
    }
    assert!(methods >= TABLE.iter().filter(|entry| entry.is_stored()).count());
}

#[test]
fn unknown_namespaces_of_options_are_errors() {
    let build = Build::new().tolerance_of("parcle-desk", Tolerance::Lenient);
    let failure = built(&build, &specs("tolerance")).unwrap_err();
    assert!(
        failure.contains("NK0353") && failure.contains("a similar name exists: `parcel-desk`"),
        "{failure}"
    );
}
