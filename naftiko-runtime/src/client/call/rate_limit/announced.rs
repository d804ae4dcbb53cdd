//! What APIs announce of their limits, in the headers of a response.
//!
//! - `RateLimit: "default";r=0;t=12` (draft-ietf-httpapi-ratelimit-headers-11), and `limit=100, remaining=0, reset=12` of its earlier versions.
//! - `RateLimit-Remaining` and `RateLimit-Reset`, of still earlier ones.
//! - `X-RateLimit-Remaining` and `X-RateLimit-Reset`, or `X-Rate-Limit-…`: seconds, or the time of the end since 1970.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::HeaderMap;

/// From this number on, a reset is a time since 1970 instead of a number of seconds: 30 years.
const FIRST_TIME: f64 = 1e9;

/// From this number on, a time since 1970 is in milliseconds.
const FIRST_MILLISECONDS: f64 = 1e12;

/// Returns the time until an API accepts more requests, if it has none left now.
pub(super) fn exhausted(headers: &HeaderMap) -> Option<Duration> {
    let (mut listed, mut remaining, mut reset) = (None, None, None);
    for (name, value) in headers {
        let name = name.as_str();
        // Few headers begin like this, and the others cost nothing more.
        if !name.starts_with("ratelimit") && !name.starts_with("x-rate") {
            continue;
        }
        let Ok(value) = value.to_str() else { continue };
        match name {
            "ratelimit" => listed = listed.max(of_field(value)),
            "ratelimit-remaining" | "x-ratelimit-remaining" | "x-rate-limit-remaining" => {
                remaining = remaining.or(number(value));
            }
            "ratelimit-reset" | "x-ratelimit-reset" | "x-rate-limit-reset" => reset = reset.or(number(value)),
            _ => {}
        }
    }
    let is_exhausted = remaining.is_some_and(|remaining| remaining <= 0.0);
    listed.or_else(|| delay(reset.filter(|_| is_exhausted)?))
}

/// Returns the longest delay of the policies in the field `RateLimit`: `"default";r=0;t=12`, or `limit=100, remaining=0, reset=12`.
fn of_field(field: &str) -> Option<Duration> {
    let of_policies = field.split(',').filter_map(|policy| of_policy(policy, "r", "t"));
    of_policies
        .max()
        .or_else(|| of_policy(field, "remaining", "reset"))
}

/// Returns the delay of a policy that has no requests left.
fn of_policy(policy: &str, remaining: &str, reset: &str) -> Option<Duration> {
    let parameter = |wanted: &str| {
        let mut parameters = policy.split([',', ';']).filter_map(|part| part.split_once('='));
        let found = parameters.find(|(name, _)| name.trim() == wanted);
        found.and_then(|(_, value)| number(value))
    };
    (parameter(remaining)? <= 0.0).then(|| delay(parameter(reset)?))?
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

/// Returns the time until a reset.
fn delay(reset: f64) -> Option<Duration> {
    if reset < FIRST_TIME {
        return Duration::try_from_secs_f64(reset).ok();
    }
    let seconds = if reset < FIRST_MILLISECONDS {
        reset
    } else {
        reset / 1000.0
    };
    let at = UNIX_EPOCH.checked_add(Duration::try_from_secs_f64(seconds).ok()?)?;
    Some(at.duration_since(SystemTime::now()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> Option<Duration> {
        let pairs = pairs
            .iter()
            .filter_map(|(name, value)| Some((name.parse().ok()?, HeaderValue::from_str(value).ok()?)));
        exhausted(&pairs.collect())
    }

    #[test]
    fn limits_are_read_in_every_form() {
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        for (pairs, expected) in [
            (vec![("ratelimit", r#""default";r=0;t=12"#)], 12),
            (
                vec![("ratelimit", r#""hour";r=7;t=900, "burst";r=0;t=3, "day";r=0;t=5"#)],
                5,
            ),
            (vec![("ratelimit", "limit=100, remaining=0, reset=50")], 50),
            (vec![("ratelimit-remaining", "0"), ("ratelimit-reset", "7")], 7),
            (
                vec![
                    ("x-ratelimit-limit", "60"),
                    ("x-ratelimit-remaining", "0"),
                    ("x-ratelimit-reset", "8"),
                ],
                8,
            ),
            (
                vec![("x-rate-limit-remaining", "0"), ("x-rate-limit-reset", " 9 ")],
                9,
            ),
        ] {
            assert_eq!(read(&pairs), seconds(expected), "{pairs:?}");
        }
    }

    #[test]
    fn reset_may_be_a_time_since_1970() {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let [at, past] = [now.as_secs() + 100, now.as_secs() - 100];
        for (reset, least, most) in [
            (at.to_string(), 90, 100),
            ((at * 1000).to_string(), 90, 100),
            (past.to_string(), 0, 0),
        ] {
            let read = read(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", &reset)]);
            let seconds = read.map(|delay| delay.as_secs());
            assert!(
                seconds.is_some_and(|seconds| (least..=most).contains(&seconds)),
                "{reset}: {seconds:?}"
            );
        }
    }

    #[test]
    fn limit_with_requests_left_or_without_an_end_is_none() {
        for pairs in [
            vec![("ratelimit", r#""default";r=5;t=12"#)],
            vec![("ratelimit", r#""default";r=0"#)],
            vec![("ratelimit", "remaining=1, reset=50")],
            vec![("x-ratelimit-remaining", "1"), ("x-ratelimit-reset", "8")],
            vec![("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "soon")],
            vec![("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "-5")],
            vec![("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1e300")],
            vec![("x-ms-ratelimit-remaining-subscription-reads", "0")],
            vec![("x-ms-ratelimit-remaining", "0"), ("ratelimit-reset", "8")],
            vec![("x-rated", "0"), ("ratelimit-policy", r#""default";q=0;w=60"#)],
            vec![("date", "today")],
            vec![],
        ] {
            assert_eq!(read(&pairs), None, "{pairs:?}");
        }
    }
}
