//! Lints, and references in parts that are not generated yet.
//!
//! The checks read the spec and the model and change neither. Each file has one family of diagnostics.

mod adapters;
mod binds;
mod catalogue;
mod credentials;
mod hints;
mod names;
pub(crate) mod options;
mod outputs;
mod prose;
mod references;
mod schemas;
mod skills;
mod steps;
mod tokens;
mod types;
mod uris;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::index::{Index, inline};
use crate::model::{self, Capability, TypeId};
use crate::openapi::Described;
use crate::options::Options;
use crate::source::{Source, Span};
use crate::spec::{Adapter, Aggregate, ConsumedApi, Document, McpAdapter};
use crate::spelling::Names;
use crate::tool_list::ListedTool;
use references::Listed;

/// The shared state of the checks.
pub(crate) struct Checks<'a> {
    document: &'a Document,
    index: &'a Index<'a>,
    capability: &'a Capability,
    /// The lists of the MCP adapters.
    lists: &'a [Vec<ListedTool>],
    /// The namespaces of APIs.
    apis: Listed<'a>,
    /// The namespaces of APIs, adapters and aggregates.
    namespaces: HashSet<&'a str>,
    /// The names of the inputs of operations that were checked.
    inputs: HashMap<(usize, usize), Rc<Names>>,
    /// The names of the fields of structs that were checked.
    fields: HashMap<TypeId, Rc<Listed<'a>>>,
    /// The operations and tools of adapters, by namespace.
    offers: references::Offers<'a>,
    diagnostics: &'a mut Diagnostics,
}

/// Runs every check. `texts` are the sources of the spec and of its imports.
pub(crate) fn check(
    index: &Index<'_>,
    capability: &Capability,
    lists: &[Vec<ListedTool>],
    texts: &[&Source],
    diagnostics: &mut Diagnostics,
) {
    let document = index.document;
    let mut checks = Checks {
        document,
        index,
        capability,
        lists,
        apis: index.apis.iter().map(|api| api.api.namespace.as_str()).collect(),
        namespaces: references::namespaces(document),
        inputs: HashMap::new(),
        fields: HashMap::new(),
        offers: references::Offers::of(document),
        diagnostics,
    };
    // References of a truncated file may have targets in the missing part.
    if !document.truncated {
        binds::unused(&mut checks, texts);
        references::check(&mut checks);
        for site in &index.sites {
            references::reference(&mut checks, site);
            references::prefixes(&mut checks, site);
            steps::check(&mut checks, site);
        }
        names::check(&mut checks);
    }
    tokens::check(&mut checks);
    binds::check(&mut checks);
    credentials::check(&mut checks);
    hints::check(&mut checks);
    uris::check(&mut checks);
    adapters::check(&mut checks);
    schemas::check(&mut checks);
    catalogue::check(&mut checks);
    references::paths(&mut checks);
    steps::scripts(&mut checks);
    prose::check(&mut checks);
    skills::check(&mut checks);
}

/// Checks what documents say of a capability.
pub(crate) fn check_documents(
    index: &Index<'_>,
    described: &Described,
    capability: &Capability,
    options: &Options,
    diagnostics: &mut Diagnostics,
) {
    types::check(index, capability, options, diagnostics);
    outputs::check(index, described, diagnostics);
}

impl<'a> Checks<'a> {
    /// Reports a warning; equal messages are counted and reported once per file.
    fn say(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics
            .push_once(Diagnostic::new(code, span, message).help(help));
    }

    /// Reports a warning once per file and code; the others are counted.
    fn say_alike(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics
            .push_alike(Diagnostic::new(code, span, message).help(help));
    }

    /// Returns the consumed APIs, without imports that failed.
    fn apis(&self) -> impl Iterator<Item = &'a ConsumedApi> + use<'a> {
        self.index.apis.iter().map(|indexed| indexed.api)
    }

    /// Returns the adapters.
    fn adapters(&self) -> impl Iterator<Item = &'a Adapter> + use<'a> {
        inline(&self.document.exposes)
    }

    /// Returns the MCP adapters that are generated, each with its model.
    fn mcp_adapters(&self) -> Vec<(&'a McpAdapter, &'a model::McpAdapter)> {
        let offers = |adapter: &&McpAdapter| {
            !adapter.tools.is_empty() || !adapter.resources.is_empty() || !adapter.prompts.is_empty()
        };
        let declared = self.adapters().filter_map(|adapter| match adapter {
            Adapter::Mcp(adapter) => Some(adapter),
            _ => None,
        });
        declared.filter(offers).zip(&self.capability.mcp).collect()
    }

    /// Returns the aggregates.
    fn aggregates(&self) -> impl Iterator<Item = &'a Aggregate> + use<'a> {
        inline(&self.document.aggregates)
    }
}
