//! Consumed operations by the names that calls have for them.

use std::collections::HashMap;

use super::{IndexedApi, Position};
use crate::spelling::folded;

/// The positions of consumed operations by name.
#[derive(Debug, Default)]
pub(super) struct Calls {
    /// By `namespace.operation`; the first one of duplicates.
    exact: HashMap<String, Position>,
    /// The same without case and punctuation.
    folded: HashMap<String, Position>,
    /// By the operation's name, if it is unique.
    unique: HashMap<String, Option<Position>>,
}

impl Calls {
    pub(super) fn of(apis: &[IndexedApi<'_>]) -> Self {
        let mut calls = Self::default();
        for (client, api) in apis.iter().enumerate() {
            for (number, indexed) in api.operations.iter().enumerate() {
                let (position, id) = ((client, number), api.id(indexed.operation));
                calls.folded.entry(folded(&id)).or_insert(position);
                calls.exact.entry(id).or_insert(position);
                let unique = calls.unique.entry(indexed.operation.name.value.clone());
                unique.and_modify(|known| *known = None).or_insert(Some(position));
            }
        }
        calls
    }

    /// Finds an operation by its exact name, then without case and punctuation, then by a unique operation name.
    pub(super) fn find(&self, call: &str) -> Option<Position> {
        let name = call.rsplit('.').next().unwrap_or_default();
        let loose = || self.folded.get(&folded(call)).copied();
        let by_name = || self.unique.get(name).copied().flatten();
        self.exact.get(call).copied().or_else(loose).or_else(by_name)
    }
}
