//! The code that is checked in is what the generator gives.

use std::path::{Path, PathBuf};
use std::{fs, io};

use naftiko_codegen::write::Plan;
use naftiko_codegen::{FileLoader, Options, directory, generate};

#[test]
fn generated_code_is_current() -> Result<(), Box<dyn std::error::Error>> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = fs::read_dir(package.join("../specs"))?;
    let mut specs = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<PathBuf>>>()?;
    specs.sort();
    let outcome = generate(&specs, &Options::default(), &FileLoader);
    let plan = Plan::new(&package.join("src/generated"), &directory(&outcome.modules))?;
    assert!(
        plan.changed().is_empty(),
        "{}\nrun: cargo run -p naftiko-cli -- generate specs/*.yaml --out generated-example/src/generated",
        plan.diff()
    );
    Ok(())
}
