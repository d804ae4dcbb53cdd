//! Generated servers compared with hand-written ones: `cargo bench -p naftiko-benches --bench serving`.
//!
//! Each server is its own process (this program, started as that server), so that its processor time can be measured
//! separately. The two alternate in short rounds, and the output shows medians of the rounds' ratios, so that other
//! load affects both alike. `--rounds N` sets the number of rounds; `--case rest-1k` runs one case; `--instructions`
//! counts instructions with callgrind instead, which other load does not affect.
#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a measurement"
)]

mod case;
mod generated;
mod handwritten;
mod load;
mod process;
mod ratios;
mod sequence;
mod upstream;

use std::time::Duration;

use case::{CASES, Case};
use process::Process;
use ratios::Ratios;

/// How long a server is under load in each round.
const ROUND: Duration = Duration::from_millis(250);

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let after = |name: &str| {
        let position = arguments.iter().position(|argument| argument == name)?;
        arguments.get(position + 1).map(String::as_str)
    };
    if let Some(kind) = after("--serve") {
        serve(kind, after("--upstream").unwrap());
        return;
    }
    let rounds = after("--rounds").map_or(40, |text| text.parse().unwrap());
    let chosen = after("--case");
    let instructions = arguments.iter().any(|argument| argument == "--instructions");
    println!("ratios of generated to handwritten, each a median of {rounds} rounds");
    for case in CASES
        .iter()
        .filter(|case| chosen.is_none_or(|name| name == case.name))
    {
        let upstream = upstream::start(case.bytes);
        if instructions {
            count(case, &upstream);
        } else {
            compare(case, rounds, &upstream);
        }
    }
}

/// Runs as a server until standard input closes.
fn serve(kind: &str, upstream: &str) {
    let mut runtime = if std::env::var_os("ONE_THREAD").is_some() {
        tokio::runtime::Builder::new_current_thread()
    } else {
        tokio::runtime::Builder::new_multi_thread()
    };
    let runtime = runtime.enable_all().build().unwrap();
    match kind {
        "generated" => runtime.block_on(generated::serve(upstream)),
        "sequence" => runtime.block_on(sequence::serve(upstream)),
        _ => runtime.block_on(handwritten::serve(upstream)),
    }
}

fn compare(case: &Case, rounds: usize, upstream: &str) {
    let generated = Process::start("generated", upstream);
    let handwritten = Process::start(case.by_hand(), upstream);
    let mut ratios = Ratios::default();
    for process in [&generated, &handwritten] {
        process.round(case, ROUND);
    }
    for round in 0..rounds {
        // The order alternates, since effects of a round may last.
        if round % 2 == 0 {
            let first = generated.round(case, ROUND);
            ratios.add(&first, &handwritten.round(case, ROUND));
        } else {
            let first = handwritten.round(case, ROUND);
            ratios.add(&generated.round(case, ROUND), &first);
        }
    }
    println!("{:<15} {ratios}", case.name);
}

/// Returns the instructions per request: the difference of a long and a short run.
fn count(case: &Case, upstream: &str) {
    let [generated, handwritten] = ["generated", case.by_hand()].map(|kind| {
        let [short, long] = [200, 1200].map(|requests| process::instructions(kind, upstream, case, requests));
        (long - short) / 1000.0
    });
    println!(
        "{:<15} {generated:.0} instructions a request, by hand {handwritten:.0}; ratio {:.3}",
        case.name,
        generated / handwritten
    );
}
