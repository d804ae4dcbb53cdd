//! Steps: calls in a sequence, whose outputs later steps read.
//!
//! Generated code runs the steps of an operation like this. A failure ends the operation; its [`StepError`] names the step, and the writes
//! that were done before it.
//!
//! ```no_run
//! use naftiko::client::{Error, HttpClient, Operation, Piece, Response};
//! use naftiko::http::Method;
//! use naftiko::steps::{self, StepError};
//! use naftiko::value::{Json, JsonCursor, ObjectBuilder};
//!
//! static PARCEL: Operation =
//!     Operation::new("post.parcel", Method::GET, &[Piece::Text("/parcels/"), Piece::Argument("id")]);
//! static DEPOTS: Operation = Operation::new("post.depots", Method::GET, &[Piece::Text("/depots")]);
//!
//! async fn depot(post: &HttpClient, id: &str) -> Result<Json, StepError> {
//!     let [parcel, depots] = steps::join([
//!         steps::run("parcel", post.call(&PARCEL).path("id", id).send::<Json>()),
//!         steps::run("depots", post.call(&DEPOTS).send::<Json>()),
//!     ])
//!     .await?;
//!     let depot = depots.lookup("depot", "code", parcel.value("depot"), &["city"]);
//!     Ok(ObjectBuilder::new().with("city", depot.value("city")).into())
//! }
//! ```

mod error;
mod lookup;
mod output;
mod pending;
mod script;

pub use error::{StepError, StepErrorKind};
pub use output::{NamedOutput, StepBody, StepOutput};
pub use pending::{PendingStep, join, last, run};
pub use script::{ScriptError, or_null, script};
