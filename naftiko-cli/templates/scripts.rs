//! The scripts of the spec in Rust. Each runs on a thread of its own.

use naftiko::steps::ScriptError;
use naftiko::value::Json;

__uses__

/// The scripts. One without a value returns `Ok(None)`.
pub struct Scripts;

__implementations__

/// Returns the error of a script that is not written yet. Its callers get 500, and the log has the error.
fn missing(script: &str) -> ScriptError {
    ScriptError::new(format!("the script `{script}` is not written in Rust"))
}
