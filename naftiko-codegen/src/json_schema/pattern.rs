//! Regular expressions in schemas.

use std::iter::Peekable;
use std::str::Chars;

/// Returns whether every reader of a schema understands a pattern: it has only what JSON Schema recommends (Core, 6.4), which are characters,
/// classes, quantifiers, anchors, groups and alternatives.
///
/// The authors of a document write for the engine of their language, and readers with another engine reject the whole schema.
pub(super) fn is_portable(pattern: &str) -> bool {
    let mut rest = pattern.chars().peekable();
    let mut groups = 0_usize;
    // Whether a quantifier may follow.
    let mut has_atom = false;
    while let Some(character) = rest.next() {
        let is_valid = match character {
            '\\' => escape(&mut rest, false),
            '[' => class(&mut rest),
            ']' | '}' => false,
            '(' => {
                groups += 1;
                group(&mut rest)
            }
            ')' => {
                let is_open = groups > 0;
                groups = groups.saturating_sub(1);
                is_open
            }
            '*' | '+' | '?' => has_atom,
            '{' => has_atom && bounds(&mut rest),
            _ => true,
        };
        if !is_valid {
            return false;
        }
        has_atom = match character {
            '*' | '+' | '?' | '{' => {
                rest.next_if_eq(&'?');
                false
            }
            '(' | '|' | '^' => false,
            _ => true,
        };
    }
    groups == 0
}

/// Reads an escape after its backslash.
fn escape(rest: &mut Peekable<Chars<'_>>, in_class: bool) -> bool {
    match rest.next() {
        Some('d' | 'D' | 'w' | 'W' | 's' | 'S' | 'n' | 'r' | 't' | 'f' | 'v') => true,
        Some('b' | 'B') => !in_class,
        Some('x') => digits(rest, 2),
        Some('u') => digits(rest, 4),
        Some(other) => other.is_ascii_punctuation(),
        None => false,
    }
}

/// Reads so many hexadecimal digits.
fn digits(rest: &mut Peekable<Chars<'_>>, count: usize) -> bool {
    (0..count).all(|_| rest.next_if(char::is_ascii_hexdigit).is_some())
}

/// Reads a class after its bracket. Engines differ about a bracket in it.
fn class(rest: &mut Peekable<Chars<'_>>) -> bool {
    rest.next_if_eq(&'^');
    if rest.peek() == Some(&']') {
        return false;
    }
    while let Some(character) = rest.next() {
        match character {
            ']' => return true,
            '[' => return false,
            '&' | '-' | '~' | '|' if rest.peek() == Some(&character) => return false,
            '\\' if !escape(rest, true) => return false,
            _ => {}
        }
    }
    false
}

/// Reads the kind of a group after its parenthesis.
fn group(rest: &mut Peekable<Chars<'_>>) -> bool {
    rest.next_if_eq(&'?').is_none() || rest.next().is_some_and(|kind| matches!(kind, ':' | '=' | '!'))
}

/// Reads the bounds of a quantifier after their brace: `3}`, `3,}` or `3,5}`.
fn bounds(rest: &mut Peekable<Chars<'_>>) -> bool {
    let mut digits = 0;
    while rest.next_if(char::is_ascii_digit).is_some() {
        digits += 1;
    }
    if rest.next_if_eq(&',').is_some() {
        while rest.next_if(char::is_ascii_digit).is_some() {}
    }
    digits > 0 && rest.next() == Some('}')
}

#[cfg(test)]
mod tests {
    use super::is_portable;

    #[test]
    fn pattern_of_one_engine_is_not_portable() {
        for pattern in [
            "",
            "^[a-z0-9_-]{3,16}$",
            r"^\d{4}-\d{2}(-\d{2})?$",
            r"^(?:a|b)+?[^\s\]]*$",
            r"^[\w.+-]+@\w+\.\w{2,}$",
            r"^\u00e9\x41(?!b)[.*?(]$",
            "^é$",
        ] {
            assert!(is_portable(pattern), "{pattern}");
        }
        for pattern in [
            r"^([^[\p{Cntrl}\s]])$",
            r"\p{L}+",
            "[[:alpha:]]",
            "(?i)a",
            "(?<name>a)",
            r"\Aa\z",
            "a++",
            "*a",
            "(a",
            "a)",
            "[a",
            "[]a]",
            "a]",
            "a{,3}",
            "a{b}",
            r"a\",
            "[a&&b]",
            r"[\b]",
            r"\u12",
        ] {
            assert!(!is_portable(pattern), "{pattern}");
        }
    }
}
