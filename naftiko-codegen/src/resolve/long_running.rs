//! Long-running operations of consumed APIs: as the spec declares them, or as the document describes them.

use std::collections::HashMap;

use super::calls::ApiCalls;
use super::described::DocumentUse;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::{Index, Position};
use crate::model::{FinalState, Payload};
use crate::spec::LongRunning;

/// Resolves where the result of every long-running operation is.
pub(super) fn long_running(
    index: &Index<'_>,
    calls: &[ApiCalls],
    documents: &[DocumentUse],
    diagnostics: &mut Diagnostics,
) -> HashMap<Position, FinalState> {
    let found = documents.iter().flat_map(DocumentUse::long_running);
    let mut all: HashMap<Position, FinalState> = found.collect();
    for (place, (api, calls)) in index.apis.iter().zip(calls).enumerate() {
        for (number, (indexed, call)) in api.operations.iter().zip(&calls.calls).enumerate() {
            let position = (place, number);
            if call.response.payload == Payload::Binary {
                all.remove(&position);
            }
            let Some(declared) = indexed.operation.long_running else {
                continue;
            };
            all.remove(&position);
            let Some(state) = final_state(declared.value) else {
                continue;
            };
            if call.response.payload == Payload::Binary {
                let message = "the operation is long-running, and its response is a stream of bytes";
                let diagnostic = Diagnostic::new(codes::LONG_RUNNING, declared.span, message);
                diagnostics.push(diagnostic.help("remove `x-naftiko-long-running`, or `outputRawFormat`"));
                continue;
            }
            all.insert(position, state);
        }
    }
    all
}

/// Returns where a declaration says that the result is; `None` for an operation that is not long-running.
fn final_state(declared: LongRunning) -> Option<FinalState> {
    match declared {
        LongRunning::No => None,
        LongRunning::Yes => Some(FinalState::ByMethod),
        LongRunning::Location => Some(FinalState::Location),
        LongRunning::Resource => Some(FinalState::Resource),
        LongRunning::Status => Some(FinalState::Status),
    }
}
