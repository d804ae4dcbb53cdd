//! Tests of the catalogue: one spec per code, and the page `docs/diagnostics.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use naftiko_codegen::diagnostic::{Code, Report, Severity, Style};
use naftiko_codegen::source::Source;
use naftiko_codegen::{ImportOptions, Options, Tolerance};
use naftiko_tests::texts::{Texts, sections, selected, shown};
use naftiko_tests::workspace;

/// Returns the specs of `tests/codes` by the code of their diagnostic. A line `+++ path` begins another file.
fn fixtures() -> BTreeMap<String, Texts> {
    let mut fixtures = special();
    for entry in fs::read_dir(workspace().join("tests/codes")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for (code, text) in sections(&text) {
            let earlier = fixtures.insert(code.to_owned(), Texts::files(text.as_bytes()));
            assert!(earlier.is_none(), "{code} has two fixtures");
        }
    }
    fixtures
}

/// Returns the specs that a text file cannot contain.
fn special() -> BTreeMap<String, Texts> {
    let good = "naftiko: 1.0.0-alpha2\ncapability:\n  consumes: [{type: http, namespace: a, baseUri: 'https://a.test'}]\n";
    let parameters = (0..300)
        .map(|index| format!("{{name: p{index}, in: query}}, "))
        .collect::<Vec<_>>()
        .concat();
    let operations = (0..300)
        .map(|index| format!("\n        - {{name: o{index}, method: GET}}"))
        .collect::<Vec<_>>()
        .concat();
    let inherited = format!(
        "naftiko: 1.0.0-alpha2\ncapability:\n  consumes:\n  - type: http\n    namespace: a\n    baseUri: 'https://a.test'\n    \
         inputParameters: [{parameters}]\n    resources:\n    - name: p\n      path: /p\n      operations:{operations}\n"
    );
    let special = [
        ("NK0210", Texts::spec(inherited)),
        ("NK0101", Texts::default()),
        (
            "NK0102",
            Texts::spec([b"info: ".as_slice(), &[0xe9, b'\n']].concat()),
        ),
        ("NK0315", Texts::spec(good).with("other/spec.yaml", good)),
        ("NK0353", Texts::spec(good)),
        (
            "NK0742",
            Texts::spec(format!("{good}  exposes: [{{type: skill, namespace: s, port: 9090, skills: [{{name: k, description: K, location: k}}]}}]\n"))
                .with("k/a.md", "A")
                .with_link("k/b.md", "/etc/passwd"),
        ),
        ("NK0731", Texts::spec(good)),
    ];
    special.map(|(code, texts)| (code.to_owned(), texts)).into()
}

fn report(code: &str, texts: &Texts) -> Report {
    if code.starts_with("NK11") {
        return texts.import(&ImportOptions::default()).report;
    }
    if code == "NK0731" {
        let mut report = texts.compile().report;
        let manifest = "[dependencies]\nnaftiko = { version = '0.1', default-features = false }\n";
        report.add_missing_features(Source::new("Cargo.toml", manifest), 25..74, &["macros", "tls"]);
        return report;
    }
    let outcome = match code {
        "NK0315" => texts.compile_all(&["spec.yaml", "other/spec.yaml"]),
        "NK0353" => {
            let mut options = Options::default();
            options.tolerance.set(Some("b"), Tolerance::Lenient);
            texts.compile_with(&options)
        }
        _ => texts.compile(),
    };
    outcome.report
}

#[test]
fn every_code_has_a_spec_with_its_diagnostic() {
    let fixtures = fixtures();
    let mut seen = String::new();
    // No spec has the diagnostic of a defect of the generator; the tests of modules have it.
    let of_specs = |code: &Code| !code.id().starts_with("NK09");
    for code in Code::all().filter(of_specs) {
        let texts = fixtures
            .get(code.id())
            .unwrap_or_else(|| panic!("{code} has no spec in tests/codes"));
        let report = report(code.id(), texts);
        let of_this_code = selected(&report, |found| found.code() == code);
        assert!(
            !of_this_code.is_empty(),
            "the spec of {code} does not give it:\n{}",
            report.render(Style::Plain)
        );
        seen.push_str(&of_this_code);
    }
    for code in fixtures.keys() {
        assert!(
            Code::find(code).is_some(),
            "{code} is in tests/codes and not in the catalogue"
        );
    }
    insta::assert_snapshot!("every_code", seen);
}

/// An adapter with authentication may expose a token endpoint.
#[test]
fn token_endpoint_behind_authentication_has_no_warning() {
    let compile = |authentication: &str| {
        let spec = format!(
            "naftiko: 1.0.0-alpha2\nbinds: [{{namespace: env, keys: {{A: A, B: B}}}}]\ncapability:\n  consumes:\n  \
             - {{type: http, namespace: a, baseUri: 'https://a.test', authentication: {{type: basic, username: '{{{{A}}}}', \
             password: '{{{{B}}}}'}}, resources: [{{name: t, path: /oauth/token, operations: [{{name: get-token, method: POST}}]}}]}}\n  \
             exposes:\n  - {{type: mcp, namespace: desk, port: 9090, {authentication}tools: [{{name: get-token, \
             description: Gets, call: a.get-token}}]}}\n"
        );
        shown(&Texts::spec(spec).compile(), |_| true)
    };
    assert!(compile("").contains("NK0706"), "{}", compile(""));
    let checked = compile("authentication: {type: bearer, token: '{{A}}'}, ");
    assert_eq!(checked, "");
    // The program must check these callers; until then the adapter rejects every request.
    let own = compile("authentication: {type: digest, username: '{{A}}', password: '{{B}}'}, ");
    assert!(own.contains("NK0502") && !own.contains("NK0706"), "{own}");
}

/// Returns the catalogue as a page.
fn page() -> String {
    const PHASES: [(&str, &str); 10] = [
        ("NK01", "Files and YAML"),
        ("NK02", "Structure of the spec"),
        ("NK03", "Names and references"),
        ("NK04", "Templates and paths"),
        ("NK05", "Not generated yet"),
        ("NK06", "Differences from the format"),
        ("NK07", "Valid but doubtful constructs"),
        ("NK09", "Defects of the generator"),
        ("NK10", "OpenAPI documents"),
        ("NK11", "Import of OpenAPI documents"),
    ];
    let mut page = String::from(
        "# Diagnostics\n\nAll diagnostics of the generator. `naftiko explain NK0301` shows one of them in the terminal.\n\nAn error stops \
         the generation from a spec. A warning does not: the generated code may differ from what the author meant. A note says that the \
         generator read the spec as the author meant it, although it is spelled otherwise than the format says. `--strict` turns warnings \
         and notes about the spec into errors, but not the notes of a spec that names an OpenAPI document with `x-naftiko-openapi`.\n\nText has one line for all notes, `--notes` shows them, and the macro and build scripts \
         leave them out. Diagnostics of one code in a file share the excerpt of the first.\n\n\
         <!-- Generated from the catalogue in naftiko-codegen/src/diagnostic. After a change there:\n     \
         NAFTIKO_BLESS=1 cargo test -p naftiko-tests --test diagnostics -->\n\n| code | severity | title |\n|---|---|---|\n",
    );
    for code in Code::all() {
        let title = code.title().replace('|', "\\|");
        let _ = writeln!(page, "| {code} | {} | {title} |", code.severity());
    }
    for (prefix, title) in PHASES {
        let _ = write!(page, "\n## {title}\n");
        for code in Code::all().filter(|code| code.id().starts_with(prefix)) {
            let severity = match (code.severity(), code.strict_severity()) {
                (Severity::Error, _) => "Error",
                (Severity::Warning, Severity::Error) => "Warning; error under `--strict`",
                (Severity::Warning, _) => "Warning",
                (Severity::Note, Severity::Error) => "Note; error under `--strict`",
                (Severity::Note, _) => "Note",
            };
            let (title, explanation) = (code.title(), code.explanation().trim());
            let _ = write!(page, "\n### {code}: {title}\n\n{severity}.\n\n{explanation}\n");
        }
    }
    page
}

#[test]
fn diagnostics_page_matches_the_catalogue() {
    let path = workspace().join("docs/diagnostics.md");
    let page = page();
    if std::env::var_os("NAFTIKO_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/diagnostics.md is out of date: NAFTIKO_BLESS=1 cargo test -p naftiko-tests --test diagnostics"
    );
}
