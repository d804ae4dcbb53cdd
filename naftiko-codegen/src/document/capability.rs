//! The document as a whole.

use super::{
    Aggregate, Authentication, Bind, ConsumedApi, ControlAdapter, Info, McpAdapter, RestAdapter,
    SkillAdapter, Span, Spanned, Text,
};
use crate::diagnostic::Diagnostic;
use crate::options::Options;
use crate::source::SourceId;

/// What a file turned out to be.
#[derive(Debug)]
pub(crate) enum Lowered {
    /// A capability, or a standalone file of consumed APIs, adapters, aggregates or binds. It may have been reported as wrong.
    Document(Box<Document>),
    /// Something else. The diagnostic, which has not been pushed, says what it looks like.
    NotACapability(Diagnostic),
}

/// The family of formats that a document belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `naftiko:`, up to 1.0.0-alpha2: named things are lists.
    Lists,
    /// `ikanos:`, from 1.0.0-alpha3 on: named things are maps.
    Maps,
}

/// A spec.
#[derive(Debug)]
pub(crate) struct Document {
    pub source: SourceId,
    pub dialect: Dialect,
    /// Version of the format, such as `1.0.0-alpha2`.
    pub version: Text,
    /// The root key of the dialect, for findings about the document as a whole.
    pub span: Span,
    pub info: Option<Info>,
    /// Of the capability, then of the root.
    pub binds: Vec<Entry<Bind>>,
    /// Of the capability, then of the root.
    pub consumes: Vec<Entry<ConsumedApi>>,
    /// Of the capability, then of the root.
    pub exposes: Vec<Entry<Adapter>>,
    /// Of the capability, then of the root.
    pub aggregates: Vec<Entry<Aggregate>>,
    /// Without a `capability`: made to be imported by others.
    pub standalone: bool,
    /// Whether the publisher cut the file: references into the lost part are nobody's mistake.
    pub truncated: bool,
}

/// An item of a section: written here, or taken from another file.
#[derive(Debug)]
pub(crate) enum Entry<T> {
    Inline(T),
    Import(Import),
}

/// `{from, import, as}`, or `{location, import, as}` in the list dialect.
#[derive(Debug)]
pub(crate) struct Import {
    pub span: Span,
    /// Path of the file.
    pub from: Text,
    /// Namespace to take from it.
    pub namespace: Text,
    /// Namespace to give it here.
    pub alias: Option<Text>,
    pub description: Option<Text>,
    /// Options that the importing file sets for the entry.
    pub options: Option<Box<Options>>,
}

impl Import {
    /// The namespace that the entry has here.
    pub(crate) fn name(&self) -> &Text {
        self.alias.as_ref().unwrap_or(&self.namespace)
    }
}

/// An item of `exposes`.
#[derive(Debug)]
pub(crate) enum Adapter {
    Rest(RestAdapter),
    Mcp(McpAdapter),
    Skill(SkillAdapter),
    Control(ControlAdapter),
}

impl Adapter {
    /// Its namespace; control adapters have none.
    pub(crate) fn name(&self) -> Option<&Text> {
        match self {
            Self::Rest(adapter) => Some(&adapter.namespace),
            Self::Mcp(adapter) => Some(&adapter.namespace),
            Self::Skill(adapter) => Some(&adapter.namespace),
            Self::Control(_) => None,
        }
    }

    /// The address it listens at, as far as the spec says.
    pub(crate) fn address(&self) -> Option<&Text> {
        match self {
            Self::Rest(adapter) => adapter.address.as_ref(),
            Self::Mcp(adapter) => adapter.address.as_ref(),
            Self::Skill(adapter) => adapter.address.as_ref(),
            Self::Control(adapter) => adapter.address.as_ref(),
        }
    }

    /// The port it listens on, as far as the spec says.
    pub(crate) fn port(&self) -> Option<Spanned<u16>> {
        match self {
            Self::Rest(adapter) => adapter.port,
            Self::Mcp(adapter) => adapter.port,
            Self::Skill(adapter) => adapter.port,
            Self::Control(adapter) => adapter.port,
        }
    }

    /// How its callers prove who they are.
    pub(crate) fn authentication(&self) -> Option<&Authentication> {
        match self {
            Self::Rest(adapter) => adapter.authentication.as_ref(),
            Self::Mcp(adapter) => adapter.authentication.as_ref(),
            Self::Skill(adapter) => adapter.authentication.as_ref(),
            Self::Control(adapter) => adapter.authentication.as_ref(),
        }
    }

    /// The place that stands for it.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Rest(adapter) => adapter.span,
            Self::Mcp(adapter) => adapter.span,
            Self::Skill(adapter) => adapter.span,
            Self::Control(adapter) => adapter.span,
        }
    }
}
