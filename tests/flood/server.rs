//! The server under flood: a program of its own, with the limits that every server has.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use crate::Outcome;

naftiko::naftiko!("flood.yaml");

/// Serves until the input ends, and prints the addresses first.
pub(crate) async fn serve(upstream: &str) -> Outcome {
    let loopback = "127.0.0.1:0".parse()?;
    let running = flood::Capability::builder()
        .source(|api| api.base_uri(upstream))
        .build()?
        .server()
        .address("flood-api", loopback)
        .address("flood-mcp", loopback)
        .health(loopback)
        .start()
        .await?;
    let of = |name| running.address(name).ok_or("no address");
    let health = running.health_address().ok_or("no address")?;
    let mut output = std::io::stdout();
    writeln!(output, "{} {} {health}", of("flood-api")?, of("flood-mcp")?)?;
    output.flush()?;
    tokio::task::spawn_blocking(|| std::io::stdin().lines().count()).await?;
    Ok(())
}

/// The running program. It ends with this.
pub(crate) struct Program {
    child: Child,
    pub(crate) addresses: Addresses,
}

#[derive(Clone, Copy)]
pub(crate) struct Addresses {
    pub(crate) rest: SocketAddr,
    pub(crate) mcp: SocketAddr,
    pub(crate) health: SocketAddr,
}

impl Program {
    pub(crate) fn start(upstream: &str) -> Outcome<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["--serve", upstream])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = child.stdout.take().ok_or("no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let addresses: Vec<SocketAddr> = line
            .split_whitespace()
            .map(str::parse)
            .collect::<Result<_, _>>()?;
        let [rest, mcp, health] = addresses[..] else {
            return Err("the server did not start".into());
        };
        let addresses = Addresses { rest, mcp, health };
        Ok(Self { child, addresses })
    }

    /// Returns a size of the program in MiB: `VmRSS`, or its peak `VmHWM`.
    pub(crate) fn memory(&self, name: &str) -> Outcome<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let mut lines = status.lines();
        let line = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let kibibytes: f64 = line.ok_or("no memory")?.trim().trim_end_matches(" kB").parse()?;
        Ok(kibibytes / 1024.0)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // A program that has ended already is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
