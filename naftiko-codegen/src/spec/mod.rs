//! The objects of a spec as the author wrote them, in one form for both dialects.
//!
//! Lists (`naftiko:`) and maps (`ikanos:`) of named objects are vectors in the order of the file. Extensions of published files are the
//! format's own keys. Nothing is resolved: references, templates and paths are strings. Values of any shape are YAML nodes, so that
//! diagnostics can name places in them.

#![allow(
    dead_code,
    reason = "the whole format is read and checked, also the parts without generated code"
)]

mod action;
mod aggregates;
mod authentication;
mod binds;
mod body;
mod consumes;
mod control;
mod document;
mod info;
mod long_running;
mod mcp;
mod outputs;
mod pages;
mod parameters;
mod rest;
mod skill;

use crate::source::Spanned;

pub(crate) use action::{Action, Mapping, Step, StepKind, With};
pub(crate) use aggregates::{Aggregate, Flow, Semantics};
pub(crate) use authentication::{
    ApiKey, Authentication, BodyEncoding, CredentialPlacement, CustomToken, Grant, KeyPlacement, OAuth2,
    OAuth2Client, Refresh, Scheme, TYPES, TokenPaths, nearest_scheme,
};
pub(crate) use binds::{Bind, BindKey};
pub(crate) use body::{Body, BodyKind, Part};
pub(crate) use consumes::{ConsumedApi, ConsumedOperation, ConsumedResource, RawFormat, Tunnel};
pub(crate) use control::{ControlAdapter, Logs, Management, Observability, Scripting};
pub(crate) use document::{Adapter, Dialect, Document, Entry, Import};
pub(crate) use info::{Info, Person};
pub(crate) use long_running::LongRunning;
pub(crate) use mcp::{CacheScope, Hints, McpAdapter, McpResource, Message, Prompt, Tool, Transport};
pub(crate) use outputs::Output;
pub(crate) use pages::{DeclaredPages, Pages};
pub(crate) use parameters::{DataType, Keywords, Parameter, Place};
pub(crate) use rest::{Content, Forward, Response, ResponseBinary, RestAdapter, RestOperation, RestResource};
pub(crate) use skill::{Skill, SkillAdapter, SkillFile, SkillTool, tool_names};

/// A string of the spec with its place.
pub(crate) type Text = Spanned<String>;

/// What an object is, in words for people.
#[derive(Debug, Default)]
pub(crate) struct About {
    /// `label` in the list dialect, `display` in the map dialect.
    pub title: Option<Text>,
    pub description: Option<Text>,
    /// Empty for objects that have none in the format.
    pub tags: Vec<Text>,
}
