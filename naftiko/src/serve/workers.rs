//! Threads that answer connections, with a runtime each.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use tokio::net::TcpStream;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::worker as lane;

/// Threads among which connections are dealt out: a connection, what it asks for, and the connections to APIs
/// that this takes stay on one thread. Without any, all of it is on the runtime that serves.
#[derive(Clone, Default)]
pub(super) struct Workers(Arc<[Worker]>);

/// A thread. It ends when this is dropped.
struct Worker {
    runtime: Handle,
    connections: Arc<AtomicUsize>,
    _wanted: oneshot::Sender<()>,
}

impl Workers {
    /// Starts so many threads.
    pub(super) fn start(count: usize) -> io::Result<Self> {
        (1..=count)
            .map(Worker::start)
            .collect::<io::Result<_>>()
            .map(Self)
    }

    /// Has a connection answered, by the thread that has the fewest.
    pub(super) fn spawn<F>(
        &self,
        connections: &mut JoinSet<()>,
        stream: TcpStream,
        answer: impl FnOnce(TcpStream) -> F + Send + 'static,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        let count = |worker: &&Worker| worker.connections.load(Ordering::Relaxed);
        let Some(worker) = self.0.iter().min_by_key(count) else {
            connections.spawn(answer(stream));
            return;
        };
        let held = Held::new(&worker.connections);
        // Whoever is told of what comes over it changes with the runtime.
        let Ok(stream) = stream.into_std() else { return };
        let answered = async move {
            let _held = held;
            if let Ok(stream) = TcpStream::from_std(stream) {
                answer(stream).await;
            }
        };
        connections.spawn_on(answered, &worker.runtime);
    }
}

impl Worker {
    fn start(number: usize) -> io::Result<Self> {
        let (wanted, unwanted) = oneshot::channel::<()>();
        // The runtime is made and ends on its thread: it must not end on one that has another runtime.
        let (tell, told) = mpsc::sync_channel(1);
        let run = move || {
            lane::enter(number);
            let runtime = Builder::new_current_thread().enable_all().build();
            let handle = runtime.as_ref().map(|runtime| runtime.handle().clone());
            // Somebody is waiting below.
            let _ = tell.send(handle.map_err(|error| io::Error::new(error.kind(), error.to_string())));
            if let Ok(runtime) = runtime {
                // The error is what is waited for: nobody sends.
                let _ = runtime.block_on(unwanted);
            }
        };
        thread::Builder::new()
            .name(format!("naftiko-{number}"))
            .spawn(run)?;
        Ok(Self {
            runtime: told.recv().map_err(io::Error::other)??,
            connections: Arc::default(),
            _wanted: wanted,
        })
    }
}

/// One of a worker's connections.
struct Held(Arc<AtomicUsize>);

impl Held {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
