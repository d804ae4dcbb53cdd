//! Request signers, for schemes that are not built in.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};

use crate::client::AuthenticationError;
use crate::client::request::{RequestParts, headers};

/// Signs requests, for OAuth 1, HMAC schemes, `SigV4` and others.
///
/// It is called for each attempt, after all other credentials were added, and adds headers or query parameters.
///
/// ```
/// use naftiko::client::{AuthenticationError, Config, RequestSigner, UnsignedRequest};
///
/// struct Checksum;
///
/// impl RequestSigner for Checksum {
///     fn sign(&self, request: &mut UnsignedRequest<'_>) -> Result<(), AuthenticationError> {
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
pub trait RequestSigner: Send + Sync + 'static {
    /// Signs a request.
    ///
    /// # Errors
    /// When it cannot be signed; it is then not sent. The error must not contain secrets.
    fn sign(&self, request: &mut UnsignedRequest<'_>) -> Result<(), AuthenticationError>;
}

/// A complete request, before it is signed and sent. `Debug` shows its method only.
pub struct UnsignedRequest<'a>(pub(crate) &'a mut RequestParts);

impl UnsignedRequest<'_> {
    /// Returns the method.
    pub fn method(&self) -> &Method {
        &self.0.method
    }

    /// Returns the URI with its query.
    pub fn uri(&self) -> &Uri {
        &self.0.uri
    }

    /// Returns the headers, except those that the HTTP client sets: host and length.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// Returns the body; `None` when it is streamed.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.bytes()
    }

    /// Sets a header, which `Debug` does not show.
    ///
    /// # Errors
    /// When the header is invalid.
    pub fn set_header(&mut self, name: &str, value: &str) -> Result<(), AuthenticationError> {
        let invalid = |why| AuthenticationError::new("a signer", format!("the header `{name}` {why}"));
        let header: HeaderName = headers::name(name).map_err(invalid)?;
        let value: HeaderValue = headers::secret(value).map_err(invalid)?;
        self.0.headers.insert(header, value);
        Ok(())
    }

    /// Adds a query parameter, unless one of that name exists.
    pub fn add_query(&mut self, name: &str, value: &str) {
        self.0.push_query(name, value);
    }
}

impl fmt::Debug for UnsignedRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnsignedRequest")
            .field("method", &self.0.method)
            .finish_non_exhaustive()
    }
}
