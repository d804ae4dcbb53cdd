//! Errors as people read them.

use std::error::Error;
use std::fmt;

/// Writes an error and its causes, a line each. `Debug` of an error that can end a program is this text, since Rust prints it for a `main`
/// that returns the error.
pub(crate) fn write(error: &dyn Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{error}")?;
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(f, "\n  caused by: {error}")?;
        cause = error.source();
    }
    Ok(())
}

/// Implements `Debug` of an error as its text with the causes.
macro_rules! readable {
    ($error:ty) => {
        impl std::fmt::Debug for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::causes::write(self, f)
            }
        }
    };
}
pub(crate) use readable;

#[cfg(test)]
mod tests {
    use std::io;

    #[derive(thiserror::Error)]
    #[error("failed to open the gate")]
    struct Gate(#[source] io::Error);
    super::readable!(Gate);

    #[test]
    fn error_is_shown_with_its_causes() {
        let error = Gate(io::Error::other("the key is lost"));
        let shown = "failed to open the gate\n  caused by: the key is lost";
        assert_eq!(format!("{error:?}"), shown);
        let boxed: Box<dyn std::error::Error> = Box::new(error);
        assert_eq!(format!("{boxed:?}"), shown);
    }
}
