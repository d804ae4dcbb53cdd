//! Tests the memory of large JSON: a program that serves `balances.yaml` takes no more than four times the size of a body.
//!
//! The test starts itself as that program, and serves its upstream. Linux counts the peak. On other systems, the test passes without a
//! measurement.

use std::error::Error;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, ExitCode, Stdio};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use naftiko::serve::Limits;

naftiko::naftiko!("balances.yaml");

/// The limit of memory at the peak, in sizes of the body.
const TIMES: usize = 4;

/// The limit of bodies.
const LIMIT: usize = 4 * 1024 * 1024;

/// A body just below it.
const BODY: usize = LIMIT - 100;

/// A response just below the limit of a client.
const RESPONSE: usize = 7_500_000;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let outcome = runtime
        .map_err(Into::into)
        .and_then(|runtime| match std::env::args().nth(1).as_deref() {
            Some("--serve") => runtime.block_on(serve()),
            _ => runtime.block_on(measure()),
        });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the program: prints the addresses of its adapters, and serves until its input ends.
async fn serve() -> Outcome {
    let upstream = std::env::args().nth(2).ok_or("no upstream")?;
    let loopback = "127.0.0.1:0".parse()?;
    let running = balances::Capability::builder()
        .bank(|api| api.base_uri(&upstream))
        .build()?
        .server()
        .address("balances-api", loopback)
        .address("balances-mcp", loopback)
        // Messages of MCP have a smaller limit by default.
        .limits(Limits::new().body(LIMIT))
        .start()
        .await?;
    let of = |name| running.address(name).ok_or("no address");
    let mut output = std::io::stdout();
    writeln!(output, "{} {}", of("balances-api")?, of("balances-mcp")?)?;
    output.flush()?;
    tokio::task::spawn_blocking(|| std::io::stdin().lines().count()).await?;
    Ok(())
}

async fn measure() -> Outcome {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let upstream = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    for (what, size, call) in calls() {
        // A program of its own for each call: what the allocator keeps of one call, or returns later, changes the measurement of the next.
        let program = Program::start(&upstream)?;
        program.warm_up().await?;
        program.peak(what, size, call).await?;
    }
    Ok(())
}

/// A call of the program.
enum Call {
    Put(String),
    Patch(String),
    Get(&'static str),
    Tool(String),
}

/// Returns the calls with large JSON, and the size of each.
fn calls() -> [(&'static str, usize, Call); 6] {
    let deep = "{\"a\":".repeat(50) + "[" + &"{},".repeat(BODY / 3 - 200) + "{}]" + &"}".repeat(50);
    let members = (0..BODY / 14).map(|id| format!(r#""m{id:07}":{{}}"#));
    let members = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
    let arguments = nested(r#"{"id":"1","address":{"a":["#, "]}}", BODY - 200);
    [
        (
            "a body over REST",
            BODY,
            Call::Put(nested(r#"{"a":["#, "]}", BODY)),
        ),
        ("a deep body over REST", BODY, Call::Put(deep)),
        ("fields of a body over REST", BODY, Call::Patch(members)),
        ("arguments over MCP", BODY, Call::Tool(arguments)),
        ("a relayed response", RESPONSE, Call::Get("/raw/large")),
        ("a mapped response", RESPONSE, Call::Get("/accounts/large")),
    ]
}

/// Answers a large document for an account that is called so; takes any body otherwise.
async fn answer(request: Request) -> ([(axum::http::HeaderName, &'static str); 1], String) {
    let answer = if request.uri().path().ends_with("/large") {
        nested(r#"{"object":{"a":["#, "]}}", RESPONSE)
    } else {
        "{}".to_owned()
    };
    let _ = to_bytes(request.into_body(), usize::MAX).await;
    ([(CONTENT_TYPE, "application/json")], answer)
}

/// JSON of a size: empty objects between a beginning and an end.
fn nested(begin: &str, end: &str, bytes: usize) -> String {
    let count = (bytes - begin.len() - end.len()) / 3;
    format!("{begin}{}{{}}{end}", "{},".repeat(count - 1))
}

struct Program {
    child: Child,
    rest: String,
    mcp: String,
    http: reqwest::Client,
}

impl Drop for Program {
    fn drop(&mut self) {
        // A program that has ended already is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    fn start(upstream: &str) -> Outcome<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["--serve", upstream])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = child.stdout.take().ok_or("no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let (rest, mcp) = line.trim().split_once(' ').ok_or("no addresses")?;
        Ok(Self {
            rest: format!("http://{rest}"),
            mcp: format!("http://{mcp}/mcp"),
            child,
            http: naftiko::client::http_builder()?.no_proxy().build()?,
        })
    }

    /// Makes small calls, for threads, connections and what is made once.
    async fn warm_up(&self) -> Outcome {
        for _ in 0..3 {
            self.make(Call::Put("{}".to_owned())).await?;
            self.make(Call::Get("/accounts/small")).await?;
            self.make(Call::Tool(r#"{"id":"1"}"#.to_owned())).await?;
        }
        Ok(())
    }

    async fn make(&self, call: Call) -> Outcome {
        match call {
            Call::Put(body) => self.put(body).await,
            Call::Patch(body) => self.patch(body).await,
            Call::Get(path) => self.get(path).await,
            Call::Tool(arguments) => self.change(&arguments).await,
        }
    }

    async fn put(&self, body: String) -> Outcome {
        let request = self.http.put(format!("{}/accounts/1", self.rest));
        sent(request.body(body)).await
    }

    async fn patch(&self, body: String) -> Outcome {
        let request = self.http.patch(format!("{}/accounts/1", self.rest));
        sent(request.body(body)).await
    }

    async fn get(&self, path: &str) -> Outcome {
        sent(self.http.get(format!("{}{path}", self.rest))).await
    }

    async fn change(&self, arguments: &str) -> Outcome {
        let body = format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"change-account","arguments":{arguments}}}}}"#
        );
        let request = self
            .http
            .post(&self.mcp)
            .header("accept", "application/json, text/event-stream");
        sent(request.header("mcp-protocol-version", "2025-06-18").body(body)).await
    }

    /// Makes a call, and holds the memory that the program takes for it against the size of the body.
    async fn peak(&self, what: &str, size: usize, call: Call) -> Outcome {
        let before = self.memory("VmRSS");
        // Resets the peak (proc_pid_clear_refs(5)).
        let reset = std::fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5");
        let made = self.make(call).await;
        made.map_err(|error| format!("{what}: {error}"))?;
        let (Some(before), Ok(()), Some(peak)) = (before, reset, self.memory("VmHWM")) else {
            return Ok(());
        };
        let taken = peak.saturating_sub(before);
        let _ = writeln!(std::io::stderr(), "{what} of {size} bytes took {taken}");
        if taken > TIMES * size {
            return Err(format!("{what} of {size} bytes took {taken}").into());
        }
        Ok(())
    }

    /// A size of the program, in bytes.
    fn memory(&self, name: &str) -> Option<usize> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        let kibibytes: usize = line.trim().trim_end_matches("kB").trim().parse().ok()?;
        Some(kibibytes * 1024)
    }
}

async fn sent(request: reqwest::RequestBuilder) -> Outcome {
    let response = request.header("content-type", "application/json").send().await?;
    let status = response.status();
    let body = response.text().await?;
    if !status.is_success() || body.contains("\"isError\":true") {
        return Err(format!("{status}: {}", body.get(..300).unwrap_or(&body)).into());
    }
    Ok(())
}
