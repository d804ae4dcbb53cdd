//! The inputs of a consumed operation while they are collected, and the names they are found by.

use crate::document::DataType;
use crate::model::{Input, Place, ValueType};
use crate::names::Scope;

/// The inputs so far.
#[derive(Debug, Default)]
pub(super) struct Drafts(Vec<Input>);

impl Drafts {
    /// Adds an input; its Rust name follows at the end.
    pub(super) fn push(&mut self, input: Input) -> usize {
        self.0.push(input);
        self.0.len() - 1
    }

    /// The index of an input by its exact name, else by its name without case and punctuation.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        find(self.0.iter().map(|input| input.name.as_str()), name)
    }

    pub(super) fn get(&self, index: usize) -> Option<&Input> {
        self.0.get(index)
    }

    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut Input> {
        self.0.get_mut(index)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Input)> {
        self.0.iter().enumerate()
    }

    /// The inputs with their Rust names.
    pub(super) fn finish(self) -> Vec<Input> {
        let mut scope = Scope::locals();
        let named = |mut input: Input| {
            input.ident = scope.assign(&input.name);
            input
        };
        self.0.into_iter().map(named).collect()
    }
}

/// The position of a name: exact first, then without case and punctuation.
pub(crate) fn find<'a>(mut names: impl Iterator<Item = &'a str> + Clone, name: &str) -> Option<usize> {
    let exact = names.clone().position(|candidate| candidate == name);
    exact.or_else(|| {
        let wanted = folded(name);
        names.position(|candidate| folded(candidate) == wanted)
    })
}

/// A name without case and punctuation.
pub(crate) fn folded(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// An input that nothing but its name is known of.
pub(super) fn input(name: &str, place: Place, value_type: ValueType, required: bool) -> Input {
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

/// The type that the spec declares.
pub(super) fn value_type(declared: DataType) -> ValueType {
    match declared {
        DataType::String => ValueType::String,
        DataType::Number => ValueType::Number,
        DataType::Double => ValueType::Double,
        DataType::Integer => ValueType::Integer,
        DataType::Boolean => ValueType::Boolean,
        DataType::Array => ValueType::Array,
        DataType::Object => ValueType::Object,
        DataType::File => ValueType::Any,
    }
}
