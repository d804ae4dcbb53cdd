//! Versions of the protocol, and the eras to which they belong.

use serde_json::json;

use super::ProtocolError;

/// The supported versions, oldest first.
pub(crate) const VERSIONS: [&str; 5] = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", NEWEST];

/// The first version in which each request describes its client, without `initialize`.
const NEWEST: &str = "2026-07-28";

/// The first version in which results may link to MCP resources. Clients of older ones reject a result with a link.
const WITH_LINKS: &str = "2025-06-18";

/// The newest version that starts with `initialize`.
const NEWEST_OLDER: &str = "2025-11-25";

/// The version of an HTTP request without the header (MCP 2025-11-25, transports, "Protocol Version Header").
pub(crate) const DEFAULT_VERSION: &str = "2025-03-26";

/// The era of a protocol version. Versions are dates, so that they compare as strings.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Era {
    /// Until 2025-03-26: results have no links.
    Oldest,
    /// Until 2025-11-25: clients start with `initialize`.
    Older,
    /// Since 2026-07-28: each request describes its client.
    Newer,
}

impl Era {
    pub(crate) fn of(version: &str) -> Self {
        if version >= NEWEST {
            Self::Newer
        } else if version >= WITH_LINKS {
            Self::Older
        } else {
            Self::Oldest
        }
    }

    /// Returns whether results may link to MCP resources.
    pub(crate) fn has_links(self) -> bool {
        self != Self::Oldest
    }

    pub(crate) fn is_newer(self) -> bool {
        self == Self::Newer
    }
}

/// Returns whether a version is supported.
pub(crate) fn is_known(version: &str) -> bool {
    VERSIONS.contains(&version)
}

/// Returns the version for `initialize`: the client's if it is an older one, else the newest older one.
pub(crate) fn negotiate(wished: &str) -> &'static str {
    let mut older = VERSIONS
        .into_iter()
        .filter(|version| !Era::of(version).is_newer());
    older.find(|version| *version == wished).unwrap_or(NEWEST_OLDER)
}

/// Returns the error of an unsupported version.
pub(crate) fn unsupported(version: &str) -> ProtocolError {
    ProtocolError::new(
        ProtocolError::UNSUPPORTED_PROTOCOL_VERSION,
        "Unsupported protocol version",
    )
    .with_data(json!({ "requested": version, "supported": VERSIONS }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handshake_negotiates_an_older_version() {
        assert_eq!(negotiate("2024-11-05"), "2024-11-05");
        for other in [NEWEST, "2099-01-01", "1.0", ""] {
            assert_eq!(negotiate(other), NEWEST_OLDER);
        }
        assert!(Era::of(NEWEST).is_newer() && !Era::of(NEWEST_OLDER).is_newer());
        assert!(Era::of(WITH_LINKS).has_links() && !Era::of(DEFAULT_VERSION).has_links());
    }
}
