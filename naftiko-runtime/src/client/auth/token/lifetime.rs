//! Token lifetime from a response.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;
use tokio::time::Instant;

use crate::dates;
use crate::random;

/// The lifetime of a token without one.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(300);

/// The longest lifetime that is used; such a token is refreshed once a year.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// The largest refresh margin, unless the spec sets one.
const SKEW: Duration = Duration::from_secs(300);

/// A larger number of seconds is a date: thirty years after 1970 rather than a lifetime of thirty years.
const DATE: f64 = 1e9;

/// A larger date is in milliseconds.
const MILLISECONDS: f64 = 1e11;

/// How long before its expiry a token is refreshed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum RefreshMargin {
    /// A fifth of the lifetime, at most five minutes.
    #[default]
    Share,
    /// The value of the spec, but at most half of the lifetime.
    Fixed(Duration),
}

impl RefreshMargin {
    /// Returns the margin for a lifetime, always shorter than it. It includes up to a tenth of jitter, so that many
    /// instances do not refresh at the same moment.
    pub(crate) fn of(self, lifetime: Duration) -> Duration {
        let margin = match self {
            Self::Share => SKEW.min(lifetime / 5),
            Self::Fixed(margin) => margin.min(lifetime / 2),
        };
        margin + random::up_to(margin / 10)
    }
}

/// When a token was requested and received, by the monotonic clock and by the calendar.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TokenTimes {
    pub(crate) requested: Instant,
    pub(crate) received: Instant,
    /// The time of receipt since 1970.
    pub(crate) today: Duration,
}

impl TokenTimes {
    /// Returns the times of a token that was requested then and received now.
    pub(crate) fn since(requested: Instant) -> Self {
        Self {
            requested,
            received: Instant::now(),
            today: dates::now(),
        }
    }

    /// Returns the expiry of a token: the earliest of the values in the response and in the token. Values that are
    /// not positive are ignored: APIs send 0 or -1 for "never", and a date may be in the past because a clock is
    /// wrong.
    pub(crate) fn expires(
        &self,
        expires_in: Option<&Value>,
        expires_at: Option<&Value>,
        token: &str,
    ) -> Instant {
        let said = [
            expires_in
                .and_then(number)
                .and_then(|number| self.relative(number)),
            expires_at.and_then(date).and_then(|date| self.absolute(date)),
            claims(token).and_then(|claims| self.claimed(&claims)),
        ];
        let earliest = said.into_iter().flatten().min();
        earliest.unwrap_or(self.requested + DEFAULT_LIFETIME)
    }

    /// Returns the expiry of a token with a known lifetime.
    pub(crate) fn expires_after(&self, lifetime: Option<Duration>) -> Instant {
        self.requested + lifetime.unwrap_or(DEFAULT_LIFETIME).min(LONGEST)
    }

    fn relative(&self, seconds: f64) -> Option<Instant> {
        if seconds >= DATE {
            return self.absolute(epoch(seconds)?);
        }
        let lifetime = Duration::try_from_secs_f64(seconds).ok()?;
        (!lifetime.is_zero()).then(|| self.requested + lifetime.min(LONGEST))
    }

    fn absolute(&self, date: Duration) -> Option<Instant> {
        let left = date.checked_sub(self.today)?;
        (!left.is_zero()).then(|| self.received + left.min(LONGEST))
    }

    /// Returns the expiry of a JWT's claims: from `iat` to `exp`, which a wrong local clock cannot change.
    fn claimed(&self, claims: &Value) -> Option<Instant> {
        let end = claims.get("exp").and_then(number)?;
        match claims.get("iat").and_then(number) {
            Some(start) if end > start => self.relative((end - start).min(LONGEST.as_secs_f64())),
            _ => self.absolute(epoch(end)?),
        }
    }
}

/// Parses a positive number, also from a string.
fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    (number.is_finite() && number > 0.0).then_some(number)
}

/// Parses a date: seconds or milliseconds since 1970, or RFC 3339.
fn date(value: &Value) -> Option<Duration> {
    if let Some(number) = number(value) {
        return epoch(number);
    }
    dates::rfc3339(value.as_str()?).map(Duration::from_secs)
}

fn epoch(number: f64) -> Option<Duration> {
    let seconds = if number >= MILLISECONDS {
        number / 1000.0
    } else {
        number
    };
    Duration::try_from_secs_f64(seconds).ok()
}

/// Returns the claims of a token that is a JWT. The signature is not verified, since the claims can only shorten the
/// lifetime.
fn claims(token: &str) -> Option<Value> {
    let mut parts = token.split('.');
    let (_, claims, _) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let claims = BASE64_URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&claims).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TODAY: u64 = 1_800_000_000;

    /// The lifetime in seconds of a token that took two seconds to arrive.
    fn lifetime(expires_in: Value, expires_at: Value, token: &str) -> f64 {
        let requested = Instant::now();
        let times = TokenTimes {
            requested,
            received: requested + Duration::from_secs(2),
            today: Duration::from_secs(TODAY),
        };
        let given = |value: Value| (!value.is_null()).then_some(value);
        let end = times.expires(given(expires_in).as_ref(), given(expires_at).as_ref(), token);
        (end - requested).as_secs_f64()
    }

    fn near(actual: f64, expected: f64) -> bool {
        (actual - expected).abs() < 0.01
    }

    #[test]
    fn lifetime_is_read_in_every_form() {
        let year = LONGEST.as_secs_f64();
        let unsaid = DEFAULT_LIFETIME.as_secs_f64();
        for (expires_in, expires_at, expected) in [
            (json!(3600), Value::Null, 3600.0),
            (json!("3599"), Value::Null, 3599.0),
            (json!(1.5), Value::Null, 1.5),
            (json!(" 60.0 "), Value::Null, 60.0),
            (json!(1), Value::Null, 1.0),
            (json!(9.9e8), Value::Null, year),
            (json!(0), Value::Null, unsaid),
            (json!(-5), Value::Null, unsaid),
            (json!("soon"), Value::Null, unsaid),
            (json!(1e12), Value::Null, unsaid),
            (json!(1e300), Value::Null, unsaid),
            (Value::Null, Value::Null, unsaid),
            (json!({}), json!([]), unsaid),
            (Value::Null, json!(TODAY + 100), 102.0),
            (Value::Null, json!((TODAY + 100).to_string()), 102.0),
            (Value::Null, json!((TODAY + 100) * 1000), 102.0),
            (Value::Null, json!("2027-01-15T08:01:40Z"), 102.0),
            (json!(TODAY + 100), Value::Null, 102.0),
            (json!(3600), json!(TODAY + 100), 102.0),
            (json!(50), json!(TODAY + 100), 50.0),
            (json!(50), json!(TODAY - 100), 50.0),
            (Value::Null, json!(TODAY - 100), unsaid),
        ] {
            let actual = lifetime(expires_in.clone(), expires_at.clone(), "opaque");
            assert!(near(actual, expected), "{expires_in} {expires_at}: {actual}");
        }
    }

    #[test]
    fn jwt_claims_only_shorten_the_lifetime() {
        let jwt = |claims: Value| format!("h.{}.s", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string()));
        // The token's own clock applies, even if the local clock is wrong by years.
        let short = jwt(json!({"iat": 1000, "exp": 1180}));
        assert!(near(lifetime(json!(900), Value::Null, &short), 180.0));
        assert!(near(lifetime(json!(60), Value::Null, &short), 60.0));
        assert!(near(lifetime(Value::Null, Value::Null, &short), 180.0));
        let dated = jwt(json!({"exp": TODAY + 10}));
        assert!(near(lifetime(json!(900), Value::Null, &dated), 12.0));
        for claims in [
            json!({"exp": TODAY - 10}),
            json!({"iat": 5, "exp": 4}),
            json!("x"),
            json!({}),
        ] {
            assert!(near(lifetime(json!(900), Value::Null, &jwt(claims)), 900.0));
        }
        for token in ["a.b", "a.!.c", "a.b.c.d", ""] {
            assert!(near(lifetime(json!(900), Value::Null, token), 900.0), "{token}");
        }
    }

    #[test]
    fn refresh_margin_is_shorter_than_the_lifetime() {
        for seconds in [0.001, 1.0, 10.0, 3600.0, 1e7] {
            let lifetime = Duration::from_secs_f64(seconds);
            for margin in [
                RefreshMargin::Share,
                RefreshMargin::Fixed(Duration::from_secs(60)),
                RefreshMargin::Fixed(Duration::MAX),
            ] {
                assert!(margin.of(lifetime) < lifetime, "{margin:?} of {seconds}");
            }
        }
        let margin = RefreshMargin::Share.of(Duration::from_secs(18_000));
        assert!((300..=330).contains(&margin.as_secs()), "{margin:?}");
        assert_eq!(
            RefreshMargin::Fixed(Duration::ZERO).of(Duration::from_secs(60)),
            Duration::ZERO
        );
    }
}
