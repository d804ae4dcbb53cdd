//! Locations of inputs.

use std::fmt;

/// The location of an input in a request or tool call, and its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParameterIn<'a> {
    /// A placeholder of the path.
    Path(&'a str),
    /// A parameter of the query string.
    Query(&'a str),
    /// A header.
    Header(&'a str),
    /// A cookie.
    Cookie(&'a str),
    /// The whole body.
    Body,
    /// A field of the body: on REST a member of the JSON object or of the form, on MCP an argument of the
    /// tool.
    Field(&'a str),
}

impl<'a> ParameterIn<'a> {
    /// Returns the location: `path`, `query`, `header`, `cookie`, `body` or `field`.
    pub const fn location(self) -> &'static str {
        match self {
            Self::Path(_) => "path",
            Self::Query(_) => "query",
            Self::Header(_) => "header",
            Self::Cookie(_) => "cookie",
            Self::Body => "body",
            Self::Field(_) => "field",
        }
    }

    /// Returns the name; empty for the whole body.
    pub const fn name(self) -> &'a str {
        match self {
            Self::Path(name)
            | Self::Query(name)
            | Self::Header(name)
            | Self::Cookie(name)
            | Self::Field(name) => name,
            Self::Body => "",
        }
    }

    /// Returns whether messages may quote the value: headers and cookies contain credentials.
    pub(crate) const fn may_be_quoted(self) -> bool {
        matches!(self, Self::Path(_) | Self::Query(_) | Self::Field(_))
    }
}

impl fmt::Display for ParameterIn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body => f.write_str("body"),
            Self::Field(name) => write!(f, "`{name}`"),
            place => write!(f, "{} `{}`", place.location(), place.name()),
        }
    }
}
