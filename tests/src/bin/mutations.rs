//! Mutates specs and compiles them until a time is over: `cargo run --release -p naftiko-tests --bin mutations -- 1800`.
//!
//! Takes seconds and a seed. A defect is printed with the spec that has it, and ends the run.

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, fs};

use naftiko_tests::hostile::{Numbers, check, mutate};
use naftiko_tests::texts::sections;
use naftiko_tests::{corpus, workspace, yaml_files};

/// The specs that are mutated: samples, those of the tests, each row of the wild dialect, small published ones.
fn seeds() -> Vec<String> {
    let mut seeds = Vec::new();
    for folder in ["specs", "tests/specs", "naftiko-codegen/tests/fixtures"] {
        let files = yaml_files(&workspace().join(folder)).unwrap_or_default();
        seeds.extend(files.iter().filter_map(|file| fs::read_to_string(file).ok()));
    }
    for folder in ["tests/codes", "tests/wild"] {
        for file in fs::read_dir(workspace().join(folder))
            .into_iter()
            .flatten()
            .flatten()
        {
            let text = fs::read_to_string(file.path()).unwrap_or_default();
            let documents = sections(&text).into_iter().map(|(_, text)| text.to_owned());
            seeds.extend(documents.filter(|text| text.contains("capability")));
        }
    }
    let published = corpus()
        .and_then(|folder| yaml_files(&folder).ok())
        .unwrap_or_default();
    let texts = published.iter().filter_map(|file| fs::read_to_string(file).ok());
    seeds.extend(texts.filter(|text| text.len() < 8_000));
    seeds
}

fn main() -> ExitCode {
    let mut arguments = env::args()
        .skip(1)
        .filter_map(|argument| argument.parse::<u64>().ok());
    let time = Duration::from_secs(arguments.next().unwrap_or(60));
    let mut numbers = Numbers::new(arguments.next().unwrap_or(1));
    let seeds = seeds();
    let others: Vec<&str> = seeds.iter().map(String::as_str).collect();
    let (start, mut executions, mut slowest) = (Instant::now(), 0_u64, Duration::ZERO);
    while start.elapsed() < time {
        let text = mutate(numbers.pick(&others).unwrap_or_default(), &others, &mut numbers);
        let begun = Instant::now();
        let found = catch_unwind(AssertUnwindSafe(|| check(text.as_bytes())));
        slowest = slowest.max(begun.elapsed());
        executions += 1;
        let defect = match found {
            Ok(Ok(())) => continue,
            Ok(Err(defect)) => defect,
            Err(_) => "a panic".to_owned(),
        };
        let _ = writeln!(
            std::io::stdout(),
            "after {executions} executions: {defect}\n--- the spec:\n{text}"
        );
        return ExitCode::FAILURE;
    }
    let _ = writeln!(
        std::io::stdout(),
        "{executions} executions over {} specs in {:?}, the slowest {slowest:?}: no finding",
        seeds.len(),
        start.elapsed()
    );
    ExitCode::SUCCESS
}
