//! The command `naftiko dev`: serves specs, and serves them again after each change.

mod build;
mod package;
mod page;
mod problem;
mod program;
mod proxy;
mod stdio;
mod version;
mod watch;

use std::future::pending;
use std::path::PathBuf;
use std::time::Instant;

use naftiko_codegen::{Extra, FileLoader, Options, Outcome, documents_beside, generate, generate_with};

use crate::arguments::Dev;
use crate::patterns;
use crate::signal;
use crate::terminal::{self, Exit, Failure};

use package::Package;
use problem::Problem;
use program::Program;
use proxy::Proxy;
use stdio::Relay;
use version::{Scripts, Version};
use watch::Watch;

/// Threads for the callers. The code of specs is generated on a further one.
const WORKERS: usize = 2;

/// Serves specs until the process gets a stop signal.
pub(crate) fn run(arguments: &Dev) -> Result<Exit, Failure> {
    let specs = patterns::expanded(&arguments.specs)?;
    let package = Package::new(arguments, &specs)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let stopped = signal::stopped()?;
        let mut session = Session {
            arguments,
            specs,
            package,
            proxy: Proxy::new(),
            relay: arguments.stdio.then(Relay::new).transpose()?,
            served: None,
        };
        let left = session.relay.as_ref().map(Relay::left);
        tokio::select! {
            exit = session.run() => return exit,
            () = stopped => {}
            () = ended(left) => {}
        }
        // A second signal ends the command at once.
        tokio::select! {
            () = session.stop() => {}
            () = signal::stopped()? => {}
        }
        Ok(Exit::Done)
    })
}

/// Waits for the end of the agent that has the command's standard input and output, if it has one.
async fn ended(left: Option<impl Future<Output = ()>>) {
    match left {
        Some(left) => left.await,
        None => pending().await,
    }
}

/// A run of the command.
struct Session<'a> {
    arguments: &'a Dev,
    specs: Vec<PathBuf>,
    package: Package,
    proxy: Proxy,
    /// The connection with the agent that has the command's standard input and output.
    relay: Option<Relay>,
    /// What is served, once it is.
    served: Option<Version>,
}

impl Session<'_> {
    /// Serves what the specs are, and again after each change of a file. Returns after an error in what they are first.
    async fn run(&mut self) -> Result<Exit, Failure> {
        let mut watch = Watch::default();
        // A document beside a spec may be written later.
        watch.follow(self.specs.iter().flat_map(|spec| documents_beside(spec)));
        watch.follow(self.specs.iter().chain(&self.arguments.scripts).cloned());
        loop {
            let started = Instant::now();
            let outcome = self.generate();
            // Before the build, so that a change during it is seen.
            watch.follow(outcome.read.iter().chain(&outcome.missing).cloned());
            terminal::diagnostics(&outcome.report, &self.arguments.reading.messages);
            let is_first = self.served.is_none();
            match self.update(&outcome).await {
                Ok(()) if is_first => self.greet()?,
                Ok(()) => terminal::eprint(&format!("up to date after {} ms", started.elapsed().as_millis())),
                Err(problem) if is_first => return problem.first(),
                Err(problem) => self.proxy.set_problem(problem),
            }
            watch.changed().await;
        }
    }

    /// Generates the code of the specs.
    fn generate(&self) -> Outcome {
        let options = Options {
            share_types: true,
            ..self.arguments.reading.options.0.clone()
        };
        if self.arguments.mock {
            generate_with(&self.specs, &options, Extra::FakeApis(0), &FileLoader)
        } else {
            generate(&self.specs, &options, &FileLoader)
        }
    }

    /// Builds and starts a program with the code, and passes the callers to it. After an error, the program before serves on.
    async fn update(&mut self, outcome: &Outcome) -> Result<(), Problem> {
        if Exit::of(outcome) != Exit::Done {
            return Err(Problem::of_specs(outcome));
        }
        let version = Version::of(outcome, self.arguments)?;
        if self.served.as_ref() == Some(&version) && self.proxy.is_serving() {
            self.proxy.clear_problem();
            return Ok(());
        }
        // Before the build, so that a taken port is reported at once. Callers wait until the program is there.
        let listeners = self.proxy.listen(&version).await?;
        let executable = self.package.build(&version, self.served.is_none()).await?;
        let (program, pipes) = Program::start(&executable, &version).await?;
        if let (Some(relay), Some(pipes)) = (&self.relay, pipes) {
            relay.attach(pipes).await?;
        }
        self.proxy.hand_over(program, listeners);
        self.served = Some(version);
        Ok(())
    }

    /// Prints the addresses, and the configuration of agents.
    fn greet(&self) -> Result<(), Failure> {
        let Some(version) = &self.served else {
            return Ok(());
        };
        for adapter in version.adapters() {
            let address = self.proxy.address(adapter);
            terminal::eprint(&format!("{} at {address}", adapter.namespace));
        }
        if let Some(Scripts::Stubs { steps, .. }) = &version.scripts {
            let steps = steps.join("`, `");
            terminal::eprint(&format!(
                "the scripts of the steps `{steps}` return an error; write them in Rust in the package of `naftiko eject`, or add `--scripts FILE`"
            ));
        }
        if let Some(namespace) = version.stdio() {
            // Standard output is that of the adapter.
            terminal::eprint(&format!("{namespace} on standard input and output"));
            return Ok(());
        }
        match version.configuration(&self.proxy) {
            Some(configuration) => terminal::print(&configuration),
            None => Ok(()),
        }
    }

    /// Lets the program complete its requests, and waits for its end.
    async fn stop(&mut self) {
        if let Some(relay) = &self.relay {
            relay.close().await;
        }
        self.proxy.stop().await;
        if let Some(relay) = self.relay.take() {
            relay.finish().await;
        }
    }
}
