//! The types of a document that bodies contain.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::derives::with_traits;
use crate::model::{Member, Record, Slot, Type, TypeId, Types, Usage};
use crate::names::{Case, Scope};
use crate::options::Derives;

/// The types of bodies.
#[derive(Clone, Debug, Default)]
pub(crate) struct Roots {
    /// Bodies of responses.
    pub(crate) read: Vec<TypeId>,
    /// Bodies of requests.
    pub(crate) written: Vec<TypeId>,
    /// Those bodies of requests that adapters read from their callers.
    pub(crate) received: Vec<TypeId>,
    /// The types of parameters.
    pub(crate) parameters: Vec<TypeId>,
    /// The form of the types.
    pub(crate) form: Form,
}

/// The form of types that the options of APIs ask for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Form {
    /// Whether no member of a response is required.
    pub(crate) open: bool,
    /// Whether structs keep the members that the document does not list.
    pub(crate) keep: bool,
    /// Whether tests of programs write responses.
    pub(crate) tested: bool,
    /// The traits of the types.
    pub(crate) derives: Derives,
}

impl Form {
    /// Returns the form that serves both.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            open: self.open || other.open,
            keep: self.keep || other.keep,
            tested: self.tested || other.tested,
            derives: self.derives.and(other.derives),
        }
    }
}

impl Roots {
    /// Adds the bodies of another capability.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.read.extend(&other.read);
        self.written.extend(&other.written);
        self.received.extend(&other.received);
        self.parameters.extend(&other.parameters);
        self.form = self.form.and(other.form);
    }

    fn all(&self) -> impl Iterator<Item = TypeId> {
        self.read
            .iter()
            .chain(&self.written)
            .chain(&self.parameters)
            .copied()
    }
}

/// The types that bodies contain, with the members that values have in these directions. Their indexes are those of the document.
#[derive(Debug)]
pub(crate) struct Selection(BTreeMap<TypeId, Type>);

/// The types of a selection that one capability uses, in the order of the document.
#[derive(Debug)]
pub(crate) struct Part {
    /// The types with their indexes in the document.
    pub(crate) types: Vec<(TypeId, Type)>,
    /// The index in the capability's table of each index in the document.
    indexes: HashMap<TypeId, TypeId>,
}

impl Selection {
    /// Selects the types that bodies contain.
    pub(crate) fn new(types: &Types, roots: &Roots) -> Self {
        let read = reached(types, &roots.read, |member| !member.write_only);
        let written = reached(types, &roots.written, |member| !member.read_only);
        let received = reached(types, &roots.received, |member| !member.read_only);
        let parameters: HashSet<TypeId> = roots.parameters.iter().copied().collect();
        let mut used = read.union(&written).copied().collect::<HashSet<_>>();
        used.extend(&parameters);
        let selected = used.iter().map(|id| {
            let usage = Usage {
                read: read.contains(id),
                written: written.contains(id),
                received: received.contains(id),
                parameter: parameters.contains(id),
                tested: roots.form.tested && read.contains(id),
                derives: Derives::default(),
            };
            (*id, used_as(types.get(*id).clone(), usage, roots.form))
        });
        Self(with_traits(selected.collect(), roots.form.derives))
    }

    /// Returns the types that the bodies of one capability contain. `first` is the index of the first one in its table.
    pub(crate) fn part(&self, roots: &Roots, first: TypeId) -> Part {
        let mut used = HashSet::new();
        let mut pending: Vec<TypeId> = roots.all().collect();
        while let Some(id) = pending.pop() {
            if let Some(item) = self.0.get(&id).filter(|_| used.insert(id)) {
                item.visit(&mut |part| pending.push(part));
            }
        }
        let types = self.0.iter().filter(|(id, _)| used.contains(id));
        let indexes: HashMap<TypeId, TypeId> = types
            .clone()
            .enumerate()
            .map(|(offset, (id, _))| (*id, first.after(offset)))
            .collect();
        let types = types.map(|(id, item)| {
            let item = item.clone();
            (*id, item.with_parts(&mut |part| renumbered(&indexes, part)))
        });
        Part {
            types: types.collect(),
            indexes,
        }
    }
}

impl Part {
    /// Returns the slot with the index in the capability's table.
    pub(crate) fn slot(&self, slot: Slot) -> Slot {
        Slot {
            id: renumbered(&self.indexes, slot.id),
            ..slot
        }
    }
}

fn renumbered(indexes: &HashMap<TypeId, TypeId>, id: TypeId) -> TypeId {
    if id.is_plain() {
        return id;
    }
    indexes.get(&id).copied().unwrap_or(TypeId::ANY)
}

/// Returns the types with parts or names that values of some types contain.
fn reached(types: &Types, roots: &[TypeId], contains: impl Fn(&Member) -> bool) -> HashSet<TypeId> {
    let mut found = HashSet::new();
    let mut pending = roots.to_vec();
    while let Some(id) = pending.pop() {
        if id.is_plain() || !found.insert(id) {
            continue;
        }
        match types.get(id) {
            Type::Record(item) => {
                let members = item.members.iter().filter(|member| contains(member));
                pending.extend(members.map(|member| member.slot.id));
                pending.extend(item.rest.iter().map(|(_, slot)| slot.id));
            }
            item => item.visit(&mut |part| pending.push(part)),
        }
    }
    found
}

/// Returns a type with the members that values have in these directions.
fn used_as(item: Type, usage: Usage, form: Form) -> Type {
    match item {
        Type::Record(item) => Type::Record(record_used_as(item, usage, form)),
        Type::Enum(item) => Type::Enum(crate::model::Enum { usage, ..item }),
        Type::Union(item) => Type::Union(crate::model::Union { usage, ..item }),
        other => other,
    }
}

fn record_used_as(item: Record, usage: Usage, form: Form) -> Record {
    let (mut members, mut constants) = (Vec::new(), Vec::new());
    for member in item.members {
        let one_way = member.read_only && !usage.read || member.write_only && !usage.written;
        if one_way {
            continue;
        }
        match &member.constant {
            // The only value needs no field, unless a response may have another one.
            Some(text) if member.required && !usage.read => constants.push((member.name, text.clone())),
            _ => {
                // A type of both directions has a field that only one of them has.
                let both = usage.read && usage.written && (member.read_only || member.write_only);
                let required = member.required && !both && !(form.open && usage.read);
                members.push(Member { required, ..member });
            }
        }
    }
    let keeps = form.keep && (usage.read || usage.received);
    let rest = item.rest.or_else(|| keeps.then(|| unlisted(&members)));
    Record {
        members,
        rest,
        constants,
        usage,
        ..item
    }
}

/// Returns the field of members that the document does not list, and their type.
fn unlisted(members: &[Member]) -> (String, Slot) {
    let taken: Vec<&str> = members.iter().map(|member| member.ident.as_str()).collect();
    let name = Scope::with(Case::Snake, &taken).assign("rest");
    (name, Slot::from(TypeId::ANY))
}
