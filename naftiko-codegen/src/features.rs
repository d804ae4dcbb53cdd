//! Features of the crate `naftiko` that generated code needs.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Report, codes};
use crate::emit::Unit;
use crate::model::{Authentication, CallerScheme, Capability, Client, Piece, Template};
use crate::options::{Emit, Options, Testing};
use crate::source::{Source, Span};

/// The features that are on by default.
pub const DEFAULT: [&str; 7] = ["client", "logs", "macros", "mcp", "oauth2", "rest", "tls"];

/// Features that turn on another one.
const IMPLIED: [(&str, &str); 8] = [
    ("brotli", "client"),
    ("markdown", "yaml"),
    ("mcp", "client"),
    ("oauth2", "client"),
    ("reqwest", "client"),
    ("rest", "client"),
    ("testing", "client"),
    ("zstd", "client"),
];

/// The features that the code of specs needs, without those that another one turns on.
///
/// What a program chooses is not among them: `macros` if it has the macro, `logs`, `charsets`, `http2` and `reqwest`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features(BTreeSet<&'static str>);

impl Features {
    /// Returns the features of one spec's code.
    pub(crate) fn of(capability: &Capability, options: &Options, code: &Unit) -> Self {
        let emit = options.emit;
        let mut guards = capability.guarded(emit).map(|guarded| &guarded.guard.scheme);
        let accepts_tokens = guards.any(|scheme| matches!(scheme, CallerScheme::OAuth2(_)));
        // Either part of the runtime serves it.
        let has_control_only = capability.rest.is_empty()
            && capability.mcp.is_empty()
            && capability.skills.is_empty()
            && capability.control.is_some();
        let needed = [
            ("client", true),
            (
                "rest",
                emit.rest && !capability.rest.is_empty()
                    || emit.skill && !capability.skills.is_empty()
                    || emit.serves() && has_control_only,
            ),
            ("mcp", emit.mcp && !capability.mcp.is_empty()),
            ("oauth2", accepts_tokens),
            ("tls", addresses(capability).any(may_be_encrypted)),
            ("jsonpath", code.uses("value", "JsonPath")),
            ("serde", code.uses("", "serde")),
            // With `test`, tests alone need it.
            ("testing", options.testing == Testing::Always),
        ];
        let operations = capability.clients.iter().flat_map(|client| &client.operations);
        let formats = operations.filter_map(|operation| Some(operation.format.as_ref()?.feature));
        let needed = needed
            .into_iter()
            .filter_map(|(name, is_needed)| is_needed.then_some(name));
        Self(needed.chain(formats).collect()).without_implied()
    }

    /// Adds the features of another spec.
    pub(crate) fn add(&mut self, other: Self) {
        self.0.extend(other.0);
        *self = std::mem::take(self).without_implied();
    }

    /// Returns the names of the features in the order of the alphabet.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().copied()
    }

    /// Returns the features that are not among those which a manifest turns on.
    pub fn missing(&self, given: &BTreeSet<String>) -> Vec<&'static str> {
        let is_given = |name: &str| {
            let implied = IMPLIED.iter().filter(|(_, implied)| *implied == name);
            given.contains(name) || implied.clone().any(|(by, _)| given.contains(*by))
        };
        self.names().filter(|name| !is_given(name)).collect()
    }

    fn without_implied(mut self) -> Self {
        for (by, implied) in IMPLIED {
            if self.0.contains(by) {
                self.0.remove(implied);
            }
        }
        self
    }
}

/// Returns the addresses that the code sends requests to.
pub(crate) fn addresses(capability: &Capability) -> impl Iterator<Item = &Template> {
    let guards = capability
        .guarded(Emit::default())
        .filter_map(|guarded| match &guarded.guard.scheme {
            CallerScheme::OAuth2(server) => Some(&server.authorization_server),
            _ => None,
        });
    capability.clients.iter().flat_map(addresses_of).chain(guards)
}

fn addresses_of(client: &Client) -> impl Iterator<Item = &Template> {
    let tokens = match &client.authentication {
        Authentication::OAuth2(oauth2) => Some(&oauth2.token_endpoint),
        _ => None,
    };
    [Some(&client.base_uri), tokens].into_iter().flatten()
}

/// Returns whether an address may be one of https. One that the environment gives may be.
fn may_be_encrypted(address: &Template) -> bool {
    !matches!(address.first(), Some(Piece::Text(text)) if text.starts_with("http://"))
}

impl Report {
    /// Adds a warning about features that a manifest lacks, at the place of the dependency.
    pub fn add_missing_features(&mut self, manifest: Source, dependency: Range<usize>, missing: &[&str]) {
        let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
        let message = format!(
            "the dependency `naftiko` lacks features that the specs need: {}",
            names.join(", ")
        );
        self.add(manifest, |source| {
            let span = Span::new(source, dependency.start, dependency.end);
            Diagnostic::new(codes::MANIFEST_LACKS_FEATURE, span, message)
                .help("add them to its `features`, or pass `--emit` with what the package generates")
        });
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// Returns the features of the manifest in a line `name = ["feature", …]`.
    fn declared(name: &str) -> Vec<String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../naftiko/Cargo.toml");
        let manifest = fs::read_to_string(path).unwrap();
        let start = format!("\n{name} = [");
        let line = manifest.split(&start).nth(1).unwrap().split(']').next().unwrap();
        line.split('"').skip(1).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn default_features_are_those_of_the_manifest() {
        assert_eq!(declared("default"), DEFAULT);
    }

    #[test]
    fn feature_that_another_one_turns_on_is_not_listed() {
        let mut features = Features(["client", "rest", "yaml"].into());
        features.add(Features(["markdown", "tls"].into()));
        assert_eq!(features.names().collect::<Vec<_>>(), ["markdown", "rest", "tls"]);
        let given = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(features.missing(&given(&["rest", "markdown", "tls"])), [""; 0]);
        assert_eq!(features.missing(&given(&["mcp", "tls"])), ["markdown", "rest"]);
        let client = Features(["client"].into());
        assert_eq!(client.missing(&given(&["mcp"])), [""; 0]);
        assert_eq!(client.missing(&given(&["tls"])), ["client"]);
    }
}
