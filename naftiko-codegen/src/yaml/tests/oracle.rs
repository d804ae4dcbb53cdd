//! Trees hold what another reader of YAML finds in the same text.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::read;

/// Returns the specs of the project, and the published ones where they are beside it.
fn specs() -> Vec<PathBuf> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders = vec![project.join("specs"), project.join("../shared/corpus")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
        {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "yaml") {
                files.push(path);
            }
        }
    }
    files
}

/// Returns whether values are equal, where a number may have the other form: `1.0` is `1`.
fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .all(|(key, value)| theirs.get(key).is_some_and(|other| same(value, other)))
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(value, other)| same(value, other))
        }
        (Value::Number(ours), Value::Number(theirs)) => ours.as_f64() == theirs.as_f64(),
        _ => ours == theirs,
    }
}

/// Returns the first values that differ.
fn difference(ours: &Value, theirs: &Value) -> String {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => ours
            .iter()
            .filter_map(|(key, value)| Some((value, theirs.get(key)?)))
            .find(|(value, other)| !same(value, other))
            .map_or_else(
                || format!("{ours:?} {theirs:?}"),
                |(value, other)| difference(value, other),
            ),
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            let mut pairs = ours.iter().zip(theirs);
            let found = pairs.find(|(value, other)| !same(value, other));
            found.map_or_else(String::new, |(value, other)| difference(value, other))
        }
        _ => format!("{ours} and {theirs}"),
    }
}

/// The core schema of YAML 1.2, in which `yes` and `n` are strings.
fn core_schema() -> serde_saphyr::Options {
    serde_saphyr::options! { strict_booleans: true }
}

#[test]
fn serde_saphyr_finds_the_same_values() {
    let mut compared = 0;
    for path in specs() {
        let text = fs::read_to_string(&path).unwrap();
        let (Some(tree), report) = read(&text) else {
            continue;
        };
        let Ok(theirs) = serde_saphyr::from_str_with_options::<Value>(&text, core_schema()) else {
            assert!(report.has_errors() || tree.truncated, "{}", path.display());
            continue;
        };
        let ours = tree.root.to_json();
        assert!(
            same(&ours, &theirs),
            "{}: {}",
            path.display(),
            difference(&ours, &theirs)
        );
        compared += 1;
    }
    assert!(compared >= 3, "{compared}");
}
