//! Numbers that keep their digits.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde_json::Value;

use super::float::finite_text;
use super::scan::number_end;

/// A decimal number of any size and precision, with its digits.
///
/// `Display` keeps the notation: `1.0` stays `1.0`, `-0` stays `-0`, `1e3` stays `1e3`. Comparison is by value: `1.0`
/// equals `1`, and `1e3` equals `1000`. An exponent beyond 64 bits counts as the largest or smallest of those.
///
/// ```
/// use naftiko::value::Number;
///
/// let number: Number = "1915883588174806058.10".parse()?;
/// assert_eq!(number.to_string(), "1915883588174806058.10");
/// assert_eq!(number.as_i64(), None);
/// assert!(number > Number::from(1_915_883_588_174_806_058_i64));
/// assert_eq!(number, "1915883588174806058.1".parse()?);
/// # Ok::<(), naftiko::value::InvalidNumber>(())
/// ```
#[derive(Clone)]
pub struct Number(Text);

/// The maximum length without an allocation; 64-bit integers fit.
const INLINE: usize = 22;

#[derive(Clone)]
enum Text {
    Inline(u8, [u8; INLINE]),
    Allocated(Box<str>),
}

impl Number {
    /// Creates a number from checked text.
    pub(crate) fn from_json(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut inline = [0; INLINE];
        match (inline.get_mut(..bytes.len()), u8::try_from(bytes.len())) {
            (Some(place), Ok(length)) => {
                place.copy_from_slice(bytes);
                Self(Text::Inline(length, inline))
            }
            _ => Self(Text::Allocated(text.into())),
        }
    }

    /// Creates a number from text in generated code, which the generator has checked; zero if it is invalid.
    pub fn from_static(text: &'static str) -> Self {
        text.parse().unwrap_or_default()
    }

    /// Creates a number from a double; `None` if it is not finite. An integral double has no fraction: `2.0` is `2`.
    pub fn from_f64(number: f64) -> Option<Self> {
        finite_text(number).map(|text| Self::from_json(&text))
    }

    /// Parses a number leniently: JSON, and also a leading plus, leading zeros, and no digits before or
    /// after the point. JSON is unchanged.
    pub(crate) fn lenient(text: &str) -> Option<Self> {
        if let Ok(number) = text.parse() {
            return Some(number);
        }
        let (sign, digits) = match text.as_bytes().first()? {
            b'-' => ("-", text.get(1..)?),
            b'+' => ("", text.get(1..)?),
            _ => ("", text),
        };
        let end = digits.find(['e', 'E']).unwrap_or(digits.len());
        let (mantissa, exponent) = digits.split_at_checked(end)?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = whole.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let whole = Some(whole.trim_start_matches('0')).filter(|digits| !digits.is_empty());
        let (whole, point) = (whole.unwrap_or("0"), if fraction.is_empty() { "" } else { "." });
        format!("{sign}{whole}{point}{fraction}{exponent}").parse().ok()
    }

    /// Returns the number as JSON text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Text::Inline(length, bytes) => {
                let text = bytes.get(..usize::from(*length)).unwrap_or_default();
                // They are the bytes of a number: ASCII.
                std::str::from_utf8(text).unwrap_or("0")
            }
            Text::Allocated(text) => text,
        }
    }

    /// Returns whether the number is an integer of any size, as `5`, `5.0` and `5e0` are.
    pub fn is_integer(&self) -> bool {
        let text = self.as_str();
        // Nearly all integers are written with digits alone.
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        is_plain || Decimal::of(text).is_integer()
    }

    /// Returns the equal 64-bit integer, if there is one: 5 for `5`, `5.0` and `5e0`.
    pub fn as_i64(&self) -> Option<i64> {
        let text = self.as_str();
        text.parse()
            .ok()
            .or_else(|| Decimal::of(text).integer()?.try_into().ok())
    }

    /// Returns the equal unsigned 64-bit integer, if there is one.
    pub fn as_u64(&self) -> Option<u64> {
        let text = self.as_str();
        text.parse()
            .ok()
            .or_else(|| Decimal::of(text).integer()?.try_into().ok())
    }

    /// Returns the nearest double; infinity if the number exceeds the range.
    pub fn as_f64(&self) -> f64 {
        // Each number of JSON is one of Rust.
        self.as_str().parse().unwrap_or_default()
    }
}

/// The value of a number: `0.digits * 10^exponent`.
struct Decimal<'a> {
    negative: bool,
    /// Digits before and after the point, without leading and trailing zeros.
    whole: &'a str,
    fraction: &'a str,
    exponent: i64,
}

impl<'a> Decimal<'a> {
    fn of(text: &'a str) -> Self {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let end = text.find(['e', 'E']).unwrap_or(text.len());
        let (mantissa, exponent) = text.split_at_checked(end).unwrap_or((text, ""));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        // Zeros between the point and the first digit, when there is none before the point.
        let (fraction, zeros) = if whole.is_empty() {
            let digits = fraction.trim_start_matches('0');
            (digits, fraction.len() - digits.len())
        } else {
            (fraction, 0)
        };
        let length = |digits: usize| i64::try_from(digits).unwrap_or(i64::MAX);
        let exponent = exponent.get(1..).map_or(0, saturating);
        Self {
            negative,
            whole,
            fraction,
            exponent: exponent
                .saturating_add(length(whole.len()))
                .saturating_sub(length(zeros)),
        }
    }

    fn is_zero(&self) -> bool {
        self.whole.is_empty() && self.fraction.is_empty()
    }

    /// Returns the digits without trailing zeros.
    fn digits(&self) -> impl Iterator<Item = u8> + '_ {
        let whole = if self.fraction.is_empty() {
            self.whole.trim_end_matches('0')
        } else {
            self.whole
        };
        whole.bytes().chain(self.fraction.bytes())
    }

    fn is_integer(&self) -> bool {
        let digits = self.digits().count();
        self.is_zero() || usize::try_from(self.exponent).is_ok_and(|length| digits <= length)
    }

    /// Returns the equal integer, if it fits 64 bits, signed or unsigned.
    fn integer(&self) -> Option<i128> {
        if self.is_zero() {
            return Some(0);
        }
        let length = usize::try_from(self.exponent)
            .ok()
            .filter(|length| *length <= 20)?;
        let mut digits = self.digits();
        let mut value = 0_i128;
        for _ in 0..length {
            value = value * 10 + i128::from(digits.next().map_or(0, |digit| digit - b'0'));
        }
        let whole = digits.next().is_none();
        whole.then_some(if self.negative { -value } else { value })
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self.is_zero(), other.is_zero()) {
            (true, true) => return Ordering::Equal,
            (true, false) => {
                return if other.negative {
                    Ordering::Greater
                } else {
                    Ordering::Less
                };
            }
            (false, true) => {
                return if self.negative {
                    Ordering::Less
                } else {
                    Ordering::Greater
                };
            }
            (false, false) => {}
        }
        if self.negative != other.negative {
            return other.negative.cmp(&self.negative);
        }
        let size = self
            .exponent
            .cmp(&other.exponent)
            .then_with(|| self.digits().cmp(other.digits()));
        if self.negative { size.reverse() } else { size }
    }
}

/// Returns the exponent of a text, limited to 64 bits.
fn saturating(text: &str) -> i64 {
    text.parse()
        .unwrap_or(if text.starts_with('-') { i64::MIN } else { i64::MAX })
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let (one, two) = (self.as_str(), other.as_str());
        if one == two {
            return Ordering::Equal;
        }
        Decimal::of(one).compare(&Decimal::of(two))
    }
}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let decimal = Decimal::of(self.as_str());
        if decimal.is_zero() {
            return state.write_u8(b'0');
        }
        decimal.negative.hash(state);
        decimal.exponent.hash(state);
        decimal.digits().for_each(|digit| state.write_u8(digit));
    }
}

impl Default for Number {
    /// Returns zero.
    fn default() -> Self {
        Self::from(0)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The error of a text that is not a JSON number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidNumber;

impl fmt::Display for InvalidNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid number")
    }
}

impl std::error::Error for InvalidNumber {}

impl FromStr for Number {
    type Err = InvalidNumber;

    /// Parses a JSON number (RFC 8259, section 6).
    fn from_str(text: &str) -> Result<Self, InvalidNumber> {
        if number_end(text.as_bytes(), 0) == Ok(text.len()) {
            Ok(Self::from_json(text))
        } else {
            Err(InvalidNumber)
        }
    }
}

impl TryFrom<f64> for Number {
    type Error = InvalidNumber;

    /// Converts like [`Number::from_f64`].
    fn try_from(number: f64) -> Result<Self, InvalidNumber> {
        Self::from_f64(number).ok_or(InvalidNumber)
    }
}

macro_rules! from_integers {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Number {
            fn from(integer: $integer) -> Self {
                Self::from_json(&integer.to_string())
            }
        }
    )*};
}

from_integers!(i8, i16, i32, i64, i128, u8, u16, u32, u64, u128);

impl From<&serde_json::Number> for Number {
    fn from(number: &serde_json::Number) -> Self {
        Self::from_json(&number.to_string())
    }
}

/// Returns the nearest number of `serde_json`; digits beyond a double are lost.
impl From<&Number> for Value {
    fn from(number: &Number) -> Self {
        serde_json::from_str(number.as_str()).unwrap_or(Self::Null)
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Self::from(&number)
    }
}

#[cfg(test)]
mod tests {
    use std::hash::DefaultHasher;

    use proptest::prelude::*;

    use super::*;

    fn number(text: &str) -> Number {
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    }

    fn hash(number: &Number) -> u64 {
        let mut hasher = DefaultHasher::new();
        number.hash(&mut hasher);
        hasher.finish()
    }

    #[test]
    fn numbers_keep_their_text_and_compare_by_value() {
        let rising = [
            "-1e400",
            "-12345678901234567890.5",
            "-1",
            "-0.5",
            "-1e-400",
            "0",
            "1e-400",
            "0.001",
            "0.0010000000000000000000000001",
            "9.99",
            "10",
            "9223372036854775807",
            "9223372036854775807.1",
            "1e400",
            "1e99999999999999999999",
        ];
        for (index, text) in rising.iter().enumerate() {
            assert_eq!(number(text).to_string(), *text);
            for (other, bigger) in rising.iter().enumerate() {
                assert_eq!(
                    number(text).cmp(&number(bigger)),
                    index.cmp(&other),
                    "{text} {bigger}"
                );
            }
        }
        for (one, other) in [
            ("1", "1.0"),
            ("1000", "1e3"),
            ("1e3", "1.000E+3"),
            ("-0", "0.00e5"),
            ("0.0012", "12e-4"),
            ("120", "0.12e3"),
        ] {
            assert_eq!(number(one), number(other));
            assert_eq!(hash(&number(one)), hash(&number(other)));
        }
    }

    #[test]
    fn integers_are_found_in_every_spelling() {
        for (text, expected) in [
            ("5", Some(5)),
            ("5.0", Some(5)),
            ("50e-1", Some(5)),
            ("0.5e1", Some(5)),
            ("-0", Some(0)),
            ("1e3", Some(1000)),
            ("9223372036854775807.00", Some(i64::MAX)),
            ("-9223372036854775808.0", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("5.5", None),
            ("1e-1", None),
            ("1e300", None),
        ] {
            assert_eq!(number(text).as_i64(), expected, "{text}");
        }
        assert_eq!(number("18446744073709551615.0").as_u64(), Some(u64::MAX));
        assert_eq!(number("-1").as_u64(), None);
    }

    #[test]
    fn integers_have_any_size() {
        for text in [
            "0",
            "-0.0",
            "12345678901234567890123",
            "1e300",
            "1.50e1",
            "-70.0e-1",
        ] {
            assert!(number(text).is_integer(), "{text}");
        }
        for text in ["5.5", "1e-1", "1.50e0", "12345678901234567890.1", "1e-300"] {
            assert!(!number(text).is_integer(), "{text}");
        }
    }

    #[test]
    fn only_numbers_of_json_are_numbers() {
        for text in [
            "", "-", "+1", "01", ".5", "1.", "1e", "inf", "NaN", " 1", "1 ", "0x1", "1_0",
        ] {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }

    #[test]
    fn lenient_reading_takes_what_people_write() {
        for (text, expected) in [
            ("+5", Some("5")),
            ("007", Some("7")),
            ("-.5", Some("-0.5")),
            ("5.", Some("5")),
            ("00", Some("0")),
            ("1.50", Some("1.50")),
            ("+.5e3", Some("0.5e3")),
            (".", None),
            ("", None),
            ("+-5", None),
            ("inf", None),
            ("1e", None),
            ("ten", None),
        ] {
            let number = Number::lenient(text);
            assert_eq!(number.as_ref().map(Number::as_str), expected, "{text}");
        }
    }

    #[test]
    fn doubles_become_their_shortest_text() {
        let text = |double| Number::from_f64(double).map(|number| number.to_string());
        assert_eq!(text(2.0).as_deref(), Some("2"));
        assert_eq!(text(0.1).as_deref(), Some("0.1"));
        assert_eq!(text(-0.0).as_deref(), Some("-0"));
        assert_eq!(super::super::ToJson::to_json(&-0.0_f64).to_string(), "-0");
        assert_eq!(text(f64::NAN), None);
        assert_eq!(number("0.1").as_f64().to_bits(), 0.1_f64.to_bits());
    }

    proptest! {
        #[test]
        fn integers_compare_as_they_do(one: i64, other: i64, zeros in 0_usize..4) {
            let written = format!("{other}.{}", "0".repeat(zeros + 1));
            prop_assert_eq!(Number::from(one).cmp(&number(&written)), one.cmp(&other));
            prop_assert_eq!(number(&written).as_i64(), Some(other));
        }

        #[test]
        fn moving_the_point_keeps_the_value(digits in "[1-9][0-9]{0,40}", places in 0_usize..40, negative: bool) {
            let sign = if negative { "-" } else { "" };
            let scaled = number(&format!("{sign}{digits}e-{places}"));
            let padded = format!("{digits:0>width$}", width = places + 1);
            let (whole, fraction) = padded.split_at(padded.len() - places);
            let written = number(&format!("{sign}{whole}.{fraction}0"));
            prop_assert_eq!(&scaled, &written);
            prop_assert_eq!(hash(&scaled), hash(&written));
        }

        #[test]
        fn equal_values_mean_equal_doubles(one in "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?(e[+-]?[0-9]{1,2})?",
                                           other in "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?(e[+-]?[0-9]{1,2})?") {
            let (one, other) = (number(&one), number(&other));
            match one.cmp(&other) {
                Ordering::Less => prop_assert!(one.as_f64() <= other.as_f64()),
                Ordering::Equal => prop_assert!(one.as_f64().to_bits() == other.as_f64().to_bits() || one.as_f64() == 0.0),
                Ordering::Greater => prop_assert!(one.as_f64() >= other.as_f64()),
            }
        }
    }
}
