//! Running a capability: every adapter at its address, and one graceful end.

mod adapter;
mod address;
mod bound;
mod connection;
mod error;
mod running;
mod server;
mod signal;

pub use adapter::Adapter;
pub use error::ServeError;
pub use running::Running;
pub use server::Server;
