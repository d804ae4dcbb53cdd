//! Why a capability cannot be served.

use std::io;
use std::net::SocketAddr;

/// Why a capability cannot be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// A variable of the environment has a value that cannot be used.
    #[error("the variable `{name}` is not {expected}")]
    Variable {
        /// The variable.
        name: String,
        /// What it has to be.
        expected: &'static str,
    },
    /// An adapter cannot listen at its address.
    #[error("`{adapter}` cannot listen on {address}: {source}; another port can be given in {variable}")]
    Bind {
        /// The adapter's namespace.
        adapter: String,
        /// The address.
        address: String,
        /// The variable that gives it another port.
        variable: String,
        /// What the system says.
        source: io::Error,
    },
    /// The address for health checks cannot be listened on.
    #[error("health checks cannot be answered on {address}: {source}")]
    Health {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The threads that connections are answered on cannot be started.
    #[error("the threads that answer connections cannot be started: {0}")]
    Workers(#[source] io::Error),
    /// An adapter asks for credentials that nobody can have.
    #[error("nobody could call `{adapter}`: {problem}")]
    Authentication {
        /// The adapter's namespace.
        adapter: String,
        /// What is wrong.
        problem: String,
    },
    /// An address was given to an adapter that there is not.
    #[error("there is no adapter `{0}` that listens on an address")]
    UnknownAdapter(String),
    /// The capability has no adapters.
    #[error("`{0}` has no adapters to serve")]
    NoAdapters(String),
    /// The signals that end the program cannot be listened to.
    #[error("signals cannot be listened to: {0}")]
    Signals(#[source] io::Error),
    /// An adapter on standard input and output failed.
    #[error("`{adapter}` failed on standard input and output: {source}")]
    Stdio {
        /// The adapter's namespace.
        adapter: String,
        /// What happened.
        source: io::Error,
    },
    /// An adapter stopped by itself, which is a defect.
    #[error("an adapter stopped by itself")]
    Stopped,
}
