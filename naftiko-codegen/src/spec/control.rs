//! Control adapters: management and observability.

use super::{Authentication, Text};
use crate::source::{Span, Spanned};

/// `exposes[].type: control`.
#[derive(Debug)]
pub(crate) struct ControlAdapter {
    pub span: Span,
    /// The format has no key for it: `control`, with a number if another adapter has that name.
    pub namespace: Text,
    pub address: Option<Text>,
    pub port: Option<Spanned<u16>>,
    pub authentication: Option<Authentication>,
    pub management: Option<Management>,
    pub observability: Option<Box<Observability>>,
}

/// The object `management`.
#[derive(Debug)]
pub(crate) struct Management {
    pub health: Option<Spanned<bool>>,
    pub info: Option<Spanned<bool>>,
    pub reload: Option<Spanned<bool>>,
    pub validate: Option<Spanned<bool>>,
    pub logs: Option<Logs>,
    pub scripting: Option<Scripting>,
}

/// The object `management.logs`.
#[derive(Debug)]
pub(crate) struct Logs {
    pub level_control: Option<Spanned<bool>>,
    pub stream: Option<Spanned<bool>>,
    pub max_subscribers: Option<Spanned<u64>>,
}

/// The object `management.scripting`.
#[derive(Debug)]
pub(crate) struct Scripting {
    pub enabled: Option<Spanned<bool>>,
    pub default_location: Option<Text>,
    pub default_language: Option<Text>,
    /// In milliseconds.
    pub timeout: Option<Spanned<u64>>,
    pub statement_limit: Option<Spanned<u64>>,
    pub allowed_languages: Vec<Text>,
}

/// The object `observability`.
#[derive(Debug, Default)]
pub(crate) struct Observability {
    pub enabled: Option<Spanned<bool>>,
    pub local_metrics: Option<Spanned<bool>>,
    /// From 0 to 1.
    pub sampling: Option<Spanned<f64>>,
    /// `w3c` or `b3`.
    pub propagation: Option<Text>,
    pub local_traces: Option<Spanned<bool>>,
    pub trace_buffer: Option<Spanned<u64>>,
    /// The receiver of traces and metrics.
    pub otlp_endpoint: Option<Text>,
}
