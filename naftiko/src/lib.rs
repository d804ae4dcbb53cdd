//! The runtime of Naftiko: what generated clients, REST handlers and MCP tools stand on.
//!
//! A capability spec is compiled to a module of Rust: static descriptions and thin methods. Behaviour is
//! here:
//!
//! - [`client`] calls the APIs a capability consumes;
//! - [`format`](mod@format) turns what they answer into JSON, when it is something else;
//! - [`value`] carries values to the wire and reads them back;
//! - [`input`] reads what a caller of an adapter sent;
//! - [`rest`] and [`mcp`] expose a capability, and [`serve`] runs its adapters;
//! - [`inbound`] says whom adapters answer, and [`context`] what belongs to the request being answered.
//!
//! Features, all on by default: `client`, `rest`, `mcp` (the latter two need `client`), `oauth2` (adapters
//! that take access tokens), `macros` (the macro `naftiko!`), `logs` (JSON lines, when the environment asks for them), and `tls` (https, over rustls and ring).
//!
//! The feature `http2`, off by default, has clients speak HTTP/2 where a server with TLS offers it. The feature
//! `reqwest`, off by default too, lets a client of reqwest be used in place of ours.
//!
//! Features for other formats than JSON, none on by default: `xml`, `csv` (also tsv and psv), `yaml`, `html`,
//! `markdown`, `avro`, `protobuf`. The feature `jsonpath`, off by default too, is for paths of JSON with slices,
//! unions, descendants or filters.

#[macro_use]
mod lack;

pub mod format;
pub mod input;
pub mod value;

#[cfg(feature = "client")]
pub mod client;
#[cfg(any(feature = "rest", feature = "mcp"))]
pub mod context;
#[cfg(any(feature = "rest", feature = "mcp"))]
pub mod guard;
#[cfg(any(feature = "rest", feature = "mcp"))]
use guard as inbound;
#[cfg(feature = "mcp")]
pub mod mcp;
#[cfg(feature = "rest")]
pub mod rest;
#[cfg(any(feature = "rest", feature = "mcp"))]
pub mod serve;

#[cfg(any(feature = "rest", feature = "mcp"))]
mod problem;
#[cfg(any(feature = "rest", feature = "mcp"))]
mod request_body;
#[cfg(feature = "client")]
mod secret;
#[cfg(feature = "client")]
mod worker;

#[cfg(any(feature = "rest", feature = "mcp"))]
pub use axum;
pub use bytes::Bytes;
pub use http;
#[cfg(feature = "reqwest")]
pub use reqwest;
#[cfg(feature = "tls")]
pub use rustls;
pub use serde_json::Value;

/// What the macros expand to; not for use by hand.
#[cfg(feature = "macros")]
#[doc(hidden)]
pub mod __private {
    pub use naftiko_macros::expand;
}

/// Compiles a capability spec to a module, in place.
///
/// ```ignore
/// naftiko::naftiko!("m3ter-auth.yaml");
/// naftiko::naftiko! { "m3ter-auth.yaml", module: auth, emit: [client, rest], strict: true }
/// ```
///
/// The path is relative to the package (where its `Cargo.toml` is), or to the folder `specs` in it. The
/// module is named after the spec's file, or as `module` says. `emit` names what to generate: all of
/// `client`, `rest` and `mcp` unless given. With `strict: true` what the Naftiko format does not allow is an
/// error. `docs/options.md` lists every option.
///
/// What the compiler finds wrong with the spec are errors of compilation, with their place in the spec. The
/// spec is compiled again when it changes.
#[cfg(feature = "macros")]
#[macro_export]
macro_rules! naftiko {
    ($($tokens:tt)*) => {
        $crate::__private::expand! { $crate; $($tokens)* }
    };
}

/// Includes the module that a build script compiled from a spec, by its name:
/// `include_generated!("m3ter_auth");`.
///
/// The build script is `naftiko_codegen::Build::new().compile(&["specs/m3ter-auth.yaml"])`.
#[macro_export]
macro_rules! include_generated {
    ($module:literal) => {
        ::core::include!(::core::concat!(
            ::core::env!("OUT_DIR"),
            "/",
            $module,
            ".rs"
        ));
    };
}
