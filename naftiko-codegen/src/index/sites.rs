//! Sites: the objects with an action, which are REST operations, tools, MCP resources and flows.

use super::{inline, is_caller};
use crate::spec::{Action, Adapter, Document, Flow, Parameter, RestOperation, Text, Tool, With};
use crate::spelling::Names;
use crate::template::{self, Notation};

/// An object with an action.
#[derive(Debug)]
pub(crate) struct Site<'a> {
    pub kind: SiteKind<'a>,
    /// The namespace of the adapter or aggregate, the prefix of references in `with`.
    pub namespace: Option<&'a str>,
    /// The declared inputs; those of a REST operation before those of its resource.
    pub inputs: Vec<&'a Parameter>,
    /// The placeholders of a REST resource's path.
    placeholders: Vec<String>,
    pub action: &'a Action,
    names: SiteNames,
}

/// The kind of a site.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SiteKind<'a> {
    Rest(&'a RestOperation),
    Tool(&'a Tool),
    Resource,
    Flow,
}

/// What is searched by name.
#[derive(Debug)]
struct SiteNames {
    inputs: Names,
    placeholders: Names,
    with: Names,
}

/// Returns every site in the order of the spec.
pub(super) fn sites<'a>(document: &'a Document) -> Vec<Site<'a>> {
    let mut sites = Vec::new();
    for aggregate in inline(&document.aggregates) {
        let namespace = aggregate.namespace.as_ref().map(Text::as_str);
        let flow = |flow: &'a Flow| Site::new(SiteKind::Flow, namespace, &flow.action, flow.inputs.iter());
        sites.extend(aggregate.flows.iter().map(flow));
    }
    for adapter in inline(&document.exposes) {
        let namespace = adapter.name().map(Text::as_str);
        match adapter {
            Adapter::Rest(adapter) => {
                for (resource, operation) in adapter.operations() {
                    let inputs = operation.inputs.iter().chain(&resource.inputs);
                    let kind = SiteKind::Rest(operation);
                    let placeholders = template::names(resource.path.as_str(), Notation::Braces).collect();
                    let action = &operation.action;
                    sites.push(Site::with_placeholders(
                        kind,
                        namespace,
                        action,
                        inputs,
                        placeholders,
                    ));
                }
            }
            Adapter::Mcp(adapter) => {
                let tool =
                    |tool| Site::new(SiteKind::Tool(tool), namespace, &tool.action, tool.inputs.iter());
                sites.extend(adapter.tools.iter().map(tool));
                for resource in &adapter.resources {
                    let inputs = resource.inputs.iter();
                    sites.push(Site::new(SiteKind::Resource, namespace, &resource.action, inputs));
                }
            }
            Adapter::Skill(_) | Adapter::Control(_) => {}
        }
    }
    sites
}

impl<'a> Site<'a> {
    fn new(
        kind: SiteKind<'a>,
        namespace: Option<&'a str>,
        action: &'a Action,
        inputs: impl Iterator<Item = &'a Parameter>,
    ) -> Self {
        Self::with_placeholders(kind, namespace, action, inputs, Vec::new())
    }

    fn with_placeholders(
        kind: SiteKind<'a>,
        namespace: Option<&'a str>,
        action: &'a Action,
        inputs: impl Iterator<Item = &'a Parameter>,
        placeholders: Vec<String>,
    ) -> Self {
        let inputs: Vec<&Parameter> = inputs.collect();
        Self {
            kind,
            namespace,
            names: SiteNames {
                inputs: Names::of(inputs.iter().map(|input| input.name.as_str())),
                placeholders: Names::of(placeholders.iter().map(String::as_str)),
                with: Names::of(action.with.iter().map(|with| with.name.as_str())),
            },
            inputs,
            placeholders,
            action,
        }
    }

    /// Returns whether the inputs have `required`, unlike those of REST operations.
    pub(crate) fn is_tool(&self) -> bool {
        matches!(self.kind, SiteKind::Tool(_) | SiteKind::Resource | SiteKind::Flow)
    }

    /// Returns the names of its inputs and placeholders.
    pub(crate) fn input_names(&self) -> impl Iterator<Item = &str> + Clone {
        let declared = self.inputs.iter().map(|input| input.name.as_str());
        declared.chain(self.placeholders.iter().map(String::as_str))
    }

    /// Returns whether it has an input with a name.
    pub(crate) fn has_input(&self, name: &str) -> bool {
        let SiteNames {
            inputs, placeholders, ..
        } = &self.names;
        inputs.find(name).or_else(|| placeholders.find(name)).is_some()
    }

    /// Returns the declared input with exactly this name.
    pub(crate) fn input(&self, name: &str) -> Option<&'a Parameter> {
        self.inputs.get(self.names.inputs.exact(name)?).copied()
    }

    /// Returns the entry of `with` for the target's input with a name.
    pub(crate) fn with(&self, target: &str) -> Option<&'a With> {
        self.action.with.get(self.names.with.find(target)?)
    }

    /// Returns the declared input that is passed to the target's input with a name.
    pub(crate) fn feeds(&self, target: &str) -> Option<&'a Parameter> {
        let name = match self.with(target) {
            Some(with) => self.reference(with.value.as_str()?)?,
            None => target.to_owned(),
        };
        self.inputs.get(self.names.inputs.find(&name)?).copied()
    }

    /// Returns the input that a value of `with` refers to.
    pub(crate) fn reference(&self, value: &str) -> Option<String> {
        if let Some(hole) = template::parse(value, Notation::Double).sole_hole() {
            return Some(hole.rsplit('.').next().unwrap_or(hole).to_owned());
        }
        let (prefix, name) = value.split_once('.')?;
        (Some(prefix) == self.namespace || is_caller(prefix)).then(|| name.to_owned())
    }
}
