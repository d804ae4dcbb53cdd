//! Serves three capabilities over REST and MCP, in front of imitated APIs.

#![deny(warnings)]

use std::process::ExitCode;

use generated_example::adapters::{Adapters, Ports};
use generated_example::upstream::{imds, m3ter, meti};
use generated_example::wiring::{self, Capabilities};
use generated_example::{Error, guide, once};

const HELP: &str = "\
Serves m3ter's, Azure's and METI's authentication over REST and MCP, in front of imitations of the three APIs.

Usage: generated-example [--once]

  --once  call every operation through the typed client, REST and MCP, print what came, and exit:
          0 if every call gave what it should, 1 otherwise
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
    let (m3ter, azure) = (m3ter::Settings::default(), imds::Settings::default());
    let meti = meti::Settings::default();
    let m3ter_api = m3ter::M3ter::start(m3ter.clone()).await?;
    let azure_api = imds::Imds::start(azure).await?;
    let meti_api = meti::Meti::start(meti.clone()).await?;
    let capabilities = Capabilities {
        m3ter: wiring::m3ter(m3ter_api.base_uri(), &m3ter)?,
        azure: wiring::azure(azure_api.base_uri())?,
        meti: wiring::meti(meti_api.base_uri(), &meti).await?,
    };
    let adapters = Adapters::start(&capabilities, if once { Ports::Free } else { Ports::Spec }).await?;
    let address = |namespace: &str| adapters.address(namespace);

    let code = if once {
        let results = once::run(&capabilities, address).await?;
        print!("{}", results.table());
        if results.all_good() {
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
