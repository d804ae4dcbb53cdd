//! Shutdown under load, and with many idle connections: the test starts itself as the server.

#![cfg(feature = "rest")]

use std::error::Error;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream as StdStream};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use naftiko::http::{Method, StatusCode};
use naftiko::rest::{Reply, Routes};
use naftiko::serve::{Adapter, Server};

type Outcome = Result<(), Box<dyn Error>>;

/// The number of idle connections.
const IDLE: usize = 10_000;

fn main() -> ExitCode {
    let outcome = match std::env::args().nth(1).as_deref() {
        Some("--serve") => serve(Duration::from_millis(500)),
        Some("--serve-without-delay") => serve(Duration::ZERO),
        _ => ["0", "2"]
            .into_iter()
            .try_for_each(a_drain_loses_nothing)
            .and_then(|()| readiness_ends_with_the_signal())
            .and_then(|()| idle_connections_cost_little()),
    };
    if let Err(error) = outcome {
        let _ = writeln!(std::io::stderr(), "{error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn serve(delay: Duration) -> Outcome {
    let routes = Routes::new()
        .route(Method::GET, "/", async |_, _| Ok(fine()))
        .route(Method::GET, "/slow", async |_, _| {
            tokio::time::sleep(Duration::from_millis(2)).await;
            Ok(fine())
        })
        .route(Method::GET, "/long", async |_, _| {
            tokio::time::sleep(Duration::from_secs(3)).await;
            Ok(fine())
        });
    let server = Server::new("desk")
        .health(SocketAddr::from(([127, 0, 0, 1], 0)))
        .shutdown_delay(delay)
        .adapter(Adapter::rest("desk-api", "127.0.0.1", 0, routes.into_router(())));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    Ok(runtime.block_on(server.run())?)
}

fn fine() -> Reply {
    Reply::new(StatusCode::OK).with_body("text/plain", "fine")
}

/// A program that ends with its test.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the server with this many workers, and returns its address and that of its health endpoint.
fn start(mode: &str, workers: &str) -> Result<(Program, SocketAddr, SocketAddr), Box<dyn Error>> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg(mode)
        .env("DESK_WORKERS", workers)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let said = child.stderr.take().ok_or("no stderr")?;
    let child = Program(child);
    let mut said = BufReader::new(said);
    let mut address = || -> Result<SocketAddr, Box<dyn Error>> {
        let mut line = String::new();
        said.read_line(&mut line)?;
        let rest = line
            .strip_prefix("listening on http://")
            .ok_or("says something else")?;
        Ok(rest.split(['/', ' ']).next().unwrap_or_default().parse()?)
    };
    let (rest, health) = (address()?, address()?);
    std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
    Ok((child, rest, health))
}

fn terminate(Program(child): &Program) -> Outcome {
    let status = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err("not signalled".into())
    }
}

/// Sends a request, and returns whether a response came, and whether it was the last of its connection.
fn request(stream: &mut BufReader<StdStream>, path: &str) -> std::io::Result<bool> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
    stream.get_mut().write_all(request.as_bytes())?;
    let (mut last, mut line) = (false, String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        last |= line.eq_ignore_ascii_case("connection: close\r\n");
        if line == "\r\n" {
            break;
        }
    }
    let mut body = [0; 4];
    std::io::Read::read_exact(stream, &mut body)?;
    Ok(last)
}

/// The observations of clients.
#[derive(Default)]
struct Tally {
    answered: AtomicUsize,
    lost: AtomicUsize,
    stop: AtomicBool,
}

/// Keeps a connection for as long as the server does, and sends requests without a pause.
fn client(address: SocketAddr, path: &str, tally: &Tally) {
    while !tally.stop.load(Ordering::Relaxed) {
        let Ok(stream) = StdStream::connect(address) else {
            return;
        };
        let mut stream = BufReader::new(stream);
        loop {
            let Ok(last) = request(&mut stream, path) else {
                tally.lost.fetch_add(1, Ordering::Relaxed);
                return;
            };
            tally.answered.fetch_add(1, Ordering::Relaxed);
            if last {
                let _ = stream.get_ref().shutdown(Shutdown::Both);
                break;
            }
        }
    }
}

/// Returns the whole response of the health endpoint.
fn health(address: SocketAddr, path: &str) -> Result<String, Box<dyn Error>> {
    let mut stream = StdStream::connect(address)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    )?;
    let mut response = String::new();
    std::io::Read::read_to_string(&mut stream, &mut response)?;
    Ok(response)
}

/// Readiness is 503 from the signal on, while the request in flight is served to its end.
fn readiness_ends_with_the_signal() -> Outcome {
    let (mut child, address, checks) = start("--serve-without-delay", "0")?;
    let in_flight = std::thread::spawn(move || {
        let mut stream = BufReader::new(StdStream::connect(address)?);
        request(&mut stream, "/long")
    });
    std::thread::sleep(Duration::from_millis(500));
    assert!(health(checks, "/health/ready")?.contains(" 200 "));
    terminate(&child)?;
    std::thread::sleep(Duration::from_millis(500));
    let response = health(checks, "/health/ready")?;
    assert!(response.starts_with("HTTP/1.1 503 "), "{response}");
    assert!(response.contains(r#"{"status":"DRAINING""#), "{response}");
    assert!(!in_flight.is_finished());
    let last = in_flight.join().map_err(|_| "the request failed")??;
    assert!(last, "the response has `Connection: close`");
    assert!(child.0.wait()?.success());
    Ok(())
}

#[allow(clippy::cast_precision_loss, reason = "a rate to be shown")]
fn a_drain_loses_nothing(workers: &str) -> Outcome {
    let (mut child, address, checks) = start("--serve", workers)?;
    assert!(health(checks, "/health/ready")?.contains(" 200 "));
    let tally = Arc::new(Tally::default());
    // Half of the clients keep the server busy; of the others some request is always in flight.
    let clients: Vec<_> = (0..16)
        .map(|number| {
            let tally = Arc::clone(&tally);
            let path = if number % 2 == 0 { "/" } else { "/slow" };
            std::thread::spawn(move || client(address, path, &tally))
        })
        .collect();
    let loaded = Duration::from_millis(700);
    std::thread::sleep(loaded);
    let rate = tally.answered.load(Ordering::Relaxed) as f64 / loaded.as_secs_f64();
    terminate(&child)?;
    std::thread::sleep(Duration::from_millis(150));
    assert!(health(checks, "/health/ready")?.contains(" 503 "));
    assert!(health(checks, "/health/live")?.contains(" 200 "));
    let begun = Instant::now();
    let status = child.0.wait()?;
    tally.stop.store(true, Ordering::Relaxed);
    for client in clients {
        client.join().map_err(|_| "a client failed")?;
    }
    let (answered, lost) = (
        tally.answered.load(Ordering::Relaxed),
        tally.lost.load(Ordering::Relaxed),
    );
    println!(
        "drain with {workers} workers: {answered} answered, {rate:.0} a second before the signal, {lost} lost, over after {:?}",
        begun.elapsed()
    );
    assert!(status.success() && begun.elapsed() < Duration::from_secs(5));
    assert!(answered > 500, "{answered}");
    assert_eq!(lost, 0);
    Ok(())
}

/// Returns the memory of a process in KiB.
fn memory(Program(child): &Program) -> Result<usize, Box<dyn Error>> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .ok_or("no memory")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

fn idle_connections_cost_little() -> Outcome {
    let (child, address, _) = start("--serve", "0")?;
    let mut warm = BufReader::new(StdStream::connect(address)?);
    for _ in 0..100 {
        request(&mut warm, "/")?;
    }
    let before = memory(&child)?;
    let mut idle = Vec::with_capacity(IDLE);
    while idle.len() < IDLE {
        match StdStream::connect(address) {
            Ok(stream) => {
                idle.push(stream);
                // No more connections at once than the backlog of the system.
                if idle.len() % 500 == 0 {
                    std::thread::sleep(Duration::from_millis(20));
                }
            }
            // The system allows no more connections; the ones so far are enough.
            Err(error) if idle.len() > 400 => {
                println!("{} connections: {error}", idle.len());
                break;
            }
            Err(error) => return Err(error.into()),
        }
    }
    let start = Instant::now();
    request(&mut warm, "/")?;
    let (waited, after) = (start.elapsed(), memory(&child)?);
    let each = (after.saturating_sub(before)) * 1024 / idle.len();
    println!(
        "{} idle connections: {each} bytes each, a request among them takes {waited:?}",
        idle.len()
    );
    assert!(each < 16 * 1024, "{each}");
    assert!(waited < Duration::from_secs(2), "{waited:?}");
    drop(idle);
    let mut fresh = BufReader::new(StdStream::connect(address)?);
    request(&mut fresh, "/")?;
    Ok(())
}
