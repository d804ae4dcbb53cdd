//! Tokens by which long-running operations are resumed.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The longest text of a token: that of three addresses of 64 KiB.
const LONGEST: usize = 264 * 1024;

/// Where the status of a long-running operation is, and where its result will be. It is opaque.
///
/// Its text (`to_string`) can be stored, and parsed in another process to wait for the result there. It has addresses of the API, so treat
/// it as a secret. `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ResumeToken(pub(super) Box<Track>);

/// The addresses of an operation that runs.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Track {
    /// The id of the operation.
    pub(super) operation: String,
    pub(super) monitor: Monitor,
    /// Where the status is.
    pub(super) status: String,
    /// Where the request went, if the result may be there: of `PUT` and `PATCH`, the resource.
    pub(super) resource: Option<String>,
    /// The address in the header `Location`, beside that of the status, if the result may be there.
    pub(super) location: Option<String>,
}

/// What is at the address of the status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Monitor {
    /// A status: `Azure-AsyncOperation` and `Operation-Location` lead to one.
    Status,
    /// The result, or 202 until there is one: `Location` leads to it.
    Result,
    /// The resource, with its state.
    Resource,
}

impl ResumeToken {
    /// Returns the lines of the token.
    pub(crate) fn lines(&self) -> String {
        let track = &self.0;
        let monitor = match track.monitor {
            Monitor::Status => "s",
            Monitor::Result => "r",
            Monitor::Resource => "e",
        };
        let text = |address: &'_ Option<String>| address.clone().unwrap_or_default();
        let (resource, location) = (text(&track.resource), text(&track.location));
        [monitor, &track.operation, &track.status, &resource, &location].join("\n")
    }

    /// Returns the token of lines.
    pub(crate) fn of_lines(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.split('\n').collect();
        let [monitor, operation, status, resource, location] = *lines.as_slice() else {
            return None;
        };
        let monitor = match monitor {
            "s" => Monitor::Status,
            "r" => Monitor::Result,
            "e" => Monitor::Resource,
            _ => return None,
        };
        let address = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Some(Self(Box::new(Track {
            operation: operation.to_owned(),
            monitor,
            status: status.to_owned(),
            resource: address(resource),
            location: address(location),
        })))
    }
}

impl fmt::Display for ResumeToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.lines()))
    }
}

/// The error of a text that is not a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidResumeToken;

impl fmt::Display for InvalidResumeToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid token of a long-running operation")
    }
}

impl std::error::Error for InvalidResumeToken {}

impl FromStr for ResumeToken {
    type Err = InvalidResumeToken;

    fn from_str(text: &str) -> Result<Self, InvalidResumeToken> {
        if text.len() > LONGEST {
            return Err(InvalidResumeToken);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidResumeToken)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| InvalidResumeToken)?;
        Self::of_lines(text).ok_or(InvalidResumeToken)
    }
}

impl fmt::Debug for ResumeToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResumeToken(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(monitor: Monitor, location: Option<&str>) -> ResumeToken {
        ResumeToken(Box::new(Track {
            operation: "disks.create".to_owned(),
            monitor,
            status: "https://api.test/status/1?sig=canary".to_owned(),
            resource: Some("https://api.test/disks/a".to_owned()),
            location: location.map(str::to_owned),
        }))
    }

    #[test]
    fn token_is_parsed_from_its_text() {
        for (monitor, location) in [
            (Monitor::Status, Some("https://api.test/result")),
            (Monitor::Result, None),
            (Monitor::Resource, None),
        ] {
            let token = token(monitor, location);
            assert_eq!(token.to_string().parse(), Ok(token));
        }
        let huge = "A".repeat(LONGEST + 1);
        let kinds = URL_SAFE_NO_PAD.encode("x\na\nb\nc\n");
        let lines = URL_SAFE_NO_PAD.encode("s\na\nb");
        for invalid in ["", "=", "_w", &kinds, &lines, &huge] {
            assert_eq!(
                invalid.parse::<ResumeToken>(),
                Err(InvalidResumeToken),
                "{invalid:.20}"
            );
        }
    }

    #[test]
    fn debug_of_a_token_has_no_address() {
        assert!(!format!("{:?}", token(Monitor::Status, None)).contains("canary"));
    }
}
