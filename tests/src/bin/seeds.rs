//! Writes our own specs as the fuzzer's first inputs, one per file: `cargo run -p naftiko-tests --bin seeds -- FOLDER`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs, io};

use naftiko_tests::seeds::own;

fn main() -> ExitCode {
    let Some(folder) = env::args_os().nth(1).map(PathBuf::from) else {
        return ExitCode::FAILURE;
    };
    match write(&folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn write(folder: &std::path::Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (number, seed) in own().iter().enumerate() {
        fs::write(folder.join(format!("seed-{number}.yaml")), seed)?;
    }
    Ok(())
}
