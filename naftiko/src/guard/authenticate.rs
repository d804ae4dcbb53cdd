//! Checks of a program's own.

use std::pin::Pin;

use http::HeaderValue;
use http::request::Parts;

use super::{Caller, Denied};

/// A check under way.
pub type Checking<'a> = Pin<Box<dyn Future<Output = Result<Caller, Denied>> + Send + 'a>>;

/// A way of telling callers apart that is a program's own: sessions, signatures, another service.
///
/// ```
/// use naftiko::http::request::Parts;
/// use naftiko::inbound::{Caller, Check, Checking, Denied, Guard};
///
/// struct Signed;
///
/// impl Check for Signed {
///     fn check<'a>(&'a self, request: &'a mut Parts) -> Checking<'a> {
///         Box::pin(async {
///             match request.headers.remove("x-signature") {
///                 Some(_) => Ok(Caller::new("somebody")),
///                 None => Err(Denied::missing()),
///             }
///         })
///     }
/// }
///
/// let guard = Guard::custom(Signed);
/// ```
pub trait Check: Send + Sync + 'static {
    /// Says who calls, or why the request is refused. Take credentials out of the request: handlers need not
    /// see them.
    fn check<'a>(&'a self, request: &'a mut Parts) -> Checking<'a>;

    /// What a request without credentials is told to bring (`WWW-Authenticate`).
    fn challenge(&self) -> Option<HeaderValue> {
        None
    }
}
