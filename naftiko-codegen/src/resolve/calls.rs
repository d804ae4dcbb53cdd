//! `call`: which consumed operation is meant.

use super::drafts::folded;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::document::Text;
use crate::model::Client;
use crate::suggest;

/// The client and operation that a call names, or a message about why there is none.
///
/// Exact first, then without case and punctuation, then by an operation's name that occurs only once.
pub(crate) fn target(
    call: &Text,
    clients: &[Client],
    truncated: bool,
    diagnostics: &mut Diagnostics,
) -> Result<(usize, usize), String> {
    let operations = || {
        clients.iter().enumerate().flat_map(|(client, api)| {
            api.operations
                .iter()
                .enumerate()
                .map(move |(index, operation)| (client, index, operation))
        })
    };
    if let Some((client, index, _)) = operations().find(|(_, _, operation)| operation.id == call.value) {
        return Ok((client, index));
    }
    let wanted = folded(&call.value);
    let name = call.value.rsplit('.').next().unwrap_or_default();
    let mut by_name = operations().filter(|(_, _, operation)| operation.name == name);
    let unique = by_name.next().filter(|_| by_name.next().is_none());
    if let Some((client, index, operation)) = operations()
        .find(|(_, _, operation)| folded(&operation.id) == wanted)
        .or(unique)
    {
        let message = format!(
            "no operation is called `{}`; `{}` is meant",
            call.value, operation.id
        );
        diagnostics.push_once(
            Diagnostic::new(codes::CALL_LOOSE, call.span, message).help(format!("write `{}`", operation.id)),
        );
        return Ok((client, index));
    }
    let message = format!("no consumed operation is called `{}`", call.value);
    if !truncated {
        let ids = operations().map(|(_, _, operation)| operation.id.as_str());
        let near = suggest::nearest(&call.value, ids);
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if clients.is_empty() => "nothing is consumed here: add the API under `consumes`".to_owned(),
            None => format!(
                "`{}` has no such operation: add it under `consumes`",
                clients
                    .iter()
                    .map(|client| client.namespace.as_str())
                    .collect::<Vec<_>>()
                    .join("`, `")
            ),
        };
        let finding = Diagnostic::new(codes::CALL_UNRESOLVED, call.span, message.clone()).help(help);
        if near.is_some() {
            diagnostics.push(finding);
        } else {
            diagnostics.push_alike(finding);
        }
    }
    Err(message)
}
