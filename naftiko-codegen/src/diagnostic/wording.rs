//! Parts of messages.

/// Returns the beginning of a string for messages.
pub(crate) fn excerpt(text: &str) -> String {
    let first: String = text.chars().take(60).collect();
    let first = first.replace(['\n', '\r'], " ");
    if text.chars().nth(60).is_some() {
        format!("{first}…")
    } else {
        first
    }
}

/// Returns the help that enables a feature of the runtime.
pub(crate) fn enable(feature: &str) -> String {
    const VERSION: &str = concat!(
        env!("CARGO_PKG_VERSION_MAJOR"),
        ".",
        env!("CARGO_PKG_VERSION_MINOR")
    );
    format!("enable it: `naftiko = {{ version = \"{VERSION}\", features = [\"{feature}\"] }}`")
}
