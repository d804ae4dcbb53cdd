//! The graph of types while a document is read.

use std::collections::HashSet;

use crate::model::{Type, TypeId, Types, Untyped};

/// The largest number of lists and maps that contain each other: `Vec<Vec<…>>`.
const MAX_NESTING: usize = 32;

/// A type of the graph, and its index in it. Types without parts have the index that they have in every table.
#[derive(Default)]
pub(super) struct Graph {
    types: Types,
    /// The types that are the same as another one.
    aliases: std::collections::HashMap<TypeId, TypeId>,
}

impl Graph {
    pub(super) fn add(&mut self, item: Type) -> TypeId {
        self.types.add(item)
    }

    /// Sets the content of a type whose index was given out before.
    pub(super) fn set(&mut self, id: TypeId, item: Type) {
        self.types.set(id, item);
    }

    /// Makes a type the same as another one.
    pub(super) fn alias(&mut self, id: TypeId, target: TypeId) {
        self.aliases.insert(id, target);
    }

    /// Returns the type that aliases lead to; a circle of aliases has none.
    pub(super) fn resolve(&self, id: TypeId) -> Option<TypeId> {
        let (mut id, mut seen) = (id, HashSet::new());
        while let Some(target) = self.aliases.get(&id) {
            if !seen.insert(id) {
                return None;
            }
            id = *target;
        }
        Some(id)
    }

    pub(super) fn get(&self, id: TypeId) -> &Type {
        self.resolve(id)
            .map_or(&Type::Untyped(Untyped::Reference), |id| self.types.get(id))
    }

    /// Returns the types, in which no part is an alias.
    pub(super) fn finish(mut self) -> Types {
        let circle = self.types.add(Type::Untyped(Untyped::Reference));
        let ids: Vec<TypeId> = self.types.iter().map(|(id, _)| id).collect();
        for id in ids {
            let resolved = self.resolve(id).unwrap_or(circle);
            let item = if resolved == id {
                let item = self.types.get(id).clone();
                item.with_parts(&mut |part| self.resolve(part).unwrap_or(circle))
            } else {
                Type::Untyped(Untyped::Reference)
            };
            self.types.set(id, item);
        }
        self.cut_nesting();
        self.types
    }

    /// Cuts lists and maps that contain each other without a type with a name between, in a circle or too deeply.
    fn cut_nesting(&mut self) {
        let ids: Vec<TypeId> = self.types.iter().map(|(id, _)| id).collect();
        for id in ids {
            let mut reached = id;
            let mut depth = 0;
            while let (Type::List(slot) | Type::Map(slot), 0..MAX_NESTING) = (self.types.get(reached), depth)
            {
                (reached, depth) = (slot.id, depth + 1);
            }
            if matches!(self.types.get(reached), Type::List(_) | Type::Map(_)) {
                self.types.set(reached, Type::Untyped(Untyped::Unsupported));
            }
        }
    }
}
