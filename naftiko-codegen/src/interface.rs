//! The interface of generated code: what a program that uses it names.

use std::collections::BTreeMap;

use crate::features::addresses;
use crate::model::{Capability, Piece, Transport, Variable};
use crate::options::Emit;

/// The names of one spec's code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// Name of the module.
    pub module: String,
    /// The environment variables without which the capability is not built.
    pub variables: Vec<VariableUse>,
    /// The adapters of the kinds that are generated.
    pub adapters: Vec<AdapterPlace>,
}

/// A variable of a spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableUse {
    /// Name in the environment.
    pub environment: String,
    /// Whether an address begins with it.
    pub is_address: bool,
}

/// An adapter and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdapterPlace {
    /// Namespace of the adapter.
    pub namespace: String,
    /// Whether it is an MCP adapter, or a REST adapter.
    pub is_mcp: bool,
    /// The port; `None` for an adapter on standard input and output.
    pub port: Option<u16>,
}

impl Interface {
    /// Returns the interface of a capability.
    pub(crate) fn of(capability: &Capability, emit: Emit) -> Self {
        Self {
            module: capability.module.clone(),
            variables: variables(capability, emit),
            adapters: adapters(capability, emit),
        }
    }
}

/// Returns the variables of APIs and guards, sorted, each once.
pub(crate) fn variables(capability: &Capability, emit: Emit) -> Vec<VariableUse> {
    let begins = |name: &str| {
        addresses(capability)
            .any(|address| matches!(address.first(), Some(Piece::Variable(first)) if first == name))
    };
    let clients = capability.clients.iter().flat_map(|client| &client.variables);
    let guards = capability
        .guarded(emit)
        .flat_map(|guarded| &guarded.guard.variables);
    let all: BTreeMap<&str, &Variable> = clients
        .chain(guards)
        .map(|variable| (variable.name.as_str(), variable))
        .collect();
    let uses = all.into_values().map(|variable| VariableUse {
        environment: variable.environment.clone(),
        is_address: begins(&variable.name),
    });
    uses.collect()
}

fn adapters(capability: &Capability, emit: Emit) -> Vec<AdapterPlace> {
    let rest = capability
        .rest
        .iter()
        .filter(|_| emit.rest)
        .map(|adapter| AdapterPlace {
            namespace: adapter.namespace.clone(),
            is_mcp: false,
            port: Some(adapter.port),
        });
    let mcp = capability
        .mcp
        .iter()
        .filter(|_| emit.mcp)
        .map(|adapter| AdapterPlace {
            namespace: adapter.namespace.clone(),
            is_mcp: true,
            port: match &adapter.transport {
                Transport::Http { port, .. } => Some(*port),
                Transport::Stdio => None,
            },
        });
    rest.chain(mcp).collect()
}
