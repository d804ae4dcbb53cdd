//! Where an input stands.

use std::fmt;

/// Where an input stands in a request or a call, and its name there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum In<'a> {
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

impl<'a> In<'a> {
    /// The kind of place: `path`, `query`, `header`, `cookie`, `body` or `field`.
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

    /// The name there; empty for the whole body.
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

    /// Whether a value from here may be quoted in a message: headers and cookies carry credentials.
    pub(crate) const fn may_be_quoted(self) -> bool {
        matches!(self, Self::Path(_) | Self::Query(_) | Self::Field(_))
    }
}

impl fmt::Display for In<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body => f.write_str("body"),
            Self::Field(name) => write!(f, "`{name}`"),
            place => write!(f, "{} `{}`", place.location(), place.name()),
        }
    }
}
