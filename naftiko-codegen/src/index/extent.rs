//! Estimate of the memory that a capability takes in the generator.
//!
//! A spec within the limits of a file may take much more memory than the file: operations inherit the parameters of their API, tools get
//! the inputs of the operation that they call, and all of these become code. The estimate is made before anything is resolved. It is an
//! upper bound, from measurements of the later phases.

use std::collections::HashSet;

use super::calls::Calls;
use super::{IndexedApi, Position, inline};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::source::Span;
use crate::spec::{
    About, Action, Adapter, Body, BodyKind, ConsumedApi, ConsumedOperation, Document, KeyPlacement,
    McpAdapter, Output, Parameter, Prompt, RestAdapter, Scheme, SkillAdapter, StepKind, Text,
};
use crate::spelling::folded;
use crate::yaml::{Kind, Node};

/// Limit of the estimate in bytes.
const MAX_EXTENT: usize = 360 << 20;

const API: usize = 76 << 10;
const OPERATION: usize = 19 << 10;
/// A parameter or input: a field, its documentation, and each use.
const INPUT: usize = 6 << 10;
/// The struct of the inputs of an operation or tool.
const INPUTS: usize = 24 << 10;
const OUTPUT: usize = 8 << 10;
/// An output with its own struct or list.
const SHAPE: usize = 30 << 10;
const REST_ADAPTER: usize = 36 << 10;
const MCP_ADAPTER: usize = 88 << 10;
/// A tool, a route or an MCP resource.
const EXPOSED: usize = 40 << 10;
const SKILL: usize = 24 << 10;
/// A tool of a skill, with the text about its inputs and result.
const SKILL_TOOL: usize = 48 << 10;
/// A byte of a skill's file.
const FILE_BYTE: usize = 10;
const PROMPT: usize = 34 << 10;
const ARGUMENT: usize = 13 << 10;
/// A step with its statement.
const STEP: usize = 24 << 10;
/// A placeholder in a template.
const HOLE: usize = 9 << 10;
/// A value in a body or a constant.
const VALUE: usize = 1 << 10;
/// A byte of a string that is in the code once.
const BYTE: usize = 20;
/// A byte of a name or path, which is in many places of the code.
const NAME_BYTE: usize = 120;

/// Returns the names of operations, which the estimate needs too, if it is within the limit. Reports a larger one.
pub(super) fn bounded(
    document: &Document,
    apis: &[IndexedApi<'_>],
    diagnostics: &mut Diagnostics,
) -> Option<Calls> {
    let mut extent = Extent::default();
    for api in apis {
        extent.api(api.api);
    }
    if extent.beyond.is_none() {
        // The names take memory too.
        let calls = Calls::of(apis);
        extent.adapters(document, &calls);
        if extent.beyond.is_none() {
            return Some(calls);
        }
    }
    let limit = MAX_EXTENT >> 20;
    let message = format!("generating this capability would take more than {limit} MiB of memory");
    let diagnostic = Diagnostic::new(codes::EXTENT, extent.beyond?, message)
        .label("the limit is exceeded here")
        .help("consume or expose fewer operations, or split the capability into several specs");
    diagnostics.push(diagnostic);
    None
}

/// The estimate so far.
#[derive(Default)]
struct Extent {
    bytes: usize,
    /// The place where the limit was exceeded.
    beyond: Option<Span>,
    /// The estimates of the inputs of each operation, by API and operation. Adapters that call it get these inputs.
    inputs: Vec<Vec<usize>>,
    /// The largest estimate of what a skill may repeat: the inputs or outputs of a tool or REST operation, or the name of an adapter.
    widest: usize,
}

impl Extent {
    fn add(&mut self, bytes: usize, span: Span) {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > MAX_EXTENT && self.beyond.is_none() {
            self.beyond = Some(span);
        }
    }

    fn adapters(&mut self, document: &Document, calls: &Calls) {
        self.extras(document, calls);
        let about = document.info.as_ref().map_or(0, |info| {
            text(info.name.as_ref()) + text(info.description.as_ref()) + text(info.version.as_ref())
        });
        for adapter in inline(&document.exposes) {
            self.add(about, adapter.span());
            match adapter {
                Adapter::Rest(adapter) => self.rest(adapter, calls),
                Adapter::Mcp(adapter) => self.mcp(adapter, calls),
                Adapter::Skill(_) | Adapter::Control(_) => {}
            }
        }
        for adapter in inline(&document.exposes) {
            if let Adapter::Skill(adapter) = adapter {
                self.skills(adapter);
            }
        }
        for aggregate in inline(&document.aggregates) {
            for flow in &aggregate.flows {
                self.steps(&flow.action, flow.inputs.len(), calls, flow.span);
            }
        }
    }

    fn api(&mut self, api: &ConsumedApi) {
        self.inputs.push(Vec::new());
        let keys = api_keys(api);
        let own = API + name(&api.namespace) + text(api.description.as_ref()) + keys.once;
        self.add(own + api.base_uri.as_ref().map_or(0, template), api.span);
        // Inputs with a value are sent with every request, and are in the code once.
        let is_constant = |parameter: &&Parameter| parameter.value.is_some();
        let once: usize = api.inputs.iter().filter(is_constant).map(parameter).sum();
        let inherited: usize = api
            .inputs
            .iter()
            .filter(|input| !is_constant(input))
            .map(parameter)
            .sum();
        self.add(once, api.span);
        for resource in &api.resources {
            let own = resource.inputs.iter().map(parameter).sum::<usize>() + path(&resource.path);
            for operation in &resource.operations {
                self.operation(api, operation, inherited + own + keys.each);
            }
        }
    }

    fn operation(&mut self, api: &ConsumedApi, operation: &ConsumedOperation, inherited: usize) {
        let inputs = inherited
            + operation.inputs.iter().map(parameter).sum::<usize>()
            + operation.body.as_ref().map_or(0, body)
            + operation.path.as_ref().map_or(0, path);
        let outputs: usize = operation.outputs.iter().map(|output| shape(output, 0)).sum();
        let names = name(&operation.name) + api.namespace.value.len() * NAME_BYTE;
        let prose = about(&operation.about);
        let schema = text(operation.output_schema.as_ref());
        self.add(
            OPERATION + INPUTS.min(inputs) + inputs + outputs + names + prose + schema,
            operation.span,
        );
        if let Some(own) = self.inputs.last_mut() {
            own.push(inputs);
        }
    }

    /// Adds inputs for the keys of `with` that operations do not declare. Every adapter that calls such an operation gets the input.
    fn extras(&mut self, document: &Document, calls: &Calls) {
        let mut passed: HashSet<(Position, String)> = HashSet::new();
        for adapter in inline(&document.exposes) {
            let actions: Vec<&Action> = match adapter {
                Adapter::Rest(adapter) => {
                    let operations = adapter.resources.iter().flat_map(|resource| &resource.operations);
                    operations.map(|operation| &operation.action).collect()
                }
                Adapter::Mcp(adapter) => {
                    let tools = adapter.tools.iter().map(|tool| &tool.action);
                    tools
                        .chain(adapter.resources.iter().map(|resource| &resource.action))
                        .collect()
                }
                Adapter::Skill(_) | Adapter::Control(_) => continue,
            };
            for action in actions {
                let called = action.call.as_ref().and_then(|call| calls.find(&call.value));
                let Some((api, operation)) = called.filter(|_| !action.with.is_empty()) else {
                    continue;
                };
                let Some(inputs) = self.inputs.get_mut(api).and_then(|all| all.get_mut(operation)) else {
                    continue;
                };
                for with in &action.with {
                    if passed.insert(((api, operation), folded(with.name.as_str()))) {
                        *inputs += INPUT + name(&with.name);
                    }
                }
            }
        }
    }

    fn rest(&mut self, adapter: &RestAdapter, calls: &Calls) {
        let own = REST_ADAPTER + name(&adapter.namespace) + text(adapter.description.as_ref());
        self.widest = self.widest.max(name(&adapter.namespace));
        self.add(own, adapter.span);
        for resource in &adapter.resources {
            let written = path(&resource.path);
            let inherited = resource.inputs.iter().map(parameter).sum::<usize>() + written;
            let outer = resource.name.as_ref().map_or(written, name);
            if let Some(forward) = &resource.forward {
                let headers: usize = forward.trusted_headers.iter().map(name).sum();
                self.add(EXPOSED + inherited + headers, resource.span);
            }
            for operation in &resource.operations {
                let inputs = inherited + operation.inputs.iter().map(parameter).sum::<usize>();
                let own = operation.name.as_ref().map_or(outer, name)
                    + adapter.namespace.value.len()
                    + about(&operation.about);
                self.widest = self.widest.max(inputs);
                self.add(EXPOSED + own + inputs, operation.span);
                self.action(&operation.action, calls, operation.span);
            }
        }
    }

    fn mcp(&mut self, adapter: &McpAdapter, calls: &Calls) {
        let own = MCP_ADAPTER + name(&adapter.namespace) + text(adapter.description.as_ref());
        self.widest = self.widest.max(name(&adapter.namespace));
        self.add(own, adapter.span);
        for tool in &adapter.tools {
            let inputs: usize = tool.inputs.iter().map(parameter).sum();
            let own = tool.name.as_ref().map_or(0, name) + about(&tool.about);
            self.widest = self.widest.max(inputs);
            self.add(EXPOSED + own + INPUTS.min(inputs) + inputs, tool.span);
            self.action(&tool.action, calls, tool.span);
        }
        for resource in &adapter.resources {
            let inputs: usize = resource.inputs.iter().map(parameter).sum();
            let own = name(&resource.name)
                + path(&resource.uri)
                + about(&resource.about)
                + text(resource.mime_type.as_ref());
            self.add(EXPOSED + own + INPUTS.min(inputs) + inputs, resource.span);
            self.action(&resource.action, calls, resource.span);
        }
        for prompt in &adapter.prompts {
            self.add(self::prompt(prompt), prompt.span);
        }
    }

    /// Adds skills, each tool of which may be the widest one.
    fn skills(&mut self, adapter: &SkillAdapter) {
        for skill in &adapter.skills {
            let files = skill
                .files
                .iter()
                .flatten()
                .map(|file| file.bytes.len() * FILE_BYTE);
            let texts = text(skill.description.as_ref()) + text(skill.compatibility.as_ref());
            self.add(
                SKILL + name(&skill.name) + texts + files.sum::<usize>(),
                skill.span,
            );
            for tool in &skill.tools {
                let own = name(&tool.name) + text(tool.description.as_ref());
                self.add(SKILL_TOOL + self.widest / 4 + own, tool.span);
            }
        }
    }

    /// Adds the action of a tool, route or resource.
    fn action(&mut self, action: &Action, calls: &Calls, span: Span) {
        let with: usize = action.with.iter().map(|with| INPUT + value(&with.value)).sum();
        let outputs: usize = action.outputs.iter().map(|output| shape(output, 0)).sum();
        self.widest = self.widest.max(outputs);
        self.add(with + outputs, span);
        if let Some(call) = &action.call
            && let Some(inputs) = self.called(call, calls)
        {
            self.widest = self.widest.max(inputs);
            self.add(inputs + INPUTS.min(inputs) + call.value.len() * NAME_BYTE, span);
        }
        self.steps(action, 0, calls, span);
    }

    /// Adds the steps of an action, each of which names those that wrote before it, and the checks of its calls.
    fn steps(&mut self, action: &Action, inputs: usize, calls: &Calls, span: Span) {
        const SHARE: usize = 16;
        for (above, step) in action.steps.iter().enumerate() {
            self.add(STEP + name(&step.name) + above * VALUE, step.span);
            match &step.kind {
                StepKind::Call { call, with } => {
                    let with: usize = with.iter().map(|with| INPUT + value(&with.value)).sum();
                    let inputs = self.called(call, calls).unwrap_or_default();
                    self.add(with + inputs, step.span);
                }
                StepKind::Lookup { value, outputs, .. } => {
                    self.add(
                        template(value) + outputs.iter().map(name).sum::<usize>(),
                        step.span,
                    );
                }
                StepKind::Script { with, .. } => {
                    self.add(
                        with.iter().map(|with| INPUT + value(&with.value)).sum(),
                        step.span,
                    );
                }
            }
        }
        for mapping in &action.mappings {
            self.add(INPUT + name(&mapping.target) + name(&mapping.value), mapping.span);
        }
        if let Some(call) = &action.call {
            let called = self.called(call, calls).unwrap_or_default();
            self.add(called / SHARE, span);
        }
        self.add(inputs * VALUE, span);
    }

    /// Returns the estimate of the inputs of a called operation.
    fn called(&self, call: &Text, calls: &Calls) -> Option<usize> {
        let (api, operation) = calls.find(&call.value)?;
        self.inputs.get(api)?.get(operation).copied()
    }
}

fn text(text: Option<&Text>) -> usize {
    text.map_or(0, |text| text.value.len() * BYTE)
}

fn about(about: &About) -> usize {
    text(about.title.as_ref()) + text(about.description.as_ref())
}

fn name(name: &Text) -> usize {
    name.value.len() * NAME_BYTE
}

/// Returns the estimate of a template.
fn template(text: &Text) -> usize {
    holes(&text.value) + text.value.len() * BYTE
}

/// Returns the estimate of a path, whose placeholders may have single braces.
fn path(text: &Text) -> usize {
    text.value.matches(['{', '&']).count() * HOLE + name(text)
}

fn holes(text: &str) -> usize {
    text.matches("{{").count() * HOLE
}

/// Returns the estimate of a string that may be JSON.
fn written(text: &str) -> usize {
    text.matches([',', ':', '[', '&']).count() * VALUE + holes(text) + text.len() * BYTE
}

fn parameter(parameter: &Parameter) -> usize {
    INPUT
        + name(&parameter.name)
        + text(parameter.display.as_ref())
        + text(parameter.description.as_ref())
        + parameter.value.as_ref().map_or(0, value)
}

fn value(node: &Node) -> usize {
    match &node.kind {
        Kind::Null => VALUE,
        Kind::Scalar(scalar) => VALUE + holes(&scalar.text) + scalar.text.len() * BYTE,
        Kind::Sequence(items) => VALUE + items.iter().map(value).sum::<usize>(),
        Kind::Mapping(entries) => {
            let entry = |(key, node): &(Text, Node)| key.value.len() * BYTE + value(node);
            VALUE + entries.iter().map(entry).sum::<usize>()
        }
    }
}

fn body(body: &Body) -> usize {
    match &body.kind {
        BodyKind::Json(node) => node.as_ref().map_or(INPUT, |node| match node.as_str() {
            Some(text) => written(text),
            None => value(node),
        }),
        BodyKind::Raw(text) | BodyKind::FormText(text) => written(&text.value),
        BodyKind::Text { data, .. } => data.as_ref().map_or(0, template),
        BodyKind::Form(pairs) => pairs
            .iter()
            .map(|(key, node)| key.value.len() * BYTE + value(node))
            .sum(),
        BodyKind::Multipart(parts) => parts
            .iter()
            .map(|part| {
                let carried = part.value.as_str().map_or_else(|| value(&part.value), written);
                2 * VALUE + name(&part.name) + carried + part.filename.as_ref().map_or(0, template)
            })
            .sum(),
    }
}

/// Returns the estimate of an output with its properties and items. `prefix` is the length of the outer names, which the name of its
/// struct contains.
fn shape(output: &Output, prefix: usize) -> usize {
    let own = output.name.as_ref().map_or(5, |name| name.value.len());
    let prefix = prefix + own;
    let inner = output.properties.iter().flatten().chain(output.items.as_deref());
    let inner: usize = inner.map(|inner| shape(inner, prefix)).sum();
    let is_shape = output.properties.is_some() || output.items.is_some();
    OUTPUT
        + own * NAME_BYTE
        + text(output.mapping.as_ref())
        + [&output.value, &output.constant]
            .into_iter()
            .flatten()
            .map(value)
            .sum::<usize>()
        + inner
        + if is_shape { SHAPE + prefix * NAME_BYTE } else { 0 }
}

fn prompt(prompt: &Prompt) -> usize {
    let argument = |argument: &Parameter| ARGUMENT + parameter(argument);
    let messages = prompt
        .template
        .iter()
        .map(|message| VALUE + template(&message.content));
    PROMPT
        + name(&prompt.name)
        + about(&prompt.about)
        + prompt.arguments.iter().map(argument).sum::<usize>()
        + messages.sum::<usize>()
}

/// The estimates of the API keys of an API: once, and for each operation.
struct Keys {
    once: usize,
    each: usize,
}

fn api_keys(api: &ConsumedApi) -> Keys {
    let mut keys = Keys { once: 0, each: 0 };
    let Some(Scheme::ApiKey(all)) = api.scheme() else {
        return keys;
    };
    for key in all {
        let own = INPUT + name(&key.name) + template(&key.value);
        match key.placement.value {
            KeyPlacement::Body | KeyPlacement::Path => keys.each += own,
            KeyPlacement::Header | KeyPlacement::Query | KeyPlacement::Cookie => keys.once += own,
        }
    }
    keys
}
