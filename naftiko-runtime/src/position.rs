//! Positions of pages: where a page of an operation starts.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The longest text of a position: that of an address of 64 KiB.
const LONGEST: usize = 96 * 1024;

/// Where a page of an operation starts. It is opaque: the API made it, or counted it.
///
/// Its text (`to_string`) can be stored, and parsed in another process to read on there. It may have a token or an address of the API, so
/// treat it as a secret. `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Next(pub(crate) Start);

/// The ways in which APIs name the start of a page.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) enum Start {
    /// A token of the API.
    Token(Box<str>),
    /// The number of a page, or of its first item.
    Number(u64),
    /// The address of the page, at the origin of the API.
    Link(Box<str>),
}

impl Next {
    pub(crate) fn token(token: &str) -> Self {
        Self(Start::Token(token.into()))
    }

    pub(crate) fn number(number: u64) -> Self {
        Self(Start::Number(number))
    }

    pub(crate) fn link(address: &str) -> Self {
        Self(Start::Link(address.into()))
    }
}

impl fmt::Display for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match &self.0 {
            Start::Token(token) => format!("t{token}"),
            Start::Number(number) => format!("n{number}"),
            Start::Link(address) => format!("l{address}"),
        };
        f.write_str(&URL_SAFE_NO_PAD.encode(text))
    }
}

/// The error of a text that is not a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidNext;

impl fmt::Display for InvalidNext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid position of a page")
    }
}

impl std::error::Error for InvalidNext {}

impl FromStr for Next {
    type Err = InvalidNext;

    fn from_str(text: &str) -> Result<Self, InvalidNext> {
        if text.len() > LONGEST {
            return Err(InvalidNext);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidNext)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| InvalidNext)?;
        match text.split_at_checked(1) {
            Some(("t", token)) => Ok(Self::token(token)),
            Some(("n", number)) => number.parse().map(Self::number).map_err(|_| InvalidNext),
            Some(("l", address)) => Ok(Self::link(address)),
            _ => Err(InvalidNext),
        }
    }
}

impl fmt::Debug for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Next(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn position_is_parsed_from_its_text() {
        let positions = [
            Next::token("a b=/é"),
            Next::number(u64::MAX),
            Next::link("https://api.test/v2?x=%2F"),
        ];
        for position in positions {
            assert_eq!(position.to_string().parse(), Ok(position));
        }
        let huge = "A".repeat(LONGEST + 1);
        for invalid in [
            "",
            "=",
            "dA==",
            "YQ",
            "bi0x",
            "bjE4NDQ2NzQ0MDczNzA5NTUxNjE2",
            &huge,
        ] {
            assert_eq!(invalid.parse::<Next>(), Err(InvalidNext), "{invalid:.20}");
        }
    }

    #[test]
    fn debug_of_a_position_has_no_token() {
        assert!(!format!("{:?}", Next::token("canary")).contains("canary"));
    }
}
