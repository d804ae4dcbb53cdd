//! Compiles the code of odd specs: `cargo run -p naftiko-tests --bin odd -- COUNT SEED [variants]`.
//!
//! With `variants`, the specs are published ones that were changed, and only the first 400 that give code go through the compiler. The
//! crate with the code stays in `target/odd`, with the specs. Ends with a failure when a spec gives no code that rustc and clippy's
//! pedantic group take without a warning.

use std::process::ExitCode;
use std::{env, fs, io};

use naftiko_tests::batch::clippy;
use naftiko_tests::hostile::{Numbers, check};
use naftiko_tests::texts::Texts;
use naftiko_tests::variants::variant;
use naftiko_tests::{odd, seeds, workspace};

/// The number of variants that the compiler checks.
const COMPILED: usize = 400;

fn main() -> ExitCode {
    let mut arguments = env::args()
        .skip(1)
        .filter_map(|argument| argument.parse::<u64>().ok());
    let count = arguments
        .next()
        .and_then(|count| usize::try_from(count).ok())
        .unwrap_or(100);
    let seed = arguments.next().unwrap_or(1);
    let of_published = env::args().any(|argument| argument == "variants");
    let mut specs = if of_published {
        variants(count, seed)
    } else {
        odd::specs(count, seed)
    };
    for (number, spec) in specs.iter().enumerate() {
        if let Err(defect) = check(spec.as_bytes()) {
            return failed(&format!("spec {number}: {defect}\n{spec}"));
        }
    }
    if of_published {
        specs.retain(|spec| !Texts::spec(spec.as_str()).compile().modules.is_empty());
        say(&format!("{} of {count} variants give code", specs.len()));
        specs.truncate(COMPILED);
    }
    match compile(&specs) {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(errors)) => failed(&errors),
        Err(error) => failed(&error.to_string()),
    }
}

fn variants(count: usize, seed: u64) -> Vec<String> {
    let mut numbers = Numbers::new(seed);
    let mut published = seeds::published();
    if published.is_empty() {
        published = seeds::own();
    }
    let others: Vec<&str> = published.iter().map(String::as_str).collect();
    let one = |numbers: &mut Numbers| variant(numbers.pick(&others).unwrap_or_default(), &others, numbers);
    (0..count).map(|_| one(&mut numbers)).collect()
}

#[allow(clippy::print_stdout, reason = "a tool of the tests")]
fn say(what: &str) {
    println!("{what}");
}

fn failed(why: &str) -> ExitCode {
    say(why);
    ExitCode::FAILURE
}

/// Returns the errors of clippy in the code of all specs, if there are any.
fn compile(specs: &[String]) -> io::Result<Option<String>> {
    let folder = workspace().join("target/odd");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let verdict = clippy(&folder, specs)?;
    say(&format!("{} of {} specs give code", verdict.modules, specs.len()));
    Ok(verdict.errors)
}
