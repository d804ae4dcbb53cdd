//! Serves three capabilities over REST and MCP, in front of imitated APIs.

#![deny(warnings)]

use std::process::ExitCode;

use generated_example::adapters::{Adapters, Ports};
use generated_example::upstreams::Upstreams;
use generated_example::wiring::Capabilities;
use generated_example::{Error, guide, once, tokens};

const HELP: &str = "\
Serves m3ter's, Azure's and METI's authentication over REST and MCP, in front of imitations of the three APIs.

Usage: generated-example [--once]

  --once  call every operation through the typed client, REST and MCP, and see what becomes of tokens that end
          or are refused; print what came, and exit: 0 if all of it is as it should be, 1 otherwise
  --help  print this

Without an option it says what to try, and serves until Ctrl-C.
";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let once = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["--once"] => true,
        ["--help" | "-h"] => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("generated-example takes `--once` or nothing\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    run(once).await.unwrap_or_else(|error| {
        eprintln!("generated-example: {error}");
        ExitCode::FAILURE
    })
}

/// Starts the imitated APIs and the adapters in front of them, and calls them once or serves until Ctrl-C.
async fn run(once: bool) -> Result<ExitCode, Error> {
    let upstreams = Upstreams::start().await?;
    let capabilities = Capabilities::new(&upstreams)?;
    let adapters = Adapters::start(&capabilities, if once { Ports::Free } else { Ports::Spec }).await?;
    let address = |namespace: &str| adapters.address(namespace);

    let code = if once {
        let calls = once::run(&capabilities, address).await?;
        let tokens = tokens::run().await;
        print!("{}\n{}", calls.table(), tokens.table());
        if calls.all_good() && tokens.all_good() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    } else {
        println!("{}Serving until Ctrl-C.", guide::guide(address));
        tokio::signal::ctrl_c().await?;
        ExitCode::SUCCESS
    };
    adapters.shutdown().await;
    Ok(code)
}
