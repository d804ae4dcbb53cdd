//! Resolution: from the spec to the model, one pass per file.

mod argument_names;
mod authentication;
mod base_uri;
mod beside;
mod body;
mod callers;
pub(crate) mod clients;
mod constants;
pub(crate) mod context;
pub(crate) mod drafts;
mod escape;
mod exposed;
mod extras;
mod forward;
mod guards;
mod mcp;
mod mock;
mod multipart;
mod nulls;
mod oauth2;
mod operation;
mod outputs;
mod placed_keys;
mod prompts;
mod prune;
pub(crate) mod repeatable;
pub(crate) mod resources;
mod rest;
mod tokens;
mod types;
mod unfed;
mod wiring;

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::Index;
use crate::model::{Capability, Client, McpAdapter, RestAdapter};
use crate::names::{Case, Scope};
use crate::options::Options;
use crate::spec::{Adapter, Entry};
use exposed::Adapters;
use types::TypeTable;

/// Resolves a spec. Errors are reported, and the rest is resolved.
pub(crate) fn resolve(
    index: &Index<'_>,
    options: &Options,
    module: &str,
    source: &str,
    diagnostics: &mut Diagnostics,
) -> Capability {
    let document = index.document;
    let mut types = TypeTable::new();
    let mut clients = clients::clients(index, options, &mut types, diagnostics);
    extras::add(index, &mut clients, diagnostics);
    callers::teach(index, &mut clients);
    clients::name_params(&mut clients);
    tokens::custom(index, &mut clients, diagnostics);
    let mut adapters = Adapters {
        index,
        clients: &mut clients,
        types: &mut types,
        diagnostics,
        lent: HashMap::new(),
    };
    let (mut rest, mut mcp) = (Vec::new(), Vec::new());
    for entry in &document.exposes {
        match entry {
            Entry::Inline(Adapter::Rest(adapter)) if !adapter.resources.is_empty() => {
                rest.push(rest::adapter(&mut adapters, adapter));
            }
            Entry::Inline(Adapter::Mcp(adapter))
                if !adapter.tools.is_empty()
                    || !adapter.resources.is_empty()
                    || !adapter.prompts.is_empty() =>
            {
                mcp.push(mcp::adapter(&mut adapters, adapter, options));
            }
            // Empty adapters, and imports that failed and are already reported.
            Entry::Inline(Adapter::Rest(_) | Adapter::Mcp(_)) | Entry::Import(_) => {}
            Entry::Inline(Adapter::Skill(adapter)) => missing(
                adapters.diagnostics,
                adapter.span,
                "skill adapters are not generated yet",
            ),
            Entry::Inline(Adapter::Control(adapter)) => missing(
                adapters.diagnostics,
                adapter.span,
                "control adapters are not generated yet",
            ),
        }
    }
    if let Some(aggregate) = document.aggregates.first() {
        let span = match aggregate {
            Entry::Inline(aggregate) => aggregate.span,
            Entry::Import(import) => import.span,
        };
        missing(diagnostics, span, "aggregates are not generated yet");
    }
    let mut modules = Scope::with(Case::Snake, &["client", "types", "mod"]);
    let (one_rest, one_mcp) = (rest.len() == 1, mcp.len() == 1);
    for adapter in &mut rest {
        adapter.module = modules.assign(if one_rest { "rest" } else { &adapter.namespace });
    }
    for adapter in &mut mcp {
        adapter.module = modules.assign(if one_mcp { "mcp" } else { &adapter.namespace });
    }
    name_guards(&clients, &mut rest, &mut mcp);
    let info = document.info.as_ref();
    let text = |text: Option<&crate::spec::Text>| text.map(|text| text.value.clone());
    let mut capability = Capability {
        module: module.to_owned(),
        title: text(info.and_then(|info| info.name.as_ref()))
            .unwrap_or_else(|| source.split('.').next().unwrap_or(source).to_owned()),
        description: text(info.and_then(|info| info.description.as_ref())).unwrap_or_default(),
        version: text(info.and_then(|info| info.version.as_ref())).unwrap_or_else(|| "1.0.0".to_owned()),
        clients,
        rest,
        mcp,
        types: types.finish(),
    };
    nulls::mark(&mut capability);
    capability
}

/// Names the guards in the builder, after the clients.
fn name_guards(clients: &[Client], rest: &mut [RestAdapter], mcp: &mut [McpAdapter]) {
    let mut fields = Scope::methods();
    for client in clients {
        fields.assign(client.accessor.trim_start_matches("r#"));
    }
    let rest = rest
        .iter_mut()
        .map(|adapter| (&adapter.module, &mut adapter.guard));
    let mcp = mcp
        .iter_mut()
        .map(|adapter| (&adapter.module, &mut adapter.guard));
    for (module, guard) in rest.chain(mcp) {
        if let Some(guard) = guard {
            guard.field = fields.assign(&format!("{}_guard", module.trim_start_matches("r#")));
        }
    }
}

fn missing(diagnostics: &mut Diagnostics, span: crate::source::Span, message: &str) {
    diagnostics.push(
        Diagnostic::new(codes::NOT_GENERATED, span, message).help("everything else of the spec is generated"),
    );
}
