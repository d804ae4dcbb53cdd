//! Every variable that generated code needs has a receiver in its documentation.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use naftiko_codegen::{FileLoader, Options, generate};
use naftiko_tests::{SAMPLES, corpus, sample, workspace, yaml_files};

/// Returns the variables of the paragraph `Required:`, and those of them that have a receiver.
fn required(code: &str) -> (usize, usize) {
    let Some((before, _)) = code.split_once("pub fn from_env") else {
        return (0, 0);
    };
    let Some((_, required)) = before.rsplit_once("/// Required: ") else {
        return (0, 0);
    };
    let text: Vec<&str> = required
        .lines()
        .map(|line| line.trim().trim_start_matches("///").trim())
        .collect();
    let text = text.join(" ");
    let text = text.split(". Optional").next().unwrap_or_default();
    let variables: Vec<&str> = text.split("; ").collect();
    let received = |item: &&&str| item.contains(", sent to ") || item.contains(", read by ");
    (variables.len(), variables.iter().filter(received).count())
}

#[test]
fn required_variables_have_a_receiver() {
    let mut specs: Vec<PathBuf> = SAMPLES.iter().map(|name| sample(name)).collect();
    specs.extend(yaml_files(&workspace().join("tests/specs")).unwrap());
    for folder in corpus()
        .into_iter()
        .flat_map(|corpus| std::fs::read_dir(corpus).unwrap())
    {
        let folder = folder.unwrap();
        if folder.path().is_dir() && folder.file_name() != "openapi" {
            specs.extend(yaml_files(&folder.path()).unwrap());
        }
    }
    let mut all = 0;
    for spec in specs {
        let outcome = generate(std::slice::from_ref(&spec), &Options::default(), &FileLoader);
        for (module, secrets) in outcome.modules.iter().zip(&outcome.secrets) {
            let (variables, received) = required(&module.single_file());
            assert_eq!(variables, received, "{}", spec.display());
            let listed: BTreeSet<&str> = secrets.uses.iter().map(|used| used.variable.as_str()).collect();
            assert_eq!(variables, listed.len(), "{}: {listed:?}", spec.display());
            all += variables;
        }
    }
    assert!(all >= 20, "{all}");
}
