//! A connection to a host, or to a proxy that forwards requests.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};

use super::super::tls::TlsStream;

/// A connection. Requests to a forwarding proxy have the host in their first line.
pub(crate) struct ProxiedStream {
    io: TlsStream,
    forwarded: bool,
}

impl ProxiedStream {
    /// Wraps a connection to the host.
    pub(super) fn direct(io: TlsStream) -> Self {
        Self { io, forwarded: false }
    }

    /// Wraps a connection to a forwarding proxy.
    pub(super) fn via_proxy(io: TlsStream) -> Self {
        Self { io, forwarded: true }
    }

    fn io(self: Pin<&mut Self>) -> Pin<&mut TlsStream> {
        Pin::new(&mut self.get_mut().io)
    }
}

impl Connection for ProxiedStream {
    fn connected(&self) -> Connected {
        self.io.connected().proxy(self.forwarded)
    }
}

impl Read for ProxiedStream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        self.io().poll_read(context, into)
    }
}

impl Write for ProxiedStream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.io().poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.io().poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.io().poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.io().poll_write_vectored(context, pieces)
    }
}
