//! Sites: REST operations, tools, MCP resources and flows with their actions.

use std::cell::OnceCell;

use crate::index::inline;
use crate::spec::{Action, Adapter, Document, Parameter, RestOperation, RestResource, Text, Tool};
use crate::spelling::Names;
use crate::template::{self, Notation};

/// An object with an action.
pub(super) struct Site<'a> {
    pub kind: Kind<'a>,
    /// The namespace of the adapter or aggregate, the prefix of references in `with`.
    pub namespace: Option<&'a str>,
    /// The names of the inputs.
    pub inputs: Vec<String>,
    /// The index of `inputs`, which the first search creates.
    names: OnceCell<Names>,
    pub action: &'a Action,
}

/// The kind of a site.
#[derive(Clone, Copy)]
pub(super) enum Kind<'a> {
    Rest(&'a RestOperation),
    Tool(&'a Tool),
    Resource,
    Flow,
}

/// Returns every site in the order of the spec.
pub(super) fn sites(document: &Document) -> Vec<Site<'_>> {
    let mut sites = Vec::new();
    for aggregate in inline(&document.aggregates) {
        let namespace = aggregate.namespace.as_ref().map(Text::as_str);
        sites.extend(aggregate.flows.iter().map(|flow| Site {
            kind: Kind::Flow,
            namespace,
            inputs: names(&flow.inputs).collect(),
            names: OnceCell::new(),
            action: &flow.action,
        }));
    }
    for adapter in inline(&document.exposes) {
        match adapter {
            Adapter::Rest(adapter) => {
                for resource in &adapter.resources {
                    let namespace = Some(adapter.namespace.as_str());
                    let site = |operation| rest(namespace, resource, operation);
                    sites.extend(resource.operations.iter().map(site));
                }
            }
            Adapter::Mcp(adapter) => {
                let namespace = Some(adapter.namespace.as_str());
                sites.extend(adapter.tools.iter().map(|tool| Site {
                    kind: Kind::Tool(tool),
                    namespace,
                    inputs: names(&tool.inputs).collect(),
                    names: OnceCell::new(),
                    action: &tool.action,
                }));
                sites.extend(adapter.resources.iter().map(|resource| Site {
                    kind: Kind::Resource,
                    namespace,
                    inputs: placeholders(&resource.uri.value).collect(),
                    names: OnceCell::new(),
                    action: &resource.action,
                }));
            }
            Adapter::Skill(_) | Adapter::Control(_) => {}
        }
    }
    sites
}

fn rest<'a>(
    namespace: Option<&'a str>,
    resource: &'a RestResource,
    operation: &'a RestOperation,
) -> Site<'a> {
    let inputs = names(&operation.inputs)
        .chain(names(&resource.inputs))
        .chain(placeholders(&resource.path.value));
    Site {
        kind: Kind::Rest(operation),
        namespace,
        inputs: inputs.collect(),
        names: OnceCell::new(),
        action: &operation.action,
    }
}

fn names(parameters: &[Parameter]) -> impl Iterator<Item = String> + '_ {
    parameters.iter().map(|parameter| parameter.name.value.clone())
}

fn placeholders(path: &str) -> impl Iterator<Item = String> {
    template::names(path, Notation::Braces)
}

impl Site<'_> {
    /// Returns whether the site has an input with a name.
    pub(super) fn has_input(&self, name: &str) -> bool {
        let names = || Names::of(self.inputs.iter().map(String::as_str));
        self.names.get_or_init(names).find(name).is_some()
    }
}
