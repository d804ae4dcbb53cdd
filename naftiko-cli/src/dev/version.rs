//! A version of the specs: their code, and what serves it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use naftiko_codegen::features::Features;
use naftiko_codegen::{AdapterKind, AdapterPlace, Interface, Outcome, directory};
use serde_json::{Map, Value, json};

use super::proxy::Proxy;
use crate::arguments::Dev;
use crate::project::scripts;
use crate::terminal::Failure;

/// The code of specs without errors.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Version {
    /// The generated files.
    pub files: BTreeMap<PathBuf, String>,
    /// The features of the runtime that the code needs.
    pub features: Features,
    /// The modules of the capabilities that are served.
    pub modules: Vec<Module>,
    /// The scripts; `None` for specs without any.
    pub scripts: Option<Scripts>,
    /// The descriptions of the fake APIs, if these are served.
    pub fake_apis: Vec<String>,
}

/// The module of a capability.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Module {
    pub name: String,
    pub has_scripts: bool,
    /// The adapters that listen.
    pub adapters: Vec<Adapter>,
    /// The namespace of the adapter on standard input and output, if the command serves it.
    pub stdio: Option<String>,
}

/// The module `scripts`, which implements the scripts of all specs.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Scripts {
    /// Stubs, with the names of the steps.
    Stubs { text: String, steps: Vec<String> },
    /// The path of the user's file, with its text now.
    File(PathBuf, String),
}

/// An adapter that is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Adapter {
    pub namespace: String,
    pub kind: AdapterKind,
    pub port: u16,
    /// The environment variable of the port.
    pub variable: String,
}

impl Version {
    /// Returns the version with the code of an outcome.
    pub(crate) fn of(outcome: &Outcome, arguments: &Dev) -> Result<Self, Failure> {
        let modules = outcome.interfaces.iter();
        let modules: Result<Vec<Module>, Failure> = modules
            .map(|interface| module(interface, arguments.stdio))
            .collect();
        let mut modules = modules?;
        modules.retain(|module| !module.adapters.is_empty() || module.stdio.is_some());
        if modules.is_empty() {
            let message = "the spec has no adapter to serve; add one to `exposes`";
            return Err(Failure(message.to_owned()));
        }
        let stdio: Vec<&str> = modules
            .iter()
            .filter_map(|module| module.stdio.as_deref())
            .collect();
        if arguments.stdio && stdio.len() != 1 {
            return Err(Failure(not_one(&stdio)));
        }
        let is_served = |interface: &&Interface| modules.iter().any(|module| module.name == interface.module);
        let served: Vec<Interface> = outcome.interfaces.iter().filter(is_served).cloned().collect();
        Ok(Self {
            scripts: scripts(&served, arguments.scripts.as_deref())?,
            files: directory(&outcome.modules),
            features: outcome.features.clone(),
            modules,
            fake_apis: outcome.fake_apis.clone(),
        })
    }

    /// Returns the adapters that listen, in the order in which a program prints their ports.
    pub(crate) fn adapters(&self) -> impl Iterator<Item = &Adapter> {
        self.modules.iter().flat_map(|module| &module.adapters)
    }

    /// Returns the namespace of the adapter on standard input and output, if the command serves it.
    pub(crate) fn stdio(&self) -> Option<&str> {
        self.modules.iter().find_map(|module| module.stdio.as_deref())
    }

    /// Returns the configuration of agents that call the MCP adapters, if there are any.
    pub(crate) fn configuration(&self, proxy: &Proxy) -> Option<String> {
        let servers = self.adapters().filter(|adapter| adapter.kind == AdapterKind::Mcp);
        let servers: Map<String, Value> = servers
            .map(|adapter| {
                let url = format!("{}/mcp", proxy.address(adapter));
                (adapter.namespace.clone(), json!({"type": "http", "url": url}))
            })
            .collect();
        (!servers.is_empty()).then(|| format!("{}\n", json!({ "mcpServers": servers })))
    }
}

/// Returns why not one adapter can be served on standard input and output.
fn not_one(stdio: &[&str]) -> String {
    if stdio.is_empty() {
        "no adapter has `transport: stdio`; add it to the MCP adapter, or leave out `--stdio` and give the agent the printed address".to_owned()
    } else {
        format!(
            "the adapters `{}` have `transport: stdio`, and an agent talks to one; remove it from the others, or serve the specs one by one",
            stdio.join("`, `")
        )
    }
}

/// Returns the scripts: those of the user's file, or stubs.
fn scripts(interfaces: &[Interface], file: Option<&Path>) -> Result<Option<Scripts>, Failure> {
    let Some(text) = scripts::stubs(interfaces) else {
        return Ok(None);
    };
    let Some(file) = file else {
        let steps = scripts::steps(interfaces).map(str::to_owned).collect();
        return Ok(Some(Scripts::Stubs { text, steps }));
    };
    let named = |error: io::Error| Failure(format!("`{}` cannot be read: {error}", file.display()));
    let text = fs::read_to_string(file).map_err(named)?;
    let path = std::path::absolute(file).map_err(named)?;
    Ok(Some(Scripts::File(path, text)))
}

fn module(interface: &Interface, serves_stdio: bool) -> Result<Module, Failure> {
    let is_stdio = |place: &&AdapterPlace| serves_stdio && place.port.is_none();
    let mut stdio = interface.adapters.iter().filter(is_stdio);
    let (first, further) = (stdio.next(), stdio.next());
    if let (Some(first), Some(further)) = (first, further) {
        return Err(Failure(not_one(&[&first.namespace, &further.namespace])));
    }
    let listening = interface.adapters.iter().filter(|place| !is_stdio(place));
    let adapters: Result<Vec<Adapter>, Failure> = listening.map(adapter).collect();
    Ok(Module {
        name: interface.module.clone(),
        has_scripts: !interface.scripts.is_empty(),
        adapters: adapters?,
        stdio: first.map(|place| place.namespace.clone()),
    })
}

/// Returns an adapter with the port of the environment, else of the spec. One on standard input and output gets a free port.
fn adapter(place: &AdapterPlace) -> Result<Adapter, Failure> {
    let variable = &place.port_variable;
    let port = match env::var(variable) {
        Ok(text) if !text.trim().is_empty() => text.trim().parse().map_err(|_| {
            Failure(format!(
                "invalid value of `{variable}`: expected a port (0 to 65535)"
            ))
        })?,
        _ => place.port.unwrap_or_default(),
    };
    Ok(Adapter {
        namespace: place.namespace.clone(),
        kind: place.kind,
        port,
        variable: variable.clone(),
    })
}
