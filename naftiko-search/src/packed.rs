//! Numbers as printable characters, so that an index is one text that a reader of the code can see.

/// The digits of numbers, in their order.
const DIGITS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_~";

/// The number of values of a digit that is followed by others.
const HALF: u32 = 32;

/// Appends a number up to 63.
pub(crate) fn push_digit(text: &mut String, value: u32) {
    let digit = DIGITS.get(value as usize).copied().unwrap_or(b'~');
    text.push(char::from(digit));
}

/// Appends a number, five bits a digit from the lowest; digits from 32 on have a successor.
pub(crate) fn push_number(text: &mut String, mut value: u32) {
    while value >= HALF {
        push_digit(text, HALF + value % HALF);
        value /= HALF;
    }
    push_digit(text, value);
}

/// Reads numbers from digits; `None` at the end, and for what is not a digit.
pub(crate) struct Digits<'t>(std::str::Bytes<'t>);

impl<'t> Digits<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self(text.bytes())
    }

    pub(crate) fn digit(&mut self) -> Option<u32> {
        Some(match self.0.next()? {
            digit @ b'0'..=b'9' => u32::from(digit - b'0'),
            digit @ b'A'..=b'Z' => u32::from(digit - b'A') + 10,
            digit @ b'a'..=b'z' => u32::from(digit - b'a') + 36,
            b'_' => 62,
            b'~' => 63,
            _ => return None,
        })
    }

    pub(crate) fn number(&mut self) -> Option<u32> {
        let (mut value, mut shift) = (0_u32, 0_u32);
        loop {
            let digit = self.digit()?;
            value = value.checked_add((digit % HALF).checked_shl(shift)?)?;
            if digit < HALF {
                return Some(value);
            }
            shift += 5;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_were_written() {
        let numbers = [0, 1, 31, 32, 33, 1023, 1024, 12_594, u32::MAX];
        let mut text = String::new();
        for number in numbers {
            push_number(&mut text, number);
        }
        push_digit(&mut text, 63);
        let mut digits = Digits::new(&text);
        for number in numbers {
            assert_eq!(digits.number(), Some(number));
        }
        assert_eq!(digits.digit(), Some(63));
        assert_eq!(digits.number(), None);
        assert_eq!(Digits::new("zzzzzzzzzzzz").number(), None);
        assert_eq!(Digits::new(" ").digit(), None);
    }
}
