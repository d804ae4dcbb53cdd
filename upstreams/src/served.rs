//! An imitation on the loopback interface.

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

use super::{Answer, Ending, Imitation};

type Chunks = BoxBody<Bytes, io::Error>;

/// An imitation that listens; it stops when this is dropped.
#[derive(Debug)]
pub struct Served {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Served {
    /// Serves an imitation on a free port of the loopback interface.
    ///
    /// # Errors
    ///
    /// There is no free port.
    pub async fn start(imitation: impl Imitation) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let imitation = Arc::new(imitation);
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(connection(stream, Arc::clone(&imitation)));
                while connections.try_join_next().is_some() {}
            }
        });
        Ok(Self { address, task })
    }

    /// Where it listens, as a base URI without a path.
    pub fn uri(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn connection<I: Imitation>(stream: TcpStream, imitation: Arc<I>) {
    let service = service_fn(move |request| {
        let imitation = Arc::clone(&imitation);
        async move { exchange(request, &*imitation).await }
    });
    // A connection that ends with an error is a fault that was asked for, or a client that went away.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn exchange(request: Request<Incoming>, imitation: &impl Imitation) -> io::Result<Response<Chunks>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let answer = imitation.answer(&Request::from_parts(head, body));
    if !answer.after.is_zero() {
        tokio::time::sleep(answer.after).await;
    }
    response(answer)
}

/// The error closes the connection.
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
