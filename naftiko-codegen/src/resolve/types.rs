//! The table of types while a capability is resolved.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::model::{Enum, Field, Record, Struct, Type, TypeId, Types, Union};
use crate::names::Scope;
use crate::spec::DataType;

/// Returns the type of the model for a declared type.
pub(super) fn value_type(declared: DataType) -> TypeId {
    match declared {
        DataType::String => TypeId::STRING,
        DataType::Number => TypeId::NUMBER,
        DataType::Double => TypeId::DOUBLE,
        DataType::Integer => TypeId::INTEGER,
        DataType::Boolean => TypeId::BOOLEAN,
        DataType::Array => TypeId::ARRAY,
        DataType::Object => TypeId::OBJECT,
        DataType::File => TypeId::ANY,
    }
}

/// The types so far. Equal structs are one type.
#[derive(Debug)]
pub(super) struct TypeTable {
    types: Types,
    names: Scope,
    /// The structs of each hash of their fields.
    hashed: HashMap<u64, Vec<TypeId>>,
}

impl TypeTable {
    pub(super) fn new() -> Self {
        Self {
            types: Types::default(),
            names: Scope::types_module(),
            hashed: HashMap::new(),
        }
    }

    /// Returns the struct with these fields. A new one gets a name like `name`.
    pub(super) fn add(&mut self, name: &str, description: &str, fields: Vec<Field>, written: bool) -> TypeId {
        let mut hasher = DefaultHasher::new();
        (&fields, written).hash(&mut hasher);
        let alike = self.hashed.entry(hasher.finish()).or_default();
        let same = |known: &&TypeId| match self.types.get(**known) {
            Type::Struct(known) => known.fields == fields && known.written == written,
            _ => false,
        };
        if let Some(known) = alike.iter().find(same) {
            return *known;
        }
        let added = self.types.add(Type::Struct(Struct {
            name: self.names.assign(name),
            description: description.to_owned(),
            fields,
            written,
        }));
        alike.push(added);
        added
    }

    /// Returns the index of the type that is added next.
    pub(super) fn next(&self) -> TypeId {
        self.types.next()
    }

    /// Adds the types of a document, whose names get a number where they are assigned already. Returns their indexes.
    pub(super) fn extend(&mut self, types: Vec<Type>) -> Vec<TypeId> {
        let add = |item| {
            let named = match item {
                Type::Record(item) => Type::Record(Record {
                    name: self.names.assign(&item.name),
                    ..item
                }),
                Type::Enum(item) => Type::Enum(Enum {
                    name: self.names.assign(&item.name),
                    ..item
                }),
                Type::Union(item) => Type::Union(Union {
                    name: self.names.assign(&item.name),
                    ..item
                }),
                other => other,
            };
            self.types.add(named)
        };
        types.into_iter().map(add).collect()
    }

    /// Returns the types so far.
    pub(super) fn types(&self) -> &Types {
        &self.types
    }

    pub(super) fn finish(self) -> Types {
        self.types
    }
}
