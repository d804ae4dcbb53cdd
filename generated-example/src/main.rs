//! Serves four capabilities over REST and MCP, with fake upstream APIs.

#![deny(warnings)]

use std::process::ExitCode;

use generated_example::adapters::{Adapters, Ports};
use generated_example::upstreams::Upstreams;
use generated_example::wiring::Capabilities;
use generated_example::{Error, guide, once, tokens};

const HELP: &str = "\
Serves m3ter's, Azure's and METI's authentication and the orders of a shop over REST and MCP, with fake upstream
APIs in the same process.

Usage: generated-example [--once]

  --once  call every operation through the typed client, REST and MCP, read the pages of the skills and of the
          control adapter, demonstrate how tokens are fetched, refreshed and replaced, print the results, and exit
          with 0 if all are as expected, else with 1
  --help  print this help

Without an option, print commands to try and serve until Ctrl-C.
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
        eprintln!("generated-example: {}", with_causes(&*error));
        ExitCode::FAILURE
    })
}

/// Returns the message of an error and of its sources, since an error does not repeat its source.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Starts the fake upstream APIs and the adapters, then calls them once or serves until Ctrl-C.
async fn run(once: bool) -> Result<ExitCode, Error> {
    let upstreams = Upstreams::start().await?;
    let capabilities = Capabilities::new(&upstreams)?;
    let adapters = Adapters::start(&capabilities, if once { Ports::Free } else { Ports::Spec }).await?;
    let address = |namespace: &str| adapters.address(namespace);

    let code = if once {
        let calls = once::run(&capabilities, address).await?;
        let pages = once::pages::read(address).await?;
        let tokens = tokens::run().await;
        print!("{}\n{}\n{}", calls.table(), pages.table(), tokens.table());
        if calls.all_good() && pages.all_good() && tokens.all_good() {
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
