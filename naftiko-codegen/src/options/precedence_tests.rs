//! Tests: the value of an option in the model, from the front, the spec, and the import in the spec.

use std::fs;

use super::{Options, Tolerance};
use crate::diagnostic::Diagnostics;
use crate::include::{FileReader, Included, include, loader::FileLoader};
use crate::index::Index;
use crate::openapi::Described;
use crate::parse::{self, Parsed};
use crate::resolve::{self, Shared, SpecFile};
use crate::source::Sources;
use crate::yaml;

const IMPORTED: &str = "\
ikanos: 1.0.0-beta5
consumes:
- {type: http, namespace: rates, description: A, baseUri: https://rates.test, resources: {r: {path: /r, operations: {list: {method: GET}}}}}
";

/// Returns the tolerance of each consumed API of a spec that imports one.
fn tolerances(options: &Options) -> Vec<(String, Tolerance)> {
    let temp = tempfile::tempdir().unwrap();
    fs::write(temp.path().join("rates.yaml"), IMPORTED).unwrap();
    let path = temp.path().join("desk.yaml");
    let text = "\
ikanos: 1.0.0-beta5
info: {display: Desk, description: Desk.}
capability:
  consumes:
  - {type: http, namespace: parcels, description: A, baseUri: https://a.test, x-naftiko-tolerance: lenient, resources: {p: {path: /p, operations: {get: {method: GET}}}}}
  - {type: http, namespace: depots, description: A, baseUri: https://b.test, resources: {d: {path: /d, operations: {get: {method: GET}}}}}
  - {from: rates.yaml, import: rates, as: tolls, x-naftiko-tolerance: open}
";
    fs::write(&path, text).unwrap();
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let shown = path.display().to_string();
    let tree = yaml::parse(&mut sources, &shown, text.as_bytes(), &mut diagnostics).unwrap();
    let Parsed::Document(document) = parse::parse(&tree, &mut diagnostics) else {
        panic!("not a document");
    };
    let mut files = FileReader::new(&FileLoader, &[]);
    let Included { document, .. } = include(
        *document,
        &path,
        files.package(&path),
        &mut sources,
        &mut diagnostics,
    );
    let index = Index::of(&document, &mut diagnostics).unwrap();
    let resolved = resolve::resolve(&index, &Described::default(), options, &mut diagnostics);
    assert_eq!(diagnostics.into_vec(), []);
    let file = SpecFile {
        module: "desk",
        source: "desk.yaml",
        text: "",
    };
    let capability = resolve::assemble(&index, options, file, resolved, &Shared::default());
    let clients = capability.clients.into_iter();
    clients
        .map(|client| (client.namespace, client.tolerance))
        .collect()
}

#[test]
fn option_wins_over_extension_key_and_that_over_default() {
    let are = |options: &Options, expected: [Tolerance; 3]| {
        let names = ["parcels", "depots", "tolls"].map(str::to_owned);
        let expected: Vec<_> = names.into_iter().zip(expected).collect();
        assert_eq!(tolerances(options), expected);
    };
    let mut options = Options::default();
    are(&options, [Tolerance::Lenient, Tolerance::Strict, Tolerance::Open]);
    options.tolerance.set(Some("tolls"), Tolerance::Strict);
    are(
        &options,
        [Tolerance::Lenient, Tolerance::Strict, Tolerance::Strict],
    );
    options.tolerance.set(None, Tolerance::Open);
    are(&options, [Tolerance::Open, Tolerance::Open, Tolerance::Strict]);
}
