//! A version of the specs: their code, and what serves it.

use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;

use naftiko_codegen::features::Features;
use naftiko_codegen::{AdapterKind, AdapterPlace, Interface, Outcome, directory};
use serde_json::{Map, Value, json};

use super::proxy::Proxy;
use crate::terminal::Failure;

/// The code of specs without errors.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Version {
    /// The generated files.
    pub files: BTreeMap<PathBuf, String>,
    /// The features of the runtime that the code needs.
    pub features: Features,
    /// The modules of the capabilities, each with its adapters.
    pub modules: Vec<(String, Vec<Adapter>)>,
    /// The descriptions of the fake APIs, if these are served.
    pub fake_apis: Vec<String>,
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
    /// Returns the version with the code of an outcome. What cannot be served without Rust of the user is an error.
    pub(crate) fn of(outcome: &Outcome) -> Result<Self, Failure> {
        let modules: Result<Vec<_>, Failure> = outcome.interfaces.iter().map(module).collect();
        let modules = modules?;
        if modules.iter().all(|(_, adapters)| adapters.is_empty()) {
            let message = "the spec has no adapter to serve; add one to `exposes`";
            return Err(Failure(message.to_owned()));
        }
        Ok(Self {
            files: directory(&outcome.modules),
            features: outcome.features.clone(),
            modules,
            fake_apis: outcome.fake_apis.clone(),
        })
    }

    /// Returns the adapters, in the order in which a program prints their ports.
    pub(crate) fn adapters(&self) -> impl Iterator<Item = &Adapter> {
        self.modules.iter().flat_map(|(_, adapters)| adapters)
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

fn module(interface: &Interface) -> Result<(String, Vec<Adapter>), Failure> {
    if interface.has_scripts {
        return Err(Failure(format!(
            "`{}` has scripts, which a program implements in Rust; remove them to serve the rest, or write the program",
            interface.module
        )));
    }
    let adapters: Result<Vec<Adapter>, Failure> = interface.adapters.iter().map(adapter).collect();
    Ok((interface.module.clone(), adapters?))
}

/// Returns an adapter with the port of the environment, else of the spec.
fn adapter(place: &AdapterPlace) -> Result<Adapter, Failure> {
    let namespace = &place.namespace;
    let spec = place.port.ok_or_else(|| {
        Failure(format!(
            "`{namespace}` is served on standard input and output; remove `transport: stdio` to serve it with `dev`"
        ))
    })?;
    let variable = &place.port_variable;
    let port = match env::var(variable) {
        Ok(text) if !text.trim().is_empty() => text.trim().parse().map_err(|_| {
            Failure(format!(
                "invalid value of `{variable}`: expected a port (0 to 65535)"
            ))
        })?,
        _ => spec,
    };
    Ok(Adapter {
        namespace: namespace.clone(),
        kind: place.kind,
        port,
        variable: variable.clone(),
    })
}
