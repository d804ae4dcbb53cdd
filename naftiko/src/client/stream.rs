//! Answers read while they come.

use std::fmt;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, stream};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use super::body::Body;
use super::settings::Settings;
use super::{Error, ErrorKind, Operation, TransportError, read};

/// How long nothing may come, unless set.
const PATIENCE: Duration = Duration::from_secs(60);

/// A successful answer (2xx) whose body is read piece by piece, in as little memory as a piece takes. What
/// [`Call::stream`](super::Call::stream) gives.
///
/// Nothing is read ahead: an API sends as fast as the pieces are taken. Dropping it ends the exchange.
pub struct Streaming {
    operation: &'static str,
    declared: Option<&'static str>,
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
    patience: Duration,
    limit: Option<usize>,
    taken: usize,
}

impl Streaming {
    pub(super) fn new(
        operation: &Operation,
        (status, headers, body): (StatusCode, HeaderMap, Body),
        settings: &Settings,
    ) -> Result<Self, Error> {
        let answer = Self {
            operation: operation.id,
            declared: operation.media_type,
            status,
            headers,
            body,
            patience: settings.read_timeout.unwrap_or(PATIENCE),
            limit: settings.response_limit,
            taken: 0,
        };
        answer.check_announced()?;
        Ok(answer)
    }

    /// Refuses a body of more bytes than this, if it has no limit yet: neither the spec nor code set one.
    ///
    /// # Errors
    /// When the API has announced a larger one; one that is not announced ends with the error when it is read.
    pub fn or_limit(mut self, bytes: usize) -> Result<Self, Error> {
        self.limit = self.limit.or(Some(bytes));
        self.check_announced()?;
        Ok(self)
    }

    /// What the body is: what the spec says, else what the API does, else `application/octet-stream`.
    pub fn media_type(&self) -> &str {
        const UNKNOWN: &str = "application/octet-stream";
        let told = self
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let told = told.filter(|told| !told.is_empty() && *told != "binary/octet-stream");
        self.declared.or(told).unwrap_or(UNKNOWN)
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The length of what is left of the body, if the API has announced it.
    pub fn length(&self) -> Option<u64> {
        self.body.announced()
    }

    /// The next piece of the body; `None` at its end.
    ///
    /// # Errors
    /// When the connection breaks off or nothing comes for too long, and when the body grows beyond the limit
    /// of the call, if one was set. What was read before is all there is: the call is not repeated.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let chunk = read::chunk(&mut self.body, Some(self.patience)).await;
        let chunk = chunk.map_err(|error| self.failed(ErrorKind::Transport(error)))?;
        self.taken += chunk.as_ref().map_or(0, Bytes::len);
        self.check(self.taken)?;
        Ok(chunk)
    }

    /// The rest of the body. It is kept in memory: set a limit ([`Streaming::or_limit`]) where there is none.
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

    /// The pieces of the body, as a stream; after an error there are no more.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, Error>> + Send + 'static {
        stream::unfold(Some(self), |state| async {
            let mut answer = state?;
            match answer.chunk().await {
                Ok(chunk) => chunk.map(|chunk| (Ok(chunk), Some(answer))),
                Err(error) => Some((Err(error), None)),
            }
        })
    }

    /// Writes the rest of the body, and says how many bytes that were.
    ///
    /// # Errors
    /// Those of [`Streaming::chunk`], and as a broken connection what the writer fails with.
    pub async fn write_to(&mut self, writer: &mut (impl AsyncWrite + Unpin)) -> Result<u64, Error> {
        let mut written = 0;
        while let Some(chunk) = self.chunk().await? {
            let outcome = writer.write_all(&chunk).await;
            outcome.map_err(|error| self.unwritten(&error))?;
            written += chunk.len() as u64;
        }
        writer.flush().await.map_err(|error| self.unwritten(&error))?;
        Ok(written)
    }

    fn check_announced(&self) -> Result<(), Error> {
        let length = self.length().and_then(|length| usize::try_from(length).ok());
        self.check(length.unwrap_or_default())
    }

    fn check(&self, length: usize) -> Result<(), Error> {
        match self.limit {
            Some(limit) if length > limit => Err(self.failed(ErrorKind::TooLarge { limit })),
            _ => Ok(()),
        }
    }

    fn unwritten(&self, error: &std::io::Error) -> Error {
        let reason = format!("its answer cannot be written: {}", error.kind());
        self.failed(ErrorKind::Transport(TransportError::broken(reason)))
    }

    /// Part of the answer has been used, so that a repetition is for the caller to decide.
    fn failed(&self, kind: ErrorKind) -> Error {
        Error::new(self.operation, false, kind)
    }
}

impl fmt::Debug for Streaming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Streaming")
            .field("status", &self.status)
            .field("taken", &self.taken)
            .finish_non_exhaustive()
    }
}
