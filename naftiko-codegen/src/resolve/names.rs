//! Identifiers of everything that is generated, besides the fields of structs, which are named with their struct.

use std::collections::HashMap;

use super::adapters::{Adapters, AggregateDraft, Exposed, McpDraft, Reading, RestDraft, SkillDraft};
use super::authentication::GuardScheme;
use super::calls::{ApiCalls, Call};
use crate::index::{Index, IndexedApi, Position};
use crate::model::{FinalState, Paging, Script, ScriptNames, Target};
use crate::names::{Case, Scope, environment};
use crate::spec::Text;

/// The identifiers of a capability, in the order of the spec.
pub(super) struct Names {
    pub clients: Vec<ClientNames>,
    pub aggregates: Vec<AggregateNames>,
    pub rest: Vec<AdapterNames>,
    pub mcp: Vec<AdapterNames>,
    pub skills: Vec<SkillAdapterNames>,
    pub control: Option<ControlNames>,
}

pub(super) struct ClientNames {
    pub type_name: String,
    pub accessor: String,
    pub base_uri_variable: String,
    pub token_uri_variable: String,
    /// The method that forwards requests, if an adapter forwards to the API.
    pub forward: Option<String>,
    pub operations: Vec<OperationNames>,
}

pub(super) struct OperationNames {
    pub method: String,
    /// The static description.
    pub description: String,
    /// The params struct, if the method has one.
    pub params: Option<String>,
    /// The static of the named outputs, if steps read them.
    pub outputs: Option<String>,
    pub inputs: Vec<String>,
    /// The method that others have their call from, if there are others.
    pub call: Option<String>,
    /// The methods for pages, if the operation returns a list in them.
    pub pages: Option<PagesNames>,
    /// The methods for the result, if the operation is long-running.
    pub long_running: Option<LongRunningNames>,
}

/// The methods for the pages of an operation.
pub(super) struct PagesNames {
    pub pages: String,
    pub items: String,
}

/// The methods for the result of a long-running operation.
pub(super) struct LongRunningNames {
    pub completed: String,
    pub resumed: String,
}

/// The operations with methods beside the one that sends them.
type Ways<'w> = (&'w HashMap<Position, Paging>, &'w HashMap<Position, FinalState>);

pub(super) struct AggregateNames {
    pub module: String,
    pub type_name: String,
    pub accessor: String,
    pub flows: Vec<MethodNames>,
}

pub(super) struct AdapterNames {
    pub module: String,
    /// The guard in the builder, if the adapter has one.
    pub guard: Option<String>,
    /// Routes; or tools, then MCP resources with a call, then prompts.
    pub methods: Vec<MethodNames>,
    /// The handlers that forward requests.
    pub forwards: Vec<String>,
}

pub(super) struct SkillAdapterNames {
    pub module: String,
    /// The guard in the builder, if the adapter has one.
    pub guard: Option<String>,
    /// The static description of each skill.
    pub skills: Vec<String>,
}

pub(super) struct ControlNames {
    pub module: String,
    /// The guard in the builder, if the adapter has one.
    pub guard: Option<String>,
}

/// The names of a handler, or of a method of an adapter's trait with the struct of its inputs.
pub(super) struct MethodNames {
    pub method: String,
    pub input: String,
    pub inputs: Vec<String>,
    /// The variables with the outputs of steps.
    pub steps: Vec<String>,
    pub scripts: Vec<ScriptNames>,
}

/// Names everything that is generated.
pub(super) fn assign_names(
    index: &Index<'_>,
    calls: &[ApiCalls],
    adapters: &Adapters<'_>,
    ways: Ways<'_>,
) -> Names {
    let clients = clients(index, calls, adapters, ways);
    let mut naming = Naming::new(&clients, adapters.has_scripts());
    let aggregates = adapters.aggregates.iter();
    let aggregates = aggregates.map(|draft| naming.aggregate(draft)).collect();
    let usual = |name: &'static str, count: usize| (count == 1).then_some(name);
    let (only_rest, only_mcp) = (
        usual("rest", adapters.rest.len()),
        usual("mcp", adapters.mcp.len()),
    );
    let rest = adapters.rest.iter();
    let rest = rest.map(|draft| naming.rest(draft, only_rest)).collect();
    let mcp = adapters.mcp.iter();
    let mcp = mcp.map(|draft| naming.mcp(draft, only_mcp)).collect();
    let control = adapters.control.as_ref().map(|draft| {
        let namespace = &draft.declared.namespace;
        let (module, guard) = naming.adapter(Some("control"), namespace, draft.guard.as_ref());
        ControlNames { module, guard }
    });
    let only_skill = usual("skill", adapters.skills.len());
    let skills = adapters.skills.iter();
    let skills = skills.map(|draft| naming.skill(draft, only_skill)).collect();
    Names {
        clients,
        aggregates,
        rest,
        mcp,
        skills,
        control,
    }
}

/// The names of the root module, which aggregates and adapters have in common.
struct Naming {
    modules: Scope,
    /// The fields of the capability, and the methods of its builder.
    fields: Scope,
    scripts: Scripts,
}

impl Naming {
    /// Creates the names after those of the clients.
    fn new(clients: &[ClientNames], has_scripts: bool) -> Self {
        let mut naming = Self {
            modules: Scope::with(Case::Snake, &["client", "types", "mod"]).in_ascii(),
            fields: Scope::methods(),
            scripts: Scripts::new(),
        };
        for client in clients {
            naming.fields.assign(client.accessor.trim_start_matches("r#"));
        }
        if has_scripts {
            naming.modules.assign("scripts");
            naming.fields.assign("scripts");
        }
        naming
    }

    fn aggregate(&mut self, draft: &AggregateDraft<'_>) -> AggregateNames {
        let mut methods = Methods::default();
        let type_name = methods.types.assign(draft.namespace.as_str());
        let flows = draft.flows.iter();
        AggregateNames {
            module: self.modules.assign(draft.namespace.as_str()),
            type_name,
            accessor: self.fields.assign(draft.namespace.as_str()),
            flows: flows
                .map(|flow| methods.operation("", &flow.operation, &mut self.scripts))
                .collect(),
        }
    }

    /// Returns the module of an adapter, and its guard. `usual` is the name of the only adapter of a kind.
    fn adapter(
        &mut self,
        usual: Option<&str>,
        namespace: &Text,
        guard: Option<&GuardScheme>,
    ) -> (String, Option<String>) {
        let module = self.modules.assign(usual.unwrap_or(namespace.as_str()));
        let guard = guard.map(|_| {
            let name = format!("{}_guard", module.trim_start_matches("r#"));
            self.fields.assign(&name)
        });
        (module, guard)
    }

    fn rest(&mut self, draft: &RestDraft<'_>, usual: Option<&str>) -> AdapterNames {
        let mut methods = Methods::default();
        let routes = draft.routes.iter();
        let routes = routes.map(|route| methods.operation("", &route.operation, &mut self.scripts));
        let routes = routes.collect();
        let forwards = draft.forwards.iter().map(|forward| {
            let resource = forward.resource;
            let name = resource.name.as_ref().unwrap_or(&resource.path);
            methods.names.assign(&format!("forward-{name}"))
        });
        let forwards = forwards.collect();
        let (module, guard) = self.adapter(usual, &draft.declared.namespace, draft.guard.as_ref());
        AdapterNames {
            module,
            guard,
            methods: routes,
            forwards,
        }
    }

    fn mcp(&mut self, draft: &McpDraft<'_>, usual: Option<&str>) -> AdapterNames {
        let mut methods = Methods::default();
        let mut all = Vec::new();
        for tool in &draft.tools {
            all.push(methods.operation("", &tool.operation, &mut self.scripts));
        }
        for resource in &draft.resources {
            if let Reading::Operation(read) = &resource.content {
                all.push(methods.operation("read-", read, &mut self.scripts));
            }
        }
        for prompt in &draft.prompts {
            let arguments = prompt.arguments.iter().map(|argument| argument.name.as_str());
            all.push(methods.assign("prompt-", prompt.declared.name.as_str(), arguments));
        }
        let (module, guard) = self.adapter(usual, &draft.declared.namespace, draft.guard.as_ref());
        AdapterNames {
            module,
            guard,
            methods: all,
            forwards: Vec::new(),
        }
    }

    fn skill(&mut self, draft: &SkillDraft<'_>, usual: Option<&str>) -> SkillAdapterNames {
        let mut statics = Scope::with(Case::Shouty, &["GUARD", "SKILLS"]);
        let (module, guard) = self.adapter(usual, &draft.declared.namespace, draft.guard.as_ref());
        let skills = draft.skills.iter();
        SkillAdapterNames {
            module,
            guard,
            skills: skills.map(|skill| statics.assign(&skill.name)).collect(),
        }
    }
}

fn clients(
    index: &Index<'_>,
    calls: &[ApiCalls],
    adapters: &Adapters<'_>,
    (pages, long_running): Ways<'_>,
) -> Vec<ClientNames> {
    let mut types = Scope::types();
    // Several clients have a module each, with the name of the accessor.
    let mut accessors = Scope::methods().in_ascii();
    if index.document.consumes.len() > 1 {
        // The module of the clients, and the name of its file.
        for taken in ["client", "mod"] {
            accessors.assign(taken);
        }
    }
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let forwards = adapters.rest.iter().flat_map(|adapter| &adapter.forwards);
    let forwarded: Vec<usize> = forwards.map(|forward| forward.client).collect();
    let read = adapters.read_by_steps();
    let apis = index.apis.iter().zip(calls).enumerate();
    let clients = apis.map(|(position, (api, calls))| {
        let namespace = api.api.namespace.as_str();
        let number = numbers.entry(namespace).or_default();
        *number += 1;
        let numbered = format!("{namespace}-{number}");
        let own = if *number > 1 { numbered.as_str() } else { namespace };
        let type_name = types.assign(namespace);
        let mut methods = Scope::methods();
        // A method that every client has besides its operations.
        methods.assign("token_source");
        ClientNames {
            operations: operations(
                api,
                calls,
                &type_name,
                &mut methods,
                &|operation| read.contains(&(position, operation)),
                &|operation| {
                    let position = (position, operation);
                    [
                        pages.contains_key(&position),
                        long_running.contains_key(&position),
                    ]
                },
            ),
            type_name,
            accessor: accessors.assign(namespace),
            base_uri_variable: environment(own, "BASE_URI"),
            token_uri_variable: environment(own, "TOKEN_URI"),
            forward: forwarded.contains(&position).then(|| methods.assign("forward")),
        }
    });
    clients.collect()
}

fn operations(
    api: &IndexedApi<'_>,
    calls: &ApiCalls,
    type_name: &str,
    methods: &mut Scope,
    is_read_by_steps: &dyn Fn(usize) -> bool,
    others: &dyn Fn(usize) -> [bool; 2],
) -> Vec<OperationNames> {
    let mut statics = Scope::with(Case::Shouty, &["API", "TOKEN"]);
    let mut types = Scope::types();
    types.assign(type_name);
    let operations = api.operations.iter().zip(&calls.calls).enumerate();
    let operations = operations.map(|(number, (indexed, Call { request, response }))| {
        let has_outputs = !response.named.is_empty() && is_read_by_steps(number);
        let name = indexed.operation.name.as_str();
        let params = format!("{name}-params");
        OperationNames {
            method: methods.assign(name),
            description: statics.assign(name),
            outputs: has_outputs.then(|| statics.assign(&format!("{name}-outputs"))),
            params: request.has_params().then(|| types.assign(&params)),
            inputs: locals(request.inputs.iter().map(|input| input.name.as_str())),
            call: None,
            pages: None,
            long_running: None,
        }
    });
    let mut operations: Vec<OperationNames> = operations.collect();
    // Methods of pages and of results have the names that operations leave.
    for (number, (names, indexed)) in operations.iter_mut().zip(&api.operations).enumerate() {
        let [has_pages, is_long_running] = others(number);
        let mut assign = |part: &str| methods.assign(&format!("{}-{part}", indexed.operation.name));
        names.pages = has_pages.then(|| PagesNames {
            pages: assign("pages"),
            items: assign("all"),
        });
        names.long_running = is_long_running.then(|| LongRunningNames {
            completed: assign("completed"),
            resumed: assign("resumed"),
        });
        names.call = (has_pages || is_long_running).then(|| assign("call"));
    }
    operations
}

/// The methods of the trait `Scripts`, and the structs of their contexts.
struct Scripts {
    methods: Scope,
    contexts: Scope,
}

impl Scripts {
    fn new() -> Self {
        Self {
            methods: Scope::methods(),
            contexts: Scope::types(),
        }
    }

    fn assign(&mut self, step: &str, script: &Script) -> ScriptNames {
        ScriptNames {
            method: self.methods.assign(step),
            context: self.contexts.assign(&format!("{step}-context")),
            members: locals(script.members.iter().map(|member| member.name.as_str())),
        }
    }
}

/// The methods of one adapter, and the structs of their inputs.
struct Methods {
    names: Scope,
    types: Scope,
}

impl Default for Methods {
    fn default() -> Self {
        Self {
            names: Scope::methods(),
            types: Scope::types(),
        }
    }
}

impl Methods {
    /// Names the method of an operation, its inputs and its steps.
    fn operation(&mut self, prefix: &str, operation: &Exposed<'_>, scripts: &mut Scripts) -> MethodNames {
        let mut names = self.assign(prefix, &operation.name, operation.input_names());
        if let Target::Steps(steps) = &operation.target {
            let mut scope = Scope::locals();
            // The method's parameter, and the variables of scripts and after the steps.
            for taken in ["context", "input", "output"] {
                scope.assign(taken);
            }
            names.inputs = operation.input_names().map(|name| scope.assign(name)).collect();
            names.scripts = steps
                .scripts()
                .map(|(step, script)| scripts.assign(&step.name, script))
                .collect();
            names.steps = steps.all.iter().map(|step| scope.assign(&step.name)).collect();
        }
        names
    }

    fn assign<'n>(&mut self, prefix: &str, name: &str, inputs: impl Iterator<Item = &'n str>) -> MethodNames {
        MethodNames {
            method: self.names.assign(&format!("{prefix}{name}")),
            input: self.types.assign(&format!("{name}-input")),
            inputs: locals(inputs),
            steps: Vec::new(),
            scripts: Vec::new(),
        }
    }
}

/// Names variables of one function or fields of one struct.
fn locals<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut scope = Scope::locals();
    names.map(|name| scope.assign(name)).collect()
}
