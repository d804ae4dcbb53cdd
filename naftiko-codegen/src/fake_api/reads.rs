//! What adapters and steps read from the responses of consumed operations.

use std::collections::HashMap;

use crate::model::{Capability, Output, Read};

/// The values that are read from the response of each consumed operation, by its position.
#[derive(Debug)]
pub(super) struct Reads<'m>(HashMap<(usize, usize), Vec<&'m Read>>);

impl<'m> Reads<'m> {
    /// Collects what a capability reads.
    pub(super) fn of(capability: &'m Capability) -> Self {
        let mut found: HashMap<(usize, usize), Vec<&'m Read>> = HashMap::new();
        for operation in capability.operations() {
            let called = operation.target.answering();
            if let (Some(call), Output::Mapped(read)) = (called, &operation.output) {
                found.entry((call.client, call.operation)).or_default().push(read);
            }
        }
        for (place, client) in capability.clients.iter().enumerate() {
            for (number, operation) in client.operations.iter().enumerate() {
                let outputs = operation.step_outputs.iter().flat_map(|outputs| &outputs.outputs);
                let reads = outputs.map(|(_, read)| read);
                found.entry((place, number)).or_default().extend(reads);
            }
        }
        Self(found)
    }

    /// Returns what is read from the response of an operation.
    pub(super) fn get(&self, position: (usize, usize)) -> &[&'m Read] {
        self.0.get(&position).map_or(&[], Vec::as_slice)
    }
}
