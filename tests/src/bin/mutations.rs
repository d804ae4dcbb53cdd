//! Mutates specs and generates code from them for a time: `cargo run --release -p naftiko-tests --bin mutations -- 1800`.
//!
//! The arguments are seconds and a seed. The first defect is printed with its spec and ends the run.

use std::env;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use naftiko_tests::hostile::{Numbers, check, mutate};
use naftiko_tests::seeds::{own, published};

fn main() -> ExitCode {
    let mut arguments = env::args()
        .skip(1)
        .filter_map(|argument| argument.parse::<u64>().ok());
    let time = Duration::from_secs(arguments.next().unwrap_or(60));
    let mut numbers = Numbers::new(arguments.next().unwrap_or(1));
    let mut seeds = own();
    seeds.extend(published());
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
        "{executions} executions over {} specs in {:?}, the slowest {slowest:?}: no defect",
        seeds.len(),
        start.elapsed()
    );
    ExitCode::SUCCESS
}
