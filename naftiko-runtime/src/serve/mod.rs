//! Server of a capability: every adapter at its address, with limits and one graceful shutdown.
//!
//! Every response carries the id of its request (`X-Request-Id`, taken from the request when it has one). Each
//! request is one event of the target `naftiko::request`, for any subscriber of `tracing` or as a JSON line on
//! standard error.
//!
//! Environment variables, for an adapter `desk-api` of a capability `parcel-desk`:
//!
//! | variable | what it sets |
//! |---|---|
//! | `DESK_API_ADDRESS`, `DESK_API_PORT` | address and port of the adapter |
//! | `DESK_API_ALLOWED_HOSTS` | accepted `Host` values (comma-separated; `*` accepts any) |
//! | `DESK_API_ALLOWED_ORIGINS` | origins of web pages that may call the adapter (comma-separated; `*` accepts any) |
//! | `DESK_API_COMPRESSION` | `1` compresses responses for callers that accept it |
//! | `DESK_API_ALLOW_UNAUTHENTICATED` | `1` serves an adapter without a guard at an address that other machines reach |
//! | `DESK_API_MAX_BODY_BYTES`, `DESK_API_MAX_HEAD_BYTES` | largest body and head of a request (413, 431) |
//! | `DESK_API_IDLE_SECONDS`, `DESK_API_REQUEST_SECONDS` | timeouts of an idle connection and of a request (504) |
//! | `DESK_API_MAX_REQUESTS`, `DESK_API_MAX_CONNECTIONS` | concurrent requests (503) and connections (wait to be accepted) |
//! | `PARCEL_DESK_MAX_MEMORY_BYTES` | memory of everything under way (503) |
//! | `PARCEL_DESK_TRUSTED_PROXIES` | addresses of proxies, or ranges of them (comma-separated) |
//! | `PARCEL_DESK_LOG` | logs as JSON lines: a level, or targets such as `naftiko::request=info` |
//! | `PARCEL_DESK_WORKERS` | worker threads: a number, or `cores` |
//! | `PARCEL_DESK_HEALTH_ADDRESS` | address of `/health/live` and `/health/ready` (`0.0.0.0:8081`) |
//!
//! A control adapter has an address of its own too, and [`Control`] says what it shows.

mod adapter;
mod address;
mod admission;
mod bound;
mod clock;
mod compression;
mod connection;
mod control;
mod error;
mod held;
mod limits;
#[cfg(feature = "logs")]
mod logs;
mod proxies;
mod running;
mod server;
mod service;
mod signal;
mod stream;
#[cfg(feature = "mcp")]
mod tools;
mod workers;

pub use adapter::Adapter;
pub use control::{Control, Info};
pub use error::ServeError;
pub use limits::Limits;
pub use proxies::{AddressRange, InvalidAddressRange};
pub use running::Running;
pub use server::Server;
