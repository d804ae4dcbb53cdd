//! The interface of generated code: what a program that uses it names.

use std::collections::BTreeMap;

use crate::features::addresses;
use crate::model::{Capability, OperationStep, Piece, Script, Transport, Variable};
use crate::names::environment;
use crate::options::Emit;
use crate::prose::code;

/// The names of one spec's code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// Name of the module.
    pub module: String,
    /// The environment variables without which the capability is not built.
    pub variables: Vec<VariableUse>,
    /// The adapters of the kinds that are generated.
    pub adapters: Vec<AdapterPlace>,
    /// The scripts that the program gives the capability: the methods of the trait `Scripts` in the module `scripts`.
    pub scripts: Vec<ScriptUse>,
}

/// A script that a program implements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptUse {
    /// Name of the step.
    pub step: String,
    /// Name of the method.
    pub method: String,
    /// Name of the struct of its context, in the module `scripts`.
    pub context: String,
    /// The file of the spec with its language, as a line of documentation.
    pub documentation: String,
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
    /// What it serves.
    pub kind: AdapterKind,
    /// The port; `None` for an adapter on standard input and output.
    pub port: Option<u16>,
    /// The environment variable of the port.
    pub port_variable: String,
}

/// The kinds of adapters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdapterKind {
    /// Routes of REST.
    Rest,
    /// An MCP server.
    Mcp,
    /// A catalogue of skills.
    Skill,
    /// What the server does.
    Control,
}

impl Interface {
    /// Returns the interface of a capability.
    pub(crate) fn of(capability: &Capability, emit: Emit) -> Self {
        Self {
            module: capability.module.clone(),
            variables: variables(capability, emit),
            adapters: adapters(capability, emit),
            scripts: capability
                .scripts()
                .map(|(_, step, script)| ScriptUse::of(step, script))
                .collect(),
        }
    }
}

impl ScriptUse {
    fn of(step: &OperationStep, script: &Script) -> Self {
        Self {
            step: step.name.clone(),
            method: script.names.method.clone(),
            context: script.names.context.clone(),
            documentation: code(&script.shown),
        }
    }
}

/// Returns the variables of APIs and guards, sorted, each once.
pub(crate) fn variables(capability: &Capability, emit: Emit) -> Vec<VariableUse> {
    let begins = |name: &str| {
        addresses(capability)
            .any(|address| matches!(address.first(), Some(Piece::Variable(first)) if first == name))
    };
    let all = capability.variables(emit);
    let all: BTreeMap<&str, &Variable> = all.map(|variable| (variable.name.as_str(), variable)).collect();
    let uses = all.into_values().map(|variable| VariableUse {
        environment: variable.environment.clone(),
        is_address: begins(&variable.name),
    });
    uses.collect()
}

fn adapters(capability: &Capability, emit: Emit) -> Vec<AdapterPlace> {
    let rest = capability.rest.iter().filter(|_| emit.rest);
    let rest = rest.map(|adapter| place(&adapter.namespace, AdapterKind::Rest, Some(adapter.port)));
    let mcp = capability.mcp.iter().filter(|_| emit.mcp).map(|adapter| {
        let port = match &adapter.transport {
            Transport::Http { port, .. } => Some(*port),
            Transport::Stdio => None,
        };
        place(&adapter.namespace, AdapterKind::Mcp, port)
    });
    let skills = capability.skills.iter().filter(|_| emit.skill);
    let skills = skills.map(|adapter| place(&adapter.namespace, AdapterKind::Skill, Some(adapter.port)));
    let control = capability.control.iter().filter(|_| emit.serves());
    let control = control.map(|adapter| place(&adapter.namespace, AdapterKind::Control, Some(adapter.port)));
    rest.chain(mcp).chain(skills).chain(control).collect()
}

fn place(namespace: &str, kind: AdapterKind, port: Option<u16>) -> AdapterPlace {
    AdapterPlace {
        namespace: namespace.to_owned(),
        kind,
        port,
        port_variable: environment(namespace, "port"),
    }
}
