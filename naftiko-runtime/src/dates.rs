//! Dates of RFC 3339.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Returns the current time of the calendar, since 1970.
pub(crate) fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// Parses a date (`1994-11-06T08:49:37Z`), with a fraction or an offset, to seconds since 1970.
pub(crate) fn rfc3339(text: &str) -> Option<u64> {
    let (date, rest) = text.trim().split_once(['T', 't', ' '])?;
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let time = rest.get(..8)?;
    let zone = rest.get(8..)?;
    let zone = match zone.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => zone,
    };
    let local = seconds(
        year.parse().ok()?,
        month.parse().ok()?,
        day.parse().ok()?,
        seconds_of_day(time)?,
    )?;
    local.checked_add_signed(-offset(zone)?)
}

/// Writes a date in UTC, with milliseconds.
#[cfg(any(feature = "rest", feature = "mcp"))]
pub(crate) fn to_rfc3339(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (days, rest) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    let (year, month, day) = date(days);
    let (hours, minutes, seconds) = (rest / 3600, rest / 60 % 60, rest % 60);
    let milliseconds = since.subsec_millis();
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{milliseconds:03}Z")
}

/// Returns the Gregorian date of a number of days since 1970: the inverse of [`seconds`].
#[cfg(any(feature = "rest", feature = "mcp"))]
fn date(days: u64) -> (u64, u64, u64) {
    // Days since 1 March of year 0, in eras of 400 years.
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (year * 365 + year / 4 - year / 100);
    let month = (day * 5 + 2) / 153;
    let year = year + era * 400;
    let day = day - (month * 153 + 2) / 5 + 1;
    if month < 10 {
        (year, month + 3, day)
    } else {
        (year + 1, month - 9, day)
    }
}

/// Parses the offset of a zone from UTC, in seconds.
fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "Z" | "z") {
        return Some(0);
    }
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

fn seconds_of_day(text: &str) -> Option<u64> {
    let mut parts = text.split(':').map(|part| part.parse::<u64>().ok());
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    (hours < 24 && minutes < 60 && seconds <= 60).then_some(hours * 3600 + minutes * 60 + seconds)
}

/// Returns the seconds since 1970 of a Gregorian date. Years start in March here, so that leap days come last.
fn seconds(year: u64, month: u64, day: u64, time: u64) -> Option<u64> {
    if !(1970..10_000).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1;
    // Days from 1 March of year 0 to 1970.
    Some((days.checked_sub(719_468)?) * 86_400 + time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(any(feature = "rest", feature = "mcp"))]
    #[test]
    fn written_dates_are_parsed_to_the_same_seconds() {
        let text = to_rfc3339(UNIX_EPOCH + Duration::from_millis(784_111_777_042));
        assert_eq!(text, "1994-11-06T08:49:37.042Z");
        // Each day of two eras, leap days included.
        for day in 0..2 * 146_097 {
            let time = Duration::from_secs(day * 86_400 + day % 86_400);
            let text = to_rfc3339(UNIX_EPOCH + time);
            assert_eq!(rfc3339(&text), Some(time.as_secs()), "{text}");
        }
    }

    #[test]
    fn valid_dates_are_parsed() {
        for (text, seconds) in [
            ("1994-11-06T08:49:37Z", 784_111_777),
            ("1994-11-06T08:49:37.123456Z", 784_111_777),
            ("1994-11-06 09:49:37+01:00", 784_111_777),
            ("1994-11-06T03:19:37-05:30", 784_111_777),
            ("1970-01-01T00:00:00Z", 0),
            ("2000-03-01T00:00:00Z", 951_868_800),
            ("2024-02-29T12:00:00Z", 1_709_208_000),
        ] {
            assert_eq!(rfc3339(text), Some(seconds), "{text}");
        }
    }

    #[test]
    fn invalid_dates_are_rejected() {
        for text in [
            "",
            "120",
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "1994-11-06",
            "1994-11-06T08:49:37",
            "1994-13-06T08:49:37Z",
            "1969-12-31T23:59:59Z",
            "1970-01-01T00:00:00+01:00",
            "1994-11-06T08:49ü37Z",
            "1994-11-06T08:49:37+x",
        ] {
            assert_eq!(rfc3339(text), None, "{text}");
        }
    }
}
