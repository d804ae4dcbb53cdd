//! Running a capability: every adapter at its address, within limits, and one graceful end.
//!
//! Every answer carries the id of its request (`X-Request-Id`, taken from the request when it has one). Events
//! of the target `naftiko::request`, one for each request, can be logged with any subscriber of `tracing`, or
//! as JSON lines on standard error.
//!
//! What the environment can say, for an adapter `desk-api` of a capability `parcel-desk`:
//!
//! | variable | what it sets |
//! |---|---|
//! | `DESK_API_ADDRESS`, `DESK_API_PORT` | where it listens |
//! | `DESK_API_ALLOWED_HOSTS` | the hosts it answers to (a list with commas; `*` is any) |
//! | `DESK_API_MAX_BODY_BYTES`, `DESK_API_MAX_HEAD_BYTES` | sizes of a request (413, 431) |
//! | `DESK_API_IDLE_SECONDS`, `DESK_API_REQUEST_SECONDS` | times of a connection, and of a request (504) |
//! | `DESK_API_MAX_REQUESTS`, `DESK_API_MAX_CONNECTIONS` | numbers at once (503; waiting) |
//! | `PARCEL_DESK_LOG` | logs as JSON lines: a level, or `naftiko::request=info` and the like |
//! | `PARCEL_DESK_WORKERS` | threads with connections of their own: a number, or `cores` |
//! | `PARCEL_DESK_HEALTH_ADDRESS` | where `/health/live` and `/health/ready` are answered (`0.0.0.0:8081`) |

mod adapter;
mod address;
mod bound;
mod clock;
mod connection;
mod error;
mod health;
#[cfg_attr(
    not(feature = "rest"),
    allow(dead_code, reason = "MCP servers look at hosts themselves")
)]
mod hosts;
mod limits;
#[cfg(feature = "logs")]
mod logs;
mod request_future;
mod running;
mod server;
mod service;
mod settings;
mod signal;
mod stream;
mod workers;

pub use adapter::Adapter;
pub use error::ServeError;
pub use limits::Limits;
pub use running::Running;
pub use server::Server;
