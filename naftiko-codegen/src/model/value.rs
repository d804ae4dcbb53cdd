//! Types and templates that clients and adapters share.

/// What a parameter or field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ValueType {
    String,
    Integer,
    /// A number with its digits.
    Number,
    /// A number as a double, as its `format` asks.
    Double,
    Boolean,
    Array,
    Object,
    /// Any JSON value: the spec does not say.
    Any,
    /// What a part of a form uploads; of consumed operations only.
    File,
}

/// A part of a text with holes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Piece {
    Text(String),
    /// Index into the inputs of the operation that the template stands in.
    Input(usize),
    /// Name of a bind variable.
    Variable(String),
}

/// A text with holes; empty when the spec leaves it out.
pub(crate) type Template = Vec<Piece>;

/// A JSON value with holes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum JsonTemplate {
    Constant(serde_json::Value),
    /// The input's own value, with its type; dropped from an object when the caller leaves it out.
    Input(usize),
    /// An object or list as it is, anything else as the only field of an object.
    WholeOrField {
        name: String,
        input: usize,
    },
    /// Text with holes.
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

    /// Calls `visit` with every hole and text in it.
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

/// Calls `change` with the index of every input in a text.
pub(crate) fn renumber(template: &mut Template, change: &mut impl FnMut(&mut usize)) {
    for piece in template {
        if let Piece::Input(index) = piece {
            change(index);
        }
    }
}

/// A bind variable and where its value comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Variable {
    /// Name in the spec.
    pub name: String,
    /// Name of the environment variable.
    pub environment: String,
}
