//! Streamed responses.

use std::fmt;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, stream};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use super::{Place, RawResponse};
use crate::client::body;
use crate::client::{Body, Error, ErrorKind, Operation, TransportError};

/// The default timeout of each read.
const DEFAULT_READ_TIMEOUT: Duration = Duration::from_secs(60);

/// A successful response (2xx) with a streamed body, returned by [`Call::stream`](crate::client::Call::stream). It keeps one
/// chunk in memory.
///
/// Nothing is read ahead: the API sends as fast as chunks are read. Dropping the response closes the connection.
pub struct Streaming {
    operation: &'static str,
    declared: Option<&'static str>,
    status: StatusCode,
    headers: HeaderMap,
    #[cfg_attr(
        not(feature = "rest"),
        expect(dead_code, reason = "REST adapters alone pass links on")
    )]
    place: Option<Box<Place>>,
    body: Body,
    timeout: Duration,
    limit: Option<usize>,
    read_bytes: usize,
}

impl Streaming {
    pub(crate) fn new(
        operation: &Operation,
        response: RawResponse,
        timeout: Option<Duration>,
        limit: Option<usize>,
    ) -> Result<Self, Error> {
        let body = response.stream.unwrap_or_else(|| Body::from(response.body));
        let response = Self {
            operation: operation.id,
            declared: operation.media_type,
            status: response.status,
            headers: response.headers,
            place: response.place,
            body,
            timeout: timeout.unwrap_or(DEFAULT_READ_TIMEOUT),
            limit,
            read_bytes: 0,
        };
        response.check_content_length()?;
        Ok(response)
    }

    /// Sets the largest body, if neither the spec nor the program set one.
    ///
    /// # Errors
    /// When the declared length is larger; an undeclared length fails while reading.
    pub fn or_limit(mut self, bytes: usize) -> Result<Self, Error> {
        self.limit = self.limit.or(Some(bytes));
        self.check_content_length()?;
        Ok(self)
    }

    /// Returns the media type: the spec's, else the API's, else `application/octet-stream`.
    pub fn media_type(&self) -> &str {
        const UNKNOWN: &str = "application/octet-stream";
        let sent = self
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let sent = sent.filter(|sent| !sent.is_empty() && *sent != "binary/octet-stream");
        self.declared.or(sent).unwrap_or(UNKNOWN)
    }

    /// Takes where the API is, if the response has links.
    #[cfg(feature = "rest")]
    pub(crate) fn take_place(&mut self) -> Option<Box<Place>> {
        self.place.take()
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the remaining length of the body, if the API has declared it.
    pub fn length(&self) -> Option<u64> {
        self.body.content_length()
    }

    /// Returns the next chunk of the body; `None` at its end.
    ///
    /// # Errors
    /// When the connection is closed early, when a read times out, and when the body exceeds the limit of the call.
    /// The call is not retried.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let chunk = body::chunk(&mut self.body, Some(self.timeout)).await;
        let chunk = chunk.map_err(|kind| self.error(kind))?;
        self.read_bytes += chunk.as_ref().map_or(0, Bytes::len);
        self.check(self.read_bytes)?;
        Ok(chunk)
    }

    /// Returns the rest of the body in memory. Set a limit ([`Streaming::or_limit`]) where there is none.
    ///
    /// # Errors
    /// Those of [`Streaming::chunk`].
    pub async fn bytes(&mut self) -> Result<Bytes, Error> {
        let Some(first) = self.chunk().await? else {
            return Ok(Bytes::new());
        };
        let mut bytes = BytesMut::from(first);
        while let Some(chunk) = self.chunk().await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.freeze())
    }

    /// Returns the chunks of the body as a stream, which ends after an error.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, Error>> + Send + 'static {
        stream::unfold(Some(self), |state| async {
            let mut response = state?;
            match response.chunk().await {
                Ok(chunk) => chunk.map(|chunk| (Ok(chunk), Some(response))),
                Err(error) => Some((Err(error), None)),
            }
        })
    }

    /// Writes the rest of the body, and returns the number of bytes.
    ///
    /// # Errors
    /// Those of [`Streaming::chunk`], and an error of the writer as a connection error.
    pub async fn write_to(&mut self, writer: &mut (impl AsyncWrite + Unpin)) -> Result<u64, Error> {
        let mut written = 0;
        while let Some(chunk) = self.chunk().await? {
            let outcome = writer.write_all(&chunk).await;
            outcome.map_err(|error| self.write_error(&error))?;
            written += chunk.len() as u64;
        }
        writer.flush().await.map_err(|error| self.write_error(&error))?;
        Ok(written)
    }

    fn check_content_length(&self) -> Result<(), Error> {
        let length = self.length().and_then(|length| usize::try_from(length).ok());
        self.check(length.unwrap_or_default())
    }

    fn check(&self, length: usize) -> Result<(), Error> {
        match self.limit {
            Some(limit) if length > limit => Err(self.error(ErrorKind::TooLarge { limit })),
            _ => Ok(()),
        }
    }

    fn write_error(&self, error: &std::io::Error) -> Error {
        let reason = format!("failed to write the response body: {}", error.kind());
        self.error(ErrorKind::Transport(TransportError::broken(reason)))
    }

    /// The caller has used a part of the response, so only the caller can retry.
    fn error(&self, kind: ErrorKind) -> Error {
        Error::new(self.operation, false, kind)
    }
}

impl fmt::Debug for Streaming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Streaming")
            .field("status", &self.status)
            .field("read_bytes", &self.read_bytes)
            .finish_non_exhaustive()
    }
}
