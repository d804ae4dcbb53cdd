//! Signing requests, in ways that are not built in.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};

use super::request::Outgoing;
use super::{AuthenticationError, headers};

/// Signs requests: for OAuth 1, HMAC schemes, `SigV4`, and whatever else an API asks for.
///
/// It is asked for each attempt, after all other credentials were put on, and gives the request its headers or
/// pairs of the query.
///
/// ```
/// use naftiko::client::{AuthenticationError, Config, Signer, Unsigned};
///
/// struct Checksum;
///
/// impl Signer for Checksum {
///     fn sign(&self, request: &mut Unsigned<'_>) -> Result<(), AuthenticationError> {
///         let body = request
///             .body()
///             .ok_or_else(|| AuthenticationError::new("Checksum", "streams are not signed"))?;
///         let sum: u64 = body.iter().copied().map(u64::from).sum();
///         request.set_header("X-Checksum", &format!("{}:{sum}", request.method()))
///     }
/// }
///
/// let config = Config::new().signer(Checksum);
/// ```
pub trait Signer: Send + Sync + 'static {
    /// Signs a request.
    ///
    /// # Errors
    /// When it cannot be signed; it is then not sent. The error must not hold secrets.
    fn sign(&self, request: &mut Unsigned<'_>) -> Result<(), AuthenticationError>;
}

/// A request to be signed: complete, and about to be sent. `Debug` shows its method alone.
pub struct Unsigned<'a>(pub(super) &'a mut Outgoing);

impl Unsigned<'_> {
    /// The method.
    pub fn method(&self) -> &Method {
        &self.0.method
    }

    /// Where it is sent, with its query.
    pub fn uri(&self) -> &Uri {
        &self.0.uri
    }

    /// The headers, but for those that the transport sets: the host, the length.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The body; `None` when it is streamed and not in memory.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.bytes()
    }

    /// Sets a header, which no `Debug` will show.
    ///
    /// # Errors
    /// When it cannot be sent.
    pub fn set_header(&mut self, name: &str, value: &str) -> Result<(), AuthenticationError> {
        let refused = |why| AuthenticationError::new("a signer", format!("the header `{name}` {why}"));
        let header: HeaderName = headers::name(name).map_err(refused)?;
        let value: HeaderValue = headers::secret(value).map_err(refused)?;
        self.0.headers.insert(header, value);
        Ok(())
    }

    /// Adds a pair to the query, unless there is one of that name.
    pub fn add_query(&mut self, name: &str, value: &str) {
        self.0.push_query(name, value);
    }
}

impl fmt::Debug for Unsigned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsigned")
            .field("method", &self.0.method)
            .finish_non_exhaustive()
    }
}
