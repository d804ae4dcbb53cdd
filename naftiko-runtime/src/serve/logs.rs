//! Logs as JSON lines on standard error, for programs without a subscriber.

use std::io;

use tracing::Level;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// The expected form of a filter, for error messages.
pub(super) const EXPECTED: &str =
    "a level (error, warn, info, debug, trace, off), or `target=level` with commas";

/// Parses a filter: a level, or levels of targets. Startup and shutdown messages are always shown.
///
/// A level without a target is the runtime's. Other crates stay at `info` unless they are named, since protocol libraries write arguments and
/// results of calls at `debug`.
pub(super) fn filter(text: &str) -> Option<Targets> {
    let targets: Targets = text.parse().ok()?;
    // The parser takes an unknown level for a target: it would log everything of it, and nothing else.
    let is_level = |part: &str| !part.is_empty() && part.parse::<LevelFilter>().is_ok();
    let named = text
        .split(',')
        .all(|part| is_level(part.split_once('=').map_or(part, |(_, level)| level).trim()));
    named.then(|| quiet(targets).with_target(super::server::TARGET, Level::INFO))
}

/// The targets of the runtime.
const OWN: &str = "naftiko";

/// Limits the level of all targets that are not named to `info`, except for the runtime's.
fn quiet(targets: Targets) -> Targets {
    let Some(level) = targets.default_level().filter(|level| *level > LevelFilter::INFO) else {
        return targets;
    };
    let is_named = targets.iter().any(|(target, _)| target == OWN);
    let targets = targets.with_default(LevelFilter::INFO);
    if is_named {
        targets
    } else {
        targets.with_target(OWN, level)
    }
}

/// Installs the filter. A subscriber that the program has set stays.
pub(super) fn install(filter: Targets) {
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
    fn other_crates_stay_at_info_unless_they_are_named() {
        for (text, target, level, expected) in [
            ("trace", "naftiko::client", Level::TRACE, true),
            ("trace", "hyper::proto", Level::DEBUG, false),
            ("trace", "hyper::proto", Level::INFO, true),
            ("debug", "shop", Level::DEBUG, false),
            ("debug,shop=debug", "shop", Level::DEBUG, true),
            ("debug,naftiko=warn", "naftiko::request", Level::INFO, false),
            ("warn", "hyper", Level::INFO, false),
            ("warn", super::super::server::TARGET, Level::INFO, true),
        ] {
            let enabled = filter(text).is_some_and(|filter| filter.would_enable(target, &level));
            assert_eq!(enabled, expected, "{text}: {target} at {level}");
        }
    }

    #[test]
    fn filter_accepts_levels_and_targets_only() {
        for text in ["info", "OFF", "warn,naftiko::request=info", "naftiko=debug"] {
            assert!(filter(text).is_some(), "{text}");
        }
        for text in ["", "loud", "naftiko", "naftiko=", "naftiko=loud", "info,loud"] {
            assert!(filter(text).is_none(), "{text}");
        }
    }
}
