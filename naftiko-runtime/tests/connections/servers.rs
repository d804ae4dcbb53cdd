//! Servers and proxies, implemented on bytes.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::Outcome;

/// The request heads that a server or proxy received.
#[derive(Clone, Default)]
pub(super) struct Asked(Arc<Mutex<Vec<String>>>);

impl Asked {
    pub(super) fn note(&self, text: impl Into<String>) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(text.into());
    }

    pub(super) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A stream of any kind.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Handles each connection, after TLS if there is any, and records `connection` for each.
pub(super) async fn listen<F, R>(tls: Option<TlsAcceptor>, asked: &Asked, serve: F) -> Outcome<SocketAddr>
where
    F: Fn(Box<dyn Stream>, Asked) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = std::io::Result<()>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let asked = asked.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (tls, asked, serve) = (tls.clone(), asked.clone(), serve.clone());
            tokio::spawn(async move {
                asked.note("connection");
                let stream: Box<dyn Stream> = match tls {
                    Some(tls) => Box::new(tls.accept(stream).await?),
                    None => Box::new(stream),
                };
                serve(stream, asked).await
            });
        }
    });
    Ok(address)
}

/// Reads the head of a request; `None` at the end of the connection.
async fn head(stream: &mut dyn Stream) -> std::io::Result<Option<String>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return Ok(None),
        }
    }
    Ok(Some(String::from_utf8_lossy(&head).into_owned()))
}

/// Responds to each request with `{}`.
pub(super) async fn answer(mut stream: Box<dyn Stream>, asked: Asked) -> std::io::Result<()> {
    while let Some(head) = head(&mut *stream).await? {
        asked.note(head);
        let answer = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
        stream.write_all(answer).await?;
        stream.flush().await?;
    }
    Ok(())
}

/// Tunnels to a server, for any requested host.
pub(super) async fn tunnel(mut stream: Box<dyn Stream>, asked: Asked, to: SocketAddr) -> std::io::Result<()> {
    let Some(head) = head(&mut *stream).await? else {
        return Ok(());
    };
    let refused = head.contains("api.test:444 ");
    asked.note(head);
    if refused {
        let answer = b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(answer).await?;
        return stream.flush().await;
    }
    stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").await?;
    stream.flush().await?;
    let mut server = TcpStream::connect(to).await?;
    copy_bidirectional(&mut stream, &mut server).await.map(|_| ())
}

/// SOCKS 5 (RFC 1928) with user and password (RFC 1929); connects to a server for any requested host.
pub(super) async fn socks(mut stream: Box<dyn Stream>, asked: Asked, to: SocketAddr) -> std::io::Result<()> {
    let mut greeting = [0; 2];
    stream.read_exact(&mut greeting).await?;
    let mut methods = vec![0; usize::from(greeting[1])];
    stream.read_exact(&mut methods).await?;
    stream.write_all(&[5, 2]).await?;
    let _version = stream.read_u8().await?;
    let user = text(&mut *stream).await?;
    let password = text(&mut *stream).await?;
    stream.write_all(&[1, 0]).await?;
    let mut request = [0; 4];
    stream.read_exact(&mut request).await?;
    let host = text(&mut *stream).await?;
    let port = stream.read_u16().await?;
    asked.note(format!("{user}:{password} {request:?} {host}:{port}"));
    stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
    stream.flush().await?;
    let mut server = TcpStream::connect(to).await?;
    copy_bidirectional(&mut stream, &mut server).await.map(|_| ())
}

/// Reads a text after its length.
async fn text(stream: &mut dyn Stream) -> std::io::Result<String> {
    let mut text = vec![0; usize::from(stream.read_u8().await?)];
    stream.read_exact(&mut text).await?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Responds to each request with `{}`, in HTTP/2.
#[cfg(all(feature = "http2", feature = "rest"))]
pub(super) async fn http2(stream: Box<dyn Stream>, asked: Asked) -> std::io::Result<()> {
    use hyper_util::rt::{TokioExecutor, TokioIo};
    let service =
        hyper::service::service_fn(move |request: naftiko::http::Request<hyper::body::Incoming>| {
            asked.note(format!("{:?} {}", request.version(), request.uri()));
            async {
                let mut answer = naftiko::http::Response::new(String::from("{}"));
                let json = naftiko::http::HeaderValue::from_static("application/json");
                answer.headers_mut().insert("content-type", json);
                Ok::<_, std::convert::Infallible>(answer)
            }
        });
    let served = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
        .serve_connection(TokioIo::new(stream), service)
        .await;
    served.map_err(std::io::Error::other)
}
