//! Authentication schemes of the program's own.

use std::pin::Pin;

use http::HeaderValue;
use http::request::Parts;

use super::{Caller, Rejection};

/// The future of [`Authenticate::authenticate`].
pub type AuthenticateFuture<'a> = Pin<Box<dyn Future<Output = Result<Caller, Rejection>> + Send + 'a>>;

/// An authentication scheme of the program's own: sessions, signatures, another service.
///
/// ```
/// use naftiko::http::request::Parts;
/// use naftiko::guard::{Caller, Authenticate, AuthenticateFuture, Rejection, Guard};
///
/// struct Signed;
///
/// impl Authenticate for Signed {
///     fn authenticate<'a>(&'a self, request: &'a mut Parts) -> AuthenticateFuture<'a> {
///         Box::pin(async {
///             match request.headers.remove("x-signature") {
///                 Some(_) => Ok(Caller::new("alice")),
///                 None => Err(Rejection::missing()),
///             }
///         })
///     }
/// }
///
/// let guard = Guard::custom(Signed);
/// ```
pub trait Authenticate: Send + Sync + 'static {
    /// Authenticates a request, or rejects it. Remove the credentials from the request: handlers do not need them.
    fn authenticate<'a>(&'a self, request: &'a mut Parts) -> AuthenticateFuture<'a>;

    /// Returns the challenge for a request without credentials (`WWW-Authenticate`).
    fn challenge(&self) -> Option<HeaderValue> {
        None
    }
}
