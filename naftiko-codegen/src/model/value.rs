//! Templates and variables of clients and adapters.

use super::Constant;

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Piece {
    Text(String),
    /// The index of an input of the operation with the template.
    Input(usize),
    /// The name of a variable.
    Variable(String),
}

impl Piece {
    /// Returns the index of the input, if the piece is one.
    pub(crate) fn input(&self) -> Option<usize> {
        match self {
            Self::Input(index) => Some(*index),
            Self::Text(_) | Self::Variable(_) => None,
        }
    }
}

/// A string with placeholders; empty if the spec does not have it.
pub(crate) type Template = Vec<Piece>;

/// A JSON value with placeholders.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum JsonTemplate {
    Constant(Constant),
    /// An input with its type. A missing value is omitted from an object.
    Input(usize),
    /// An input that is the whole value if it is an object or list, else the only field of an object.
    WholeOrField {
        name: String,
        input: usize,
    },
    /// A template.
    Text(Template),
    Object(Vec<(String, JsonTemplate)>),
    Array(Vec<JsonTemplate>),
}

impl JsonTemplate {
    /// Replaces the index of every input in it.
    pub(crate) fn renumbered(self, position: &impl Fn(usize) -> usize) -> Self {
        match self {
            Self::Constant(_) => self,
            Self::Input(input) => Self::Input(position(input)),
            Self::WholeOrField { name, input } => Self::WholeOrField {
                name,
                input: position(input),
            },
            Self::Text(template) => Self::Text(renumbered(template, position)),
            Self::Object(fields) => {
                let fields = fields.into_iter();
                Self::Object(
                    fields
                        .map(|(name, value)| (name, value.renumbered(position)))
                        .collect(),
                )
            }
            Self::Array(items) => {
                let items = items.into_iter();
                Self::Array(items.map(|item| item.renumbered(position)).collect())
            }
        }
    }

    /// Calls `visit` with every piece in it.
    pub(crate) fn visit(&self, visit: &mut impl FnMut(&Piece)) {
        match self {
            Self::Constant(_) => {}
            Self::Input(input) | Self::WholeOrField { input, .. } => visit(&Piece::Input(*input)),
            Self::Text(template) => template.iter().for_each(visit),
            Self::Object(fields) => fields.iter().for_each(|(_, value)| value.visit(visit)),
            Self::Array(items) => items.iter().for_each(|item| item.visit(visit)),
        }
    }
}

/// Replaces the index of every input in a template.
pub(crate) fn renumbered(template: Template, position: &impl Fn(usize) -> usize) -> Template {
    let pieces = template.into_iter().map(|piece| match piece {
        Piece::Input(index) => Piece::Input(position(index)),
        Piece::Text(_) | Piece::Variable(_) => piece,
    });
    pieces.collect()
}

/// A variable with its environment variable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Variable {
    /// Name in the spec.
    pub name: String,
    /// Name of the environment variable.
    pub environment: String,
}
