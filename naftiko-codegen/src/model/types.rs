//! Types of inputs, fields and responses, and the paths that values are read by.

use std::collections::HashSet;

use super::{Constant, Enum, Record, Slot, Union, Untyped};

/// The index of a type in [`Types`]. Types without parts have the same index in every capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TypeId(usize);

/// A type of values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    String,
    Integer,
    /// A number with its digits.
    Number,
    /// A floating-point number, from `format`.
    Double,
    Boolean,
    /// A list of any JSON values.
    Array,
    /// An object with any JSON values.
    Object,
    /// Any JSON value, without a declared type.
    Any,
    /// A file in a multipart form; of consumed operations only.
    File,
    /// Bytes, as Base64 text.
    Bytes,
    /// An integer of any size with its digits; of mapped responses only.
    ExactInteger,
    /// A struct whose fields are read from a response by paths.
    Struct(Struct),
    /// Any JSON value in a place where a document gives no type.
    Untyped(Untyped),
    /// A list of values of a type.
    List(Slot),
    /// An object whose members have one type.
    Map(Slot),
    Record(Record),
    Enum(Enum),
    Union(Union),
}

/// A struct of the generated `types` module.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Struct {
    /// Name in Rust.
    pub name: String,
    pub description: String,
    pub fields: Vec<Field>,
    /// Whether an adapter returns it, so that it must convert to JSON.
    pub written: bool,
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct Field {
    /// Name in JSON.
    pub name: String,
    /// Name in Rust.
    pub ident: String,
    pub read: Read,
}

/// The types of a capability. A type refers to others by their [`TypeId`].
#[derive(Clone, Debug)]
pub(crate) struct Types(Vec<Type>);

/// The types without parts, in the order of their indexes.
const PLAIN: [Type; 11] = [
    Type::String,
    Type::Integer,
    Type::Number,
    Type::Double,
    Type::Boolean,
    Type::Array,
    Type::Object,
    Type::Any,
    Type::File,
    Type::Bytes,
    Type::ExactInteger,
];

impl TypeId {
    pub(crate) const STRING: Self = Self(0);
    pub(crate) const INTEGER: Self = Self(1);
    pub(crate) const NUMBER: Self = Self(2);
    pub(crate) const DOUBLE: Self = Self(3);
    pub(crate) const BOOLEAN: Self = Self(4);
    pub(crate) const ARRAY: Self = Self(5);
    pub(crate) const OBJECT: Self = Self(6);
    pub(crate) const ANY: Self = Self(7);
    pub(crate) const FILE: Self = Self(8);
    pub(crate) const BYTES: Self = Self(9);
    pub(crate) const EXACT_INTEGER: Self = Self(10);

    /// Returns the index of the type that is added `offset` types after this one.
    pub(crate) fn after(self, offset: usize) -> Self {
        Self(self.0 + offset)
    }

    /// Returns whether the type has no parts.
    pub(crate) fn is_plain(self) -> bool {
        self.0 < PLAIN.len()
    }
}

impl Type {
    /// Returns the name in Rust of a type that has one of its own.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Struct(item) => Some(&item.name),
            Self::Record(item) => Some(&item.name),
            Self::Enum(item) => Some(&item.name),
            Self::Union(item) => Some(&item.name),
            _ => None,
        }
    }
    /// Calls `visit` with each type that is a part of this one, in the order of the document.
    pub(crate) fn visit(&self, visit: &mut impl FnMut(TypeId)) {
        match self {
            Self::List(slot) | Self::Map(slot) => visit(slot.id),
            Self::Record(item) => {
                item.members.iter().for_each(|member| visit(member.slot.id));
                item.rest.iter().for_each(|(_, slot)| visit(slot.id));
            }
            Self::Union(item) => {
                item.variants.iter().for_each(|variant| visit(variant.id));
                item.fallback.iter().for_each(|id| visit(*id));
            }
            _ => {}
        }
    }

    /// Replaces each type that is a part of this one.
    pub(crate) fn with_parts(mut self, replace: &mut impl FnMut(TypeId) -> TypeId) -> Self {
        match &mut self {
            Self::List(slot) | Self::Map(slot) => slot.id = replace(slot.id),
            Self::Record(item) => {
                for slot in item
                    .members
                    .iter_mut()
                    .map(|member| &mut member.slot)
                    .chain(item.rest.iter_mut().map(|(_, slot)| slot))
                {
                    slot.id = replace(slot.id);
                }
            }
            Self::Union(item) => {
                for id in item
                    .variants
                    .iter_mut()
                    .map(|variant| &mut variant.id)
                    .chain(&mut item.fallback)
                {
                    *id = replace(*id);
                }
            }
            _ => {}
        }
        self
    }
}

impl Default for Types {
    fn default() -> Self {
        Self(PLAIN.into())
    }
}

impl Types {
    /// Returns the index of the type that is added next.
    pub(crate) fn next(&self) -> TypeId {
        TypeId(self.0.len())
    }

    /// Adds a type with parts.
    pub(crate) fn add(&mut self, added: Type) -> TypeId {
        self.0.push(added);
        TypeId(self.0.len() - 1)
    }

    /// Sets the content of a type with parts.
    pub(crate) fn set(&mut self, id: TypeId, item: Type) {
        if let Some(place) = self.0.get_mut(id.0) {
            *place = item;
        }
    }

    /// Returns the type with an index.
    pub(crate) fn get(&self, id: TypeId) -> &Type {
        self.0.get(id.0).unwrap_or(&Type::Any)
    }

    /// Returns whether the type is that of a value in a document, and not a struct of values that the spec maps.
    pub(crate) fn is_described(&self, id: TypeId) -> bool {
        !id.is_plain() && !matches!(self.get(id), Type::Struct(_))
    }

    /// Returns the types that values of some types contain, with these.
    pub(crate) fn reached(&self, roots: &[TypeId]) -> HashSet<TypeId> {
        let (mut found, mut pending) = (HashSet::new(), roots.to_vec());
        while let Some(id) = pending.pop() {
            if found.insert(id) {
                self.get(id).visit(&mut |part| pending.push(part));
            }
        }
        found
    }

    /// Returns every type with its index.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (TypeId, &Type)> {
        self.0
            .iter()
            .enumerate()
            .map(|(index, item)| (TypeId(index), item))
    }
}

/// The path and type of a value in a response.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct Read {
    /// The path from the enclosing value.
    pub path: Path,
    /// A missing value is an error (consumed outputs) or `None` (exposed outputs).
    pub required: bool,
    pub kind: ReadKind,
}

/// The kind of a read value.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) enum ReadKind {
    Value(TypeId),
    /// A list of all items, each of which is read by a path of its own.
    List(Box<Read>),
    /// A constant, which is not read from the response.
    Constant(Constant),
}

/// A path of steps to one place. Wildcards are [`ReadKind::List`].
pub(crate) type Path = Vec<Step>;

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
    /// An index from the end: 1 is the last item.
    FromEnd(usize),
    /// The first of several paths with a value that is not null.
    FirstOf(Vec<Path>),
    /// A path of RFC 9535: its first node, or all nodes if it is the last step of a list.
    Query(String),
}

impl Read {
    /// Returns whether the whole response is read unchanged.
    pub(crate) fn is_identity(&self) -> bool {
        self.path.is_empty() && matches!(self.kind, ReadKind::Value(value_type) if value_type.is_plain())
    }

    /// Returns whether a part of the response is read unchanged, with any type.
    pub(crate) fn is_selection(&self) -> bool {
        matches!(
            self.kind,
            ReadKind::Value(TypeId::ARRAY | TypeId::OBJECT | TypeId::ANY)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_types_have_fixed_indexes() {
        let mut types = Types::default();
        let fixed = [
            (TypeId::STRING, Type::String),
            (TypeId::INTEGER, Type::Integer),
            (TypeId::NUMBER, Type::Number),
            (TypeId::DOUBLE, Type::Double),
            (TypeId::BOOLEAN, Type::Boolean),
            (TypeId::ARRAY, Type::Array),
            (TypeId::OBJECT, Type::Object),
            (TypeId::ANY, Type::Any),
            (TypeId::FILE, Type::File),
            (TypeId::BYTES, Type::Bytes),
            (TypeId::EXACT_INTEGER, Type::ExactInteger),
        ];
        for (id, plain) in fixed {
            assert_eq!(*types.get(id), plain);
            assert!(id.is_plain());
        }
        let unit = Struct {
            name: "Unit".to_owned(),
            description: String::new(),
            fields: Vec::new(),
            written: false,
        };
        let added = types.add(Type::Struct(unit.clone()));
        assert!(!added.is_plain());
        assert_eq!(*types.get(added), Type::Struct(unit));
    }
}
