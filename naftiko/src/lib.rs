//! The Naftiko runtime, which generated clients, REST handlers and MCP tools call.
//!
//! A capability spec is compiled to a Rust module of static descriptions and thin methods. The behaviour is in these
//! modules:
//!
//! - [`client`] calls the APIs that a capability consumes, and [`steps`] are calls in a sequence;
//! - [`format`](mod@format) converts responses in other formats to JSON;
//! - [`value`] builds and reads JSON values;
//! - [`input`] reads the inputs that callers send to adapters;
//! - [`rest`] and [`mcp`] expose a capability, and [`serve`] runs its adapters;
//! - [`guard`] authenticates callers, and [`context`] has the id, trace and caller of the current request.
//!
//! Features that are on by default: `client`, `rest`, `mcp` (the latter two need `client`), `oauth2` (adapters that
//! accept access tokens), `macros` (the macro `naftiko!`), `logs` (JSON lines, when the environment asks for them),
//! and `tls` (https with rustls and ring).
//!
//! Features that are off by default: with `http2`, clients use HTTP/2 when a server with TLS offers it; with
//! `reqwest`, a reqwest client can replace the built-in one.
//!
//! Features of formats other than JSON, all off by default: `xml`, `csv` (also tsv and psv), `yaml`, `html`,
//! `markdown`, `avro`, `protobuf`. With `brotli` and `zstd`, also off by default, bodies may be compressed so, and not only in gzip and deflate. With `charsets`, also off by default, texts may have every charset of the WHATWG's encoding standard, not
//! only UTF-8, UTF-16 and windows-1252. With `serde`, types of documents can be stored (option `derive`). With `jsonpath`, also off by default, JSON paths may have slices, unions,
//! descendants and filters.

#[doc(inline)]
pub use naftiko_runtime::*;

/// The expansion of the macros; not public API.
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
/// The path is relative to the package root (where its `Cargo.toml` is), or to its folder `specs`. The name of the
/// module is that of the spec's file, or the value of `module`. `emit` names the emit kinds: all of `client`, `rest`
/// and `mcp` by default. With `strict: true`, what the Naftiko format does not allow is an error. `docs/options.md`
/// lists every option.
///
/// Errors of the spec are compile errors, with their place in the spec. The spec is compiled again when it changes.
#[cfg(feature = "macros")]
#[macro_export]
macro_rules! naftiko {
    ($($tokens:tt)*) => {
        $crate::__private::expand! { $crate; $($tokens)* }
    };
}

/// Includes the module that a build script compiled from a spec, by its name: `include_generated!("m3ter_auth");`.
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
