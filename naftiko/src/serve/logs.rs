//! Logs as JSON lines on standard error, for a program that has no subscriber of its own.

use std::io;

use tracing::Level;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// What a filter has to be.
pub(super) const EXPECTED: &str =
    "a level (error, warn, info, debug, trace, off), or `target=level` with commas";

/// Reads a filter: a level, or levels of targets. Where it listens and that it ends is said in any case.
pub(super) fn filter(text: &str) -> Option<Targets> {
    let targets: Targets = text.parse().ok()?;
    // What is no level is taken for the name of a target, of which everything would be shown, and nothing for
    // a level.
    let is_level = |part: &str| !part.is_empty() && part.parse::<LevelFilter>().is_ok();
    let named = text
        .split(',')
        .all(|part| is_level(part.split_once('=').map_or(part, |(_, level)| level).trim()));
    named.then(|| targets.with_target(super::server::TARGET, Level::INFO))
}

/// Begins to log what the filter lets through. A subscriber that the program has set stays.
pub(super) fn begin(filter: Targets) {
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_span_list(false)
        .with_writer(io::stderr);
    let _ = tracing_subscriber::registry().with(lines).with(filter).try_init();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_targets_are_filters() {
        for text in ["info", "OFF", "warn,naftiko::request=info", "naftiko=debug"] {
            assert!(filter(text).is_some(), "{text}");
        }
        for text in ["", "loud", "naftiko", "naftiko=", "naftiko=loud", "info,loud"] {
            assert!(filter(text).is_none(), "{text}");
        }
    }
}
