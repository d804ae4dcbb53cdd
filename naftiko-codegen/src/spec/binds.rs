//! `binds`, and `externalRefs` of files before 1.0.0-alpha1.

use super::Text;
use crate::source::Span;

/// Variables with the provider of their values.
#[derive(Debug)]
pub(crate) struct Bind {
    pub span: Span,
    /// The prefix of the variables in templates: `{{namespace.VARIABLE}}`.
    pub namespace: Text,
    pub description: Option<Text>,
    /// The URI of the provider; the environment by default.
    pub location: Option<Text>,
    pub keys: Vec<BindKey>,
}

/// A variable.
#[derive(Debug)]
pub(crate) struct BindKey {
    /// The name in the spec.
    pub variable: Text,
    /// The name in the provider, such as an environment variable.
    pub key: Text,
}
