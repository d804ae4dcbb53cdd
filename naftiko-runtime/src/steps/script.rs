//! Script steps, which the program implements.

use std::error::Error;
use std::fmt;
use std::future::pending;
use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::pending::PendingStep;
use super::{StepErrorKind, StepOutput};
use crate::value::{Argument, Json};

/// The error of a script, from any error. Callers get no text of it; it is logged.
pub struct ScriptError(Box<dyn Error + Send + Sync>);

impl ScriptError {
    /// Creates an error from its text, for the log.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into().into())
    }

    pub(super) fn as_error(&self) -> &(dyn Error + 'static) {
        &*self.0
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for ScriptError {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

impl fmt::Debug for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Runs a script on a thread of its own, since it may take long. When nothing waits for it any more, for example after the deadline of the
/// request, it goes on to its end. A panic is the error of this step.
pub fn script<S: Send + Sync + ?Sized + 'static>(
    step: &'static str,
    scripts: &Arc<S>,
    run: impl FnOnce(&S) -> Result<Option<Json>, ScriptError> + Send + 'static,
) -> PendingStep<'static> {
    let scripts = Arc::clone(scripts);
    let result = async move {
        let json = match spawn_blocking(move || run(&scripts)).await {
            Ok(result) => result.map_err(StepErrorKind::script)?,
            Err(error) if error.is_panic() => {
                return Err(StepErrorKind::script(ScriptError::new("the script panicked")));
            }
            // The program ends, and this future with it.
            Err(_) => pending().await,
        };
        Ok(StepOutput::new(step, json))
    };
    PendingStep::new("script", step, Box::pin(result))
}

/// Returns a value as JSON; null without one.
pub fn or_null<'a>(value: impl Into<Argument<'a>>) -> Json {
    value.into().into_json().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn kind(run: fn(&str) -> Result<Option<Json>, ScriptError>) -> String {
        let scripts: Arc<str> = Arc::from("scripts");
        let result = script("rate", &scripts, run).await;
        result.map_or_else(
            |error| format!("{error}: {:?}", error.kind()),
            |output| output.value("").map_or_else(String::new, |json| json.to_string()),
        )
    }

    #[tokio::test]
    async fn script_has_an_output_an_error_or_a_panic() {
        assert_eq!(kind(|_| Ok(Some(Json::from(7_i64)))).await, "7");
        assert_eq!(kind(|_| Ok(None)).await, "");
        let failed = kind(|_| Err(ScriptError::new("no rate"))).await;
        assert_eq!(failed, r#"step `rate` failed: Script("no rate")"#);
        let panicked = kind(|_| panic!("no rate")).await;
        assert_eq!(panicked, r#"step `rate` failed: Script("the script panicked")"#);
    }
}
