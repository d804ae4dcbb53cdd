//! MCP adapters: tools, resources and prompts.

use std::collections::HashSet;

use super::prompts::{PromptDraft, prompts};
use super::tool_names::{check_room, tool_name, with_accepted_names};
use super::{Exposed, Exposing, FlowDraft, Offer};
use crate::diagnostic::{Diagnostic, codes};
use crate::file_path::of_location;
use crate::method::Method;
use crate::model::{Hints, Target};
use crate::names::PortableNames;
use crate::resolve::arguments::Surface;
use crate::resolve::authentication::GuardScheme;
use crate::source::Spanned;
use crate::spec::{McpAdapter, McpResource, Semantics, Tool, Transport};
use crate::template;

/// An MCP adapter.
pub(in crate::resolve) struct McpDraft<'a> {
    pub declared: &'a McpAdapter,
    pub guard: Option<GuardScheme>,
    pub tools: Vec<ToolDraft<'a>>,
    pub resources: Vec<ResourceDraft<'a>>,
    pub prompts: Vec<PromptDraft<'a>>,
}

/// A tool.
pub(in crate::resolve) struct ToolDraft<'a> {
    /// Name on the wire.
    pub name: String,
    pub hints: Hints,
    pub tags: Vec<String>,
    pub operation: Exposed<'a>,
}

/// An MCP resource.
pub(in crate::resolve) struct ResourceDraft<'a> {
    pub declared: &'a McpResource,
    /// The URI with `{name}` for placeholders.
    pub uri: String,
    pub content: Reading<'a>,
}

/// The content of an MCP resource.
pub(in crate::resolve) enum Reading<'a> {
    Operation(Box<Exposed<'a>>),
    Location(String),
}

impl<'a> McpDraft<'a> {
    /// Returns the operations of its tools and MCP resources.
    pub(super) fn operations(&self) -> impl Iterator<Item = &Exposed<'a>> {
        let tools = self.tools.iter().map(|tool| &tool.operation);
        let resources = self.resources.iter();
        tools.chain(resources.filter_map(|resource| match &resource.content {
            Reading::Operation(operation) => Some(&**operation),
            Reading::Location(_) => None,
        }))
    }
}

impl<'a> Exposing<'_, 'a> {
    /// Resolves an MCP adapter.
    pub(super) fn mcp(&mut self, declared: &'a McpAdapter) -> McpDraft<'a> {
        let mut names = PortableNames::of_tools();
        let tools = declared.tools.iter();
        let tools = tools.map(|tool| self.tool(declared, tool, &mut names)).collect();
        let resources = self.resources(declared);
        // The stdio transport has no authentication: its only client is the process that started the program.
        let is_stdio = declared
            .transport
            .is_some_and(|transport| transport.value == Transport::Stdio);
        let authentication = declared.authentication.as_ref().filter(|_| !is_stdio);
        McpDraft {
            declared,
            guard: self.guard(&declared.namespace, authentication),
            tools,
            resources,
            prompts: prompts(&declared.prompts),
        }
    }

    fn tool(&mut self, adapter: &'a McpAdapter, tool: &'a Tool, names: &mut PortableNames) -> ToolDraft<'a> {
        let declared = tool.name.as_ref().or(tool.action.reference.as_ref());
        let written = declared.map_or("tool", |name| name.value.rsplit('.').next().unwrap_or_default());
        let offer = Offer {
            name: written,
            span: declared.map_or(tool.span, |name| name.span),
            about: &tool.about,
            inputs: tool.inputs.iter().collect(),
            own: tool.inputs.len(),
            action: &tool.action,
            namespace: &adapter.namespace.value,
            surface: Surface::Mcp,
            max_binary_size: adapter.max_binary_size.map(|size| size.value),
            media_type: None,
        };
        let exposed = self.expose(&offer);
        let operation = with_accepted_names(exposed, &offer, self.diagnostics);
        let name = tool_name(names, written, offer.span, self.diagnostics);
        check_room(offer.namespace, &name, offer.span, self.diagnostics);
        ToolDraft {
            name,
            hints: self.hints(&operation.target, tool),
            tags: tool.about.tags.iter().map(|tag| tag.value.clone()).collect(),
            operation,
        }
    }

    /// Returns the hints of the spec, completed from the semantics of the flow, then from the called methods. Unknown effects are assumed.
    fn hints(&self, target: &Target, tool: &Tool) -> Hints {
        let semantics = self.semantics(target).unwrap_or_default();
        let declared = &tool.hints;
        let methods = self.ran(target).calls().map(|call| {
            let called = self.index.operation((call.client, call.operation));
            called.map_or(Method::Post, |(_, operation)| operation.method.value)
        });
        let methods: Vec<Method> = match target {
            Target::Unresolved(_) => vec![Method::Post],
            _ => methods.collect(),
        };
        let is_safe = methods.iter().all(|method| method.is_safe());
        let is_idempotent = methods.iter().all(|method| method.is_idempotent());
        let or = |hint: Option<Spanned<bool>>, otherwise| hint.map_or(otherwise, |hint| hint.value);
        let is_safe = or(semantics.safe, is_safe);
        let read_only = or(declared.read_only, is_safe);
        Hints {
            read_only,
            destructive: or(declared.destructive, !is_safe && !read_only),
            idempotent: or(declared.idempotent.or(semantics.idempotent), is_idempotent),
            open_world: or(declared.open_world, !matches!(self.ran(target), Target::Mock(_))),
        }
    }

    fn flow_of(&self, target: &Target) -> Option<&FlowDraft<'a>> {
        let Target::Flow(call) = target else { return None };
        self.aggregates.get(call.aggregate)?.flows.get(call.flow)
    }

    /// Returns the target, or that of the flow that it runs.
    fn ran<'t>(&'t self, target: &'t Target) -> &'t Target {
        self.flow_of(target).map_or(target, |flow| &flow.operation.target)
    }

    fn semantics(&self, target: &Target) -> Option<Semantics> {
        Some(self.flow_of(target)?.declared.semantics)
    }

    /// Resolves the MCP resources. Duplicate URIs are reported and ignored.
    fn resources(&mut self, adapter: &'a McpAdapter) -> Vec<ResourceDraft<'a>> {
        let mut resources: Vec<ResourceDraft<'a>> = Vec::new();
        let mut taken: HashSet<String> = HashSet::new();
        for declared in &adapter.resources {
            let uri = template::braced(&declared.uri.value);
            if !taken.insert(uri.clone()) {
                let message = format!("duplicate URI `{uri}`; the first MCP resource is used");
                let diagnostic = Diagnostic::new(codes::NAME_TWICE, declared.uri.span, message);
                self.diagnostics.push(diagnostic.help("change its `uri`"));
                continue;
            }
            let content = match &declared.location {
                Some(location) => Reading::Location(of_location(&location.value)),
                None => Reading::Operation(Box::new(self.resource(adapter, declared))),
            };
            resources.push(ResourceDraft {
                declared,
                uri,
                content,
            });
        }
        resources
    }

    fn resource(&mut self, adapter: &'a McpAdapter, declared: &'a McpResource) -> Exposed<'a> {
        let name = &declared.name.value;
        let exposed = self.expose(&Offer {
            name,
            span: declared.name.span,
            about: &declared.about,
            inputs: declared.inputs.iter().collect(),
            own: declared.inputs.len(),
            action: &declared.action,
            namespace: &adapter.namespace.value,
            surface: Surface::Resource,
            max_binary_size: adapter.max_binary_size.map(|size| size.value),
            media_type: None,
        });
        let given: HashSet<&str> = declared.inputs.iter().map(|input| input.name.as_str()).collect();
        let inputs = exposed.inputs.into_iter();
        let (inputs, missing): (Vec<_>, Vec<_>) =
            inputs.partition(|input| given.contains(input.name.as_str()));
        Exposed {
            inputs,
            // The missing value is already reported; a caller can only pass values in the URI.
            target: match missing.first() {
                Some(missing) => Target::Unresolved(format!(
                    "`{name}` requires `{}`, which is not in its URI",
                    missing.name
                )),
                None => exposed.target,
            },
            ..exposed
        }
    }
}
