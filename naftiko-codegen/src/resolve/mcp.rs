//! Resolves MCP adapters.

use std::collections::{BTreeSet, HashMap};

use super::exposed::{Adapters, Offer};
use super::wiring::Surface;
use super::{argument_names, guards, prompts, resources};
use crate::diagnostic::{Diagnostic, codes};
use crate::method::Method;
use crate::model::{Hints, Keeping, McpAdapter, Target, Tool, Transport};
use crate::names::Scope;
use crate::options::Options;
use crate::spec::{self, CacheScope, Transport as Declared};

/// Resolves an adapter. Its module is named later.
pub(super) fn adapter(
    adapters: &mut Adapters<'_>,
    declared: &spec::McpAdapter,
    options: &Options,
) -> McpAdapter {
    let in_spec = declared.options.as_ref().map(|given| &given.unknown_arguments);
    let unknown_arguments = options
        .unknown_arguments
        .value(&declared.namespace.value, in_spec);
    let mut names = ToolNames::default();
    let mut methods = Scope::methods();
    let mut types = Scope::types();
    let mut tools = Vec::new();
    for tool in &declared.tools {
        tools.push(resolved(
            adapters,
            declared,
            tool,
            &mut names,
            &mut methods,
            &mut types,
        ));
    }
    let resources = resources::resources(adapters, declared, &mut methods, &mut types);
    let prompts = prompts::prompts(&declared.prompts, &mut methods, &mut types);
    let address = || {
        declared
            .address
            .as_ref()
            .map_or_else(|| "127.0.0.1".to_owned(), |address| address.value.clone())
    };
    let transport = match declared.transport.as_ref().map(|transport| transport.value) {
        Some(Declared::Stdio) => Transport::Stdio,
        Some(Declared::Http) | None => Transport::Http {
            address: address(),
            port: declared.port.as_ref().map_or(9090, |port| port.value),
        },
    };
    // The stdio transport has no authentication: its only client is the process that started the program.
    let authentication = declared
        .authentication
        .as_ref()
        .filter(|_| transport != Transport::Stdio);
    McpAdapter {
        guard: guards::guard(adapters, &declared.namespace, authentication),
        namespace: declared.namespace.value.clone(),
        description: declared
            .description
            .as_ref()
            .map_or_else(String::new, |text| text.value.clone()),
        transport,
        module: String::new(),
        keeping: keeping(declared),
        unknown_arguments,
        tools,
        resources,
        prompts,
    }
}

/// Returns the caching rules of the spec. A missing one has the format's default, which does not cache.
fn keeping(declared: &spec::McpAdapter) -> Option<Keeping> {
    if declared.ttl.is_none() && declared.cache_scope.is_none() {
        return None;
    }
    Some(Keeping {
        ttl: declared.ttl.as_ref().map_or(0, |ttl| ttl.value),
        public: declared
            .cache_scope
            .as_ref()
            .is_some_and(|scope| scope.value == CacheScope::Public),
    })
}

fn resolved(
    adapters: &mut Adapters<'_>,
    adapter: &spec::McpAdapter,
    tool: &spec::Tool,
    names: &mut ToolNames,
    methods: &mut Scope,
    types: &mut Scope,
) -> Tool {
    let declared = tool.name.as_ref().or(tool.action.reference.as_ref());
    let written = declared.map_or("tool", |name| name.value.rsplit('.').next().unwrap_or_default());
    let offer = Offer {
        name: written,
        span: declared.map_or(tool.span, |name| name.span),
        display: tool.display.as_ref(),
        description: tool.description.as_ref(),
        inputs: tool.inputs.iter().collect(),
        own: tool.inputs.len(),
        action: &tool.action,
        namespace: &adapter.namespace.value,
    };
    let mut operation = adapters.expose(&offer, Surface::Mcp);
    argument_names::rename(adapters, &offer, &mut operation);
    let limit = adapter.max_binary_size.as_ref().map(|size| size.value);
    adapters.binary(&mut operation, limit, None);
    operation.ident = methods.assign(written);
    let name = names.portable(written);
    if name != written {
        let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let problem = if (1..=64).contains(&written.len()) && written.chars().all(valid) {
            "is not unique"
        } else {
            "is not valid in MCP"
        };
        let message = format!("tool name `{written}` {problem}; the tool is named `{name}`");
        adapters.diagnostics.push_alike(
            Diagnostic::new(codes::TOOL_NAME_CHANGED, offer.span, message)
                .help("choose a name of up to 64 letters, digits, `_` and `-`"),
        );
    }
    let hints = hints(adapters, &operation.target, &tool.hints);
    Tool {
        name,
        input_name: types.assign(&format!("{written}-input")),
        hints,
        operation,
    }
}

/// The names of an adapter's tools.
#[derive(Default)]
struct ToolNames {
    taken: BTreeSet<String>,
    /// The next number of a name that is already assigned.
    numbers: HashMap<String, u32>,
}

impl ToolNames {
    /// Returns a name that every MCP client accepts: a long one is shortened and gets a hash of the whole name, a duplicate gets a number.
    fn portable(&mut self, name: &str) -> String {
        let portable = shortened(name);
        let mut free = portable.clone();
        while self.taken.contains(&free) {
            let number = self.numbers.entry(portable.clone()).or_insert(2);
            let suffix = format!("-{number}");
            let mut short = portable.clone();
            short.truncate(64 - suffix.len());
            free = short + &suffix;
            *number += 1;
        }
        self.taken.insert(free.clone());
        free
    }
}

/// Returns a valid name of up to 64 letters, digits, `_` and `-`.
fn shortened(name: &str) -> String {
    let mut portable: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') {
                c
            } else {
                '-'
            }
        })
        .collect();
    if portable.is_empty() {
        portable.push_str("tool");
    }
    if portable.len() > 64 {
        portable.truncate(55);
        portable = format!("{portable}-{:08x}", fnv(name));
    }
    portable
}

/// Returns the FNV-1a hash, which is the same on every machine and in every version.
pub(super) fn fnv(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// Returns the hints of the spec, completed from the called method. Unknown effects are assumed.
fn hints(adapters: &Adapters<'_>, target: &Target, declared: &spec::Hints) -> Hints {
    let method = match target {
        Target::Call {
            client, operation, ..
        } => adapters
            .clients
            .get(*client)
            .and_then(|client| client.operations.get(*operation))
            .map_or(Method::Post, |operation| operation.method),
        Target::Mock(_) => Method::Get,
        Target::Unresolved(_) => Method::Post,
    };
    let declared_or = |hint: &Option<crate::source::Spanned<bool>>, otherwise| {
        hint.as_ref().map_or(otherwise, |hint| hint.value)
    };
    let read_only = declared_or(&declared.read_only, method.is_safe());
    Hints {
        read_only,
        destructive: declared_or(&declared.destructive, !method.is_safe() && !read_only),
        idempotent: declared_or(&declared.idempotent, method.is_idempotent()),
        open_world: declared_or(&declared.open_world, !matches!(target, Target::Mock(_))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portable_shortens_and_numbers_tool_names() {
        let mut names = ToolNames::default();
        assert_eq!(names.portable("get-token"), "get-token");
        assert_eq!(names.portable("get-token"), "get-token-2");
        assert_eq!(names.portable("get-token"), "get-token-3");
        assert_eq!(names.portable("a.b c"), "a-b-c");
        let long = names.portable(&"x".repeat(80));
        assert_eq!(long.len(), 64);
        assert_eq!(long, ToolNames::default().portable(&"x".repeat(80)));
    }
}
