//! Serving the client that started the program, over its standard input and output.

use std::io::{self, BufRead as _};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::thread;

use bytes::Bytes;
use rmcp::ServiceExt as _;
use rmcp::service::ServerInitializeError;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::mpsc;

use super::answering::Handler;

/// Whether somebody was there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Client {
    /// A client was served, and has gone.
    Left,
    /// Standard input was closed before anybody said anything.
    Absent,
}

/// Serves one client until it closes standard input, or until `stop`. Calls under way then are given time
/// to end.
pub(super) async fn serve(
    handler: Handler,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<Client> {
    let input = Input::new(Box::pin(stop))?;
    let running = match handler.serve((input, tokio::io::stdout())).await {
        Ok(running) => running,
        Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(Client::Absent),
        Err(error) => return Err(io::Error::other(error)),
    };
    running.waiting().await.map_err(io::Error::other)?;
    Ok(Client::Left)
}

/// Standard input, read by a thread of its own: a read that the runtime waits for would keep the program
/// from ending for as long as the client sends nothing.
struct Input {
    chunks: mpsc::Receiver<Bytes>,
    current: Bytes,
    stop: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl Input {
    fn new(stop: Pin<Box<dyn Future<Output = ()> + Send>>) -> io::Result<Self> {
        let (sender, chunks) = mpsc::channel(16);
        thread::Builder::new()
            .name("naftiko-stdin".to_owned())
            .spawn(move || pump(&sender))?;
        Ok(Self {
            chunks,
            current: Bytes::new(),
            stop: Some(stop),
        })
    }
}

fn pump(sender: &mpsc::Sender<Bytes>) {
    let mut input = io::stdin().lock();
    loop {
        let chunk = match input.fill_buf() {
            Ok([]) => return,
            Ok(chunk) => Bytes::copy_from_slice(chunk),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return tracing::error!(%error, "standard input cannot be read"),
        };
        input.consume(chunk.len());
        if sender.blocking_send(chunk).is_err() {
            return;
        }
    }
}

impl AsyncRead for Input {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Some(stop) = &mut self.stop else {
            return Poll::Ready(Ok(()));
        };
        if stop.as_mut().poll(cx).is_ready() {
            self.stop = None;
            return Poll::Ready(Ok(()));
        }
        if self.current.is_empty() {
            match ready!(self.chunks.poll_recv(cx)) {
                Some(chunk) => self.current = chunk,
                None => return Poll::Ready(Ok(())),
            }
        }
        let length = buf.remaining().min(self.current.len());
        buf.put_slice(&self.current.split_to(length));
        Poll::Ready(Ok(()))
    }
}
