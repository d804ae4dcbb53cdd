//! The model, built once from the results of the passes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::adapters::{
    AggregateDraft, ControlDraft, Exposed, McpDraft, PromptDraft, Reading, ResourceDraft, RestDraft,
    SkillDraft, ToolDraft, query,
};
use super::authentication::{GuardScheme, TokenCalls};
use super::calls::{ApiCalls, Call};
use super::described::{OperationTypes, place};
use super::links::links;
use super::names::{
    AdapterNames, AggregateNames, ClientNames, ControlNames, LongRunningNames, MethodNames, OperationNames,
    PagesNames, SkillAdapterNames,
};
use super::request;
use super::typed_bodies::{with_spread_body, with_typed_body};
use super::types::TypeTable;
use super::{Resolved, Shared, plain};
use crate::address::Address;
use crate::digest::sha256;
use crate::index::{Index, IndexedApi, Position};
use crate::model::{
    self, Aggregate, Argument, Authentication, Body, Capability, Client, Content, ControlAdapter,
    ExposedInput, FinalState, Flow, Forward, Guard, Input, JsonTemplate, Keeping, LongRunningOperation,
    McpAdapter, Operation, OperationPages, Paging, Payload, Prompt, PromptArgument, Resource,
    ResourceContent, RestAdapter, Route, Skill, SkillAdapter, Source, SpecInfo, StepOutputs, Target,
    TokenFields, Tool, Transport, TypeId, Types, Variable,
};
use crate::options::{Options, Tolerance};
use crate::spec::{self, CacheScope, Keywords, Text};

/// The file of a spec, and the module that is made of it.
pub(crate) struct SpecFile<'a> {
    pub module: &'a str,
    /// The name of the file.
    pub source: &'a str,
    pub text: &'a str,
}

/// Builds the model of a module from its spec. `shared` has the types that it has in common with others.
pub(crate) fn assemble(
    index: &Index<'_>,
    options: &Options,
    SpecFile { module, source, text }: SpecFile<'_>,
    resolved: Resolved<'_>,
    shared: &Shared,
) -> Capability {
    let (adapters, names) = (resolved.adapters, resolved.names);
    let mut types = resolved.types;
    let described = place(resolved.documents, shared, &mut types);
    let parts = ClientParts {
        minted: resolved.tokens.minted(),
        tokens: resolved.tokens,
        types: described.operations,
        pages: resolved.pages,
        long_running: resolved.long_running,
        lent: &adapters.lent,
        table: &types,
    };
    let clients = clients(index, options, resolved.calls, names.clients, parts);
    let aggregates = adapters.aggregates.into_iter().zip(names.aggregates);
    let aggregates = aggregates.map(|(draft, names)| aggregate(draft, names, &clients));
    let aggregates: Vec<Aggregate> = aggregates.collect();
    let called = Callees {
        clients: &clients,
        aggregates: &aggregates,
    };
    let rest = adapters.rest.into_iter().zip(names.rest);
    let rest = rest.map(|(draft, names)| rest_adapter(draft, names, options, called));
    let mcp = adapters.mcp.into_iter().zip(names.mcp);
    let types = types.finish();
    let mcp = mcp.map(|(draft, names)| mcp_adapter(draft, names, options, (called, &types)));
    let (rest, mcp) = (rest.collect(), mcp.collect());
    let control = adapters.control.zip(names.control);
    let control = control.map(|(draft, names)| control_adapter(draft, names, index, text));
    let skills = adapters.skills.into_iter().zip(names.skills);
    let skills = skills.map(|(draft, names)| skill_adapter(draft, names));
    let info = index.document.info.as_ref();
    let title = info.and_then(|info| info.name.as_ref()).map(Text::as_str);
    let version = info.and_then(|info| info.version.as_ref()).map(Text::as_str);
    Capability {
        module: module.to_owned(),
        title: title.or(source.split('.').next()).unwrap_or(source).to_owned(),
        description: plain(info.and_then(|info| info.description.as_ref())),
        version: version.unwrap_or("1.0.0").to_owned(),
        clients,
        aggregates,
        rest,
        mcp,
        skills: skills.collect(),
        control,
        types,
        imported: described.imported,
    }
}

/// What operations of adapters call.
#[derive(Clone, Copy)]
struct Callees<'m> {
    clients: &'m [Client],
    aggregates: &'m [Aggregate],
}

fn aggregate(draft: AggregateDraft<'_>, names: AggregateNames, clients: &[Client]) -> Aggregate {
    let called = Callees {
        clients,
        aggregates: &[],
    };
    let flows = draft.flows.into_iter().zip(names.flows);
    let flows = flows.map(|(flow, names)| Flow {
        input_name: names.input.clone(),
        operation: exposed(flow.operation, names, called),
    });
    Aggregate {
        namespace: draft.namespace.value.clone(),
        title: plain(draft.display),
        module: names.module,
        type_name: names.type_name,
        accessor: names.accessor,
        flows: flows.collect(),
    }
}

/// What clients and operations have besides their calls, by their places. Each part belongs to one of them, which takes it.
struct ClientParts<'r> {
    /// The tokens that operations return.
    minted: BTreeMap<Position, TokenFields>,
    tokens: TokenCalls,
    types: HashMap<Position, OperationTypes>,
    pages: HashMap<Position, Paging>,
    long_running: HashMap<Position, FinalState>,
    /// The variables that adapters read from clients.
    lent: &'r [(usize, Variable)],
    table: &'r TypeTable,
}

fn clients(
    index: &Index<'_>,
    options: &Options,
    calls: Vec<ApiCalls>,
    names: Vec<ClientNames>,
    mut parts: ClientParts<'_>,
) -> Vec<Client> {
    let apis = index.apis.iter().zip(calls).zip(names).enumerate();
    let clients = apis.map(|(place, ((indexed, calls), names))| {
        let in_spec = indexed.api.options.as_deref().map(|given| &given.tolerance);
        let tolerance = options.tolerance.value(&indexed.api.namespace.value, in_spec);
        parts.client(place, indexed, calls, names, tolerance)
    });
    clients.collect()
}

impl ClientParts<'_> {
    fn client(
        &mut self,
        place: usize,
        indexed: &IndexedApi<'_>,
        ApiCalls { api, calls }: ApiCalls,
        names: ClientNames,
        tolerance: Tolerance,
    ) -> Client {
        let mut variables = api.variables;
        let authentication = match self.tokens.of_api.remove(&place) {
            Some((token, used)) => {
                variables.extend(used);
                Authentication::CustomToken(Box::new(token))
            }
            None => api.authentication,
        };
        let lent = self.lent.iter().filter(|(client, _)| *client == place);
        let lent = lent.map(|(_, variable)| variable);
        let operations = indexed.operations.iter().zip(calls).zip(names.operations);
        let operations = operations.enumerate();
        let operations = operations.map(|(number, ((declared, call), names))| {
            self.operation((place, number), indexed, declared.operation, call, names)
        });
        let declared = indexed.api;
        let shown_base_uri = plain(declared.base_uri.as_ref());
        Client {
            namespace: declared.namespace.value.clone(),
            type_name: names.type_name,
            accessor: names.accessor,
            description: plain(declared.description.as_ref()),
            base_uri: api.base_uri,
            instance_metadata: Address::of(&shown_base_uri).is_link_local(),
            shown_base_uri,
            base_uri_variable: names.base_uri_variable,
            token_uri_variable: names.token_uri_variable,
            lends_variables: lent.clone().next().is_some(),
            variables: with_lent(variables, lent),
            authentication,
            headers: api.headers,
            query: api.query,
            tunnel: api.tunnel,
            operations: operations.collect(),
            forward: names.forward,
            tolerance,
        }
    }

    fn operation(
        &mut self,
        position: Position,
        api: &IndexedApi<'_>,
        declared: &spec::ConsumedOperation,
        Call { request, response }: Call,
        names: OperationNames,
    ) -> Operation {
        let token = self.minted.remove(&position);
        let types = self.types.remove(&position).unwrap_or_default();
        let pages = self.pages.remove(&position).zip(names.pages);
        let pages = pages.map(|(paging, names)| operation_pages(paging, names, &types, self.table));
        let long_running = self.long_running.remove(&position).zip(names.long_running);
        let inputs = operation_inputs(request.inputs, names.inputs, &request.body, &types);
        let method = declared.method.value;
        let payload = types.answer.map_or(response.payload, Payload::Json);
        Operation {
            name: declared.name.value.clone(),
            id: api.id(declared),
            method_name: names.method,
            static_name: names.description,
            params_name: names.params,
            title: plain(declared.about.title.as_ref()),
            description: plain(declared.about.description.as_ref()),
            method,
            path: request.path,
            shown_path: request.shown_path,
            query: [request.query, types.query].concat(),
            headers: [request.headers, types.headers].concat(),
            inputs,
            styles: types.styles,
            computed: request.computed,
            body: match types.body {
                Some((input, _)) => Body::Json(JsonTemplate::Input(input)),
                None => request.body,
            },
            answer_headers: types.answer_headers,
            error: types.error,
            repeatable: if token.is_some() {
                !method.is_idempotent()
            } else {
                request.requests_token
            },
            token,
            sample: types.sample,
            naming: types.naming,
            accept: accept(&payload, response.format.is_some(), types.accept),
            payload,
            media_type: declared.output_media_type.as_ref().map(|text| text.value.clone()),
            max_binary_size: declared.max_binary_size.map(|size| size.value),
            format: response.format,
            pages,
            long_running: long_running.map(|(state, names)| long_running_operation(state, names)),
            call_method: names.call,
            step_outputs: names.outputs.map(|static_name| StepOutputs {
                static_name,
                outputs: response.named,
            }),
        }
    }
}

/// Returns the inputs of an operation. A body of a described type is present or absent, and is never null.
fn operation_inputs(
    drafts: Vec<request::Input>,
    names: Vec<String>,
    body: &Body,
    types: &OperationTypes,
) -> Vec<Input> {
    let mut in_json = BTreeSet::new();
    sent_in_json(body, &mut in_json);
    let is_described = |index: usize| types.body.is_some_and(|(body, _)| body == index);
    let inputs = drafts.into_iter().zip(names).enumerate();
    let inputs = inputs.map(|(index, (input, ident))| Input {
        nullable: !input.required && in_json.contains(&index) && !is_described(index),
        ident,
        name: input.name,
        place: input.place,
        value_type: described_type(types, index).unwrap_or(input.value_type),
        required: input.required,
        description: input.description,
        whole_body: input.whole_body,
    });
    inputs.collect()
}

/// Returns the variables of a client, then those that adapters read from it.
fn with_lent<'v>(own: BTreeSet<Variable>, lent: impl Iterator<Item = &'v Variable>) -> Vec<Variable> {
    let mut known = own.clone();
    let more = lent.filter(|variable| known.insert((*variable).clone()));
    let more: Vec<Variable> = more.cloned().collect();
    own.into_iter().chain(more).collect()
}

fn long_running_operation(final_state: FinalState, names: LongRunningNames) -> LongRunningOperation {
    LongRunningOperation {
        final_state,
        completed_method: names.completed,
        resumed_method: names.resumed,
    }
}

/// Returns the pages of an operation. The type of the items is that of the document.
fn operation_pages(
    paging: Paging,
    names: PagesNames,
    types: &OperationTypes,
    table: &TypeTable,
) -> OperationPages {
    let item = types.answer.map_or(TypeId::ANY.into(), |answer| {
        table.types().items_at(answer, &paging.items)
    });
    OperationPages {
        paging,
        item,
        pages_method: names.pages,
        items_method: names.items,
    }
}

/// Returns the media types that an operation accepts, where its format does not imply them: those of JSON in the document, or any for text.
fn accept(payload: &Payload, has_format: bool, described: Option<String>) -> Option<String> {
    match payload {
        Payload::Json(_) if !has_format => described,
        Payload::Text => Some("*/*".to_owned()),
        Payload::Json(_) | Payload::Binary => None,
    }
}

/// Returns the type that a document gives an input: the body, or a text with listed values.
fn described_type(types: &OperationTypes, input: usize) -> Option<TypeId> {
    let mut described = types.body.iter().chain(&types.choices);
    let (_, slot) = described.find(|(index, _)| *index == input)?;
    Some(slot.id)
}

/// Collects the inputs that are members of a JSON body, for which null and absence differ.
fn sent_in_json(body: &Body, found: &mut BTreeSet<usize>) {
    match body {
        Body::Json(template) => members(template, found),
        Body::Multipart(parts) => {
            for part in parts {
                if let Content::Json(template) = &part.content {
                    members(template, found);
                }
            }
        }
        Body::None | Body::Form(_) | Body::Text { .. } => {}
    }
}

fn members(template: &JsonTemplate, found: &mut BTreeSet<usize>) {
    match template {
        JsonTemplate::Input(input) | JsonTemplate::WholeOrField { input, .. } => {
            found.insert(*input);
        }
        JsonTemplate::Object(fields) => fields.iter().for_each(|(_, value)| members(value, found)),
        JsonTemplate::Array(items) => items.iter().for_each(|item| members(item, found)),
        JsonTemplate::Constant(_) | JsonTemplate::Text(_) => {}
    }
}

fn rest_adapter(
    draft: RestDraft<'_>,
    names: AdapterNames,
    options: &Options,
    called: Callees<'_>,
) -> RestAdapter {
    let clients = called.clients;
    let declared = draft.declared;
    let routes = draft.routes.into_iter().zip(names.methods);
    let routes = routes.map(|(route, names)| Route {
        method: route.method,
        query: query(&route.pattern),
        pattern: route.pattern,
        operation: with_typed_body(exposed(route.operation, names, called), clients),
    });
    let forwards = draft.forwards.into_iter().zip(names.forwards);
    let forwards = forwards.map(|(forward, ident)| {
        let trusted_headers = forward.declared.trusted_headers.iter();
        Forward {
            ident,
            pattern: forward.pattern,
            below: forward.below,
            client: forward.client,
            trusted_headers: trusted_headers.map(|name| name.value.clone()).collect(),
        }
    });
    let (routes, forwards): (Vec<Route>, Vec<Forward>) = (routes.collect(), forwards.collect());
    let given = declared.options.as_ref();
    let namespace = declared.namespace.as_str();
    RestAdapter {
        namespace: declared.namespace.value.clone(),
        unknown_arguments: options
            .unknown_arguments
            .value(namespace, given.map(|given| &given.unknown_arguments)),
        allow_origins: options
            .allow_origins
            .value(namespace, given.map(|given| &given.allow_origins)),
        expose_headers: options
            .expose_headers
            .value(namespace, given.map(|given| &given.expose_headers)),
        description: plain(declared.description.as_ref()),
        address: address(declared.address.as_ref()),
        port: declared.port.map_or(8080, |port| port.value),
        guard: guard(draft.guard, names.guard),
        module: names.module,
        links: links(&routes, &forwards, clients),
        routes,
        forwards,
    }
}

fn control_adapter(
    draft: ControlDraft<'_>,
    names: ControlNames,
    index: &Index<'_>,
    text: &str,
) -> ControlAdapter {
    let declared = draft.declared;
    ControlAdapter {
        namespace: declared.namespace.value.clone(),
        address: address(declared.address.as_ref()),
        port: declared.port.map_or(9090, |port| port.value),
        module: names.module,
        guard: guard(draft.guard, names.guard),
        health: draft.health,
        info: draft.info.then(|| SpecInfo {
            format: index.document.version.value.clone(),
            digest: sha256(text),
        }),
        metrics: draft.metrics,
        traces: draft.traces,
    }
}

fn address(declared: Option<&Text>) -> String {
    declared.map_or_else(|| "127.0.0.1".to_owned(), |address| address.value.clone())
}

fn guard(scheme: Option<GuardScheme>, field: Option<String>) -> Option<Guard> {
    let (GuardScheme { scheme, variables }, field) = scheme.zip(field)?;
    Some(Guard {
        field,
        scheme,
        variables,
    })
}

/// Builds an operation of an adapter. Null is passed as null where the called operation or the mock distinguishes it from absence.
fn exposed(draft: Exposed<'_>, names: MethodNames, called: Callees<'_>) -> model::Exposed {
    let nullable = passed_nulls(&draft.target, called);
    let listed = listed_types(&draft.target, called);
    let declared = flow_keywords(&draft, called);
    let inputs = draft.inputs.into_iter().zip(names.inputs).enumerate();
    let inputs = inputs.map(|(index, (input, ident))| ExposedInput {
        nullable: !input.required && nullable.contains(&index),
        ident,
        name: input.name,
        source: input.source,
        value_type: input.value_type,
        required: input.required,
        description: input.description,
        whole_body: input.whole_body,
        text_items: input.text_items,
        listed: listed.get(&index).copied(),
        declared: declared.get(&index).cloned().unwrap_or(input.keywords),
    });
    let target = match draft.target {
        Target::Steps(steps) => Target::Steps(Box::new(steps.named(names.steps, names.scripts))),
        target => target,
    };
    model::Exposed {
        name: draft.name,
        ident: names.method,
        title: plain(draft.about.title.as_ref()),
        description: plain(draft.about.description.as_ref().or(draft.inherited)),
        inputs: inputs.collect(),
        target,
        output: draft.output,
        issues_credentials: draft.issues_credentials,
    }
}

/// Returns the inputs whose null is passed as null.
fn passed_nulls(target: &Target, called: Callees<'_>) -> BTreeSet<usize> {
    let passed = passed(target, called.clients).filter(|(_, input)| input.nullable);
    let to_flow = passed_to_flow(target, called.aggregates).filter(|(_, input)| input.nullable);
    let to_flow = to_flow.map(|(index, _)| index);
    let mut passed = passed.map(|(index, _)| index).chain(to_flow).collect();
    if let Target::Mock(template) = target {
        members(template, &mut passed);
    }
    passed
}

/// Returns the types of the parameters with listed texts that inputs are passed to.
fn listed_types(target: &Target, called: Callees<'_>) -> BTreeMap<usize, TypeId> {
    let is_listed = |input: &Input| !input.value_type.is_plain() && !input.whole_body;
    let passed = passed(target, called.clients).filter(|(_, input)| is_listed(input));
    let to_flow = passed_to_flow(target, called.aggregates);
    let to_flow = to_flow.filter_map(|(index, input)| Some((index, input.listed?)));
    passed
        .map(|(index, input)| (index, input.value_type))
        .chain(to_flow)
        .collect()
}

/// Returns what a flow says of inputs of which the operation itself says nothing.
fn flow_keywords(draft: &Exposed<'_>, called: Callees<'_>) -> BTreeMap<usize, Keywords> {
    let says_nothing = |index: &usize| {
        let own = draft.inputs.get(*index);
        own.is_some_and(|own| own.keywords.is_empty())
    };
    passed_to_flow(&draft.target, called.aggregates)
        .filter(|(index, _)| says_nothing(index))
        .map(|(index, input)| (index, input.declared.clone()))
        .collect()
}

/// Returns the inputs that are inputs of a flow as they are, each with that of the flow.
fn passed_to_flow<'c>(
    target: &'c Target,
    aggregates: &'c [Aggregate],
) -> impl Iterator<Item = (usize, &'c ExposedInput)> {
    let run = match target {
        Target::Flow(call) => aggregates.get(call.aggregate).and_then(|aggregate| {
            let flow = aggregate.flows.get(call.flow)?;
            Some(flow.operation.inputs.iter().zip(&call.arguments))
        }),
        _ => None,
    };
    run.into_iter()
        .flatten()
        .filter_map(|(input, argument)| match argument {
            Argument::Input(index) => Some((*index, input)),
            _ => None,
        })
}

/// Returns the inputs that are arguments of the called operations as they are, each with its parameter.
fn passed<'c>(target: &'c Target, clients: &'c [Client]) -> impl Iterator<Item = (usize, &'c Input)> {
    let called = target.calls().filter_map(|call| {
        let operation = clients.get(call.client)?.operations.get(call.operation)?;
        Some(operation.inputs.iter().zip(&call.arguments))
    });
    called.flatten().filter_map(|(input, argument)| match argument {
        Argument::Input(index) => Some((*index, input)),
        _ => None,
    })
}

fn mcp_adapter(
    draft: McpDraft<'_>,
    names: AdapterNames,
    options: &Options,
    (called, types): (Callees<'_>, &Types),
) -> McpAdapter {
    let declared = draft.declared;
    let mut methods = names.methods.into_iter();
    let tools = draft.tools.into_iter().zip(methods.by_ref());
    let tools = tools.map(|(draft, names)| tool(draft, names, called, types));
    let tools = tools.collect();
    let mut resource = |draft| mcp_resource(draft, &mut methods, called);
    let resources = draft.resources.into_iter().filter_map(&mut resource).collect();
    let prompts = draft.prompts.into_iter().zip(methods);
    let prompts = prompts.map(|(draft, names)| prompt(draft, names));
    let given = declared.options.as_ref();
    let namespace = declared.namespace.as_str();
    McpAdapter {
        namespace: declared.namespace.value.clone(),
        description: plain(declared.description.as_ref()),
        transport: match declared.transport.map(|transport| transport.value) {
            Some(spec::Transport::Stdio) => Transport::Stdio,
            Some(spec::Transport::Http) | None => Transport::Http {
                address: address(declared.address.as_ref()),
                port: declared.port.map_or(9090, |port| port.value),
            },
        },
        guard: guard(draft.guard, names.guard),
        module: names.module,
        keeping: keeping(declared),
        unknown_arguments: options
            .unknown_arguments
            .value(namespace, given.map(|given| &given.unknown_arguments)),
        output_schemas: options
            .output_schemas
            .value(namespace, given.map(|given| &given.output_schemas)),
        catalogue: options
            .catalogue
            .value(namespace, given.map(|given| &given.catalogue)),
        tool_budget: options
            .tool_budget
            .value(namespace, given.map(|given| &given.tool_budget)),
        pinned_tools: options
            .pinned_tools
            .value(namespace, given.map(|given| &given.pinned_tools)),
        allow_origins: options
            .allow_origins
            .value(namespace, given.map(|given| &given.allow_origins)),
        tools,
        resources,
        prompts: prompts.collect(),
    }
}

fn tool(draft: ToolDraft<'_>, names: MethodNames, called: Callees<'_>, types: &Types) -> Tool {
    let input_name = names.input.clone();
    let operation = with_typed_body(exposed(draft.operation, names, called), called.clients);
    Tool {
        name: draft.name,
        input_name,
        hints: draft.hints,
        tags: draft.tags,
        operation: with_spread_body(operation, types),
    }
}

fn prompt(draft: PromptDraft<'_>, names: MethodNames) -> Prompt {
    let arguments = draft.arguments.iter().zip(names.inputs);
    let arguments = arguments.map(|(argument, ident)| prompt_argument(argument, ident));
    Prompt {
        name: draft.declared.name.value.clone(),
        ident: names.method,
        title: plain(draft.declared.about.title.as_ref()),
        description: plain(draft.declared.about.description.as_ref()),
        input_name: names.input,
        arguments: arguments.collect(),
        messages: draft.messages,
    }
}

fn skill_adapter(draft: SkillDraft<'_>, names: SkillAdapterNames) -> SkillAdapter {
    let declared = draft.declared;
    let skills = draft.skills.into_iter().zip(names.skills);
    let skills = skills.map(|(skill, static_name)| Skill { static_name, ..skill });
    SkillAdapter {
        namespace: declared.namespace.value.clone(),
        description: plain(declared.description.as_ref()),
        address: address(declared.address.as_ref()),
        port: declared.port.map_or(3011, |port| port.value),
        guard: guard(draft.guard, names.guard),
        module: names.module,
        skills: skills.collect(),
    }
}

/// Returns the caching rules of the spec. A missing one has the format's default, which does not cache.
fn keeping(declared: &spec::McpAdapter) -> Option<Keeping> {
    if declared.ttl.is_none() && declared.cache_scope.is_none() {
        return None;
    }
    Some(Keeping {
        ttl: declared.ttl.map_or(0, |ttl| ttl.value),
        public: declared
            .cache_scope
            .is_some_and(|scope| scope.value == CacheScope::Public),
    })
}

fn mcp_resource(
    draft: ResourceDraft<'_>,
    methods: &mut impl Iterator<Item = MethodNames>,
    called: Callees<'_>,
) -> Option<Resource> {
    let declared = draft.declared;
    Some(Resource {
        uri: draft.uri,
        name: declared.name.value.clone(),
        title: plain(declared.about.title.as_ref()),
        description: plain(declared.about.description.as_ref()),
        mime_type: plain(declared.mime_type.as_ref()),
        binary: declared.binary.is_some_and(|binary| binary.value),
        content: match draft.content {
            Reading::Operation(operation) => {
                let names = methods.next()?;
                ResourceContent::Operation {
                    input_name: names.input.clone(),
                    operation: Box::new(exposed(*operation, names, called)),
                }
            }
            Reading::Location(location) => ResourceContent::Location(location),
        },
    })
}

fn prompt_argument(declared: &spec::Parameter, ident: String) -> PromptArgument {
    PromptArgument {
        title: plain(declared.display.as_ref()),
        input: ExposedInput {
            name: declared.name.value.clone(),
            ident,
            source: Source::Field(declared.name.value.clone()),
            value_type: TypeId::STRING,
            required: declared.required.is_none_or(|required| required.value),
            description: plain(declared.description.as_ref()),
            whole_body: false,
            text_items: false,
            listed: None,
            declared: Keywords::default(),
            nullable: false,
        },
    }
}
