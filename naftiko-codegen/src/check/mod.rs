//! What is doubtful in a document that could be resolved: references in what is not generated yet, and lints.
//!
//! Reads the document and the model, and changes neither. Each file looks for one family of findings.

mod adapters;
mod binds;
mod calls;
mod credentials;
mod hints;
mod inbound;
mod inputs;
mod listed;
mod names;
mod prose;
mod references;
mod scripts;
mod sites;
mod steps;
mod tokens;
mod transport;
mod tunnels;
mod uris;
mod withs;

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Adapter, Aggregate, ConsumedApi, Document, Entry, Flow};
use crate::model::Capability;
use crate::resolve::binds::Binds;
use crate::resolve::calls::Calls;
use crate::resolve::drafts::Names;
use crate::source::{Source, Span};
use listed::Listed;

/// What every check looks at.
pub(crate) struct Checks<'a> {
    document: &'a Document,
    capability: &'a Capability,
    binds: Binds,
    calls: Calls,
    /// Flows by `namespace.name`, of two the first.
    flows: HashMap<String, &'a Flow>,
    /// The namespaces of APIs.
    apis: Listed<'a>,
    /// The namespaces of APIs, adapters and aggregates.
    namespaces: HashSet<&'a str>,
    /// Names of the inputs of operations that have been looked at.
    inputs: HashMap<(usize, usize), Rc<Names>>,
    /// Names of the fields of shapes that have been looked at.
    fields: HashMap<usize, Rc<Listed<'a>>>,
    /// What adapters offer, by their namespace.
    offers: OnceCell<references::Offers<'a>>,
    diagnostics: &'a mut Diagnostics,
}

/// Looks for everything doubtful. `texts` are the sources that the document was read from, with those of its imports.
pub(crate) fn check(
    document: &Document,
    capability: &Capability,
    texts: &[&Source],
    diagnostics: &mut Diagnostics,
) {
    if capability.refused {
        return;
    }
    let mut checks = Checks {
        document,
        capability,
        binds: Binds::new(document),
        calls: Calls::new(&capability.clients),
        flows: references::flows(document),
        apis: inline(&document.consumes)
            .map(|api| api.namespace.as_str())
            .collect(),
        namespaces: references::namespaces(document),
        inputs: HashMap::new(),
        fields: HashMap::new(),
        offers: OnceCell::new(),
        diagnostics,
    };
    // What a cut file refers to may be in the part that is lost.
    if !document.truncated {
        binds::unused(&mut checks, texts);
        references::check(&mut checks);
        for site in sites::sites(document) {
            references::reference(&mut checks, &site);
            withs::prefixes(&mut checks, &site);
            calls::check(&mut checks, &site);
            steps::check(&mut checks, &site);
        }
        names::check(&mut checks);
    }
    tokens::check(&mut checks);
    credentials::check(&mut checks);
    hints::check(&mut checks);
    uris::check(&mut checks);
    transport::check(&mut checks);
    adapters::check(&mut checks);
    inbound::check(&mut checks);
    inputs::check(&mut checks);
    scripts::check(&mut checks);
    tunnels::check(&mut checks);
    prose::check(&mut checks);
}

impl<'a> Checks<'a> {
    /// A finding that is said each time.
    fn say(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics
            .push_once(Diagnostic::new(code, span, message).help(help));
    }

    /// A finding of which one a file is enough.
    fn say_alike(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics
            .push_alike(Diagnostic::new(code, span, message).help(help));
    }

    /// The consumed APIs; those that could not be imported are not among them.
    fn apis(&self) -> impl Iterator<Item = &'a ConsumedApi> + use<'a> {
        inline(&self.document.consumes)
    }

    /// The adapters.
    fn adapters(&self) -> impl Iterator<Item = &'a Adapter> + use<'a> {
        inline(&self.document.exposes)
    }

    /// The aggregates.
    fn aggregates(&self) -> impl Iterator<Item = &'a Aggregate> + use<'a> {
        inline(&self.document.aggregates)
    }
}

/// The entries that stand here, or have been imported.
fn inline<T>(entries: &[Entry<T>]) -> impl Iterator<Item = &T> {
    entries.iter().filter_map(|entry| match entry {
        Entry::Inline(item) => Some(item),
        Entry::Import(_) => None,
    })
}
