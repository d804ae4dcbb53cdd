//! Clients of the APIs that a capability consumes.
//!
//! An [`Api`] and its [`Operation`]s are static descriptions in generated code. [`build_clients`] resolves their variables
//! and builds an [`HttpClient`] for each API. A [`Call`] takes the arguments of one operation and sends the request;
//! a [`Response`] decodes its body on demand. Calls need a Tokio runtime.
//!
//! ```no_run
//! use naftiko::Value;
//! use naftiko::client::{Api, Config, Operation, Piece, Response, Variables, build_clients};
//! use naftiko::http::Method;
//!
//! static API: Api = Api::new("parcels", &[Piece::Text("https://api.parcels.test/v2")])
//!     .variables(&[("TOKEN", "PARCELS_TOKEN")])
//!     .bearer(&[Piece::Variable("TOKEN")]);
//! static GET: Operation =
//!     Operation::new("parcels.get", Method::GET, &[Piece::Text("/parcels/"), Piece::Argument("id")]);
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let [parcels] = build_clients([(&API, Config::new())], &Variables::default())?;
//! let parcel: Response<Value> = parcels.call(&GET).path("id", "p-1").query("lang", "fr").send().await?;
//! println!("{}", parcel.map(|at| at.key("route").key("depot").string())?);
//! # Ok(())
//! # }
//! ```
//!
//! Guarantees:
//!
//! - A call cannot leave the API's base URI: each argument is encoded as one path segment, and dot segments are
//!   rejected. Links to the next page of a list, and to the status of a long-running operation, may lead anywhere at the origin of the base URI, and nowhere else.
//! - Redirects are not followed. Responses are limited in time and size. Credentials are sent over https only, unless
//!   the host is on this machine or [`Config::allow_plain_http`] is set.
//! - Credentials, variables and bodies appear in no `Debug`, error, event or span. (The HTTP libraries log hosts at
//!   level debug and more at level trace: keep `hyper` and `hyper_util` at `info`.)
//!
//! Calls are retried when a retry cannot apply them twice: see [`Retry`]. Tokens are fetched and refreshed as needed:
//! see [`TokenSource`]. A [`FakeTransport`] replaces the network in tests.
//!
//! Spans and events, at level debug unless noted:
//!
//! | Name | Fields |
//! | --- | --- |
//! | span `call` | `operation`, `method`; at the end `status`, `attempts`, `waited_ms` |
//! | event `upstream response received` | `status`, `milliseconds` |
//! | event `upstream request failed` | `failure` (`transport`, `authentication`, …), `milliseconds` |
//! | event `retrying request` | `failure`, `attempts` so far, `pause_ms` |
//! | span `token` | `source`: where tokens come from; contains the `call` for a token |
//! | event `token refreshed` | `generation`: the number of the token, `seconds`: its lifetime |
//! | event `token refresh failed`, a warning | `error` |

mod assemble;
mod auth;
mod body;
mod call;
mod config;
mod description;
mod error;
mod final_state;
mod long_running;
mod operation;
mod pages;
mod paging;
mod request;
mod response;
mod transport;

pub use crate::position::{InvalidNext, Next};
pub use crate::template::Piece;
pub use crate::variables::Variables;
pub use assemble::build_clients;
pub use auth::{AccessToken, RequestSigner, TokenSource, UnsignedRequest};
pub use body::Body;
pub use call::{
    Call, ForwardRequest, HttpClient, InvalidResumeToken, PendingCall, PendingStream, RateLimit, ResumeToken,
    Retry,
};
pub use config::{Authentication, Config, OAuth2Credentials};
pub use description::{Api, CustomToken, OAuth2, Placement, TokenVariables};
#[cfg(any(feature = "rest", feature = "mcp"))]
pub(crate) use error::OVERLOADED_DELAY;
pub use error::{
    AuthenticationError, BuildError, BuildProblem, BuildProblemKind, Error, ErrorKind, LongRunningError,
    OperationFailure, PageError, StatusError, TransportError, TransportErrorKind,
};
pub use final_state::FinalState;
pub use long_running::LongRunning;
pub use operation::{ListStyle, Operation};
pub use pages::{Items, Page, Pages};
pub use paging::Paging;
#[cfg(feature = "rest")]
pub(crate) use request::headers;
pub use request::multipart::{Part, Upload};
#[cfg(feature = "rest")]
pub(crate) use response::Place;
pub use response::{Decode, Response, Streaming};
#[cfg(feature = "reqwest")]
pub use transport::http_builder;
pub use transport::{FakeResponse, FakeTransport, HttpService, ResponseFuture, SendRequest};
