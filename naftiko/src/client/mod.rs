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
//!   rejected.
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

mod api;
mod assemble;
mod attempts;
mod authentication;
mod authentication_error;
mod authenticator;
mod base_uri;
mod body;
mod build_error;
mod call;
mod config;
mod dates;
mod decode;
mod defaults;
mod digest;
mod error;
mod execute;
mod fake;
mod forward;
mod headers;
mod http_client;
mod http_service;
mod multipart;
mod operation;
mod path;
mod pool;
mod query;
mod random;
mod read;
mod request;
#[cfg(feature = "reqwest")]
mod reqwest_client;
mod response;
mod retry;
mod settings;
mod signer;
mod static_credential;
mod status_error;
mod stream;
mod tls;
mod token;
mod transport;
mod transport_error;
mod variable_sources;

pub use crate::template::Piece;
pub use crate::variables::Variables;
pub use api::Api;
pub use assemble::build_clients;
pub use authentication::Authentication;
pub use authentication_error::AuthenticationError;
pub use body::Body;
pub use build_error::{BuildError, BuildProblem, BuildProblemKind};
pub use call::{Call, PendingCall, PendingStream};
pub use config::Config;
pub use decode::Decode;
pub use error::{Error, ErrorKind};
pub use fake::{FakeResponse, FakeTransport};
pub use forward::ForwardRequest;
pub use http_client::HttpClient;
pub use http_service::HttpService;
pub use multipart::{Part, Upload};
pub use operation::Operation;
#[cfg(feature = "reqwest")]
pub use reqwest_client::http_builder;
pub use response::Response;
pub use retry::Retry;
pub use signer::{RequestSigner, UnsignedRequest};
pub use status_error::StatusError;
pub use stream::Streaming;
pub use token::{
    AccessToken, CustomToken, OAuth2, OAuth2Credentials, Placement, TokenSource, TokenVariables,
};
pub use transport_error::{TransportError, TransportErrorKind};
