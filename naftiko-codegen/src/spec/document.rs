//! The spec as a whole.

use super::{
    Aggregate, Authentication, Bind, ConsumedApi, ControlAdapter, Info, McpAdapter, RestAdapter,
    SkillAdapter, Text,
};
use crate::options::Options;
use crate::source::SourceId;
use crate::source::{Span, Spanned};

/// The family of format versions that a spec belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `naftiko:`, up to 1.0.0-alpha2: named objects are lists.
    Lists,
    /// `ikanos:`, from 1.0.0-alpha3 on: named objects are maps.
    Maps,
}

/// A spec.
#[derive(Debug)]
pub(crate) struct Document {
    pub source: SourceId,
    pub dialect: Dialect,
    /// The version of the format, such as `1.0.0-alpha2`.
    pub version: Text,
    /// The version key, for diagnostics about the spec as a whole.
    pub span: Span,
    pub info: Option<Info>,
    /// Entries of the capability, then those of the root; as in the next three.
    pub binds: Vec<Entry<Bind>>,
    pub consumes: Vec<Entry<ConsumedApi>>,
    pub exposes: Vec<Entry<Adapter>>,
    pub aggregates: Vec<Entry<Aggregate>>,
    /// Whether the file has no `capability`, so that it is only for imports.
    pub standalone: bool,
    /// Whether the publisher truncated the file, so that references to the missing part are not mistakes.
    pub truncated: bool,
}

impl Document {
    /// Returns whether the spec names an `OpenAPI` document of an API.
    pub(crate) fn names_openapi(&self) -> bool {
        let names = |namespace: &Text, options: Option<&Options>| {
            options.is_some_and(|options| options.openapi.get(namespace.as_str()).is_some())
        };
        self.consumes.iter().any(|entry| match entry {
            Entry::Inline(api) => names(&api.namespace, api.options.as_deref()),
            Entry::Import(import) => names(import.name(), import.options.as_deref()),
        })
    }
}

/// An item of a section: in this file, or imported from another one.
#[derive(Debug)]
pub(crate) enum Entry<T> {
    Inline(T),
    Import(Import),
}

/// `{from, import, as}`, or `{location, import, as}` in the list dialect.
#[derive(Debug)]
pub(crate) struct Import {
    pub span: Span,
    /// The path of the file.
    pub from: Text,
    /// The namespace of the entry in that file.
    pub namespace: Text,
    /// The namespace of the entry in this file, if it differs.
    pub alias: Option<Text>,
    pub description: Option<Text>,
    /// Options that the importing file sets for the entry.
    pub options: Option<Box<Options>>,
}

impl Import {
    /// Returns the namespace of the entry in this file.
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
    /// Returns the namespace; control adapters have none.
    pub(crate) fn name(&self) -> Option<&Text> {
        match self {
            Self::Rest(adapter) => Some(&adapter.namespace),
            Self::Mcp(adapter) => Some(&adapter.namespace),
            Self::Skill(adapter) => Some(&adapter.namespace),
            Self::Control(_) => None,
        }
    }

    /// Returns the address in the spec.
    pub(crate) fn address(&self) -> Option<&Text> {
        match self {
            Self::Rest(adapter) => adapter.address.as_ref(),
            Self::Mcp(adapter) => adapter.address.as_ref(),
            Self::Skill(adapter) => adapter.address.as_ref(),
            Self::Control(adapter) => adapter.address.as_ref(),
        }
    }

    /// Returns the port in the spec.
    pub(crate) fn port(&self) -> Option<Spanned<u16>> {
        match self {
            Self::Rest(adapter) => adapter.port,
            Self::Mcp(adapter) => adapter.port,
            Self::Skill(adapter) => adapter.port,
            Self::Control(adapter) => adapter.port,
        }
    }

    /// Returns the authentication of callers.
    pub(crate) fn authentication(&self) -> Option<&Authentication> {
        match self {
            Self::Rest(adapter) => adapter.authentication.as_ref(),
            Self::Mcp(adapter) => adapter.authentication.as_ref(),
            Self::Skill(adapter) => adapter.authentication.as_ref(),
            Self::Control(adapter) => adapter.authentication.as_ref(),
        }
    }

    /// Returns the place of the adapter in diagnostics.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Rest(adapter) => adapter.span,
            Self::Mcp(adapter) => adapter.span,
            Self::Skill(adapter) => adapter.span,
            Self::Control(adapter) => adapter.span,
        }
    }
}
