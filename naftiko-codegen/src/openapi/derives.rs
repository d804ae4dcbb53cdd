//! Traits that the option `derive` adds to the types of a document.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::{Member, Select, Type, TypeId};
use crate::options::Derives;

/// Adds the traits to the types that can have them.
pub(super) fn with_traits(mut types: BTreeMap<TypeId, Type>, wanted: Derives) -> BTreeMap<TypeId, Type> {
    if wanted == Derives::default() {
        return types;
    }
    let inexact = containing(vec![TypeId::DOUBLE, TypeId::FILE], &parts(&types, all));
    let opaque = types.iter().filter(|(_, item)| lacks_default(item));
    let opaque = opaque.map(|(id, _)| *id).chain([TypeId::FILE]).collect();
    let without_default = containing(opaque, &parts(&types, values));
    for (id, item) in &mut types {
        let derives = Derives {
            // Stored JSON has no status to select the variant by.
            serde: wanted.serde && !is_by_status(item),
            eq: wanted.eq && !inexact.contains(id),
            hash: wanted.hash && !inexact.contains(id),
            default: wanted.default && !without_default.contains(id),
        };
        match item {
            Type::Record(item) => item.usage.derives = derives,
            Type::Enum(item) => item.usage.derives = derives,
            Type::Union(item) => item.usage.derives = derives,
            _ => {}
        }
    }
    types
}

fn is_by_status(item: &Type) -> bool {
    matches!(item, Type::Union(item) if matches!(item.select, Select::Status { .. }))
}

/// Returns whether a type has no default of its own: one of several values, and a struct that is a part of itself.
fn lacks_default(item: &Type) -> bool {
    match item {
        Type::Enum(_) | Type::Union(_) => true,
        Type::Record(item) => item
            .members
            .iter()
            .any(|member| has_value(member) && member.boxed),
        _ => false,
    }
}

/// Returns whether a member always has a value.
fn has_value(member: &Member) -> bool {
    member.required && !member.slot.nullable
}

/// Returns the parts of a type.
fn all(item: &Type) -> Vec<TypeId> {
    let mut parts = Vec::new();
    item.visit(&mut |part| parts.push(part));
    parts
}

/// Returns the parts of a struct that always have a value.
fn values(item: &Type) -> Vec<TypeId> {
    match item {
        Type::Record(item) => {
            let members = item.members.iter().filter(|member| has_value(member));
            members.map(|member| member.slot.id).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns the types that each type is a part of.
fn parts(types: &BTreeMap<TypeId, Type>, of: fn(&Type) -> Vec<TypeId>) -> HashMap<TypeId, Vec<TypeId>> {
    let mut contained_in: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
    for (id, item) in types {
        for part in of(item) {
            contained_in.entry(part).or_default().push(*id);
        }
    }
    contained_in
}

/// Returns some types, and those that contain them.
fn containing(some: Vec<TypeId>, contained_in: &HashMap<TypeId, Vec<TypeId>>) -> HashSet<TypeId> {
    let (mut found, mut pending) = (HashSet::new(), some);
    while let Some(id) = pending.pop() {
        if found.insert(id) {
            pending.extend(contained_in.get(&id).into_iter().flatten());
        }
    }
    found
}
