//! The graph of types while a document is read.

use std::collections::{HashMap, HashSet};

use crate::model::{Type, TypeId, Types, Untyped};

/// The largest number of lists and maps that contain each other: `Vec<Vec<…>>`.
const MAX_NESTING: usize = 32;

/// Returns the parts of a union, which are read from the same value; none of another type.
fn variants(types: &Types, id: TypeId) -> Vec<TypeId> {
    match types.get(id) {
        Type::Union(item) => {
            let variants = item.variants.iter().map(|variant| variant.id);
            variants.chain(item.fallback).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns the parts that close a circle, each with the type that has it and its index there.
pub(super) fn closing_parts(
    types: &Types,
    parts: fn(&Types, TypeId) -> Vec<TypeId>,
) -> HashSet<(TypeId, usize)> {
    let (mut states, mut closing) = (HashMap::new(), HashSet::new());
    for (id, _) in types.iter() {
        walk(types, parts, id, &mut states, &mut closing);
    }
    closing
}

/// The state of a type while the graph is walked in depth.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Done,
}

/// Finds the parts that close a circle. The walk has its own stack, because a document may chain thousands of types.
fn walk(
    types: &Types,
    parts_of: fn(&Types, TypeId) -> Vec<TypeId>,
    root: TypeId,
    states: &mut HashMap<TypeId, State>,
    closing: &mut HashSet<(TypeId, usize)>,
) {
    if states.contains_key(&root) {
        return;
    }
    states.insert(root, State::Open);
    let mut stack = vec![(root, parts_of(types, root), 0)];
    while let Some((id, parts, next)) = stack.last_mut() {
        let (id, index) = (*id, *next);
        *next += 1;
        let Some(part) = parts.get(index).copied() else {
            states.insert(id, State::Done);
            stack.pop();
            continue;
        };
        match states.get(&part) {
            Some(State::Open) => drop(closing.insert((id, index))),
            Some(State::Done) => {}
            None => {
                states.insert(part, State::Open);
                stack.push((part, parts_of(types, part), 0));
            }
        }
    }
}

/// A type of the graph, and its index in it. Types without parts have the index that they have in every table.
#[derive(Default)]
pub(super) struct Graph {
    types: Types,
    /// The types that are the same as another one.
    aliases: HashMap<TypeId, TypeId>,
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
        self.cut_unions();
        self.types
    }

    /// Cuts unions that are variants of each other in a circle. Reading them would not end, since a variant is read from the same value.
    fn cut_unions(&mut self) {
        let closing = closing_parts(&self.types, variants);
        if closing.is_empty() {
            return;
        }
        let cut = self.types.add(Type::Untyped(Untyped::Unsupported));
        let ids: HashSet<TypeId> = closing.iter().map(|(id, _)| *id).collect();
        for id in ids {
            let Type::Union(mut item) = self.types.get(id).clone() else {
                continue;
            };
            for (place, variant) in item.variants.iter_mut().enumerate() {
                if closing.contains(&(id, place)) {
                    variant.id = cut;
                }
            }
            let is_cut = closing.contains(&(id, item.variants.len()));
            item.fallback = item.fallback.filter(|_| !is_cut);
            self.types.set(id, Type::Union(item));
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Select, Union, Usage, Variant};

    fn union(variant: TypeId, fallback: Option<TypeId>) -> Type {
        Type::Union(Union {
            name: "Vehicle".to_owned(),
            description: String::new(),
            select: Select::Kind,
            variants: vec![Variant {
                ident: "Ship".to_owned(),
                id: variant,
                boxed: false,
                keys: Vec::new(),
                constants: Vec::new(),
            }],
            other: "Other".to_owned(),
            fallback,
            usage: Usage::default(),
        })
    }

    #[test]
    fn unions_that_are_variants_of_each_other_are_cut() {
        let mut graph = Graph::default();
        let first = graph.add(Type::Untyped(Untyped::Reference));
        let second = graph.add(union(first, Some(first)));
        graph.set(first, union(second, None));
        let types = graph.finish();
        assert_eq!(variants(&types, first), [second]);
        let [cut] = variants(&types, second)[..] else {
            panic!("the fallback is not cut");
        };
        assert_eq!(*types.get(cut), Type::Untyped(Untyped::Unsupported));
    }
}
