//! Server processes.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::case::{Adapter, Case};
use crate::load::{self, Client};

/// A server that runs until this is dropped.
pub(crate) struct Process {
    child: Child,
    rest: SocketAddr,
    mcp: SocketAddr,
}

/// The measurements of a round.
pub(crate) struct Round {
    pub(crate) seconds: f64,
    /// The processor time of the server.
    pub(crate) processor: f64,
    /// The part of it outside of the kernel, in steps of 10 ms.
    pub(crate) user: f64,
    /// The times of the responses, sorted.
    pub(crate) taken: Vec<Duration>,
}

impl Process {
    pub(crate) fn start(kind: &str, upstream: &str) -> Self {
        let program = std::env::current_exe().unwrap();
        Self::of(Command::new(program).args(["--serve", kind, "--upstream", upstream]))
    }

    fn of(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let [rest, mcp] = [(); 2].map(|()| {
            let mut line = String::new();
            said.read_line(&mut line).unwrap();
            line.trim().parse().unwrap()
        });
        Self { child, rest, mcp }
    }

    fn address(&self, case: &Case) -> SocketAddr {
        match case.adapter {
            Adapter::Rest => self.rest,
            Adapter::Mcp => self.mcp,
        }
    }

    pub(crate) fn round(&self, case: &Case, time: Duration) -> Round {
        let (begun, before, user) = (Instant::now(), self.processor(), self.user());
        let mut taken = load::run(self.address(case), &case.request(), time);
        let (seconds, processor) = (begun.elapsed().as_secs_f64(), self.processor() - before);
        let user = self.user() - user;
        taken.sort_unstable();
        Round {
            seconds,
            processor,
            user,
            taken,
        }
    }

    /// Returns the processor time of all threads so far, in seconds. No thread ends during a measurement.
    fn processor(&self) -> f64 {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap();
        let of = |task: std::fs::DirEntry| {
            let text = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
            text.split_whitespace().next()?.parse::<f64>().ok()
        };
        tasks.flatten().filter_map(of).sum::<f64>() / 1e9
    }

    /// Returns the processor time outside of the kernel so far, in seconds.
    fn user(&self) -> f64 {
        // A clock tick is a hundredth of a second on every Linux that is supported here.
        const TICKS: f64 = 100.0;
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let (_, fields) = stat.rsplit_once(") ").unwrap();
        let ticks: f64 = fields.split_whitespace().nth(11).unwrap().parse().unwrap();
        ticks / TICKS
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the instructions of a server for this many requests, including its start, as callgrind counts them.
pub(crate) fn instructions(kind: &str, upstream: &str, case: &Case, requests: usize) -> f64 {
    let program = std::env::current_exe().unwrap();
    let out = std::env::var("CALLGRIND_OUT").unwrap_or_else(|_| "/dev/null".to_owned());
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=callgrind", &format!("--callgrind-out-file={out}.{kind}")])
        .arg(program)
        .args(["--serve", kind, "--upstream", upstream])
        .env("ONE_THREAD", "1")
        .stderr(Stdio::piped());
    let mut process = Process::of(&mut command);
    let request = case.request();
    let mut client = Client::new(process.address(case));
    for _ in 0..requests {
        client.call(&request);
    }
    drop(process.child.stdin.take());
    let mut said = String::new();
    let mut stderr = process.child.stderr.take().unwrap();
    stderr.read_to_string(&mut said).unwrap();
    let counted = said.lines().find_map(|line| line.split_once("Collected : "));
    counted.unwrap().1.trim().parse().unwrap()
}

/// Prints the addresses of a server.
pub(crate) fn report(rest: SocketAddr, mcp: SocketAddr) {
    println!("{rest}\n{mcp}");
}

/// Resolves when standard input closes, which ends the server.
pub(crate) async fn until_closed() {
    let (closed, closing) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        closed.send(())
    });
    let _ = closing.await;
}
