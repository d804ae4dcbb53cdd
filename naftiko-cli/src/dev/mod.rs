//! The command `naftiko dev`: serves specs, and serves them again after each change.

mod build;
mod package;
mod page;
mod problem;
mod program;
mod proxy;
mod version;
mod watch;

use std::path::PathBuf;
use std::time::Instant;

use naftiko_codegen::{FileLoader, Options, Outcome, documents_beside, generate, generate_with_fake_apis};

use crate::arguments::Dev;
use crate::patterns;
use crate::signal;
use crate::terminal::{self, Exit, Failure};

use package::Package;
use problem::Problem;
use program::Program;
use proxy::Proxy;
use version::Version;
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
            served: None,
        };
        tokio::select! {
            exit = session.run() => return exit,
            () = stopped => {}
        }
        // A second signal ends the command at once.
        tokio::select! {
            () = session.proxy.stop() => {}
            () = signal::stopped()? => {}
        }
        Ok(Exit::Done)
    })
}

/// A run of the command.
struct Session<'a> {
    arguments: &'a Dev,
    specs: Vec<PathBuf>,
    package: Package,
    proxy: Proxy,
    /// What is served, once it is.
    served: Option<Version>,
}

impl Session<'_> {
    /// Serves what the specs are, and again after each change of a file. Returns after an error in what they are first.
    async fn run(&mut self) -> Result<Exit, Failure> {
        let mut watch = Watch::default();
        // A document beside a spec may be written later.
        watch.follow(self.specs.iter().flat_map(|spec| documents_beside(spec)));
        watch.follow(self.specs.iter().cloned());
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
            generate_with_fake_apis(&self.specs, &options, 0, &FileLoader)
        } else {
            generate(&self.specs, &options, &FileLoader)
        }
    }

    /// Builds and starts a program with the code, and passes the callers to it. After an error, the program before serves on.
    async fn update(&mut self, outcome: &Outcome) -> Result<(), Problem> {
        if Exit::of(outcome) != Exit::Done {
            return Err(Problem::of_specs(outcome));
        }
        let version = Version::of(outcome)?;
        if self.served.as_ref() == Some(&version) && self.proxy.is_serving() {
            self.proxy.clear_problem();
            return Ok(());
        }
        // Before the build, so that a taken port is reported at once. Callers wait until the program is there.
        let listeners = self.proxy.listen(&version).await?;
        let executable = self.package.build(&version, self.served.is_none()).await?;
        let program = Program::start(&executable, &version).await?;
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
        match version.configuration(&self.proxy) {
            Some(configuration) => terminal::print(&configuration),
            None => Ok(()),
        }
    }
}
