//! The command `naftiko mock`.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use naftiko_codegen::{Extra, FileLoader, generate_with};
use naftiko_runtime::testing::{Description, FakeApis, ReceivedCall, Settings};

use crate::arguments::Mock;
use crate::port_holder;
use crate::signal;
use crate::terminal::{self, Exit, Failure};

/// Serves the APIs that a spec consumes until the process gets a stop signal. The variables of a program are printed to standard output, and
/// calls to standard error.
pub(crate) fn run(arguments: &Mock) -> Result<Exit, Failure> {
    let outcome = generate_with(
        std::slice::from_ref(&arguments.spec),
        &arguments.options.0,
        Extra::FakeApis(arguments.seed),
        &FileLoader,
    );
    terminal::diagnostics(&outcome.report, &arguments.messages);
    let exit = Exit::of(&outcome);
    let Some(description) = outcome.fake_apis.first().filter(|_| exit == Exit::Done) else {
        return Ok(exit);
    };
    let description = Description::parse(description).map_err(|error| Failure(error.to_string()))?;
    if description.operations().next().is_none() {
        return Err(Failure("the spec consumes no API".to_owned()));
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(serve(arguments, description))
}

async fn serve(arguments: &Mock, description: Description) -> Result<Exit, Failure> {
    let counts: Vec<String> = description
        .operations()
        .map(|(name, count)| format!("{name} ({count})"))
        .collect();
    // Before the address is bound, so that a signal after the first line always ends the command as it should.
    let stopped = signal::stopped()?;
    let apis = FakeApis::start_with(description, settings(arguments)).await;
    let apis = apis.map_err(|error| cannot_start(arguments, &error))?;
    terminal::eprint(&format!("serving {} at {}", counts.join(", "), apis.uri()));
    // Recorded calls need the program's own credentials.
    let variables = match arguments.record {
        Some(_) => apis.addresses(),
        None => apis.variables(),
    };
    terminal::print(&lines(&variables))?;
    stopped.await;
    Ok(Exit::Done)
}

fn settings(arguments: &Mock) -> Settings {
    let settings = Settings::new()
        .accept_long_running()
        .address(arguments.address)
        .seed(arguments.seed)
        .delay(Duration::from_millis(arguments.delay))
        .token_lifetime(Duration::from_secs(arguments.token_lifetime))
        .observer(|call| terminal::eprint(&line(call)));
    let failures = arguments.failures.iter().copied();
    let settings = failures.fold(settings, Settings::failure);
    match (&arguments.record, &arguments.replay) {
        (Some(folder), _) => settings.record(folder),
        (None, Some(folder)) => settings.replay(folder),
        (None, None) => settings,
    }
}

/// Returns variables as a shell and files of variables read them. Neither names nor values have characters that need quotes.
fn lines(variables: &BTreeMap<String, String>) -> String {
    let lines: Vec<String> = variables
        .iter()
        .map(|(name, value)| format!("{name}={value}\n"))
        .collect();
    lines.concat()
}

/// Returns a call as a line, without its query, which may have credentials.
pub(crate) fn line(call: &ReceivedCall) -> String {
    let operation = call.operation().unwrap_or("-");
    let problem = call.problem().map(|problem| format!(": {problem}"));
    format!(
        "{} {} {} {operation}{}",
        call.status(),
        call.method(),
        call.uri().path(),
        problem.unwrap_or_default()
    )
}

fn cannot_start(arguments: &Mock, error: &io::Error) -> Failure {
    let folder = arguments.record.as_ref().or(arguments.replay.as_ref());
    let is_of_address = matches!(
        error.kind(),
        io::ErrorKind::AddrInUse | io::ErrorKind::AddrNotAvailable
    );
    Failure(match folder.filter(|_| !is_of_address) {
        Some(folder) => format!(
            "the folder `{}` of recordings cannot be used: {error}; choose another folder",
            folder.display()
        ),
        None => format!(
            "`{}`{} cannot be listened on: {error}; choose another address with `--address`, such as `127.0.0.1:0` for a free port",
            arguments.address,
            port_holder::clause(arguments.address.port())
        ),
    })
}
