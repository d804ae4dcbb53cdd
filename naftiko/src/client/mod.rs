//! Calling the APIs that a capability consumes.
//!
//! An [`Api`] and its [`Operation`]s are static descriptions, written by the generator. [`connect`] resolves
//! what they need from the environment and gives an [`HttpClient`] for each; a [`Call`] takes the arguments
//! of one operation and sends it; a [`Response`] is decoded when asked. All of it runs on a Tokio runtime.
//!
//! ```no_run
//! use naftiko::Value;
//! use naftiko::client::{Api, Config, Operation, Piece, Response, Variables, connect};
//! use naftiko::http::Method;
//!
//! static API: Api = Api::new("parcels", &[Piece::Text("https://api.parcels.test/v2")])
//!     .variables(&[("TOKEN", "PARCELS_TOKEN")])
//!     .bearer(&[Piece::Variable("TOKEN")]);
//! static GET: Operation =
//!     Operation::new("parcels.get", Method::GET, &[Piece::Text("/parcels/"), Piece::Argument("id")]);
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let [parcels] = connect([(&API, Config::new())], &Variables::default())?;
//! let parcel: Response<Value> = parcels.call(&GET).path("id", "p-1").query("lang", "fr").send().await?;
//! println!("{}", parcel.map(|at| at.key("route").key("depot").string())?);
//! # Ok(())
//! # }
//! ```
//!
//! What always holds:
//!
//! - A call cannot leave the API's base URI: arguments are encoded as one path segment and dot segments are
//!   refused.
//! - Redirects are not followed, responses are bounded in time and size, and credentials travel only over
//!   https, unless the host is this machine or [`Config::allow_plain_http`] was asked for.
//! - Credentials, variables and bodies appear in no `Debug`, error, event or span. (The libraries below log what
//!   they connect to, at level debug, and more at level trace: keep `hyper` and `hyper_util` at `info`.)
//!
//! Calls are repeated where that does nothing twice: see [`Retry`]. Tokens are obtained and renewed as needed: see
//! [`TokenSource`]. Code that calls APIs is tested with a [`FakeTransport`].
//!
//! Spans and events, all at level debug unless said otherwise:
//!
//! | Name | Fields |
//! | --- | --- |
//! | span `call` | `operation`, `method`; at its end `status`, `attempts`, `waited_ms` |
//! | event `answered` | `status`, `milliseconds` |
//! | event `failed` | `failure` (`transport`, `authentication`, …), `milliseconds` |
//! | event `repeating` | `failure`, `attempts` so far, `pause_ms` |
//! | span `token` | `source`: where a token is asked for; around the `call` for it |
//! | event `token renewed` | `generation`: the number of the token, `seconds` that it lasts |
//! | event `token not renewed`, a warning | `error` |

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
mod variables;

pub use api::{Api, Piece};
pub use assemble::connect;
pub use authentication::Authentication;
pub use authentication_error::AuthenticationError;
pub use body::Body;
pub use build_error::{BuildError, BuildProblem, BuildProblemKind};
pub use call::{Call, Opening, Sending};
pub use config::Config;
pub use decode::Decode;
pub use error::{Error, ErrorKind};
pub use fake::{FakeAnswer, FakeTransport};
pub use forward::Forwarded;
pub use http_client::HttpClient;
pub use http_service::Carrier;
pub use multipart::{Part, Upload};
pub use operation::Operation;
#[cfg(feature = "reqwest")]
pub use reqwest_client::http_builder;
pub use response::Response;
pub use retry::Retry;
pub use signer::{Signer, Unsigned};
pub use status_error::StatusError;
pub use stream::Streaming;
pub use token::{AccessToken, Bindings, CustomToken, OAuth2, OAuth2Credentials, Placement, TokenSource};
pub use transport_error::{TransportError, TransportErrorKind};
pub use variables::Variables;
