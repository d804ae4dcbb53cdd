//! A fake API on the loopback interface.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt as _;
use http::{Request, Response};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::{Answer, Ending, FakeApi};

type Chunks = BoxBody<Bytes, io::Error>;

/// A fake API that listens; it stops when this is dropped.
#[derive(Debug)]
pub struct Served {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Served {
    /// Serves a fake API on a free port of the loopback interface.
    ///
    /// # Errors
    ///
    /// When no port is free.
    pub async fn start(api: impl FakeApi) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let api = Arc::new(api);
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(connection(stream, Arc::clone(&api)));
                while connections.try_join_next().is_some() {}
            }
        });
        Ok(Self { address, task })
    }

    /// Returns the base URI, without a path.
    pub fn uri(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn connection<I: FakeApi>(stream: TcpStream, api: Arc<I>) {
    let service = service_fn(move |request| {
        let api = Arc::clone(&api);
        async move { exchange(request, &*api).await }
    });
    // An error here is an injected fault, or a client that disconnected.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn exchange(request: Request<Incoming>, api: &impl FakeApi) -> io::Result<Response<Chunks>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let answer = api.answer(&Request::from_parts(head, body));
    if !answer.after.is_zero() {
        tokio::time::sleep(answer.after).await;
    }
    response(answer)
}

/// An error closes the connection.
fn response(answer: Answer) -> io::Result<Response<Chunks>> {
    if answer.ending == Ending::None {
        return Err(io::Error::other("closed without an answer"));
    }
    let mut response = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(*name, value);
    }
    let length = answer.body.len();
    let chunks = answer.into_chunks().map(|chunk| chunk.map(Frame::data));
    response
        .header("content-length", length)
        .body(BoxBody::new(StreamBody::new(chunks)))
        .map_err(io::Error::other)
}
