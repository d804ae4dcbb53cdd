//! Writes the fuzzer's first inputs into `FOLDER/TARGET`, one per file: `cargo run -p naftiko-tests --bin seeds -- FOLDER TARGET`.
//!
//! The target `document` starts from documents, and any other from the project's specs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use naftiko_tests::seeds::{documents, own};

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let (Some(folder), Some(target)) = (arguments.next(), arguments.next()) else {
        return ExitCode::FAILURE;
    };
    let seeds = if target == "document" { documents() } else { own() };
    match write(&PathBuf::from(folder).join(target), &seeds) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn write(folder: &Path, seeds: &[String]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (number, seed) in seeds.iter().enumerate() {
        fs::write(folder.join(format!("seed-{number}.yaml")), seed)?;
    }
    Ok(())
}
