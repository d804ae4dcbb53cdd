//! `OpenAPI` documents: published ones, mistakes in them, truncated ones; how they are found, and how operations match.
#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod files;
mod hostile;
mod matching;
mod outputs;
mod overlays;
mod required;
mod served;
mod shared;
mod tools;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use naftiko_codegen::{Coverage, FileLoader, Module, Options, Outcome, Verdict, generate};
use naftiko_tests::corpus;
use naftiko_tests::described::{CALLING_SPEC, sections};
use naftiko_tests::hostile::{check_document, check_files};
use naftiko_tests::texts::{Texts, rendered, shown};

/// Returns a file of the only module of an outcome; nothing if the module does not have it.
fn file(outcome: &Outcome, name: &str) -> String {
    let files = outcome.modules.first().map(Module::files);
    let mut files = files.into_iter().flatten();
    let found = files.find(|(path, _)| path.ends_with(name));
    found.map_or_else(String::new, |(_, text)| text.clone())
}

/// Returns the codes of the diagnostics about documents, in order.
fn codes(outcome: &Outcome) -> Vec<&'static str> {
    let found = outcome.report.diagnostics().iter();
    let ids = found.map(|found| found.code().id());
    ids.filter(|id| id.starts_with("NK10")).collect()
}

/// A published spec with the document of its API.
struct Pair {
    spec: PathBuf,
    document: PathBuf,
    /// The number of operations that the document describes.
    described: usize,
}

/// Returns the published specs with documents; none if they are not beside the project.
fn pairs() -> Vec<Pair> {
    let Some(folder) = corpus() else {
        println!("skipped: there are no published specs beside the project");
        return Vec::new();
    };
    let table = fs::read_to_string(folder.join("openapi/pairs.tsv")).unwrap_or_default();
    let pairs = table.lines().map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [spec, document, described, _] = cells.as_slice() else {
            panic!("{line}");
        };
        Pair {
            spec: folder.join(spec),
            document: folder.join("openapi").join(document),
            described: described.parse().unwrap(),
        }
    });
    pairs.collect()
}

fn compile(pair: &Pair) -> Outcome {
    let mut options = Options::default();
    options.openapi.set(None, vec![pair.document.clone()]);
    generate(std::slice::from_ref(&pair.spec), &options, &FileLoader)
}

/// Each matched operation whose document gives a schema has a typed body and response, and each `Json` in a type has a reason.
#[test]
fn published_documents_give_every_operation_its_types() {
    let pairs = pairs();
    if pairs.is_empty() {
        return;
    }
    let mut table = String::from("spec | operations | bodies | responses | Json by reason\n");
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for pair in &pairs {
        let outcome = compile(pair);
        let [coverage] = outcome.coverage.as_slice() else {
            panic!("{}", rendered(&outcome));
        };
        let name = pair.spec.file_name().unwrap().to_string_lossy();
        let Coverage {
            described,
            operations,
            bodies,
            responses,
            untyped,
            ..
        } = coverage;
        assert_eq!(
            (*described, *operations),
            (pair.described, pair.described),
            "{name}"
        );
        assert_eq!(bodies.typed, bodies.described, "{name}");
        assert_eq!(responses.typed, responses.described, "{name}");
        let by_reason: Vec<String> = untyped
            .iter()
            .map(|(reason, count)| format!("{reason:?} {count}"))
            .collect();
        let _ = writeln!(
            table,
            "{name} | {described} | {} of {} | {} of {} | {}",
            bodies.typed,
            bodies.described,
            responses.typed,
            responses.described,
            by_reason.join(", ")
        );
        for (reason, count) in untyped {
            *reasons.entry(format!("{reason:?}")).or_default() += count;
        }
    }
    let _ = writeln!(table, "all | {reasons:?}");
    insta::assert_snapshot!(table);
}

/// A document with one mistake in each construct.
#[test]
fn each_mistake_in_a_document_has_one_diagnostic() {
    let document = include_str!("../mistakes/document.yaml");
    let outcome = Texts::spec(CALLING_SPEC)
        .with("spec.openapi.yaml", document)
        .compile();
    assert_eq!(outcome.verdict(), Verdict::Good, "{}", rendered(&outcome));
    let found = shown(&outcome, |found| found.code().id().starts_with("NK10"));
    insta::assert_snapshot!(found);
}

/// The number of places at which documents are cut. A longer run sets `NAFTIKO_CUTS=200`.
fn cuts(default: usize) -> usize {
    let given = std::env::var("NAFTIKO_CUTS").ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Checks documents of which only the start is there.
fn assert_cut_documents_are_safe(document: &str, cuts: usize, check: impl Fn(&str) -> Result<(), String>) {
    for cut in 0..cuts {
        let mut end = document.len() * (cut + 1) / (cuts + 1);
        while !document.is_char_boundary(end) {
            end += 1;
        }
        if let Err(defect) = check(&document[..end]) {
            panic!(
                "the first {end} bytes of a document: {defect}\n{}",
                document.get(..200).unwrap_or(document)
            );
        }
    }
}

#[test]
fn truncated_document_gives_code_or_an_error() {
    let mut documents = vec![include_str!("../mistakes/document.yaml").to_owned()];
    documents.extend(
        sections()
            .into_iter()
            .flat_map(|section| section.cases)
            .map(|case| case.document),
    );
    assert!(documents.len() > 50);
    for document in documents {
        assert_cut_documents_are_safe(&document, cuts(12), |start| check_document(start.as_bytes()));
    }
}

#[test]
fn truncated_published_document_gives_code_or_an_error() {
    // Several specs have the same document.
    let pairs: BTreeMap<PathBuf, Pair> = pairs()
        .into_iter()
        .map(|pair| (pair.document.clone(), pair))
        .collect();
    for (document, pair) in pairs {
        let spec = fs::read_to_string(&pair.spec).unwrap();
        let document = fs::read_to_string(&document).unwrap();
        assert_cut_documents_are_safe(&document, cuts(1), |start| {
            check_files(&Texts::spec(spec.clone()).with("spec.openapi.yaml", start))
        });
    }
}
