//! Validation of paths with slices, unions, descendants and filters, by the crate that evaluates them at run time.
//!
//! Without the feature `jsonpath`, which the crate `naftiko` passes on to its macro, only their size is checked: generated code does not
//! compile without the feature either.

#[cfg(feature = "jsonpath")]
use std::borrow::Cow;

use super::Invalid;

/// The largest length of a path in bytes.
const LONGEST: usize = 1000;

/// The largest depth of nested filters. Each level triples the time of parsing.
const BRACKETS: usize = 4;

/// The largest depth of nested parentheses.
const PARENTHESES: usize = 16;

/// Checks a path of RFC 9535.
pub(super) fn check(text: &str) -> Result<(), Invalid> {
    bounded(text)?;
    #[cfg(feature = "jsonpath")]
    serde_json_path::JsonPath::parse(text)
        .map_err(|error| Invalid::new(why(error.message()), byte(text, error.position())))?;
    Ok(())
}

/// Rejects a path that would take too much time or stack to parse.
fn bounded(text: &str) -> Result<(), Invalid> {
    if text.len() > LONGEST {
        return Err(Invalid::new("longer than 1000 bytes,", 0));
    }
    let (mut brackets, mut parentheses) = (0_usize, 0_usize);
    for (at, character) in outside_strings(text) {
        match character {
            '[' => brackets += 1,
            ']' => brackets = brackets.saturating_sub(1),
            '(' => parentheses += 1,
            ')' => parentheses = parentheses.saturating_sub(1),
            _ => {}
        }
        if brackets > BRACKETS || parentheses > PARENTHESES {
            return Err(Invalid::new("nested too deeply", at));
        }
    }
    Ok(())
}

/// Returns the characters of a path that are not in quotes, with their places.
pub(crate) fn outside_strings(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut within: Option<char> = None;
    let mut escaped = false;
    text.char_indices().filter(move |(_, character)| {
        let Some(quote) = within else {
            within = matches!(character, '\'' | '"').then_some(*character);
            return within.is_none();
        };
        if *character == quote && !escaped {
            within = None;
        }
        escaped = *character == '\\' && !escaped;
        false
    })
}

/// Returns the reason in the words of our messages.
#[cfg(feature = "jsonpath")]
fn why(message: &str) -> Cow<'static, str> {
    let message = message.strip_prefix("in long-hand segment, ").unwrap_or(message);
    match message {
        "parser error" => "not a path of RFC 9535".into(),
        "must start with lowercase alpha or '_'"
        | "in dot member name, must start with lowercase alpha or '_'" => "expected a name".into(),
        "expecting closing ']'" | "expected closing ']'" => "expected `]`".into(),
        other => other.replace('\'', "`").into(),
    }
}

/// Returns the byte of a character, which is counted from 1; at most the byte of the last one.
#[cfg(feature = "jsonpath")]
fn byte(text: &str, position: usize) -> usize {
    let mut places = text.char_indices().map(|(at, _)| at);
    places
        .nth(position.saturating_sub(1))
        .or_else(|| text.char_indices().last().map(|(at, _)| at))
        .unwrap_or_default()
}
