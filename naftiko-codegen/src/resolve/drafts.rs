//! Inputs of a consumed operation during resolution, and the search by their names.

use std::collections::HashMap;

use crate::model::{Input, Place, TypeId};
use crate::spec::DataType;
use crate::spelling::Names;

/// The inputs so far.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    inputs: Vec<Input>,
    names: Names,
    /// The first path input of each name.
    in_path: HashMap<String, usize>,
}

impl Drafts {
    /// Adds an input and returns its index.
    pub(super) fn push(&mut self, input: Input) -> usize {
        let index = self.names.add(&input.name);
        if input.place == Place::Path {
            self.in_path.entry(input.name.clone()).or_insert(index);
        }
        self.inputs.push(input);
        index
    }

    /// Returns the index of an input by its exact name, else by its name without case and punctuation.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.names.find(name)
    }

    /// Returns the index of an input by its exact name.
    pub(super) fn exact(&self, name: &str) -> Option<usize> {
        self.names.exact(name)
    }

    /// Returns the index of a path input by its exact name.
    pub(super) fn in_path(&self, name: &str) -> Option<usize> {
        self.in_path.get(name).copied()
    }

    pub(super) fn get(&self, index: usize) -> Option<&Input> {
        self.inputs.get(index)
    }

    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut Input> {
        self.inputs.get_mut(index)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Input)> {
        self.inputs.iter().enumerate()
    }

    /// Returns the inputs. Their Rust names are assigned after unused inputs are removed.
    pub(super) fn finish(self) -> Vec<Input> {
        self.inputs
    }
}

/// Creates an undeclared input.
pub(super) fn input(name: &str, place: Place, value_type: TypeId, required: bool) -> Input {
    Input {
        name: name.to_owned(),
        ident: String::new(),
        place,
        value_type,
        typed: false,
        required,
        description: String::new(),
        whole_body: false,
        nullable: false,
    }
}

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
