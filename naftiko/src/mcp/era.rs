//! Versions of the protocol, and the two eras they belong to.

use serde_json::json;

use super::ProtocolError;

/// The versions that a server speaks, the oldest first.
pub(super) const VERSIONS: [&str; 5] = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", NEWEST];

/// The version since which each request describes its client, and there is no `initialize`.
const NEWEST: &str = "2026-07-28";

/// The newest version that opens with `initialize`.
const NEWEST_OLDER: &str = "2025-11-25";

/// The version of a request over HTTP that says none (MCP 2025-11-25, transports, "Protocol Version Header").
pub(super) const UNSAID: &str = "2025-03-26";

/// The era that a version of the protocol is of. Versions are dates, so that they compare as texts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Era {
    /// Until 2025-11-25: clients open with `initialize`.
    Older,
    /// From 2026-07-28 on: each request describes its client.
    Newer,
}

impl Era {
    pub(super) fn of(version: &str) -> Self {
        if version >= NEWEST {
            Self::Newer
        } else {
            Self::Older
        }
    }

    pub(super) fn is_newer(self) -> bool {
        self == Self::Newer
    }
}

/// Whether a server speaks a version.
pub(super) fn is_known(version: &str) -> bool {
    VERSIONS.contains(&version)
}

/// The version that `initialize` settles on: the client's when it is one of those, else the newest of them.
pub(super) fn negotiated(wished: &str) -> &'static str {
    let mut older = VERSIONS
        .into_iter()
        .filter(|version| !Era::of(version).is_newer());
    older.find(|version| *version == wished).unwrap_or(NEWEST_OLDER)
}

/// The error of a request in a version that the server does not speak.
pub(super) fn unsupported(version: &str) -> ProtocolError {
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
    fn the_handshake_settles_on_a_version_that_has_one() {
        assert_eq!(negotiated("2024-11-05"), "2024-11-05");
        for other in [NEWEST, "2099-01-01", "1.0", ""] {
            assert_eq!(negotiated(other), NEWEST_OLDER);
        }
        assert!(Era::of(NEWEST).is_newer() && !Era::of(NEWEST_OLDER).is_newer());
    }
}
