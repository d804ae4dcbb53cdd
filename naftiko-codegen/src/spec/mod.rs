//! The objects of a spec as the author wrote them, in one form for both dialects.
//!
//! Lists (`naftiko:`) and maps (`ikanos:`) of named objects become vectors in the order of the file. Extensions of published files are
//! read as the format's own keys, with a warning. Nothing is resolved here: references, templates and paths stay strings.

#![allow(
    dead_code,
    reason = "the whole format is read and checked, also the parts without generated code"
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
pub(crate) use oauth2_client::{BodyEncoding, CredentialPlacement, Grant, OAuth2Client, Refresh, TokenPaths};
pub(crate) use outputs::Output;
pub(crate) use parameters::{Parameter, Place};
pub(crate) use prompts::{Message, Prompt};
pub(crate) use responses::{Response, ResponseBinary};
pub(crate) use rest::{Forward, RestAdapter, RestOperation, RestResource};
pub(crate) use skill::SkillAdapter;
pub(crate) use small::RawFormat;
pub(crate) use steps::{Mapping, Step, StepKind};
pub(crate) use with::{Action, With};

/// A string of the spec with its place.
pub(crate) type Text = Spanned<String>;

/// Reads a tree as a spec. Reports what is wrong with it, except for `NotACapability`, which the caller reports.
pub(crate) fn lower(tree: &Tree, diagnostics: &mut Diagnostics) -> Lowered {
    root::lower(tree, false, diagnostics)
}

/// Reads the tree of an imported file, which cannot set options.
pub(crate) fn lower_imported(tree: &Tree, diagnostics: &mut Diagnostics) -> Lowered {
    root::lower(tree, true, diagnostics)
}

/// Returns whether a file may be a capability spec, even an invalid one.
pub(crate) fn may_be_capability(bytes: &[u8]) -> bool {
    recognise::may_be_capability(bytes)
}
