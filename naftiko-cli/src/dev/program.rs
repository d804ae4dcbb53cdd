//! A program that serves a version, as a process.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use naftiko_runtime::testing::{Description, FakeApis, Settings};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{Notify, watch};

use super::stdio::Pipes;
use super::version::{Adapter, Version};
use crate::mock;
use crate::terminal::{self, Failure};

/// How long a program may take to start.
const START: Duration = Duration::from_secs(30);

/// How long a program serves the requests that it has when another one takes its place.
const GRACE: Duration = Duration::from_secs(10);

/// A running program. It stops when nothing holds its standard input any more: this, or the connection of an agent.
pub(crate) struct Program {
    addresses: Vec<(Adapter, SocketAddr)>,
    state: Arc<State>,
    _stdin: Option<ChildStdin>,
    /// The fake APIs that it calls.
    _apis: Vec<FakeApis>,
}

/// What a program and the task that waits for its end have in common.
#[derive(Default)]
struct State {
    is_replaced: AtomicBool,
    has_ended: watch::Sender<bool>,
    kill: Notify,
}

impl Program {
    /// Starts the program of a version, and waits until it listens. Returns its standard input and output, if an adapter is on these.
    pub(crate) async fn start(
        executable: &Path,
        version: &Version,
    ) -> Result<(Self, Option<Pipes>), Failure> {
        let apis = fake_apis(version).await?;
        let mut command = Command::new(executable);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .envs(apis.iter().flat_map(FakeApis::variables));
        // Ctrl-C is for the command, which stops the program.
        #[cfg(unix)]
        command.process_group(0);
        let started = command.spawn();
        let mut child =
            started.map_err(|error| Failure(format!("the program cannot be started: {error}")))?;
        let stdin = child.stdin.take();
        let mut stdout = child.stdout.take().map(|stdout| BufReader::new(stdout).lines());
        let ports = tokio::time::timeout(START, ports(stdout.as_mut())).await;
        let ports = ports.unwrap_or_default();
        let has_started = ports.is_some();
        let addresses: Vec<_> = version
            .adapters()
            .cloned()
            .zip(ports.unwrap_or_default())
            .collect();
        if !has_started || addresses.len() != version.adapters().count() {
            let message = "the program did not start; correct what it says above, or add `--mock` for fake APIs with their credentials";
            return Err(Failure(message.to_owned()));
        }
        let state = Arc::new(State::default());
        tokio::spawn(wait(child, Arc::clone(&state)));
        let (stdin, pipes) = match (stdin, stdout) {
            (Some(stdin), Some(stdout)) if version.stdio().is_some() => (None, Some(Pipes { stdin, stdout })),
            (stdin, _) => (stdin, None),
        };
        let program = Self {
            addresses,
            state,
            _stdin: stdin,
            _apis: apis,
        };
        Ok((program, pipes))
    }

    /// Returns where an adapter listens, by its place; `None` if the version does not have it.
    pub(crate) fn address(&self, is_adapter: impl Fn(&Adapter) -> bool) -> Option<(&Adapter, SocketAddr)> {
        let mut addresses = self.addresses.iter();
        let (adapter, address) = addresses.find(|(adapter, _)| is_adapter(adapter))?;
        Some((adapter, *address))
    }

    /// Returns whether the process runs.
    pub(crate) fn is_running(&self) -> bool {
        !*self.state.has_ended.borrow()
    }

    /// Lets the program complete the requests that it has, and waits until it has ended.
    pub(crate) async fn stop(self: Arc<Self>) {
        self.replace();
        let mut ended = self.state.has_ended.subscribe();
        drop(self);
        // An error is the end of the task that waits for the process.
        let _ = ended.wait_for(|has_ended| *has_ended).await;
    }

    /// Ends the process after a time, although it has requests: streams may never end.
    pub(crate) fn replace(&self) {
        self.state.is_replaced.store(true, Ordering::Relaxed);
        let state = Arc::clone(&self.state);
        tokio::spawn(async move {
            tokio::time::sleep(GRACE).await;
            state.kill.notify_one();
        });
    }
}

/// Waits for the end of a process, which is reported unless another one has its place.
async fn wait(mut child: Child, state: Arc<State>) {
    let status = tokio::select! {
        status = child.wait() => status,
        () = state.kill.notified() => {
            // A process that has ended is not another error.
            let _ = child.start_kill();
            child.wait().await
        }
    };
    state.has_ended.send_replace(true);
    if let (Ok(status), false) = (status, state.is_replaced.load(Ordering::Relaxed)) {
        terminal::eprint(&format!(
            "the program ended with {status}; it starts again when a spec is saved"
        ));
    }
}

/// Reads the addresses that a program prints when it listens; `None` if it ends before.
async fn ports(stdout: Option<&mut Lines<BufReader<ChildStdout>>>) -> Option<Vec<SocketAddr>> {
    let line = stdout?.next_line().await.ok()??;
    let ports = line.split_whitespace().filter_map(|port| port.parse().ok());
    let addresses = ports.map(|port: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    Some(addresses.collect())
}

/// Starts the fake APIs of a version.
async fn fake_apis(version: &Version) -> Result<Vec<FakeApis>, Failure> {
    let mut apis = Vec::new();
    for description in &version.fake_apis {
        let description = Description::parse(description).map_err(|error| Failure(error.to_string()))?;
        let settings = Settings::new()
            .accept_long_running()
            .observer(|call| terminal::eprint(&format!("  {}", mock::line(call))));
        let started = FakeApis::start_with(description, settings).await;
        apis.push(started.map_err(|error| Failure(format!("the fake APIs cannot be started: {error}")))?);
    }
    Ok(apis)
}
