//! Shapes: structs of responses, with the path of each field.

use super::ValueType;

/// A struct of the generated `types` module.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    /// Name of the struct.
    pub type_name: String,
    pub description: String,
    pub fields: Vec<Field>,
    /// Whether an adapter returns it, so that it must convert to JSON.
    pub written: bool,
}

/// A field of a shape.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct Field {
    /// Name in JSON.
    pub name: String,
    /// Name in Rust.
    pub ident: String,
    pub read: Read,
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

/// The type of a read value.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) enum ReadKind {
    Value(ValueType),
    /// The index of one of the capability's shapes.
    Shape(usize),
    /// A list of all items.
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
        self.path.is_empty() && matches!(self.kind, ReadKind::Value(_))
    }

    /// Returns whether a part of the response is read unchanged, with any type.
    pub(crate) fn is_selection(&self) -> bool {
        matches!(
            self.kind,
            ReadKind::Value(ValueType::Array | ValueType::Object | ValueType::Any)
        )
    }
}
