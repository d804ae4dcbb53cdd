//! A polite caller: some small requests a second, each on its own address.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::Outcome;
use crate::server::Addresses;

/// The pause between requests.
const PAUSE: Duration = Duration::from_millis(20);

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The caller. It stops with this.
pub(crate) struct Polite {
    counts: Arc<Counts>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Counts {
    sent: AtomicUsize,
    answered: AtomicUsize,
}

/// What was sent and answered since the last report.
pub(crate) struct Report {
    sent: usize,
    answered: usize,
}

impl Polite {
    pub(crate) fn start(server: Addresses) -> Outcome<Self> {
        let http = naftiko::client::http_builder()?
            .no_proxy()
            .local_address(IpAddr::from([127, 0, 0, 2]))
            .timeout(PATIENCE)
            .build()?;
        let counts = Arc::<Counts>::default();
        let counted = Arc::clone(&counts);
        let task = tokio::spawn(async move {
            for number in 0_usize.. {
                let asked = ask(&http, server, number).await;
                counted.sent.fetch_add(1, Ordering::Relaxed);
                counted.answered.fetch_add(usize::from(asked), Ordering::Relaxed);
                tokio::time::sleep(PAUSE).await;
            }
        });
        Ok(Self { counts, task })
    }

    /// Returns what was sent and answered since the last report.
    pub(crate) fn report(&mut self) -> Report {
        Report {
            sent: self.counts.sent.swap(0, Ordering::Relaxed),
            answered: self.counts.answered.swap(0, Ordering::Relaxed),
        }
    }
}

impl Drop for Polite {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Report {
    /// Returns the answered part.
    #[allow(clippy::cast_precision_loss, reason = "a few thousand requests")]
    pub(crate) fn answered(&self) -> f64 {
        self.answered as f64 / self.sent.max(1) as f64
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} answered", self.answered, self.sent)
    }
}

/// Sends one request, to each front in turn, and returns whether it was answered.
async fn ask(http: &reqwest::Client, server: Addresses, number: usize) -> bool {
    let Addresses { rest, mcp, health } = server;
    let call = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get-document","arguments":{"id":"1"}}}"#;
    let request = match number % 4 {
        0 => http.get(format!("http://{rest}/mapped/1")),
        1 => http
            .put(format!("http://{rest}/documents/1"))
            .header("content-type", "application/json")
            .body(r#"{"a":1}"#),
        2 => http
            .post(format!("http://{mcp}/mcp"))
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .header("mcp-protocol-version", "2025-06-18")
            .body(call),
        _ => http.get(format!("http://{health}/health/ready")),
    };
    match request.send().await {
        Ok(response) => response.status().is_success() && response.bytes().await.is_ok(),
        Err(_) => false,
    }
}
