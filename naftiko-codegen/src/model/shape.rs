//! Shapes: what the spec says a response looks like, and where each part is found.

use super::ValueType;

/// A struct of the generated `types` module.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    /// Name of the struct.
    pub type_name: String,
    pub description: String,
    pub fields: Vec<Field>,
    /// Whether an adapter answers with it, so that it can be written as JSON.
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

/// How a value is read from a response.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct Read {
    /// From the node at hand.
    pub path: Path,
    /// A missing value is an error (consumed outputs) or `None` (exposed outputs).
    pub required: bool,
    pub kind: ReadKind,
}

/// What is read.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) enum ReadKind {
    Value(ValueType),
    /// Index into the capability's shapes.
    Shape(usize),
    /// Every element.
    List(Box<Read>),
    /// Nothing is read.
    Constant(serde_json::Value),
}

/// A compiled path: steps to one place. Wildcards became [`ReadKind::List`].
pub(crate) type Path = Vec<Step>;

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
    /// Counted from the end: 1 is the last item.
    FromEnd(usize),
    /// The first node that a path of RFC 9535 leads to; all of them, where it is the last step to a list.
    Query(String),
}

impl Read {
    /// Whether the whole document is taken as it is.
    pub(crate) fn is_identity(&self) -> bool {
        self.path.is_empty() && matches!(self.kind, ReadKind::Value(_))
    }

    /// Whether a part of the document is taken as it is, whatever it holds.
    pub(crate) fn is_selection(&self) -> bool {
        matches!(
            self.kind,
            ReadKind::Value(ValueType::Array | ValueType::Object | ValueType::Any)
        )
    }
}
