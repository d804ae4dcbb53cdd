//! The command as a user runs it.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

mod api_documents;
mod dev;
mod features;
mod generate;
mod init;
mod messages;
mod mock;
mod new;
mod options;
mod secrets;
mod skills;
mod tokens;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const SPEC: &str = include_str!("../fixtures/parcels.yaml");

/// A folder with the spec `parcels.yaml` in it.
fn folder() -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    write(dir.path(), "parcels.yaml", SPEC);
    dir
}

fn write(dir: &Path, name: &str, text: &str) {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().expect("a file in a folder")).expect("folders can be made");
    fs::write(path, text).expect("files can be written");
}

/// Runs the command in the folder; its arguments are the words.
fn naftiko(dir: &Path, words: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_naftiko"));
    command
        .current_dir(dir)
        .args(words.split_whitespace())
        .env("COLUMNS", "100");
    command.output().expect("the command runs")
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every file below the folder with its text, by path.
fn files(dir: &Path) -> Vec<(String, String)> {
    fn walk(root: &Path, dir: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(root, &path, found);
            } else {
                let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
                found.push((name, fs::read_to_string(&path).unwrap_or_default()));
            }
        }
    }
    let mut found = Vec::new();
    walk(dir, dir, &mut found);
    found.sort();
    found
}

fn names(dir: &Path) -> Vec<String> {
    files(dir).into_iter().map(|(name, _)| name).collect()
}
