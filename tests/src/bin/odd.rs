//! Compiles odd specs, and what is generated from them: `cargo run -p naftiko-tests --bin odd -- COUNT SEED`.
//!
//! The crate with the code stays in `target/odd`, with the specs. Ends with a failure when a spec gives no code that rustc and clippy's
//! pedantic group take without a warning.

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs, io};

use naftiko_codegen::directory;
use naftiko_tests::hostile::check;
use naftiko_tests::texts::Texts;
use naftiko_tests::{UserCrate, manifest_with_features, odd, workspace};

fn main() -> ExitCode {
    let mut arguments = env::args()
        .skip(1)
        .filter_map(|argument| argument.parse::<u64>().ok());
    let count = arguments
        .next()
        .and_then(|count| usize::try_from(count).ok())
        .unwrap_or(100);
    let specs = odd::specs(count, arguments.next().unwrap_or(1));
    for (number, spec) in specs.iter().enumerate() {
        if let Err(defect) = check(spec.as_bytes()) {
            return failed(&format!("spec {number}: {defect}\n{spec}"));
        }
    }
    match compile(&specs) {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(errors)) => failed(&errors),
        Err(error) => failed(&error.to_string()),
    }
}

#[allow(clippy::print_stdout, reason = "a tool of the tests")]
fn failed(why: &str) -> ExitCode {
    println!("{why}");
    ExitCode::FAILURE
}

/// What clippy says about the code of all specs, unless it is content.
fn compile(specs: &[String]) -> io::Result<Option<String>> {
    let folder: PathBuf = workspace().join("target/odd");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let paths: Vec<String> = (0..specs.len())
        .map(|number| format!("odd-{number}.yaml"))
        .collect();
    let mut texts = Texts::default();
    for (path, spec) in paths.iter().zip(specs) {
        fs::write(folder.join(path), spec)?;
        texts = texts.with(path, spec.as_str());
    }
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let outcome = texts.compile_all(&paths);
    let krate = UserCrate::new(&folder, &manifest_with_features("odd"))?;
    krate.write(
        "src/lib.rs",
        "#![deny(warnings, clippy::pedantic)]\npub mod generated;\n",
    )?;
    let files = directory(&outcome.modules).map_err(|defect| io::Error::other(format!("{defect:?}")))?;
    for (path, text) in files {
        krate.write(&format!("src/generated/{}", path.display()), &text)?;
    }
    let output = krate.cargo(&["clippy", "--quiet"])?;
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    Ok((!output.status.success()).then(|| format!("{} modules\n{errors}", outcome.modules.len())))
}
