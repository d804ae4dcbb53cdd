//! Schemas of the tools of published specs with documents, and of imports of published documents.

mod budget;
mod listed;
mod rules;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use naftiko_codegen::{FileLoader, ImportOptions, Options, Outcome, generate, import_openapi};
use naftiko_tests::listed::{Listed, tools};
use naftiko_tests::{corpus, workspace};

use super::{compile, pairs};
use rules::Rules;

/// Documents whose whole import is checked: the one with the most operations, and the largest of Azure.
const IMPORTED: [&str; 2] = [
    "m3ter/m3ter-openapi.yml",
    "microsoft-azure/service-fabric-client-apis-openapi-original.yml",
];

/// The number of tools in the list of the largest ones.
const LARGEST: usize = 25;

const START: &str = "\
# Schemas of tools

The bytes of the schemas of tools, without and with the documents of the APIs: the median of a spec's tools, and the largest one. Tools without a
schema of results are not counted there. The last column marks specs with a schema that leaves out members (`NK1020`). Each schema keeps the rules in
[`api_documents/tools/rules.rs`](api_documents/tools/rules.rs). The last rows are imports of whole documents.

<!-- Made from the published specs beside the project. After a change of schemas:
     NAFTIKO_BLESS=1 cargo test -p naftiko-tests --test api_documents tools -->

| spec | tools | arguments before | after | results before | after | cut |
| --- | --- | --- | --- | --- | --- | --- |
";

/// The tools of a spec, without and with the document of its API.
struct Sizes {
    spec: String,
    before: Vec<Listed>,
    after: Vec<Listed>,
    /// Whether a schema leaves out members.
    is_cut: bool,
}

impl Sizes {
    fn new(spec: String, before: &Outcome, after: &Outcome) -> Self {
        let mut found = after.report.diagnostics().iter();
        Self {
            spec,
            before: tools(before),
            after: tools(after),
            is_cut: found.any(|found| found.code().id() == "NK1020"),
        }
    }

    fn row(&self) -> String {
        let cells = [
            spread(self.before.iter().map(|tool| tool.input.len())),
            spread(self.after.iter().map(|tool| tool.input.len())),
            spread(self.before.iter().map(|tool| tool.output.len())),
            spread(self.after.iter().map(|tool| tool.output.len())),
        ];
        let cells = cells.join(" | ");
        let cut = if self.is_cut { "yes" } else { "" };
        format!("| {} | {} | {cells} | {cut} |", self.spec, self.after.len())
    }

    /// Returns what is wrong with the schemas, each with its tool.
    fn problems(&self) -> Vec<String> {
        let of_tool = |tool: &Listed| {
            let checked = [(&tool.input, true), (&tool.output, false)];
            let checked = checked.into_iter().filter(|(schema, _)| !schema.is_empty());
            let problems = checked.flat_map(|(schema, is_input)| Rules::check(schema, is_input));
            let place = format!("{}: {}: ", self.spec, tool.name);
            problems
                .map(|problem| place.clone() + &problem)
                .collect::<Vec<_>>()
        };
        self.after.iter().flat_map(of_tool).collect()
    }
}

/// Returns the median and the largest of sizes.
fn spread(sizes: impl Iterator<Item = usize>) -> String {
    let mut sizes: Vec<usize> = sizes.filter(|size| *size > 0).collect();
    sizes.sort_unstable();
    match (sizes.get(sizes.len() / 2), sizes.last()) {
        (Some(median), Some(most)) => format!("{median}, {most}"),
        _ => "–".to_owned(),
    }
}

/// Returns options without documents.
fn without_documents() -> Options {
    let mut options = Options::default();
    options.openapi.set(None, Vec::new());
    options
}

/// Imports a whole document into a folder; returns the spec.
fn import(document: &Path, folder: &Path) -> PathBuf {
    let name = document.file_name().unwrap();
    let (copy, spec) = (folder.join(name), folder.join(name).with_extension("spec.yaml"));
    fs::copy(document, &copy).unwrap();
    let import = ImportOptions {
        namespace: Some("api".to_owned()),
        out: Some(spec.clone()),
        ..ImportOptions::default()
    };
    let made = import_openapi(&copy, &import, &Options::default(), &FileLoader);
    fs::write(&spec, made.text.unwrap()).unwrap();
    spec
}

/// Returns the tools of the import of a whole document.
fn imported(document: &Path) -> Sizes {
    let folder = tempfile::tempdir().unwrap();
    let name = document.file_name().unwrap();
    let spec = import(document, folder.path());
    let before = generate(std::slice::from_ref(&spec), &without_documents(), &FileLoader);
    let after = generate(&[spec], &Options::default(), &FileLoader);
    Sizes::new(format!("import of {}", name.display()), &before, &after)
}

/// Returns the tools of the published specs with documents, and of the imports.
fn published() -> Vec<Sizes> {
    let mut all = Vec::new();
    for pair in pairs() {
        let before = generate(
            std::slice::from_ref(&pair.spec),
            &without_documents(),
            &FileLoader,
        );
        let name = pair.spec.file_name().unwrap().display().to_string();
        all.push(Sizes::new(name, &before, &compile(&pair)));
    }
    let documents = corpus().into_iter().map(|folder| folder.join("openapi"));
    all.extend(documents.flat_map(|folder| IMPORTED.map(|document| imported(&folder.join(document)))));
    all
}

/// Returns the list of the tools with the largest schemas.
fn largest(all: &[Sizes]) -> String {
    let mut rows = Vec::new();
    for sizes in all {
        for (before, after) in sizes.before.iter().zip(&sizes.after) {
            let most = after.input.len().max(after.output.len());
            let cells = [&before.input, &after.input, &before.output, &after.output];
            let cells = cells.map(|schema| schema.len().to_string()).join(" | ");
            rows.push((most, format!("| {} | {} | {cells} |\n", sizes.spec, after.name)));
        }
    }
    rows.sort_by_key(|(most, _)| std::cmp::Reverse(*most));
    rows.into_iter().take(LARGEST).map(|(_, row)| row).collect()
}

fn page(all: &[Sizes]) -> String {
    let mut page = START.to_owned();
    for sizes in all {
        let _ = writeln!(page, "{}", sizes.row());
    }
    page.push_str(
        "\n## The largest\n\n| spec | tool | arguments before | after | results before | after |\n",
    );
    page.push_str("| --- | --- | --- | --- | --- | --- |\n");
    page.push_str(&largest(all));
    page
}

/// Each schema of the tools of published specs keeps the rules, and the page has their bytes.
#[test]
fn schemas_of_tools_have_the_form_that_vendors_accept() {
    let all = published();
    if all.is_empty() {
        return;
    }
    let problems: Vec<String> = all.iter().flat_map(Sizes::problems).collect();
    assert!(problems.is_empty(), "{problems:#?}");
    let (path, page) = (workspace().join("tests/tools.md"), page(&all));
    if std::env::var_os("NAFTIKO_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == page,
        "tests/tools.md is out of date: NAFTIKO_BLESS=1 cargo test -p naftiko-tests --test api_documents tools"
    );
}
