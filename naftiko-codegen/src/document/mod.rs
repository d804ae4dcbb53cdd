//! The spec's own objects, as the author wrote them: both dialects lowered into one shape.
//!
//! Lists (`naftiko:`) and maps (`ikanos:`) of named things become vectors in the order of the text. What the wild dialect spells
//! differently is read as what it means, with a warning. Nothing is resolved here: references, templates and paths stay texts.

#![allow(
    dead_code,
    reason = "the whole format is read and checked, also what no code is generated for yet"
)]

mod adapter;
mod advice;
mod aggregates;
mod aliases;
mod authentication;
mod binds;
mod body;
mod capability;
mod consumes;
mod context;
mod control;
mod custom_token;
mod described;
mod entries;
mod extensions;
mod fields;
mod forms;
mod info;
mod keys;
mod mcp;
mod named;
mod oauth2;
mod oauth2_client;
mod outputs;
mod parameters;
mod prompts;
mod recognise;
mod record;
mod responses;
mod rest;
mod root;
mod skill;
mod small;
mod steps;
mod values;
mod with;

#[cfg(test)]
mod tests;

use crate::diagnostic::Diagnostics;
use crate::source::{Span, Spanned};
use crate::yaml::Tree;

pub(crate) use aggregates::{Aggregate, Flow, Semantics};
pub(crate) use authentication::{ApiKey, Authentication, KeyPlacement, Scheme, nearest_scheme};
pub(crate) use binds::Bind;
pub(crate) use body::{Body, BodyKind, Part};
pub(crate) use capability::{Adapter, Dialect, Document, Entry, Import, Lowered};
pub(crate) use consumes::{ConsumedApi, ConsumedOperation, ConsumedResource, Tunnel};
pub(crate) use control::ControlAdapter;
pub(crate) use custom_token::CustomToken;
pub(crate) use described::DataType;
pub(crate) use info::Info;
pub(crate) use mcp::{CacheScope, Hints, McpAdapter, McpResource, Tool, Transport};
pub(crate) use oauth2::OAuth2;
pub(crate) use oauth2_client::{
    AnswerFields, BodyEncoding, CredentialPlacement, Grant, OAuth2Client, Renewal,
};
pub(crate) use outputs::Output;
pub(crate) use parameters::{Parameter, Place};
pub(crate) use prompts::{Message, Prompt};
pub(crate) use responses::{Response, ResponseBinary};
pub(crate) use rest::{RestAdapter, RestOperation, RestResource};
pub(crate) use skill::SkillAdapter;
pub(crate) use small::{Method, RawFormat};
pub(crate) use steps::{Mapping, Step, StepKind};
pub(crate) use with::{Action, With};

/// A text of the spec and where it stands.
pub(crate) type Text = Spanned<String>;

/// Reads a tree as a document. What is wrong with the document is reported; `NotACapability` is not, but returned.
pub(crate) fn lower(tree: &Tree, diagnostics: &mut Diagnostics) -> Lowered {
    root::lower(tree, false, diagnostics)
}

/// Reads the tree of an imported file, which cannot set options.
pub(crate) fn lower_imported(tree: &Tree, diagnostics: &mut Diagnostics) -> Lowered {
    root::lower(tree, true, diagnostics)
}

/// Whether a file may be meant as a capability spec, however the rest of it reads.
pub(crate) fn may_be_capability(bytes: &[u8]) -> bool {
    recognise::may_be_capability(bytes)
}
