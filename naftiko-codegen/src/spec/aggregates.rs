//! Aggregates: flows that several adapters call.

use super::{About, Action, Parameter, Text};
use crate::source::{Span, Spanned};

/// An item of `aggregates`.
#[derive(Debug)]
pub(crate) struct Aggregate {
    pub span: Span,
    pub display: Option<Text>,
    /// The first part of `ref`.
    pub namespace: Option<Text>,
    pub flows: Vec<Flow>,
}

/// A flow of the map dialect, or a function of the list dialect.
#[derive(Debug)]
pub(crate) struct Flow {
    pub span: Span,
    pub name: Text,
    pub about: About,
    pub semantics: Semantics,
    pub output_media_type: Option<Text>,
    pub inputs: Vec<Parameter>,
    pub action: Action,
}

/// The declared effects of a flow. `None` where the spec has no value.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Semantics {
    pub safe: Option<Spanned<bool>>,
    pub idempotent: Option<Spanned<bool>>,
    pub cacheable: Option<Spanned<bool>>,
}
