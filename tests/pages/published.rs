//! The pages that are found in published documents, as `tests/pages.md` lists them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use naftiko_codegen::{DocumentOperation, FileLoader, document_operations};
use naftiko_tests::{corpus, workspace, yaml_files};

/// The end of the part of the page that is written by hand.
const MARK: &str = "writes the rest of this page.\n";

/// Names of parameters by which lists are read in parts.
const SIGNS: [&str; 9] = [
    "nextToken",
    "continuationToken",
    "ContinuationToken",
    "skipToken",
    "$skipToken",
    "marker",
    "offset",
    "page",
    "skip",
];

/// Returns the table of a folder of documents: how many operations have pages of each kind, and which have a sign of pages and none.
fn table(folder: &Path) -> String {
    let (mut kinds, mut without, mut count) = (BTreeMap::new(), Vec::new(), 0);
    for file in yaml_files(folder).unwrap() {
        for DocumentOperation {
            method,
            path,
            query,
            pages,
            ..
        } in document_operations(&file, &FileLoader).unwrap_or_default()
        {
            count += 1;
            if let Some(pages) = pages {
                *kinds.entry((pages, method)).or_insert(0) += 1;
            } else if let Some(sign) = query.iter().find(|name| SIGNS.contains(&name.as_str())) {
                without.push(format!("| `{method} {path}` | `{sign}` |"));
            }
        }
    }
    let found: usize = kinds.values().sum();
    let mut text = format!(
        "{found} of {count} operations have pages.\n\n| pages | method | operations |\n|---|---|---|\n"
    );
    for ((pages, method), number) in kinds {
        let _ = writeln!(text, "| {pages} | {method} | {number} |");
    }
    let _ = write!(
        text,
        "\n{} without pages have a parameter that may be of pages:\n\n| operation | parameter |\n|---|---|\n",
        without.len()
    );
    without.sort();
    for row in without {
        let _ = writeln!(text, "{row}");
    }
    text
}

#[test]
fn published_documents_have_the_listed_pages() {
    let Some(corpus) = corpus() else { return };
    let path = workspace().join("tests/pages.md");
    let page = fs::read_to_string(&path).unwrap();
    let (head, _) = page.split_once(MARK).unwrap();
    let tables = [("m3ter", "m3ter"), ("Azure", "microsoft-azure")].map(|(title, folder)| {
        let table = table(&corpus.join("openapi").join(folder));
        format!("\n### {title}\n\n{table}")
    });
    let made = format!("{head}{MARK}{}", tables.concat());
    if std::env::var_os("NAFTIKO_BLESS").is_some() {
        fs::write(&path, &made).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap() == made,
        "tests/pages.md is out of date"
    );
}
