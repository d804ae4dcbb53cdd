//! The index of a spec: its consumed operations, the calls of them, and its variables.

mod binds;
mod calls;
mod extent;
mod sites;

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::options::{Options, PerNamespace};
use crate::source::{SourceId, Span};
use crate::spec::{Aggregate, ConsumedApi, ConsumedOperation, ConsumedResource, Document, Entry, Text};
use calls::Calls;

pub(crate) use binds::{Binds, Name, is_caller};
pub(crate) use sites::{Site, SiteKind};

/// The position of a consumed operation: that of its API, and its own in the API.
pub(crate) type Position = (usize, usize);

/// The position of a flow: that of its aggregate among those with a namespace, and its own in the aggregate.
pub(crate) type FlowPosition = (usize, usize);

/// The names of a spec and what they refer to.
#[derive(Debug)]
pub(crate) struct Index<'a> {
    pub document: &'a Document,
    pub binds: Binds,
    /// The consumed APIs. Imports that failed are already reported.
    pub apis: Vec<IndexedApi<'a>>,
    calls: Calls,
    /// The objects with an action, in the order of the spec.
    pub sites: Vec<Site<'a>>,
    /// The indexes of the sites that call each operation.
    callers: HashMap<Position, Vec<usize>>,
    /// The first API of each namespace.
    namespaces: HashMap<&'a str, usize>,
    /// The flows by `namespace.name`; the first one of duplicates.
    flows: HashMap<String, FlowPosition>,
    /// Where the spec imports aggregates and adapters, by their files.
    imported: HashMap<SourceId, Span>,
}

/// A consumed API with its operations in the order of the spec.
#[derive(Debug)]
pub(crate) struct IndexedApi<'a> {
    pub api: &'a ConsumedApi,
    pub operations: Vec<IndexedOperation<'a>>,
}

/// A consumed operation with its resource.
#[derive(Debug)]
pub(crate) struct IndexedOperation<'a> {
    pub resource: &'a ConsumedResource,
    pub operation: &'a ConsumedOperation,
}

impl IndexedApi<'_> {
    /// Returns `namespace.operation`, the name of an operation in errors and spans.
    pub(crate) fn id(&self, operation: &ConsumedOperation) -> String {
        format!("{}.{}", self.api.namespace, operation.name)
    }

    /// Returns the value of an option for the API.
    pub(crate) fn option<T: Clone + Default>(
        &self,
        options: &Options,
        option: fn(&Options) -> &PerNamespace<T>,
    ) -> T {
        let in_spec = self.api.options.as_deref().map(option);
        option(options).value(self.api.namespace.as_str(), in_spec)
    }
}

impl<'a> Index<'a> {
    /// Creates the index. Returns `None` after it has reported that generating the capability would take too much memory.
    pub(crate) fn of(document: &'a Document, diagnostics: &mut Diagnostics) -> Option<Self> {
        let apis: Vec<_> = inline(&document.consumes).map(indexed).collect();
        let calls = extent::bounded(document, &apis, diagnostics)?;
        let mut namespaces = HashMap::new();
        for (position, api) in apis.iter().enumerate() {
            namespaces.entry(api.api.namespace.as_str()).or_insert(position);
        }
        let sites = sites::sites(document);
        let mut callers: HashMap<Position, Vec<usize>> = HashMap::new();
        for (number, site) in sites.iter().enumerate() {
            let call = site.action.call.as_ref();
            if let Some(target) = call.and_then(|call| calls.find(&call.value)) {
                callers.entry(target).or_default().push(number);
            }
        }
        Some(Self {
            document,
            binds: Binds::new(document),
            sites,
            callers,
            apis,
            calls,
            namespaces,
            flows: flows(document),
            imported: imported(document),
        })
    }

    /// Returns the operation at a position.
    pub(crate) fn operation(
        &self,
        (api, operation): Position,
    ) -> Option<(&IndexedApi<'a>, &'a ConsumedOperation)> {
        let api = self.apis.get(api)?;
        Some((api, api.operations.get(operation)?.operation))
    }

    /// Returns the position of the flow with a name `namespace.flow`.
    pub(crate) fn flow(&self, name: &str) -> Option<FlowPosition> {
        self.flows.get(name).copied()
    }

    /// Returns the position of the API with a namespace.
    pub(crate) fn namespace(&self, name: &str) -> Option<usize> {
        self.namespaces.get(name).copied()
    }

    /// Returns the sites that call an operation, in the order of the spec.
    pub(crate) fn callers(&self, position: Position) -> Vec<&Site<'a>> {
        let numbers = self.callers.get(&position).into_iter().flatten();
        numbers.filter_map(|number| self.sites.get(*number)).collect()
    }

    /// Returns the operation of a call.
    pub(crate) fn find(&self, call: &Text) -> Option<Position> {
        self.calls.find(&call.value)
    }

    /// Returns the operation of a call, and reports a call that spells its name in another way.
    pub(crate) fn called(&self, call: &Text, diagnostics: &mut Diagnostics) -> Option<Position> {
        let position = self.find(call)?;
        let (api, operation) = self.operation(position)?;
        let id = api.id(operation);
        if id != call.value {
            let message = format!("`{}` is read as `{id}`", call.value);
            let diagnostic = Diagnostic::new(codes::CALL_LOOSE, call.span, message);
            diagnostics.push_once(diagnostic.help(format!("write `{id}`")));
        }
        Some(position)
    }

    /// Returns the operation of a call, or the message about an unknown one, which is reported.
    pub(crate) fn target(&self, call: &Text, diagnostics: &mut Diagnostics) -> Result<Position, String> {
        if let Some(position) = self.called(call, diagnostics) {
            return Ok(position);
        }
        let message = format!("unknown operation `{}`", call.value);
        if self.document.truncated {
            return Err(message);
        }
        let ids = self.apis.iter().flat_map(|api| {
            let operations = api.operations.iter();
            operations.map(|indexed| api.id(indexed.operation))
        });
        let ids: Vec<String> = if diagnostics.suggests() {
            ids.collect()
        } else {
            Vec::new()
        };
        let near = diagnostics.nearest(&call.value, ids.iter().map(String::as_str));
        if near.is_none() && diagnostics.has_errors_in(call.span.source) {
            // The operation may be declared and ignored because of its errors.
            return Err(message);
        }
        let import = self.imported.get(&call.span.source);
        let help = match near {
            Some(near) => format!("a similar name exists: `{near}`"),
            None if import.is_some() => "add the API to `consumes` of the importing file".to_owned(),
            None if self.apis.is_empty() => "add the API to `consumes`".to_owned(),
            None => format!(
                "correct the name, or add the operation to `{}`",
                self.first_namespaces()
            ),
        };
        let mut diagnostic = Diagnostic::new(codes::CALL_UNRESOLVED, call.span, message.clone()).help(help);
        if let Some(import) = import {
            diagnostic = diagnostic.related(*import, "imported here");
        }
        if near.is_some() {
            diagnostics.push(diagnostic);
        } else {
            diagnostics.push_alike(diagnostic);
        }
        Err(message)
    }

    /// Returns the namespaces of the first APIs for a help.
    fn first_namespaces(&self) -> String {
        const SHOWN: usize = 20;
        let names = self.apis.iter().take(SHOWN).map(|api| api.api.namespace.as_str());
        let more = (self.apis.len() > SHOWN).then_some("…");
        names.chain(more).collect::<Vec<_>>().join("`, `")
    }
}

/// Joins the paths of resource and operation. An operation's own path is used alone if it begins with the resource's path.
pub(crate) fn full_path(resource: &ConsumedResource, operation: &ConsumedOperation) -> String {
    let resource = resource.path.as_str();
    match operation.path.as_ref().map(Text::as_str) {
        None => resource.to_owned(),
        Some(own) if own.starts_with(resource) => own.to_owned(),
        Some(own) if own.starts_with(['?', '#']) => format!("{resource}{own}"),
        Some(own) => format!(
            "{}/{}",
            resource.trim_end_matches('/'),
            own.trim_start_matches('/')
        ),
    }
}

fn indexed(api: &ConsumedApi) -> IndexedApi<'_> {
    let operations = api.resources.iter().flat_map(|resource| {
        let operations = resource.operations.iter();
        operations.map(move |operation| IndexedOperation { resource, operation })
    });
    IndexedApi {
        api,
        operations: operations.collect(),
    }
}

/// Returns where the spec imports aggregates and adapters, by their files.
fn imported(document: &Document) -> HashMap<SourceId, Span> {
    let aggregates = named_aggregates(document).map(|(name, aggregate)| (aggregate.span, name.span));
    let adapters = inline(&document.exposes);
    let adapters = adapters.filter_map(|adapter| Some((adapter.span(), adapter.name()?.span)));
    let mut imported = HashMap::new();
    for (entry, name) in aggregates.chain(adapters) {
        // An imported entry has its name from the importing file.
        if entry.source != name.source {
            imported.entry(entry.source).or_insert(name);
        }
    }
    imported
}

/// Returns the aggregates that references can name, in the order of the spec.
pub(crate) fn named_aggregates(document: &Document) -> impl Iterator<Item = (&Text, &Aggregate)> {
    let aggregates = inline(&document.aggregates);
    aggregates.filter_map(|aggregate| Some((aggregate.namespace.as_ref()?, aggregate)))
}

fn flows(document: &Document) -> HashMap<String, FlowPosition> {
    let mut flows = HashMap::new();
    for (position, (namespace, aggregate)) in named_aggregates(document).enumerate() {
        for (number, flow) in aggregate.flows.iter().enumerate() {
            let name = format!("{namespace}.{}", flow.name);
            flows.entry(name).or_insert((position, number));
        }
    }
    flows
}

/// Returns the entries of the file and the imported ones.
pub(crate) fn inline<T>(entries: &[Entry<T>]) -> impl Iterator<Item = &T> {
    entries.iter().filter_map(|entry| match entry {
        Entry::Inline(item) => Some(item),
        Entry::Import(_) => None,
    })
}
