//! Templates and variables of clients and adapters.

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Piece {
    Text(String),
    /// The index of an input of the operation with the template.
    Input(usize),
    /// The name of a variable.
    Variable(String),
}

/// A string with placeholders; empty if the spec does not have it.
pub(crate) type Template = Vec<Piece>;

/// A JSON value with placeholders.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum JsonTemplate {
    Constant(serde_json::Value),
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
    /// Calls `change` with the index of every input in it.
    pub(crate) fn renumber(&mut self, change: &mut impl FnMut(&mut usize)) {
        match self {
            Self::Constant(_) => {}
            Self::Input(input) | Self::WholeOrField { input, .. } => change(input),
            Self::Text(template) => renumber(template, change),
            Self::Object(fields) => fields.iter_mut().for_each(|(_, value)| value.renumber(change)),
            Self::Array(items) => items.iter_mut().for_each(|item| item.renumber(change)),
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

/// Calls `change` with the index of every input in a template.
pub(crate) fn renumber(template: &mut Template, change: &mut impl FnMut(&mut usize)) {
    for piece in template {
        if let Piece::Input(index) = piece {
            change(index);
        }
    }
}

/// A variable with its environment variable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Variable {
    /// Name in the spec.
    pub name: String,
    /// Name of the environment variable.
    pub environment: String,
}
