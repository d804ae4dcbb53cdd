//! Worker threads, each with its own runtime.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use tokio::net::TcpStream;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::worker;

/// The worker threads. A connection, its requests, and the connections to APIs that they use stay on one thread.
/// Without workers, everything runs on the runtime that starts the server.
#[derive(Clone, Default)]
pub(super) struct Workers(Arc<[Worker]>);

/// A worker thread. It ends when this is dropped.
struct Worker {
    runtime: Handle,
    connections: Arc<AtomicUsize>,
    _stop: oneshot::Sender<()>,
}

impl Workers {
    /// Starts this many threads.
    pub(super) fn start(count: usize) -> io::Result<Self> {
        (1..=count)
            .map(Worker::start)
            .collect::<io::Result<_>>()
            .map(Self)
    }

    /// Serves a connection on the thread with the fewest connections.
    pub(super) fn spawn<F>(
        &self,
        connections: &mut JoinSet<()>,
        stream: TcpStream,
        serve: impl FnOnce(TcpStream) -> F + Send + 'static,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        let open = |worker: &&Worker| worker.connections.load(Ordering::Relaxed);
        let Some(worker) = self.0.iter().min_by_key(open) else {
            connections.spawn(serve(stream));
            return;
        };
        let count = ConnectionCount::new(&worker.connections);
        // The stream must register with the other runtime.
        let Ok(stream) = stream.into_std() else { return };
        let served = async move {
            let _count = count;
            if let Ok(stream) = TcpStream::from_std(stream) {
                serve(stream).await;
            }
        };
        connections.spawn_on(served, &worker.runtime);
    }
}

impl Worker {
    fn start(number: usize) -> io::Result<Self> {
        let (stop, stopped) = oneshot::channel::<()>();
        // A runtime must not be dropped on a thread of another runtime, so it lives on its own thread.
        let (started, runtime) = mpsc::sync_channel(1);
        let run = move || {
            worker::set_id(number);
            let runtime = Builder::new_current_thread().enable_all().build();
            let handle = runtime.as_ref().map(|runtime| runtime.handle().clone());
            // `start` waits below for this.
            let _ = started.send(handle.map_err(|error| io::Error::new(error.kind(), error.to_string())));
            if let Ok(runtime) = runtime {
                // Nothing is sent: the receiver ends when the worker is dropped.
                let _ = runtime.block_on(stopped);
            }
        };
        thread::Builder::new()
            .name(format!("naftiko-{number}"))
            .spawn(run)?;
        Ok(Self {
            runtime: runtime.recv().map_err(io::Error::other)??,
            connections: Arc::default(),
            _stop: stop,
        })
    }
}

/// Counts one connection of a worker.
struct ConnectionCount(Arc<AtomicUsize>);

impl ConnectionCount {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for ConnectionCount {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
