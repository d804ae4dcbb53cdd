//! Types of option values.

use std::fmt;

use super::words::{ToolBudget, is_module_path};
use crate::spelling::nearest;

/// The type of an option's value. Every front and a spec give values as texts, which a kind checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`.
    Flag,
    /// A name for an identifier; its case is adapted.
    Name,
    /// One of these words.
    Word(&'static [&'static str]),
    /// One of these words, or the path of a Rust module.
    WordOrModule(&'static [&'static str]),
    /// A number of bytes, or `off`.
    Budget,
    /// A list of these words.
    Words(&'static [&'static str]),
    /// A path.
    Path,
    /// A list of paths.
    Paths,
    /// A list of origins of web pages.
    Origins,
    /// A list of names of response headers.
    Headers,
    /// A list of names of tools.
    Tools,
    /// A list of paths in place of others: `from=to`.
    Replacements,
}

impl Kind {
    /// Whether the option takes several values.
    pub fn is_list(self) -> bool {
        matches!(
            self,
            Self::Words(_) | Self::Paths | Self::Origins | Self::Headers | Self::Tools | Self::Replacements
        )
    }

    /// Returns the words that a value can be; empty when values are free.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::Flag => &["true", "false"],
            Self::Word(words) | Self::WordOrModule(words) | Self::Words(words) => words,
            Self::Name
            | Self::Budget
            | Self::Path
            | Self::Paths
            | Self::Origins
            | Self::Headers
            | Self::Tools
            | Self::Replacements => &[],
        }
    }

    /// Checks one value.
    ///
    /// # Errors
    ///
    /// Returns the expected values.
    pub fn check(self, value: &str) -> Result<(), String> {
        let words = self.words();
        let is_invalid = match self {
            Self::Replacements => replacement(value).is_none(),
            Self::Budget => ToolBudget::of(value).is_none(),
            Self::Origins => !is_origin(value),
            Self::Headers => !is_exposable(value),
            _ => false,
        };
        if is_invalid {
            return Err(format!("expected {self}"));
        }
        if words.is_empty() && value.trim().is_empty() {
            return Err(format!("expected {self}"));
        }
        let is_module = matches!(self, Self::WordOrModule(_)) && is_module_path(value);
        if words.is_empty() || is_module || words.contains(&value) {
            return Ok(());
        }
        Err(match nearest(value, words.iter().copied()) {
            Some(near) => format!("a similar value exists: `{near}`"),
            None if matches!(self, Self::WordOrModule(_)) => format!("expected {self}"),
            None => format!("expected {}", alternatives(words)),
        })
    }
}

/// Returns the parts of `from=to`. What is replaced may be a URL, whose query has `=` too.
pub(super) fn replacement(value: &str) -> Option<(&str, &str)> {
    let (from, to) = value.rsplit_once('=')?;
    (!from.is_empty() && !to.is_empty()).then_some((from, to))
}

/// Returns whether a value is the origin of web pages: scheme, host and perhaps a port, without a path.
fn is_origin(value: &str) -> bool {
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    let page = value.strip_suffix(":*").unwrap_or(value).split_once("://");
    let is_page = page.is_some_and(|(scheme, host)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && !host.is_empty() && host.chars().all(is_host)
    });
    is_page || matches!(value, "*" | "null")
}

/// Returns whether a value is the name of a header that an adapter can pass on: not one of the connection, or of the bytes of a body.
fn is_exposable(value: &str) -> bool {
    const OWN: [&str; 16] = [
        "accept-ranges",
        "connection",
        "content-digest",
        "content-encoding",
        "content-length",
        "content-md5",
        "content-range",
        "content-type",
        "digest",
        "etag",
        "keep-alive",
        "repr-digest",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let lower = value.to_ascii_lowercase();
    !value.is_empty() && value.bytes().all(is_name) && !OWN.contains(&lower.as_str())
}

/// Returns words as a sentence has them: `` `a`, `b` or `c` ``.
pub(super) fn alternatives(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [word] => format!("`{word}`"),
        [words @ .., last] => format!("`{}` or `{last}`", words.join("`, `")),
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => formatter.write_str("`true` or `false`"),
            Self::Name => formatter.write_str("a name"),
            Self::Word(words) => formatter.write_str(&alternatives(words)),
            Self::WordOrModule(words) => {
                write!(formatter, "{}, or the path of a module", alternatives(words))
            }
            Self::Budget => write!(
                formatter,
                "a number of bytes from {}, or `off`",
                ToolBudget::LEAST
            ),
            Self::Words(words) => write!(formatter, "a list of {}", alternatives(words)),
            Self::Path => formatter.write_str("a path"),
            Self::Paths => formatter.write_str("a list of paths"),
            Self::Origins => formatter.write_str("a list of origins such as `https://app.example`, or `*`"),
            Self::Headers => formatter
                .write_str("a list of headers such as `X-RateLimit-Remaining`, without those of the body"),
            Self::Tools => formatter.write_str("a list of names of tools"),
            Self::Replacements => formatter.write_str("a list of `from=to`"),
        }
    }
}
