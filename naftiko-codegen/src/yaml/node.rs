//! The tree of a parsed file.

use crate::source::{SourceId, Span, Spanned};

/// A parsed file.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    pub source: SourceId,
    pub root: Node,
    /// Whether a comment says that the publisher truncated the file, so that its last items may be incomplete.
    pub truncated: bool,
}

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    /// From the first to the last byte of the value, quotes included.
    pub span: Span,
    pub kind: Kind,
}

/// The type of a node with its value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// An empty value, `~` or `null`.
    Null,
    Scalar(Scalar),
    Sequence(Vec<Node>),
    /// Entries in the order of the file; keys are unique.
    Mapping(Vec<(Spanned<String>, Node)>),
}

/// A string, number, boolean or date, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scalar {
    /// The text of the file with quotes and escapes resolved.
    pub text: String,
    pub style: Style,
}

/// The style of a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Without quotes: may be a number or boolean.
    Plain,
    /// In quotes, as a block, or tagged as a string: always a string.
    Quoted,
}

impl Node {
    /// Returns whether the node has no value.
    pub(crate) fn is_null(&self) -> bool {
        self.kind == Kind::Null
    }

    /// Returns the scalar, if the node is one.
    pub(crate) fn as_scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// Returns the text of a scalar of any type: `1.0` is "1.0".
    pub(crate) fn as_str(&self) -> Option<&str> {
        self.as_scalar().map(|scalar| scalar.text.as_str())
    }

    /// Returns the text of a scalar with its place.
    pub(crate) fn to_text(&self) -> Option<Spanned<String>> {
        self.as_str().map(|text| Spanned::new(text.to_owned(), self.span))
    }

    /// Returns the text of a scalar, and any other value as JSON, with its place.
    pub(crate) fn to_text_or_json(&self) -> Spanned<String> {
        let json = || Spanned::new(self.to_json().to_string(), self.span);
        self.to_text().unwrap_or_else(json)
    }

    /// Returns the items, if the node is a list.
    pub(crate) fn as_sequence(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// Returns the entries, if the node is a map.
    pub(crate) fn as_mapping(&self) -> Option<&[(Spanned<String>, Node)]> {
        match &self.kind {
            Kind::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    /// Returns a short place for diagnostics about the whole node: its first key or item, or itself.
    pub(crate) fn head(&self) -> Span {
        match &self.kind {
            Kind::Mapping(entries) => entries.first().map_or(self.span, |(key, _)| key.span),
            Kind::Sequence(items) => items.first().map_or(self.span, Self::head),
            Kind::Null | Kind::Scalar(_) => self.span,
        }
    }

    /// Returns the value of a key, if the node is a map with this key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.as_mapping()?
            .iter()
            .find(|(name, _)| name.value == key)
            .map(|(_, value)| value)
    }

    /// Returns the boolean of an unquoted `true` or `false`.
    pub(crate) fn as_bool(&self) -> Option<bool> {
        self.as_scalar()?.as_bool()
    }

    /// Returns the integer of an unquoted scalar.
    pub(crate) fn as_integer(&self) -> Option<i64> {
        self.as_scalar()?.as_integer()
    }

    /// Returns the number of an unquoted scalar, also of an integer.
    pub(crate) fn as_number(&self) -> Option<f64> {
        self.as_scalar()?.as_number()
    }

    /// Returns the type of the node for messages: "a list", "a string".
    pub(crate) fn describe(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "nothing",
            Kind::Sequence(_) => "a list",
            Kind::Mapping(_) => "a map",
            Kind::Scalar(scalar) if scalar.as_bool().is_some() => "a boolean",
            Kind::Scalar(scalar) if scalar.as_number().is_some() => "a number",
            Kind::Scalar(_) => "a string",
        }
    }
}

impl Scalar {
    fn plain(&self) -> Option<&str> {
        (self.style == Style::Plain).then_some(self.text.as_str())
    }

    /// Returns the boolean of an unquoted `true` or `false`.
    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self.plain()? {
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            _ => None,
        }
    }

    /// Returns the integer of an unquoted scalar.
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

    /// Returns the number of an unquoted scalar, also of an integer.
    pub(crate) fn as_number(&self) -> Option<f64> {
        let text = self.plain()?;
        let numeric = text.bytes().any(|byte| byte.is_ascii_digit())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
        if numeric { text.parse().ok() } else { None }
    }
}
