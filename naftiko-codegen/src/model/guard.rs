//! Guards of adapters.

use super::{Capability, Template, Variable};
use crate::options::Emit;

/// The authentication of an adapter's callers, generated as a static description and a guard of the capability.
#[derive(Debug)]
pub(crate) struct Guard {
    /// Name of the builder's method and of the capability's field.
    pub field: String,
    pub scheme: CallerScheme,
    /// The variables that the scheme uses.
    pub variables: Vec<Variable>,
}

/// The scheme with which callers authenticate.
#[derive(Debug)]
pub(crate) enum CallerScheme {
    Bearer(Template),
    Basic {
        username: Template,
        password: Template,
    },
    ApiKey {
        place: KeyPlace,
        name: String,
        value: Template,
    },
    OAuth2(ResourceServer),
    /// A scheme that the program checks, with its name in the spec.
    Own(String),
}

/// The place of a caller's API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyPlace {
    Header,
    Query,
    Cookie,
}

/// The access tokens that an adapter accepts.
#[derive(Debug)]
pub(crate) struct ResourceServer {
    pub authorization_server: Template,
    pub resource: Template,
    pub audience: Option<Template>,
    pub scopes: Vec<String>,
    /// The token endpoint for the OpenAPI document; `None` if it contains variables.
    pub token_endpoint: Option<String>,
}

/// An adapter with a guard.
pub(crate) struct Guarded<'a> {
    /// The namespace of the adapter.
    pub namespace: &'a str,
    /// The module of the adapter.
    pub module: &'a str,
    pub guard: &'a Guard,
}

impl Capability {
    /// Returns the variables of APIs and guards. One that several use is there several times.
    pub(crate) fn variables(&self, emit: Emit) -> impl Iterator<Item = &Variable> {
        let clients = self.clients.iter().flat_map(|client| &client.variables);
        clients.chain(self.guarded(emit).flat_map(|guarded| &guarded.guard.variables))
    }

    /// Returns the adapters with a guard, of the kinds that are generated.
    pub(crate) fn guarded(&self, emit: Emit) -> impl Iterator<Item = Guarded<'_>> {
        let rest = self.rest.iter().filter(move |_| emit.rest);
        let rest = rest.map(|adapter| (&adapter.namespace, &adapter.module, &adapter.guard));
        let mcp = self.mcp.iter().filter(move |_| emit.mcp);
        let mcp = mcp.map(|adapter| (&adapter.namespace, &adapter.module, &adapter.guard));
        let skills = self.skills.iter().filter(move |_| emit.skill);
        let skills = skills.map(|adapter| (&adapter.namespace, &adapter.module, &adapter.guard));
        // It is served with the others.
        let control = self.control.iter().filter(move |_| emit.serves());
        let control = control.map(|adapter| (&adapter.namespace, &adapter.module, &adapter.guard));
        let all = rest.chain(mcp).chain(skills).chain(control);
        all.filter_map(|(namespace, module, guard)| {
            Some(Guarded {
                namespace,
                module,
                guard: guard.as_ref()?,
            })
        })
    }
}
