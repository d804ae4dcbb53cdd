//! Errors of serving a capability.

use std::io;

use crate::causes::readable;

/// An error of serving a capability. `Display` does not repeat the source.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// An environment variable has an invalid value.
    #[error("invalid value of `{name}`: expected {expected}")]
    Variable {
        /// The variable.
        name: String,
        /// The values that it can have.
        expected: &'static str,
    },
    /// An adapter cannot bind its address.
    #[error("failed to bind adapter `{adapter}` to {address}; set `{variable}` to another port")]
    Bind {
        /// The adapter's namespace.
        adapter: String,
        /// The address.
        address: String,
        /// The variable that sets another port.
        variable: String,
        /// The error of the system.
        source: io::Error,
    },
    /// The worker threads cannot be started.
    #[error("failed to start worker threads; set fewer of them with `workers`")]
    Workers(#[source] io::Error),
    /// The guard of an adapter would reject every request.
    #[error("invalid authentication of adapter `{adapter}`: {problem}")]
    Authentication {
        /// The adapter's namespace.
        adapter: String,
        /// What is invalid.
        problem: String,
    },
    /// Other machines reach an adapter without a guard, which nothing allows.
    #[error(
        "adapter `{adapter}` has no authentication and other machines reach it at {address}; add `authentication` to its \
         spec, set its address to 127.0.0.1, or allow requests of anyone with `allow_unauthenticated` in code or \
         `{variable}=1`"
    )]
    Unauthenticated {
        /// The adapter's namespace.
        adapter: String,
        /// The address.
        address: String,
        /// The variable that allows it.
        variable: String,
    },
    /// An accepted origin is invalid.
    #[error(
        "invalid origin `{origin}` of adapter `{adapter}`; write scheme and host as in `https://app.example`"
    )]
    Origin {
        /// The adapter's namespace.
        adapter: String,
        /// The origin.
        origin: String,
    },
    /// The program or the environment chose tools or toolsets that an MCP adapter does not have.
    #[error("invalid choice of tools of adapter `{adapter}`: {problem}")]
    Tools {
        /// The adapter's namespace.
        adapter: String,
        /// The problem, with the valid names.
        problem: String,
    },
    /// The program named an adapter that does not exist.
    #[error("no adapter is named `{0}`")]
    UnknownAdapter(String),
    /// The capability has no adapters.
    #[error("`{0}` has no adapters to serve; add `exposes` to its spec")]
    NoAdapters(String),
    /// The signal handlers cannot be installed.
    #[error("failed to install signal handlers")]
    Signals(#[source] io::Error),
    /// The stdio transport of an adapter failed.
    #[error("stdio transport of adapter `{adapter}` failed")]
    Stdio {
        /// The adapter's namespace.
        adapter: String,
        /// The error of the transport.
        source: io::Error,
    },
    /// An adapter stopped without a shutdown, which is a bug.
    #[error("an adapter stopped unexpectedly; this is a bug")]
    Stopped,
}

readable!(ServeError);
