//! The tree.

use crate::source::{SourceId, Span, Spanned};

/// A parsed file.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    pub source: SourceId,
    pub root: Node,
    /// Whether a marker comment says that the publisher cut the file: its last items may be broken.
    pub truncated: bool,
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    /// From the first to the last byte of the value, quotes included.
    pub span: Span,
    pub kind: Kind,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Nothing, `~` or `null`.
    Null,
    Scalar(Scalar),
    Sequence(Vec<Node>),
    /// In the order of the text; keys are unique.
    Mapping(Vec<(Spanned<String>, Node)>),
}

/// Text, number, boolean or date: the text as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scalar {
    /// What the author wrote, quotes and escapes resolved.
    pub text: String,
    pub style: Style,
}

/// How a scalar was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Without quotes: may be read as a number or boolean.
    Plain,
    /// In quotes, as a block, or tagged as text: always text.
    Quoted,
}

impl Node {
    /// How many values there are, this one included.
    pub(crate) fn count(&self) -> usize {
        1 + match &self.kind {
            Kind::Null | Kind::Scalar(_) => 0,
            Kind::Sequence(items) => items.iter().map(Self::count).sum(),
            Kind::Mapping(entries) => entries.iter().map(|(_, value)| value.count()).sum(),
        }
    }

    /// Whether nothing is there.
    pub(crate) fn is_null(&self) -> bool {
        self.kind == Kind::Null
    }

    /// The scalar, where the node is one.
    pub(crate) fn as_scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The text of a scalar of any kind: `1.0` is "1.0".
    pub(crate) fn as_str(&self) -> Option<&str> {
        self.as_scalar().map(|scalar| scalar.text.as_str())
    }

    /// The text of a scalar with its place.
    pub(crate) fn to_text(&self) -> Option<Spanned<String>> {
        self.as_str().map(|text| Spanned::new(text.to_owned(), self.span))
    }

    /// The elements, where the node is a list.
    pub(crate) fn as_sequence(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The entries, where the node is a map.
    pub(crate) fn as_mapping(&self) -> Option<&[(Spanned<String>, Node)]> {
        match &self.kind {
            Kind::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    /// A short place for what concerns the node as a whole: its first key or item, or itself.
    pub(crate) fn head(&self) -> Span {
        match &self.kind {
            Kind::Mapping(entries) => entries.first().map_or(self.span, |(key, _)| key.span),
            Kind::Sequence(items) => items.first().map_or(self.span, Self::head),
            Kind::Null | Kind::Scalar(_) => self.span,
        }
    }

    /// The value of a key, where the node is a map that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.as_mapping()?
            .iter()
            .find(|(name, _)| name.value == key)
            .map(|(_, value)| value)
    }

    /// The boolean that an unquoted `true` or `false` is.
    pub(crate) fn as_bool(&self) -> Option<bool> {
        self.as_scalar()?.as_bool()
    }

    /// The integer that an unquoted scalar is.
    pub(crate) fn as_integer(&self) -> Option<i64> {
        self.as_scalar()?.as_integer()
    }

    /// The number that an unquoted scalar is, integers included.
    pub(crate) fn as_number(&self) -> Option<f64> {
        self.as_scalar()?.as_number()
    }

    /// What the node is, for messages: "a list", "a text".
    pub(crate) fn describe(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "nothing",
            Kind::Sequence(_) => "a list",
            Kind::Mapping(_) => "a map",
            Kind::Scalar(scalar) if scalar.as_bool().is_some() => "a boolean",
            Kind::Scalar(scalar) if scalar.as_number().is_some() => "a number",
            Kind::Scalar(_) => "a text",
        }
    }
}

impl Scalar {
    fn plain(&self) -> Option<&str> {
        (self.style == Style::Plain).then_some(self.text.as_str())
    }

    /// The boolean that an unquoted `true` or `false` is.
    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self.plain()? {
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            _ => None,
        }
    }

    /// The integer that an unquoted scalar is.
    pub(crate) fn as_integer(&self) -> Option<i64> {
        let text = self.plain()?;
        if let Some(digits) = text.strip_prefix("0x") {
            return i64::from_str_radix(digits, 16).ok();
        }
        if let Some(digits) = text.strip_prefix("0o") {
            return i64::from_str_radix(digits, 8).ok();
        }
        text.parse().ok()
    }

    /// The number that an unquoted scalar is, integers included.
    pub(crate) fn as_number(&self) -> Option<f64> {
        let text = self.plain()?;
        let numeric = text.bytes().any(|byte| byte.is_ascii_digit())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
        if numeric { text.parse().ok() } else { None }
    }
}
