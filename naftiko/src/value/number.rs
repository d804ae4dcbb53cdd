//! Numbers as APIs write them: integers as floats, numbers as text.

use serde_json::{Number, Value};

/// The integers that a double holds exactly lie strictly within this bound (2^53).
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A double as a JSON value: an integer when it is one, null when JSON has no such number.
pub(crate) fn json_number(number: f64) -> Value {
    integral(number).map_or_else(
        || Number::from_f64(number).map_or(Value::Null, Value::Number),
        Value::from,
    )
}

/// A double as text: no fraction when it has none.
pub(crate) fn float_text(number: f64) -> String {
    match integral(number) {
        Some(integer) => integer.to_string(),
        // serde_json writes 1e300 as such, where `Display` would write three hundred zeros.
        None => Number::from_f64(number).map_or_else(|| number.to_string(), |number| number.to_string()),
    }
}

/// A JSON number as text: no fraction when it has none.
pub(crate) fn number_text(number: &Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() => float_text(float),
        _ => number.to_string(),
    }
}

/// An integer, a float without a fraction, or (lenient) the text of either.
pub(crate) fn integer_of(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number
            .as_i64()
            .or_else(|| number.as_f64().filter(|_| number.is_f64()).and_then(integral)),
        Value::String(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| decimal(text).and_then(integral))
        }
        _ => None,
    }
}

/// A number, or (lenient) its text.
pub(crate) fn number_of(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => decimal(text.trim()),
        _ => None,
    }
}

/// A decimal number: `f64::from_str` without `inf` and `nan`, which no API means.
pub(crate) fn decimal(text: &str) -> Option<f64> {
    let digits = text.bytes().any(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|number: &f64| digits && number.is_finite())
}

/// The integer that a double is, where it is one exactly.
pub(crate) fn integral(number: f64) -> Option<i64> {
    let whole = number.fract() == 0.0 && number.abs() < EXACT;
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
        assert_eq!(json_number(-0.0), json!(0));
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
        assert_eq!(float_text(2.5), "2.5");
        assert_eq!(float_text(1e300), "1e+300");
        assert_eq!(number_text(&Number::from(7)), "7");
        assert_eq!(number_text(&Number::from(u64::MAX)), "18446744073709551615");
        assert_eq!(json!(4.0).as_number().map(number_text).as_deref(), Some("4"));
    }

    #[test]
    fn integers_come_in_three_forms() {
        assert_eq!(integer_of(&json!(3599)), Some(3599));
        assert_eq!(integer_of(&json!(3599.0)), Some(3599));
        assert_eq!(integer_of(&json!(" 3599 ")), Some(3599));
        assert_eq!(integer_of(&json!("3599.0")), Some(3599));
        assert_eq!(integer_of(&json!(0.5)), None);
        assert_eq!(integer_of(&json!(u64::MAX)), None);
        assert_eq!(integer_of(&json!("soon")), None);
        assert_eq!(integer_of(&json!(true)), None);
    }

    #[test]
    fn numbers_are_finite() {
        assert_eq!(number_of(&json!("1.5")), Some(1.5));
        assert_eq!(number_of(&json!(2)), Some(2.0));
        for text in ["inf", "NaN", "infinity", "", "1e999"] {
            assert_eq!(number_of(&json!(text)), None, "{text}");
        }
    }
}
