//! A flood: one caller attacks a server in every way that has brought one down, while another caller asks politely.
//!
//! `scripts/flood.sh` runs it. Everything is on this machine: the server (this program, started once more), the API that it calls, the
//! attacks from 127.0.0.1, and the polite caller at 127.0.0.2.
#![allow(clippy::print_stdout, reason = "a measurement")]

mod attacks;
mod polite;
mod server;
mod upstream;

use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use attacks::ATTACKS;
use polite::Polite;
use server::Program;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// The largest memory of a server with the limits that it has by default, in MiB: 512 MB.
const PEAK: f64 = 488.0;

/// The variable with how many times its idle memory a server may keep afterwards. Without it, the allocator keeps what it likes.
const KEPT: &str = "FLOOD_KEPT";

/// How much of the polite caller's requests must be answered.
const ANSWERED: f64 = 0.99;

/// How long the server has to return its memory. Idle connections to APIs are closed after 45 seconds.
const REST: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    // `cargo bench` adds an argument of its own.
    let arguments: Vec<String> = std::env::args()
        .filter(|argument| argument != "--bench")
        .collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = match (runtime, arguments.get(1).map(String::as_str)) {
        (Err(error), _) => Err(error.into()),
        (Ok(runtime), Some("--serve")) => {
            let upstream = arguments.get(2).map(String::as_str).unwrap_or_default();
            runtime.block_on(server::serve(upstream))
        }
        (Ok(runtime), seconds) => {
            let seconds = seconds.and_then(|text| text.parse().ok()).unwrap_or(60);
            let names = arguments.get(2..).unwrap_or_default();
            runtime.block_on(flood(Duration::from_secs(seconds), names))
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

/// Attacks for this long, in the ways of these names or in all.
async fn flood(time: Duration, names: &[String]) -> Outcome {
    let upstream = upstream::start().await?;
    let program = Program::start(&upstream)?;
    let chosen = |name: &str| names.is_empty() || names.iter().any(|chosen| name.contains(chosen.as_str()));
    let attacks: Vec<_> = ATTACKS.iter().filter(|attack| chosen(attack.name)).collect();
    let each = time / u32::try_from(attacks.len().max(1))?;
    let mut polite = Polite::start(program.addresses)?;
    // The first requests make what every later one uses.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let _ = polite.report();
    let idle = program.memory("VmRSS")?;
    println!("{:<28} {idle:6.0} MiB", "idle");
    let mut failed = false;
    for attack in attacks {
        attack.run(program.addresses, each).await;
        let report = polite.report();
        let memory = program.memory("VmRSS")?;
        println!("{:<28} {memory:6.0} MiB, polite caller: {report}", attack.name);
        failed |= report.answered() < ANSWERED;
    }
    drop(polite);
    let peak = program.memory("VmHWM")?;
    let kept = std::env::var(KEPT)
        .ok()
        .and_then(|times| times.parse::<f64>().ok());
    let rest = rest(&program, 2.0 * idle).await?;
    println!("{:<28} {peak:6.0} MiB of {PEAK}", "peak");
    println!("{:<28} {rest:6.0} MiB, idle {idle:.0}", "at rest");
    if failed || peak > PEAK || kept.is_some_and(|times| rest > times * idle) {
        return Err("the server did not hold".into());
    }
    Ok(())
}

/// Waits until the server has returned its memory, and returns what it has then.
async fn rest(program: &Program, enough: f64) -> Outcome<f64> {
    let end = tokio::time::Instant::now() + REST;
    loop {
        let memory = program.memory("VmRSS")?;
        if memory <= enough || tokio::time::Instant::now() >= end {
            return Ok(memory);
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
