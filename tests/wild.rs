//! Extensions of published specs: diagnostics and generated code per row.
//!
//! The rows are in `tests/wild`. A row is a whole spec, or the parts of one: `base`, `auth`, `binds`, `path` and `op` of a
//! consumed API, `route` and `rest` of a REST adapter, `tool` of an MCP adapter.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::fmt::Write as _;
use std::fs;

use naftiko_codegen::Outcome;
use naftiko_tests::batch::clippy;
use naftiko_tests::code::essence;
use naftiko_tests::texts::{Texts, rendered, sections};
use naftiko_tests::workspace;

/// Returns the spec of a row.
fn spec(row: &str) -> String {
    const PARTS: [&str; 8] = [
        "base: ", "auth: ", "binds: ", "path: ", "op: ", "route: ", "rest: ", "tool: ",
    ];
    let of = |part: &str| -> Vec<&str> { row.lines().filter_map(|line| line.strip_prefix(part)).collect() };
    let is_part = |line: &str| PARTS.iter().any(|part| line.starts_with(part));
    if !row.lines().filter(|line| !line.is_empty()).all(is_part) {
        return row.to_owned();
    }
    let one = |part: &str, otherwise: &str| {
        of(part)
            .first()
            .map_or(otherwise.to_owned(), |text| (*text).to_owned())
    };
    let mut spec = String::from("naftiko: 1.0.0-alpha2\n");
    for binds in of("binds: ") {
        let _ = writeln!(spec, "binds: {binds}");
    }
    let base = one("base: ", "https://shop.test");
    let _ = write!(
        spec,
        "capability:\n  consumes:\n  - type: http\n    namespace: shop\n    baseUri: {base}\n"
    );
    for auth in of("auth: ") {
        let _ = writeln!(spec, "    authentication: {auth}");
    }
    let list = |spec: &mut String, part: &str| {
        for item in of(part) {
            let _ = writeln!(spec, "      - {item}");
        }
    };
    let path = one("path: ", "/items");
    let _ = writeln!(
        spec,
        "    resources:\n    - name: items\n      path: {path}\n      operations:"
    );
    list(&mut spec, "op: ");
    if !of("rest: ").is_empty() || !of("tool: ").is_empty() {
        spec.push_str("  exposes:\n");
    }
    if !of("rest: ").is_empty() {
        let route = one("route: ", "/v1/items");
        let _ = writeln!(
            spec,
            "  - type: rest\n    namespace: shop-rest\n    port: 8080\n    resources:\n    - name: items\n      \
             path: {route}\n      operations:"
        );
        list(&mut spec, "rest: ");
    }
    if !of("tool: ").is_empty() {
        let _ = writeln!(
            spec,
            "  - type: mcp\n    namespace: shop-mcp\n    port: 9090\n    tools:"
        );
        for tool in of("tool: ") {
            let _ = writeln!(spec, "    - {tool}");
        }
    }
    spec
}

/// Returns the diagnostics and the condensed code of a row.
fn shown(title: &str, outcome: &Outcome) -> String {
    let mut shown = format!("=== {title}\n\n{}", rendered(outcome));
    for module in &outcome.modules {
        for (path, text) in module.files() {
            let essence = essence(&text);
            if !essence.is_empty() && !path.ends_with("mod.rs") {
                let _ = write!(shown, "--- {}\n{essence}\n", path.display());
            }
        }
    }
    shown
}

/// Returns the files of rows: name and text.
fn files() -> Vec<(String, String)> {
    let mut files: Vec<_> = fs::read_dir(workspace().join("tests/wild"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .map(|path| {
            let name = path.file_stem().unwrap().display().to_string();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn code_of_every_row_compiles() {
    let files = files();
    let specs: Vec<String> = files
        .iter()
        .flat_map(|(_, text)| sections(text))
        .map(|(_, row)| spec(row))
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let verdict = clippy(folder.path(), &specs).unwrap();
    assert!(verdict.errors.is_none(), "{}", verdict.errors.unwrap_or_default());
}

/// The last column of the table in `tests/wild/README.md` has the names of fixtures.
#[test]
fn table_names_existing_fixtures() {
    let files = files();
    let titles: Vec<&str> = files
        .iter()
        .flat_map(|(_, text)| sections(text))
        .map(|(title, _)| title)
        .collect();
    let table = fs::read_to_string(workspace().join("tests/wild/README.md")).unwrap();
    let rows = table
        .lines()
        .filter(|line| line.starts_with("| ") && *line != "| row | fixture |");
    let mut named = Vec::new();
    for row in rows {
        let fixtures = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        named.extend(fixtures.split("; "));
    }
    let unknown: Vec<_> = named.iter().filter(|name| !titles.contains(name)).collect();
    assert!(unknown.is_empty(), "no fixtures: {unknown:?}");
    assert!(named.len() > 110, "{} rows", named.len());
}

#[test]
fn every_row_matches_its_snapshot() {
    let mut rows = 0;
    for (file, text) in files() {
        let mut all = String::new();
        for (title, row) in sections(&text) {
            let outcome = Texts::spec(spec(row)).compile();
            let is_document = !title.starts_with("not a capability") && !title.contains("cut within a line");
            assert_eq!(
                outcome.modules.len(),
                usize::from(is_document),
                "{title}:\n{}",
                rendered(&outcome)
            );
            all.push_str(&shown(title, &outcome));
            all.push('\n');
            rows += 1;
        }
        insta::assert_snapshot!(format!("wild_{file}"), all);
    }
    assert!(rows > 110, "{rows} rows");
}
