//! Types of inputs, fields and responses, and the paths that values are read by.

/// The index of a type in [`Types`]. Types without parts have the same index in every capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    Struct(Struct),
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
#[derive(Debug)]
pub(crate) struct Types(Vec<Type>);

/// The types without parts, in the order of their indexes.
const PLAIN: [Type; 9] = [
    Type::String,
    Type::Integer,
    Type::Number,
    Type::Double,
    Type::Boolean,
    Type::Array,
    Type::Object,
    Type::Any,
    Type::File,
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

    /// Returns whether the type has no parts.
    pub(crate) fn is_plain(self) -> bool {
        self.0 < PLAIN.len()
    }
}

impl Default for Types {
    fn default() -> Self {
        Self(PLAIN.into())
    }
}

impl Types {
    /// Adds a type with parts.
    pub(crate) fn add(&mut self, added: Type) -> TypeId {
        self.0.push(added);
        TypeId(self.0.len() - 1)
    }

    /// Returns the type with an index.
    pub(crate) fn get(&self, id: TypeId) -> &Type {
        self.0.get(id.0).unwrap_or(&Type::Any)
    }

    /// Returns the structs in the order in which they were added.
    pub(crate) fn structs(&self) -> impl Iterator<Item = &Struct> {
        self.0.iter().filter_map(|known| match known {
            Type::Struct(known) => Some(known),
            _ => None,
        })
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
    Constant(serde_json::Value),
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
        assert_eq!(types.structs().collect::<Vec<_>>(), [&unit]);
    }
}
