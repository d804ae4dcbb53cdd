//! The server over stdio (MCP 2025-11-25, transports, "stdio"): one message a line, for the client that started the
//! program.

use std::io::{self, BufRead, Read as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::headers::{handshake, inline};
use crate::context::{Context, REQUEST_MEMORY};
use crate::mcp::handler::Handler;
use crate::mcp::protocol::era::negotiate;
use crate::mcp::protocol::message::{MAX_MESSAGE, MESSAGE_COPIES, error_response};
use crate::mcp::protocol::{Era, Malformed, McpRequest, Message, ProtocolError, Sender, Session};
use crate::problem;
use crate::quota::Quota;
use crate::telemetry::Recorder;

/// The number of buffered lines and of buffered messages.
const BUFFERED_MESSAGES: usize = 16;

/// The largest number of concurrent requests.
const MAX_REQUESTS: usize = 1000;

/// How long running requests may take after the client disconnects.
const END_TIMEOUT: Duration = Duration::from_secs(10);

/// Whether a client has connected.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Client {
    /// A client was served, and has disconnected.
    Disconnected,
    /// Stdin was closed before the first message.
    NeverConnected,
}

/// Limits of the transport.
pub(crate) struct StdioLimits {
    /// The largest message in bytes, if the server sets one.
    pub(crate) message: Option<usize>,
    pub(crate) memory: Arc<Quota>,
    /// Records requests, if the server has telemetry.
    pub(crate) recorder: Option<Recorder>,
}

/// Serves one client until it closes stdin, or until `stop`. Running requests then get time to complete.
pub(crate) async fn serve(
    handler: Handler,
    limits: StdioLimits,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<Client> {
    let longest = limits.message.unwrap_or(MAX_MESSAGE);
    let mut lines = lines(longest)?;
    let (sender, messages) = mpsc::channel(BUFFERED_MESSAGES);
    let writing = tokio::spawn(write(messages));
    let mut connection = Connection::new(handler, sender, longest, limits);
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            () = connection.sender.closed() => break,
            line = lines.recv() => match line {
                Some(line) => connection.receive(line).await,
                None => break,
            },
            Some(_) = connection.requests.join_next() => {}
        }
    }
    let client = if connection.client.is_there.load(Ordering::Relaxed) {
        Client::Disconnected
    } else {
        Client::NeverConnected
    };
    connection.end().await;
    match writing.await {
        // A disconnected client reads nothing.
        Ok(Err(error)) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(client),
    }
}

/// Writes messages, one a line.
async fn write(mut messages: mpsc::Receiver<Vec<u8>>) -> io::Result<()> {
    let mut output = tokio::io::stdout();
    while let Some(mut message) = messages.recv().await {
        message.push(b'\n');
        output.write_all(&message).await?;
        output.flush().await?;
    }
    Ok(())
}

/// The connection to a client.
struct Connection {
    client: Arc<ClientState>,
    sender: Sender,
    /// The longest message in bytes.
    longest: usize,
    memory: Arc<Quota>,
    recorder: Option<Recorder>,
    requests: JoinSet<()>,
    /// Running subscriptions, which last until the client disconnects.
    streams: JoinSet<()>,
}

/// The state of a client.
struct ClientState {
    handler: Handler,
    session: Session,
    is_there: AtomicBool,
    /// The era of a client that has started with `initialize`.
    opened: OnceLock<Era>,
}

/// A line of stdin; `None` when it is too long.
type Line = Option<Vec<u8>>;

impl Connection {
    fn new(handler: Handler, sender: Sender, longest: usize, limits: StdioLimits) -> Self {
        let client = Arc::new(ClientState {
            session: Session::new(handler.tools.updates.as_ref()),
            handler,
            is_there: AtomicBool::new(false),
            opened: OnceLock::new(),
        });
        let mut streams = JoinSet::new();
        if client.handler.tools.updates.is_some() {
            let (client, sender) = (Arc::clone(&client), sender.clone());
            streams.spawn(async move { client.session.tell(&sender).await });
        }
        Self {
            client,
            sender,
            longest,
            memory: limits.memory,
            recorder: limits.recorder,
            requests: JoinSet::new(),
            streams,
        }
    }

    /// Handles a message; requests run concurrently.
    async fn receive(&mut self, line: Line) {
        let Some(line) = line else {
            let message = format!("the message is longer than {} bytes", self.longest);
            let error = ProtocolError::invalid_request(message);
            return self.send(error_response(None, &error)).await;
        };
        if line.trim_ascii().is_empty() {
            return;
        }
        let request = match Message::read(&line) {
            Ok(Message::Request(request)) => request,
            Ok(other) => return self.client.notify(&other),
            Err(Malformed { id, error }) => return self.send(error_response(id, &error)).await,
        };
        self.client.is_there.store(true, Ordering::Relaxed);
        let era = match self.client.era(&request) {
            Ok(era) => era,
            Err(error) => return self.send(error_response(Some(request.id), &error)).await,
        };
        let (client, sender) = (Arc::clone(&self.client), self.sender.clone());
        if !Handler::may_wait(&request.method) {
            // It is handled in order: messages after `initialize` depend on it.
            return client.run(line, era, sender).await;
        }
        if self.requests.len() >= MAX_REQUESTS {
            let error = ProtocolError::internal_error("too many concurrent requests");
            return self.send(error_response(Some(request.id), &error)).await;
        }
        let bytes = REQUEST_MEMORY + MESSAGE_COPIES * line.len();
        let Some(memory) = self.memory.take(None, bytes) else {
            let error = ProtocolError::overloaded(problem::OUT_OF_MEMORY);
            return self.send(error_response(Some(request.id), &error)).await;
        };
        let streams = request.method == "subscriptions/listen";
        let context = Context::from_headers(&http::HeaderMap::new()).with(None, None, Arc::new(memory));
        let context = match &self.recorder {
            Some(recorder) => context.with_recording(recorder.carrier()),
            None => context,
        };
        let running = context.scope(client.run(line, era, sender));
        if streams {
            self.streams.spawn(running);
        } else {
            self.requests.spawn(running);
        }
    }

    async fn send(&self, message: Vec<u8>) {
        // A disconnect is noticed when the next line is read.
        let _ = self.sender.send(message).await;
    }

    /// Gives running requests time to complete.
    async fn end(mut self) {
        let requests = async { while self.requests.join_next().await.is_some() {} };
        if tokio::time::timeout(END_TIMEOUT, requests).await.is_err() {
            self.requests.shutdown().await;
        }
        self.streams.shutdown().await;
    }
}

impl ClientState {
    fn notify(&self, message: &Message<'_>) {
        self.session.notify(message);
    }

    /// Returns the era of a request: it contains its version, or the client has started with `initialize`.
    fn era(&self, request: &McpRequest<'_>) -> Result<Era, ProtocolError> {
        if let Some(wished) = handshake(request) {
            return Ok(*self.opened.get_or_init(|| Era::of(negotiate(&wished))));
        }
        let opened = self.opened.get().filter(|_| request.method != "server/discover");
        let era = opened.or((request.method == "ping").then_some(&Era::Older));
        match era.filter(|_| request.meta.version.is_none()) {
            Some(era) => Ok(*era),
            None => inline(request),
        }
    }

    /// Runs the request of a line. It outlives the line, so it parses it again.
    async fn run(self: Arc<Self>, line: Vec<u8>, era: Era, sender: Sender) {
        let Ok(Message::Request(request)) = Message::read(&line) else {
            return;
        };
        let respond = self.respond(&request, era, &sender);
        if let Some(Some(response)) = self.session.cancellable(request.id, respond).await {
            let _ = sender.send(response).await;
        }
    }

    async fn respond(&self, request: &McpRequest<'_>, era: Era, sender: &Sender) -> Option<Vec<u8>> {
        let handler = &self.handler;
        if let Some(subscription) = handler.subscription(request, era) {
            return match subscription {
                Ok((subscription, changes)) => {
                    subscription
                        .listen(changes, &handler.prepared.server, sender.clone())
                        .await
                }
                Err(error) => Some(error_response(Some(request.id), &error)),
            };
        }
        let respond = handler.respond(request, era, Some(&self.session));
        let outcome = match handler.options(request, era) {
            Some(options) => options.scope(sender.clone(), respond).await,
            None => respond.await,
        };
        let text = outcome.unwrap_or_else(|error| error_response(Some(request.id), &error).into());
        Some(text.into_vec())
    }
}

/// Returns the lines of stdin, read by a thread of its own: a blocking read in the runtime would keep the program
/// from exiting while the client sends nothing.
fn lines(longest: usize) -> io::Result<mpsc::Receiver<Line>> {
    let (sender, lines) = mpsc::channel(BUFFERED_MESSAGES);
    thread::Builder::new()
        .name("naftiko-stdin".to_owned())
        .spawn(move || {
            let mut input = io::stdin().lock();
            loop {
                let line = match read_line(&mut input, longest) {
                    Ok(Some(line)) => line,
                    Ok(None) => return,
                    Err(error) => {
                        return tracing::error!(target: "naftiko::mcp", %error, "failed to read stdin");
                    }
                };
                if sender.blocking_send(line).is_err() {
                    return;
                }
            }
        })?;
    Ok(lines)
}

/// Returns the next line of a reader; `None` at its end.
fn read_line(input: &mut impl BufRead, limit: usize) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let read = input.take(limit as u64 + 1).read_until(b'\n', &mut line)?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') || read <= limit {
        return Ok(Some(Some(line)));
    }
    input.skip_until(b'\n')?;
    Ok(Some(None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_over_the_limit_is_skipped() -> io::Result<()> {
        let mut input: &[u8] = b"one\n\n12345678\n123456789\nlast";
        let mut lines = Vec::new();
        while let Some(line) = read_line(&mut input, 8)? {
            lines.push(line.map(|line| String::from_utf8_lossy(&line).into_owned()));
        }
        let expected = [Some("one\n"), Some("\n"), Some("12345678\n"), None, Some("last")];
        assert_eq!(lines, expected.map(|line| line.map(str::to_owned)));
        Ok(())
    }
}
