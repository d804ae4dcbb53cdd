//! Parsing: from YAML nodes to the objects of a spec, a family of objects per file.
//!
//! Both dialects have one reader. Extensions of published files are read as the format's own keys, with a diagnostic.

mod action;
mod adapter;
mod aggregates;
mod authentication;
mod binds;
mod body;
mod consumes;
mod context;
mod control;
mod data_type;
mod entries;
mod fields;
mod info;
mod keywords;
mod long_running;
mod mcp;
mod media_type;
mod method;
mod oauth2;
mod outputs;
mod pages;
mod parameters;
mod prompts;
mod recognise;
mod record;
mod responses;
mod rest;
mod root;
mod size;
mod skill;

#[cfg(test)]
mod tests;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::spec::Document;
use crate::yaml::Tree;

/// The result of parsing a file.
#[derive(Debug)]
pub(crate) enum Parsed {
    /// A capability, or a standalone file of consumed APIs, adapters, aggregates or binds. It may have reported errors.
    Document(Box<Document>),
    /// Another kind of file. The diagnostic names the kind, and is not yet reported.
    NotACapability(Diagnostic),
}

/// Reads a tree as a spec. Reports what is wrong with it, except for `NotACapability`, which the caller reports.
pub(crate) fn parse(tree: &Tree, diagnostics: &mut Diagnostics) -> Parsed {
    root::parse(tree, false, diagnostics)
}

/// Reads the tree of an imported file, which cannot set options.
pub(crate) fn parse_imported(tree: &Tree, diagnostics: &mut Diagnostics) -> Parsed {
    root::parse(tree, true, diagnostics)
}

/// Returns whether a file may be a capability spec, even an invalid one.
pub(crate) fn may_be_capability(bytes: &[u8]) -> bool {
    recognise::may_be_capability(bytes)
}
