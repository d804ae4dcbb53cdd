//! Resolves `call` to a consumed operation.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::model::Client;
use crate::spec::Text;
use crate::spelling::folded;

/// The index of consumed operations: client and operation by name.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    /// By `namespace.operation`; the first one of duplicates.
    exact: HashMap<String, (usize, usize)>,
    /// The same without case and punctuation.
    folded: HashMap<String, (usize, usize)>,
    /// By the operation's name, if it is unique.
    unique: HashMap<String, Option<(usize, usize)>>,
}

impl Calls {
    pub(crate) fn new(clients: &[Client]) -> Self {
        let names = clients.iter().enumerate().flat_map(|(client, api)| {
            let operations = api.operations.iter().enumerate();
            operations.map(move |(index, operation)| {
                ((client, index), operation.id.clone(), operation.name.clone())
            })
        });
        Self::of(names)
    }

    /// Creates the index from the place, `namespace.operation` and name of each operation.
    pub(super) fn of(operations: impl IntoIterator<Item = ((usize, usize), String, String)>) -> Self {
        let mut calls = Self::default();
        for (place, id, name) in operations {
            calls.folded.entry(folded(&id)).or_insert(place);
            calls.exact.entry(id).or_insert(place);
            let unique = calls.unique.entry(name);
            unique.and_modify(|known| *known = None).or_insert(Some(place));
        }
        calls
    }

    /// Finds an operation by its exact name, then without case and punctuation, then by a unique operation name.
    pub(crate) fn find(&self, call: &str) -> Option<(usize, usize)> {
        let name = call.rsplit('.').next().unwrap_or_default();
        let loose = || self.folded.get(&folded(call)).copied();
        let by_name = || self.unique.get(name).copied().flatten();
        self.exact.get(call).copied().or_else(loose).or_else(by_name)
    }
}

/// Returns the namespaces of the first clients for a help.
fn namespaces(clients: &[Client]) -> String {
    const SHOWN: usize = 20;
    let mut names: Vec<&str> = clients
        .iter()
        .take(SHOWN)
        .map(|client| client.namespace.as_str())
        .collect();
    if clients.len() > SHOWN {
        names.push("…");
    }
    names.join("`, `")
}

/// Returns the client and operation of a call, or the message about an unknown one.
pub(crate) fn target(
    call: &Text,
    calls: &Calls,
    clients: &[Client],
    truncated: bool,
    diagnostics: &mut Diagnostics,
) -> Result<(usize, usize), String> {
    if let Some((client, index)) = calls.find(&call.value) {
        let operation = clients
            .get(client)
            .and_then(|client| client.operations.get(index));
        let id = operation.map_or("", |operation| operation.id.as_str());
        if id != call.value {
            let message = format!("`{}` is read as `{id}`", call.value);
            let diagnostic = Diagnostic::new(codes::CALL_LOOSE, call.span, message);
            diagnostics.push_once(diagnostic.help(format!("write `{id}`")));
        }
        return Ok((client, index));
    }
    let message = format!("unknown operation `{}`", call.value);
    if !truncated {
        let ids = clients
            .iter()
            .flat_map(|client| &client.operations)
            .map(|operation| operation.id.as_str());
        let near = diagnostics.nearest(&call.value, ids);
        if near.is_none() && diagnostics.has_errors_in(call.span.source) {
            // The operation may be declared and ignored because of its errors.
            return Err(message);
        }
        let help = match near {
            Some(near) => format!("a similar name exists: `{near}`"),
            None if clients.is_empty() => "add the API to `consumes`".to_owned(),
            None => format!(
                "correct the name, or add the operation to `{}`",
                namespaces(clients)
            ),
        };
        let diagnostic = Diagnostic::new(codes::CALL_UNRESOLVED, call.span, message.clone()).help(help);
        if near.is_some() {
            diagnostics.push(diagnostic);
        } else {
            diagnostics.push_alike(diagnostic);
        }
    }
    Err(message)
}
