//! Parser of `Retry-After` (RFC 9110, 10.2.3).

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::RETRY_AFTER;

/// The header of some APIs with the delay in milliseconds.
const MILLISECONDS: &str = "retry-after-ms";

/// Returns the delay that a response asks for: milliseconds, seconds, or until a date.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::trim)
    };
    let milliseconds = text(MILLISECONDS).and_then(|text| number(text, 1000.0));
    milliseconds.or_else(|| delay(text(RETRY_AFTER.as_str())?))
}

/// Returns a delay in whole seconds, as `Retry-After` has it. A part counts as a second, so that a retry does not come early.
#[cfg(any(feature = "rest", feature = "mcp"))]
pub(crate) fn whole_seconds(delay: Duration) -> u64 {
    delay.as_secs() + u64::from(delay.subsec_nanos() > 0)
}

fn delay(text: &str) -> Option<Duration> {
    number(text, 1.0).or_else(|| {
        let date = httpdate::parse_http_date(text).ok()?;
        Some(date.duration_since(SystemTime::now()).unwrap_or_default())
    })
}

/// Parses a number of seconds (or of smaller units); some APIs send fractions.
fn number(text: &str, per_second: f64) -> Option<Duration> {
    let number = text.parse::<f64>().ok()?;
    Duration::try_from_secs_f64(number / per_second).ok()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(pairs: &[(&'static str, &'static str)]) -> Option<Duration> {
        let pairs = pairs
            .iter()
            .filter_map(|(name, value)| Some((name.parse().ok()?, HeaderValue::from_static(value))));
        retry_after(&pairs.collect())
    }

    #[test]
    fn retry_after_is_read_in_every_form() {
        let ms = |milliseconds| Some(Duration::from_millis(milliseconds));
        assert_eq!(read(&[("retry-after", "7")]), ms(7000));
        assert_eq!(read(&[("retry-after", " 0.5 ")]), ms(500));
        assert_eq!(read(&[("retry-after-ms", "20"), ("retry-after", "7")]), ms(20));
        for past in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(read(&[("retry-after", past)]), ms(0), "{past}");
        }
        let far = read(&[("retry-after", "Tue, 01 Jan 2999 00:00:00 GMT")]);
        assert!(far.is_some_and(|delay| delay > Duration::from_secs(86_400)));
    }

    #[test]
    fn invalid_retry_after_is_ignored() {
        for value in [
            "-1",
            "soon",
            "",
            "1e400",
            "NaN",
            "inf",
            "Mon, 01 Jan 2999 00:00:00 GMT",
        ] {
            assert_eq!(read(&[("retry-after", value)]), None, "{value}");
        }
        assert_eq!(
            read(&[("retry-after-ms", "x"), ("retry-after", "1")]),
            Some(Duration::from_secs(1))
        );
    }
}
