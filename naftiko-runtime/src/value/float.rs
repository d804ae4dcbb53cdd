//! Text of doubles.

use serde_json::Number;
#[cfg(any(test, feature = "avro", feature = "protobuf"))]
use serde_json::Value;

/// Integers strictly within this bound (2^53) are exact as doubles.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Returns a double as JSON: an integer if it is integral, null if it is not finite.
#[cfg(any(test, feature = "avro", feature = "protobuf"))]
pub(crate) fn json_number(number: f64) -> Value {
    integral(number).map_or_else(
        || Number::from_f64(number).map_or(Value::Null, Value::Number),
        Value::from,
    )
}

/// Returns a double as text, without a fraction if it is integral.
pub(crate) fn float_text(number: f64) -> String {
    finite_text(number).unwrap_or_else(|| number.to_string())
}

/// Returns a double as a number of JSON, without a fraction if it is integral; `None` if it is not finite.
pub(super) fn finite_text(number: f64) -> Option<String> {
    if is_negative_zero(number) {
        return Some("-0".to_owned());
    }
    match integral(number) {
        Some(integer) => Some(integer.to_string()),
        // `serde_json` writes 1e300 as such, where `Display` would write three hundred zeros.
        None => Number::from_f64(number).map(|number| number.to_string()),
    }
}

fn is_negative_zero(number: f64) -> bool {
    number == 0.0 && number.is_sign_negative()
}

/// Returns the exact integer of a double, if there is one. Integers have no negative zero.
fn integral(number: f64) -> Option<i64> {
    let whole = number.fract() == 0.0 && number.abs() < EXACT && !is_negative_zero(number);
    // Within 2^53 the conversion loses nothing.
    #[allow(clippy::cast_possible_truncation)]
    whole.then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_float_without_fraction_is_an_integer() {
        assert_eq!(json_number(3.0), json!(3));
        assert_eq!(json_number(-0.0).to_string(), "-0.0");
        assert_eq!(json_number(0.5), json!(0.5));
        assert_eq!(
            json_number(9_007_199_254_740_992.0),
            json!(9_007_199_254_740_992.0)
        );
        assert_eq!(json_number(f64::NAN), Value::Null);
    }

    #[test]
    fn text_has_no_needless_fraction() {
        assert_eq!(float_text(2.0), "2");
        assert_eq!(float_text(-0.0), "-0");
        assert_eq!(float_text(2.5), "2.5");
        assert_eq!(float_text(1e300), "1e+300");
    }
}
