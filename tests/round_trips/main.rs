//! Round trips: values of the schemas of documents are decoded and encoded again, and stay equal.
//!
//! The documents of the samples and of the tests, and m3ter's by default; every published document with `NAFTIKO_ROUND_TRIPS=all` (`scripts/round-trips.sh`).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod made;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use made::{Made, Round, Schemas};
use naftiko_codegen::{DocumentTypes, FileLoader, document_types};
use naftiko_tests::{SAMPLES, UserCrate, corpus, manifest_with_features, sample, workspace};
use serde_json::Value;

/// A value of a schema, and the place of its type.
struct Case {
    document: usize,
    schema: usize,
    what: String,
    made: Made,
    /// Whether the value is an example of the document, which need not fit its schema.
    is_example: bool,
}

impl Case {
    /// Returns whether the value is the same after decoding and encoding. An example may have members that its schema does not list.
    fn is_same(&self, again: &Value) -> bool {
        if self.is_example {
            within(again, &self.made.sent)
        } else {
            same(&self.made.sent, again)
        }
    }
}

/// Returns the documents that are tested.
fn documents() -> Vec<PathBuf> {
    let samples = SAMPLES.map(|name| sample(name).with_extension("openapi.yaml"));
    let mut documents = samples.to_vec();
    documents.push(workspace().join("tests/round_trips/unions.yaml"));
    documents.push(workspace().join("tests/specs/shipments.openapi.yaml"));
    let Some(folder) = corpus().map(|folder| folder.join("openapi")) else {
        println!("skipped: there are no published documents beside the project");
        return documents;
    };
    let table = fs::read_to_string(folder.join("pairs.tsv")).unwrap_or_default();
    let all = std::env::var("NAFTIKO_ROUND_TRIPS").is_ok_and(|which| which == "all");
    for line in table.lines() {
        let document = folder.join(line.split('\t').nth(1).unwrap());
        if (all || line.starts_with("m3ter/")) && !documents.contains(&document) {
            documents.push(document);
        }
    }
    documents
}

/// Returns the values of a document: made ones, and its own examples.
fn cases(number: usize, types: &DocumentTypes) -> Vec<Case> {
    let schemas = Schemas::of(&types.document);
    let mut cases = Vec::new();
    for (name, schema) in schemas.named() {
        let place = types.schemas.iter().position(|(known, _)| known == name).unwrap();
        let mut add = |what: String, made: Option<Made>, is_example: bool| {
            cases.extend(made.map(|made| Case {
                document: number,
                schema: place,
                what: format!("{name}, {what}"),
                made,
                is_example,
            }));
        };
        if let Some(example) = schema.get("example").filter(|example| example.is_object()) {
            let made = Made {
                received: example.clone(),
                sent: example.clone(),
            };
            add("its example".to_owned(), Some(made), true);
        }
        for round in Round::ALL {
            add(
                format!("{round:?}"),
                schemas.make_named(name, schema, round),
                false,
            );
        }
    }
    cases
}

/// Returns the program that decodes and encodes the value of each line.
fn program(documents: &[DocumentTypes]) -> String {
    let mut program = String::from(
        "#![allow(unused_imports, clippy::all)]\nuse std::collections::BTreeMap;\nuse std::io::BufRead as _;\nuse \
         naftiko::value::{Base64, FromJson, Json, Number, Reader, ToJson};\n\nfn again<T: FromJson + ToJson>(text: &str) -> Result<String, \
         String> {\n    let read = T::read(&mut Reader::new(text));\n    read.map(|value| value.to_json().to_string()).map_err(|error| \
         error.in_text(text).to_string())\n}\n\n",
    );
    for (number, document) in documents.iter().enumerate() {
        let _ = writeln!(
            program,
            "mod document_{number};\nmod names_{number} {{\n    use super::*;\n    use super::document_{number}::types;"
        );
        let _ = writeln!(
            program,
            "    pub fn again(schema: usize, text: &str) -> Result<String, String> {{\n        match schema {{"
        );
        for (schema, (_, name)) in document.schemas.iter().enumerate() {
            let _ = writeln!(program, "            {schema} => super::again::<{name}>(text),");
        }
        program.push_str("            _ => unreachable!(),\n        }\n    }\n}\n\n");
    }
    program.push_str("fn main() {\n    for line in std::io::stdin().lock().lines() {\n        let line = line.unwrap();\n        let mut parts = \
                      line.splitn(3, '\\t');\n        let mut next = || parts.next().unwrap();\n        let (document, schema, text) = (next(), \
                      next().parse().unwrap(), next());\n        let again = match document {\n");
    for number in 0..documents.len() {
        let _ = writeln!(
            program,
            "            \"{number}\" => names_{number}::again(schema, text),"
        );
    }
    program.push_str("            _ => unreachable!(),\n        };\n        match again {\n            Ok(text) => println!(\"{text}\"),\n            \
                      Err(error) => println!(\"error: {error}\"),\n        }\n    }\n}\n");
    program
}

/// Returns whether two values are equal, numbers by their value.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let has =
                |(name, value): (&String, &Value)| other.get(name).is_some_and(|known| same(value, known));
            one.len() == other.len() && one.iter().all(has)
        }
        _ => one == other,
    }
}

/// Returns whether a value has no other content than another one.
fn within(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => part
            .iter()
            .all(|(name, value)| whole.get(name).is_some_and(|known| within(value, known))),
        (Value::Array(part), Value::Array(whole)) => {
            part.len() == whole.len() && part.iter().zip(whole).all(|(part, whole)| within(part, whole))
        }
        _ => same(part, whole),
    }
}

/// Returns what each value is after decoding and encoding, or an error.
fn again(documents: &[DocumentTypes], cases: &[Case]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let krate = UserCrate::new(folder.path(), &manifest_with_features("round-trips")).unwrap();
    krate.write("src/main.rs", &program(documents)).unwrap();
    for (number, document) in documents.iter().enumerate() {
        for (path, text) in document.module.files() {
            krate
                .write(&format!("src/document_{number}/{}", path.display()), &text)
                .unwrap();
        }
    }
    let mut lines = String::new();
    for case in cases {
        let _ = writeln!(
            lines,
            "{}\t{}\t{}",
            case.document, case.schema, case.made.received
        );
    }
    let output = krate.run(&lines).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let results = String::from_utf8(output.stdout).unwrap();
    let results: Vec<String> = results.lines().map(str::to_owned).collect();
    assert_eq!(results.len(), cases.len());
    results
}

#[test]
fn value_of_a_schema_is_decoded_and_encoded_unchanged() {
    let paths = documents();
    let documents: Vec<DocumentTypes> = paths
        .iter()
        .enumerate()
        .map(|(number, path)| document_types(path, &format!("document_{number}"), &FileLoader).unwrap())
        .collect();
    let cases: Vec<Case> = documents
        .iter()
        .enumerate()
        .flat_map(|(number, types)| cases(number, types))
        .collect();
    let results = again(&documents, &cases);
    let (mut wrong, mut unfit) = (String::new(), 0);
    for (case, result) in cases.iter().zip(results) {
        let value = serde_json::from_str::<Value>(&result).ok();
        if case.is_example && value.is_none() {
            println!("{} does not fit: {result}", case.what);
            unfit += 1;
            continue;
        }
        if !value.is_some_and(|value| case.is_same(&value)) {
            let document = paths[case.document].file_name().unwrap().to_string_lossy();
            let _ = writeln!(
                wrong,
                "{document}: {}\n  received {}\n  sent     {}\n  got      {result}",
                case.what, case.made.received, case.made.sent
            );
        }
    }
    println!(
        "{} values of {} schemas in {} documents, and {unfit} examples that do not fit their schema",
        cases.len(),
        documents.iter().map(|types| types.schemas.len()).sum::<usize>(),
        documents.len()
    );
    assert!(
        wrong.is_empty(),
        "{} of {} values changed:\n{wrong}",
        wrong.matches("  got").count(),
        cases.len()
    );
}
