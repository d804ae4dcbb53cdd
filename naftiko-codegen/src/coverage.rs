//! The operations and places of a spec that `OpenAPI` documents give types.

use std::collections::BTreeMap;
use std::fmt;

use crate::index::Index;
use crate::model::{Body, Capability, Operation, Type, TypeId, Types, Untyped};
use crate::openapi::{Answer, Described, Found};

/// The consumed operations of a spec that `OpenAPI` documents describe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The path of the spec, as the user wrote it.
    pub spec: String,
    /// The number of operations that a document describes.
    pub described: usize,
    /// The number of consumed operations.
    pub operations: usize,
    /// The request bodies of described operations.
    pub bodies: Parts,
    /// The responses of described operations.
    pub responses: Parts,
    /// The number of bodies, responses and places in their types where the value is `Json`, by reason.
    pub untyped: BTreeMap<Untyped, usize>,
}

/// The bodies in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The number of bodies for which a document has a type.
    pub described: usize,
    /// The number of those whose type is in the code. The spec may describe a body itself.
    pub typed: usize,
}

impl Coverage {
    /// Returns the coverage of a spec; `None` if no API of it has a document.
    pub(crate) fn of(
        spec: &str,
        index: &Index<'_>,
        described: &Described,
        capability: &Capability,
    ) -> Option<Self> {
        let mut coverage = Self {
            spec: spec.to_owned(),
            described: described.count()?,
            operations: index.apis.iter().map(|api| api.operations.len()).sum(),
            bodies: Parts::default(),
            responses: Parts::default(),
            untyped: untyped(&capability.types),
        };
        for (api, client) in capability.clients.iter().enumerate() {
            for (number, operation) in client.operations.iter().enumerate() {
                if let Some(found) = described.get((api, number)) {
                    coverage.add(found, operation, &capability.types);
                }
            }
        }
        Some(coverage)
    }

    fn add(&mut self, found: &Found, operation: &Operation, types: &Types) {
        let Some(in_document) = found.operation() else {
            return;
        };
        let body = in_document.body.map(|body| body.slot.id);
        // A spec that sends no body has none to type.
        let body = body.filter(|_| operation.body != Body::None);
        let response = match &in_document.answer {
            Answer::Json { slot, .. } => Some(slot.id),
            Answer::Empty | Answer::Other | Answer::Unknown => None,
        };
        let pairs = [
            (body, operation.body_type(), &mut self.bodies),
            (response, operation.response_type(), &mut self.responses),
        ];
        for (described, generated, parts) in pairs {
            let Some(described) = described else { continue };
            if let Some(reason) = reason(&found.document.types, described) {
                *self.untyped.entry(reason).or_insert(0) += 1;
                continue;
            }
            parts.described += 1;
            let is_typed = generated.is_some_and(|id| reason(types, id).is_none());
            parts.typed += usize::from(is_typed);
        }
    }
}

/// Returns why the values of a type are any JSON; `None` for another type.
fn reason(types: &Types, id: TypeId) -> Option<Untyped> {
    match types.get(id) {
        Type::Untyped(reason) => Some(*reason),
        Type::Object | Type::Any | Type::Array => Some(Untyped::Free),
        _ => None,
    }
}

/// Returns the number of places whose value is `Json`, by reason.
fn untyped(types: &Types) -> BTreeMap<Untyped, usize> {
    let mut places = BTreeMap::new();
    for (_, item) in types.iter() {
        item.visit(&mut |id| {
            if let Some(reason) = reason(types, id) {
                *places.entry(reason).or_insert(0) += 1;
            }
        });
    }
    places
}

impl fmt::Display for Coverage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            spec,
            described,
            operations,
            ..
        } = self;
        write!(formatter, "{spec}: {described} of {operations} operations typed")
    }
}
